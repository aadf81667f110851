"""A person's visits, newest first, read only as far as they are asked for."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from operator import attrgetter

from handraiser.people import timeline
from handraiser.people.models import Person
from handraiser.people.timeline import Seen
from handraiser.people.visits import GAP_US, runs


@dataclass(frozen=True)
class Visit:
    """One visit; never empty. Newest first, as it was read."""

    seen: list[Seen]

    @property
    def begin_us(self) -> int:
        return self.seen[-1].occurred_us

    @property
    def end_us(self) -> int:
        return self.seen[0].occurred_us

    @property
    def lasted_us(self) -> int:
        return self.end_us - self.begin_us

    @property
    def bot(self) -> bool:
        """Whether a crawler did all of it."""
        return all(each.bot for each in self.seen)

    @property
    def claimed(self) -> bool:
        """Whether part of it rests on an open claim."""
        return any(each.claimed for each in self.seen)

    @property
    def ids(self) -> list[int]:
        """Of its events, newest first."""
        return [each.event_id for each in self.seen]


def fold(seen: Iterable[Seen]) -> Iterator[Visit]:
    """One person's sightings, newest first, as visits; each is given once the next one has begun."""
    return map(Visit, runs(seen, attrgetter("occurred_us")))


def before(person: Person, before_us: int, limit: int, *, size: int = timeline.CHUNK) -> list[Visit]:
    """The newest whole visits of a canonical person that began before a moment at which none was going on."""
    return list(islice(fold(timeline.back(person, before_us, size)), limit))


def end_of(person: Person, at_us: int) -> int:
    """When the visit ends that is going on at a moment; the moment itself where none is."""
    for moment_us in timeline.forth(person, at_us):
        if moment_us - at_us > GAP_US:
            break
        at_us = moment_us
    return at_us

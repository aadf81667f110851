"""What a visit was about, read from its events without what they brought along."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from handraiser.events import heads
from handraiser.events.channels import DIRECT, INSIDE, Touch, classify
from handraiser.events.devices import Device, device
from handraiser.events.heads import EventHead
from handraiser.events.hosts import host_of
from handraiser.events.models import Kind
from handraiser.people.visited import Visit

MOST_NAMED = 4


@dataclass(frozen=True)
class Deed:
    """One thing that was done in a visit, `times` times: an event's name, or a page's title or path."""

    words: str
    times: int
    ids: tuple[int, ...]


@dataclass(frozen=True)
class Heading:
    """A visit with the heads of its events, oldest first."""

    visit: Visit
    heads: list[EventHead]

    @property
    def at_us(self) -> int:
        return self.visit.begin_us

    @property
    def landing(self) -> EventHead | None:
        """The first page; None where none was viewed."""
        return next((each for each in self.heads if each.kind == Kind.PAGE), None)

    @cached_property
    def came(self) -> tuple[Touch, str]:
        """The touch of the first page that came from outside, else of the first page; and its campaign."""
        pages = [each for each in self.heads if each.kind == Kind.PAGE]
        own = {host for each in pages if (host := host_of(each.url))}
        touches = [
            (classify(each.url, each.referrer, each.utm_source, each.utm_medium, own), each.utm_campaign or "")
            for each in pages
        ]
        outside = (told for told in touches if told[0].channel not in (INSIDE.channel, DIRECT.channel))
        return next(outside, touches[0] if touches else (INSIDE, ""))

    @property
    def pages(self) -> int:
        """How many pages were viewed."""
        return sum(each.kind in (Kind.PAGE, Kind.SCREEN) for each in self.heads)

    @property
    def device(self) -> Device:
        """Of the first page, else of the first event."""
        first = self.landing or (self.heads[0] if self.heads else None)
        return device(first.user_agent if first else None)

    @property
    def done(self) -> list[Deed]:
        """The named events, each name once, in the order in which they happened first."""
        return _deeds([(each.name, each.id) for each in self.heads if each.kind == Kind.TRACK and each.name])

    @property
    def read(self) -> list[Deed]:
        """The pages, the most often viewed first; at most `MOST_NAMED`."""
        kinds = (Kind.PAGE, Kind.SCREEN)
        named = [(each.title or each.path or each.name, each.id) for each in self.heads if each.kind in kinds]
        deeds = _deeds([(words, id_) for words, id_ in named if words])
        return sorted(deeds, key=lambda deed: -deed.times)[:MOST_NAMED]


def headings(visits: Sequence[Visit]) -> list[Heading]:
    """In one query, whatever their number."""
    known = heads.by_ids([id_ for visit in visits for id_ in visit.ids])
    return [Heading(visit, [known[id_] for id_ in reversed(visit.ids) if id_ in known]) for visit in visits]


def _deeds(named: Sequence[tuple[str, int]]) -> list[Deed]:
    times = Counter(words for words, _ in named)
    return [Deed(words, many, tuple(i for each, i in named if each == words)) for words, many in times.items()]

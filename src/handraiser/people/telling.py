"""One page of all that is told about a person: visits among the rows of the streams, newest first, paged by key."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from handraiser.people import chronicle, timeline, visited
from handraiser.people.chronicle import Row, Stream
from handraiser.people.headings import headings
from handraiser.people.models import Person
from handraiser.people.timeline import NEWEST_US
from handraiser.people.visited import Visit

VISITS = "visits"
VISITS_AT_ONCE = 20
ROWS_AT_ONCE = 50  # of each stream
VISIT, EVENT = "people/_visit.html", "people/_event_row.html"
_KEY = re.compile(r"([0-9]{1,17})_([0-9]{1,17})")


@dataclass(frozen=True)
class Place:
    """Where a page begins: before these moments. A visit that is told whole may have begun before other rows."""

    rows_us: int = NEWEST_US
    visits_us: int = NEWEST_US

    @classmethod
    def read(cls, text: str) -> "Place":
        """As an address has it; the beginning where that makes no sense."""
        match = _KEY.fullmatch(text)
        return cls(int(match[1]), int(match[2])) if match else cls()

    def __str__(self) -> str:
        return f"{self.rows_us}_{self.visits_us}"

    @property
    def is_first(self) -> bool:
        return self.rows_us == NEWEST_US


@dataclass(frozen=True)
class Page:
    """Its rows, newest first, and where the next one begins; None at the end."""

    rows: list[Row]
    after: Place | None


def at(person: Person, moment_us: int) -> Place:
    """The page that begins with the visit during which a moment was."""
    end_us = visited.end_of(person, moment_us)
    return Place(end_us + 1, end_us + 1)


def tell(person: Person, place: Place, only: str = "") -> Page:
    """Everything from `place` on, or one kind only: `visits`, or a stream's name."""
    found = [] if only and only != VISITS else visited.before(person, place.visits_us, VISITS_AT_ONCE + 1)
    read = {stream: stream.read(person, place.rows_us, ROWS_AT_ONCE) for stream in _asked(only)}
    cut_us = max([_cut_of_visits(found), *(_cut(rows) for rows in read.values())])
    shown = [visit for visit in found[:VISITS_AT_ONCE] if visit.begin_us >= cut_us]
    rows = [row for rows in read.values() for row in rows if row.at_us >= cut_us]
    rows = sorted([*rows, *_told(shown)], key=lambda row: -row.at_us)
    last_us = shown[-1].begin_us if shown else place.visits_us
    return Page(rows, Place(cut_us, last_us) if cut_us else None)


def _asked(only: str) -> list[Stream]:
    return [stream for stream in chronicle.registered() if (stream.name == only if only else not stream.within)]


def _cut_of_visits(found: Sequence[Visit]) -> int:
    return found[VISITS_AT_ONCE - 1].begin_us if len(found) > VISITS_AT_ONCE else 0


def _cut(rows: Sequence[Row]) -> int:
    """The moment of the last row where there may be more; 0 where there are none."""
    return rows[-1].at_us if len(rows) >= ROWS_AT_ONCE else 0


def _told(shown: Sequence[Visit]) -> list[Row]:
    """A visit of a single event is that event."""
    single = [visit for visit in shown if len(visit.seen) == 1]
    events = timeline.entries([visit.seen[0] for visit in single])
    longer = headings([visit for visit in shown if len(visit.seen) > 1])
    rows = [Row(entry.seen.occurred_us, EVENT, entry) for entry in events]
    return [*rows, *(Row(heading.at_us, VISIT, heading) for heading in longer)]

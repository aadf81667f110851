"""What happened in one visit, event by event, paged by key."""

from dataclasses import dataclass

from handraiser.people import timeline
from handraiser.people.chronicle import Row
from handraiser.people.models import Person
from handraiser.people.telling import EVENT
from handraiser.people.timeline import NEWEST_US

EVENTS_AT_ONCE = 40


@dataclass(frozen=True)
class Opened:
    """Some events of a visit, newest first; `after` is the moment up to which the next ones happened, or None."""

    begin_us: int
    rows: list[Row]
    after: int | None


def open_visit(person: Person, begin_us: int, end_us: int) -> Opened:
    """The newest events from one moment to another, both included."""
    end_us = min(end_us, NEWEST_US - 1)
    seen = timeline.chunk(person, end_us + 1, EVENTS_AT_ONCE)
    inside = [each for each in seen if each.occurred_us >= begin_us]
    last_us = seen[-1].occurred_us if len(seen) >= EVENTS_AT_ONCE else 0
    rows = [Row(entry.seen.occurred_us, EVENT, entry) for entry in timeline.entries(inside)]
    return Opened(begin_us, rows, last_us - 1 if last_us > begin_us else None)

"""When the store received an event: by the clock, and strictly rising within one writer."""

from collections.abc import Iterable, Sequence
from itertools import count

from handraiser.clock import now_us
from handraiser.events.rows import NewEvent

LAST_STAMP = "SELECT coalesce(max(received_us), 0) FROM events_event WHERE id = (SELECT max(id) FROM events_event)"


class Stamp:
    """Remembers the last stamp given, so that arrival order survives a clock that is set back."""

    def __init__(self, last_us: int) -> None:
        self._last_us = last_us

    def take(self, events: Sequence[NewEvent]) -> Iterable[int]:
        """At least one stamp an event, none before the event occurred."""
        first = max(now_us(), self._last_us + 1, max((event.occurred_us for event in events), default=0))
        self._last_us = first + len(events)
        return count(first)

"""When a played event arrives: a little after it happened, in the order in which the events are sent."""

from collections.abc import Iterable, Sequence
from zlib import crc32

from handraiser.clock import SECOND_US
from handraiser.events.rows import NewEvent
from handraiser.events.stores.stamping import Stamp

_FASTEST_US = SECOND_US // 8
_SPREAD_US = SECOND_US


class Played(Stamp):
    """Stamps by each event's own moment and a delay of an eighth of a second to a good one; strictly rising."""

    def take(self, events: Sequence[NewEvent]) -> Iterable[int]:
        stamps = []
        for event in events:
            delay_us = _FASTEST_US + crc32(event.message_id.encode()) % _SPREAD_US
            self._last_us = max(self._last_us + 1, event.occurred_us + delay_us)
            stamps.append(self._last_us)
        return stamps


LATEST_US = _FASTEST_US + _SPREAD_US

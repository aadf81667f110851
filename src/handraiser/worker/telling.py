"""The chore that tells who rose and who cooled within a week; in small steps, as it is never urgent."""

from collections.abc import Iterator

from handraiser import clock
from handraiser.insight import movers
from handraiser.worker.leases import Held

PAUSE_US = 10 * clock.MINUTE_US


class TellMovers:
    """Goes on where it was at the last call; begins anew ten minutes after it ended, and with every new lease."""

    def __init__(self) -> None:
        self._held: Held | None = None
        self._steps: Iterator[int] | None = None
        self._ended_us = 0

    def __call__(self, limit: int, held: Held) -> int:
        """How many people were looked at; 0 while there is nothing to tell yet."""
        if held is not self._held:  # what a holder before had begun is out of date
            self._held, self._steps, self._ended_us = held, None, 0
        if self._steps is None:
            self._steps = self._begin(limit)
        if self._steps is None:
            return 0
        held.renew()
        looked = next(self._steps, None)  # None also after a step that failed
        if looked is None:
            self._steps, self._ended_us = None, clock.now_us()
        return looked or 0

    def _begin(self, limit: int) -> Iterator[int] | None:
        if abs(clock.now_us() - self._ended_us) < PAUSE_US:
            return None
        telling = movers.begin()
        return telling.steps(limit) if telling else None

"""Times as int64 microseconds since 1970 UTC: the one form that every table, queue and kernel shares."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

SECOND_US = 1_000_000
MINUTE_US = 60 * SECOND_US
HOUR_US = 60 * MINUTE_US
DAY_US = 24 * HOUR_US
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _machine() -> int:
    return time.time_ns() // 1000


_present: Callable[[], int] = _machine


def now_us() -> int:
    """The present moment: the machine's, unless a history is played `by` another clock. Tests use time-machine."""
    return _present()


@contextmanager
def by(other: Callable[[], int]) -> Iterator[None]:
    """In this block the whole process, all its threads, reads the present from `other`. For playing a history."""
    global _present
    before, _present = _present, other
    try:
        yield
    finally:
        _present = before


def to_us(moment: datetime) -> int:
    """Exact, unlike `timestamp()`: no float is involved. Raises TypeError on a naive moment."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def from_us(moment_us: int) -> datetime:
    """Aware, in UTC. Raises OverflowError outside the years 1 to 9999."""
    return _EPOCH + timedelta(microseconds=moment_us)

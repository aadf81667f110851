"""When did it happen? A sender's clock, read and corrected."""

import contextlib
from datetime import UTC, datetime

from handraiser.clock import MINUTE_US, SECOND_US, to_us

TOLERATED_US = 5 * MINUTE_US
_EARLIEST_US = to_us(datetime.min.replace(tzinfo=UTC))
_LATEST_US = to_us(datetime.max.replace(tzinfo=UTC))
_MILLISECONDS_FROM = 100_000_000_000  # as seconds this is the year 5138, as milliseconds 1973


def read(value: object) -> int:
    """ISO 8601 (UTC where no zone is given), or a number of seconds or milliseconds since 1970.

    Raises ValueError for anything else.
    """
    if isinstance(value, str):
        return _read_text(value.strip())
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _read_number(value)
    raise ValueError("neither text nor a number")


def read_if_possible(value: object) -> int | None:
    """None for what `read` refuses."""
    try:
        return read(value)
    except (ValueError, OverflowError):
        return None


def correct(claimed_us: int, sent_us: int | None, arrived_us: int) -> int:
    """`claimed_us` by our clock: moved by how far the sender's clock is off, and never in the future.

    A difference of up to five minutes may be the way of the message and is left alone.
    """
    off_us = arrived_us - sent_us if sent_us is not None else 0
    if abs(off_us) > TOLERATED_US or claimed_us > arrived_us:
        claimed_us += off_us
    return max(min(claimed_us, arrived_us), _EARLIEST_US)


def _read_text(text: str) -> int:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        with contextlib.suppress(ValueError):
            return _read_number(float(text))
        raise
    return to_us(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def _read_number(number: float) -> int:
    us = number * (SECOND_US // 1000 if abs(number) >= _MILLISECONDS_FROM else SECOND_US)
    if not _EARLIEST_US <= us <= _LATEST_US:  # also false for NaN
        raise ValueError("outside the years 1 to 9999")
    return round(us)

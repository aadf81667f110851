"""Durations, dates and midnights, in microseconds since 1970 UTC and the model's time zone."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

SECOND = 1_000_000
UNITS = {"s": SECOND, "m": 60 * SECOND, "h": 3600 * SECOND, "d": 86_400 * SECOND, "w": 7 * 86_400 * SECOND}
DAY = UNITS["d"]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def duration(text: str) -> int:
    return int(text[:-1]) * UNITS[text[-1]]


def days_of(text: str) -> Fraction:
    """A duration as exact days: `36h` is 1.5."""
    return Fraction(duration(text), DAY)


def local(at_us: int, zone: str) -> datetime:
    return (EPOCH + timedelta(microseconds=at_us)).astimezone(ZoneInfo(zone))


def instant(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(microseconds=1)


def age_in_days(event_us: int, at_us: int, zone: str) -> int:
    """Midnights between the two: each local date begins at one, so it is the difference of dates."""
    return (local(at_us, zone).date() - local(event_us, zone).date()).days


def midnights(start_us: int, end_us: int, zone: str) -> Iterator[int]:
    """Every midnight after `start_us` up to and including `end_us`."""
    day = local(start_us, zone).date() + timedelta(days=1)
    while (at_us := midnight(day, zone)) <= end_us:
        yield at_us
        day += timedelta(days=1)


def midnight(day: date, zone: str) -> int:
    """The first instant of a date: 00:00, the first of two, or the end of the gap that swallowed it."""
    return instant(datetime.combine(day, time(0), ZoneInfo(zone)))


def bucket(at_us: int, per: str, zone: str) -> object:
    """Which hour, day, week (from Monday) or month of the model's time zone an instant lies in."""
    moment = local(at_us, zone)
    day = moment.date()
    match per:
        case "hour":
            return (day, moment.hour, moment.utcoffset())
        case "day":
            return day
        case "week":
            return day - timedelta(days=day.weekday())
        case "month":
            return (day.year, day.month)
    return "ever"


def date_of(value: object, zone: str) -> date | None:
    """The local date of a text holding an ISO date or time; without an offset it is local already. Else None."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return (moment.astimezone(ZoneInfo(zone)) if moment.tzinfo else moment).date()

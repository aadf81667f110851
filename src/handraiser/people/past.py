"""A past moment, as addresses and forms name it."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from handraiser import clock
from handraiser.errors import HandraiserError


class NoSuchMoment(HandraiserError):
    """What was asked for is no moment, or still to come."""


def moment(text: str) -> int:
    """Microseconds. ISO 8601, in the zone in use where it names none; a day stands for its end, today for now.

    Whole microseconds since 1970 are taken too: links name the exact moment of a change. Raises NoSuchMoment.
    """
    now_us = clock.now_us()
    at_us = int(text) if text.isdecimal() and 10 < len(text) < 18 else _written(text.strip(), now_us)
    if at_us is None:
        words = _(
            "%(found)s is no moment. Write it as 2026-05-03 or 2026-05-03T14:30, with +02:00 for another time zone."
        )
        raise NoSuchMoment(words % {"found": repr(text[:40])})
    if at_us > now_us:
        raise NoSuchMoment(_("That moment is still to come. Choose one in the past."))
    return at_us


def _written(text: str, now_us: int) -> int | None:
    try:
        if day := parse_date(text):
            return min(now_us, _end(day)) if _begin(day) <= now_us else _begin(day)
        found = parse_datetime(text.replace(" ", "+"))  # a plus sign in an address is read as a space
    except (ValueError, OverflowError):
        return None
    if found is None:
        return None
    try:
        return clock.to_us(found if found.tzinfo else timezone.make_aware(found))
    except OverflowError:
        return None


def _begin(day: date) -> int:
    return clock.to_us(datetime.combine(day, time.min, timezone.get_current_timezone()))


def _end(day: date) -> int:
    return _begin(day + timedelta(days=1)) - 1

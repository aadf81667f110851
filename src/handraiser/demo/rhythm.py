"""When things happen: the hours of a day, the days of a week, summer, winter and the week of the fair."""

from bisect import bisect
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from random import Random
from zoneinfo import ZoneInfo

from handraiser.clock import DAY_US, HOUR_US, MINUTE_US, from_us, to_us

ZONE = ZoneInfo("Europe/Zurich")
_HOURS = tuple(
    accumulate((1, 1, 1, 1, 1, 2, 5, 14, 34, 50, 52, 46, 30, 38, 50, 46, 40, 30, 18, 14, 15, 13, 8, 3))
)  # visits up to the end of each
_WEEK = (1.0, 1.12, 1.1, 1.05, 0.82, 0.26, 0.32)  # Monday first
_FAIR_AT = 0.58  # of the period


class Rhythm:
    """The days from `begin_us` to `until_us` in the organisation's zone, each with its weight."""

    def __init__(self, begin_us: int, until_us: int) -> None:
        self.begin_us, self.until_us = begin_us, until_us
        first, last = _day(begin_us), _day(until_us)
        self.days = [first + timedelta(days=each) for each in range((last - first).days + 1)]
        self.fair = _tuesday(first + timedelta(days=int(len(self.days) * _FAIR_AT)))
        self._midnights = [at(day, 0, 0) for day in self.days]
        self._sums = list(accumulate(self._weight(day, place) for place, day in enumerate(self.days)))

    def moment(self, chance: Random) -> int:
        """Any, by how busy its day and hour are."""
        while True:
            place = bisect(self._sums, chance.random() * self._sums[-1])
            at_us = _hour(self._midnights[min(place, len(self.days) - 1)], chance)
            if self.begin_us <= at_us < self.until_us:
                return at_us

    def later(self, chance: Random, after_us: int, days: float) -> int:
        """About that much later, rather at an hour and on a day when people are at their desks."""
        day = _day(after_us + int(chance.expovariate(1 / days) * DAY_US))
        if day.weekday() > 4 and chance.random() < 0.75:
            day += timedelta(days=7 - day.weekday())
        return max(_hour(at(day, 0, 0), chance), after_us + chance.randrange(2 * MINUTE_US, 3 * HOUR_US))

    def at_work(self, chance: Random, after_us: int, minutes: float) -> int:
        """About that much later in office hours."""
        moment = from_us(after_us + int(chance.expovariate(1 / minutes) * MINUTE_US)).astimezone(ZONE)
        if moment.hour >= 18:
            moment = (moment + timedelta(days=1)).replace(hour=8, minute=chance.randrange(60))
        if moment.weekday() > 4:
            moment = (moment + timedelta(days=7 - moment.weekday())).replace(hour=8, minute=chance.randrange(60))
        if moment.hour < 8:
            moment = moment.replace(hour=8, minute=chance.randrange(60))
        return to_us(moment.astimezone(UTC))

    def _weight(self, day: date, place: int) -> float:
        growth = 0.85 + 0.35 * place / len(self.days)
        fair = 1.8 if 0 <= (day - self.fair).days < 4 else 1.0
        return _WEEK[day.weekday()] * _season(day) * growth * fair


def at(day: date, hour: int, minute: int) -> int:
    """That moment of a day in the organisation's zone."""
    return to_us(datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE).astimezone(UTC))


def last_tuesday(until_us: int) -> date:
    """The last one before the day of `until_us`."""
    return _tuesday(_day(until_us) - timedelta(days=7))


def _hour(midnight_us: int, chance: Random) -> int:
    hour = bisect(_HOURS, chance.random() * _HOURS[-1])
    return midnight_us + int((hour + chance.random()) * HOUR_US)


def _season(day: date) -> float:
    if (7, 10) <= (day.month, day.day) <= (8, 20):
        return 0.62
    return 0.4 if (day.month, day.day) >= (12, 21) or (day.month, day.day) <= (1, 5) else 1.0


def _tuesday(day: date) -> date:
    """That day where it is a Tuesday, else the next one."""
    return day + timedelta(days=(1 - day.weekday()) % 7)


def _day(at_us: int) -> date:
    return from_us(at_us).astimezone(ZONE).date()

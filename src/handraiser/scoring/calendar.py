"""Midnights: where a day begins in the model's time zone. Days are numbered as `date.toordinal` does."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from .arrays import ALWAYS, DAY, I64, NEVER

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST_YEAR, LAST_YEAR = 1900, 2199  # what lies outside counts as the first or the last day
NO_DAY_YET = -(2**31)
NO_DAY_ANY_MORE = 2**31


@dataclass(frozen=True)
class Calendar:
    """The instants at which days begin, gapless from `first_day` on."""

    timezone: str
    first_day: int
    midnights: I64

    def day_of(self, moments: npt.ArrayLike) -> I64:
        index = np.searchsorted(self.midnights, moments, side="right")
        return np.maximum(index, 1) - 1 + self.first_day

    def midnight_of(self, days: I64) -> I64:
        """The instant at which each day begins; the two NO_DAY marks become ALWAYS and NEVER."""
        unique, inverse = np.unique(days, return_inverse=True)
        return np.fromiter((self._midnight(int(day)) for day in unique), np.int64, unique.size)[inverse]

    def _midnight(self, day: int) -> int:
        if not date(FIRST_YEAR, 1, 1).toordinal() <= day <= date(LAST_YEAR, 12, 31).toordinal():
            return ALWAYS if day < self.first_day else NEVER
        return midnight(self.timezone, date.fromordinal(day))

    @cached_property
    def weeks(self) -> I64:
        """The week of each day, counted from Mondays."""
        return (self.days - 1) // 7

    @cached_property
    def months(self) -> I64:
        dates = (self.days - date(1970, 1, 1).toordinal()).astype("datetime64[D]")
        return dates.astype("datetime64[M]").astype(np.int64)

    @cached_property
    def days(self) -> I64:
        return np.arange(self.first_day, self.first_day + self.midnights.size)


def calendar(timezone: str, first_us: int, last_us: int) -> Calendar:
    """The days that hold both moments, and those between."""
    first, last = _year(first_us), _year(last_us + 2 * DAY)
    return _of_years(timezone, min(first, last), last)


@lru_cache(maxsize=64)
def _of_years(timezone: str, first: int, last: int) -> Calendar:
    midnights = np.concatenate([_midnights_of(timezone, year) for year in range(first, last + 1)])
    return Calendar(timezone, date(first, 1, 1).toordinal(), midnights)


def midnight(timezone: str, day: date) -> int:
    """The instant a day begins; where there is no 00:00, the first instant after."""
    local = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(timezone))
    return (local - EPOCH) // timedelta(microseconds=1)


@lru_cache(maxsize=4096)
def _midnights_of(timezone: str, year: int) -> I64:
    first, after = date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal()
    days = (midnight(timezone, date.fromordinal(day)) for day in range(first, after))
    return np.maximum.accumulate(np.fromiter(days, np.int64, after - first))


def _year(moment_us: int) -> int:
    try:
        year = (EPOCH + timedelta(microseconds=moment_us)).year
    except OverflowError:
        year = FIRST_YEAR if moment_us < 0 else LAST_YEAR
    return max(FIRST_YEAR, min(LAST_YEAR, year))

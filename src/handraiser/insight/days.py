"""Days and weeks as reports count them: in the organisation's time zone, weeks beginning as its region has it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from handraiser import clock
from handraiser.organisation import regions
from handraiser.organisation.models import Organisation

_EPOCH = date(1970, 1, 1)
_THURSDAY = 3  # 1970-01-01
QUARTER_US = 15 * clock.MINUTE_US  # every time zone is off UTC by a multiple of it


@dataclass(frozen=True)
class Calendar:
    """By which the days of reports are told apart."""

    time_zone: str
    first_weekday: int  # 0: Monday

    @classmethod
    def current(cls) -> "Calendar":
        """The organisation's."""
        organisation = Organisation.get()
        with regions.use(organisation.region):
            return cls(organisation.time_zone, regions.first_weekday())

    def day(self, at_us: int) -> int:
        """The number of the day on which this moment falls."""
        return _day(self.time_zone, at_us // QUARTER_US)

    def days_of(self, quarters: Iterable[int]) -> set[int]:
        """The days on which these quarters of an hour fall."""
        return {_day(self.time_zone, quarter) for quarter in quarters}

    def week(self, day: int) -> int:
        """The first day of the week of this day."""
        return day - (day + _THURSDAY - self.first_weekday) % 7

    def start_us(self, day: int) -> int:
        """The moment at which the day begins."""
        return clock.to_us(datetime.combine(to_date(day), time(), ZoneInfo(self.time_zone)))

    @property
    def today(self) -> int:
        return self.day(clock.now_us())

    def bucket(self, by: str) -> Callable[[int], int]:
        """The first day of the day, week or month that a day belongs to."""
        return {"day": lambda day: day, "week": self.week, "month": month}[by]


def to_date(day: int) -> date:
    return _EPOCH + timedelta(days=day)


def to_day(value: date) -> int:
    return (value - _EPOCH).days


def month(day: int) -> int:
    """The first day of the month of this day."""
    return day - to_date(day).day + 1


@lru_cache(maxsize=100_000)
def _day(time_zone: str, quarter: int) -> int:
    moment = clock.from_us(min(max(quarter * QUARTER_US, _FIRST_US), _LAST_US))
    return to_day(moment.astimezone(ZoneInfo(time_zone)).date())


_FIRST_US = clock.to_us(datetime.fromisoformat("0001-01-03T00:00:00+00:00"))  # an SDK may make up any time
_LAST_US = clock.to_us(datetime.fromisoformat("9999-12-30T00:00:00+00:00"))

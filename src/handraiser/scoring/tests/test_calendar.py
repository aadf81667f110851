"""Where days begin, also where clocks jump at midnight."""

from datetime import UTC, date, datetime

import pytest

from handraiser.scoring.arrays import NEVER
from handraiser.scoring.calendar import calendar, midnight


def moment(text: str) -> int:
    return round(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * 1_000_000


@pytest.mark.parametrize(
    ("timezone", "day", "begins"),
    [
        ("Europe/Zurich", date(2026, 3, 29), "2026-03-28T23:00"),
        ("Europe/Zurich", date(2026, 3, 30), "2026-03-29T22:00"),
        ("America/Sao_Paulo", date(2018, 11, 4), "2018-11-04T03:00"),  # there was no 00:00
        ("America/Havana", date(2025, 11, 2), "2025-11-02T04:00"),
    ],
)
def test_a_midnight_that_does_not_exist_is_the_first_instant_after(timezone, day, begins):
    assert midnight(timezone, day) == moment(begins)


def test_an_instant_at_midnight_belongs_to_the_new_day():
    days = calendar("Europe/Zurich", moment("2026-03-01T00:00"), moment("2026-04-01T00:00"))
    found = days.day_of([moment("2026-03-29T22:00") - 1, moment("2026-03-29T22:00")])
    assert found.tolist() == [date(2026, 3, 29).toordinal(), date(2026, 3, 30).toordinal()]


def test_weeks_begin_on_monday_and_months_on_the_first():
    days = calendar("UTC", moment("2026-05-01T00:00"), moment("2026-05-01T00:00"))
    at = {day: index for index, day in enumerate(days.days)}

    def of(numbers, *pair):
        first, second = (numbers[at[date.fromisoformat(day).toordinal()]] for day in pair)
        return first == second

    assert of(days.weeks, "2026-04-27", "2026-05-03")
    assert not of(days.weeks, "2026-05-03", "2026-05-04")
    assert of(days.months, "2026-04-01", "2026-04-30")
    assert not of(days.months, "2026-04-30", "2026-05-01")


def test_wild_moments_count_as_the_first_or_last_day():
    days = calendar("UTC", -(2**62), NEVER)
    assert days.day_of([-(2**62)]).tolist() == [date(1900, 1, 1).toordinal()]

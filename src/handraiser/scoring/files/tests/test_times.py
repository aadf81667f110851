"""Times in columns: what is read, what is refused because it could mean two moments."""

from datetime import UTC, date, datetime

import pyarrow as pa
import pytest

from handraiser.scoring.files.times import TimeForm, moments

ZURICH = TimeForm("iso", "Europe/Zurich")


def us(text: str) -> int:
    return round(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * 1_000_000


def read(column: pa.Array, how: TimeForm = ZURICH) -> list[int | str | None]:
    """A moment, what would be allowed instead, or None for an empty cell."""
    told = moments(column, how)
    return [told.allowed.get(row, int(told.us[row])) if told.there[row] else None for row in range(len(column))]


@pytest.mark.parametrize(
    "text",
    ["2026-05-01T10:00:00Z", "2026-05-01 12:00:00+02:00", "2026-05-01T12:00+02", "2026-05-01T06:00:00.000-0400"],
)
def test_a_time_with_a_zone_is_that_moment(text):
    assert read(pa.array([text])) == [us("2026-05-01T10:00")]
    assert moments(pa.array([text]), ZURICH).zoneless == 0


@pytest.mark.parametrize("text", ["2026-05-01 12:00", "2026-05-01T12:00:00", " 2026-05-01T12:00:00.0000001 "])
def test_a_time_without_a_zone_is_read_by_the_one_assumed_and_counted(text):
    assert read(pa.array([text])) == [us("2026-05-01T10:00")]
    assert moments(pa.array([text, None, ""]), ZURICH).zoneless == 1


def test_a_date_is_its_midnight():
    assert read(pa.array(["2026-05-01"])) == read(pa.array([date(2026, 5, 1)])) == [us("2026-04-30T22:00")]


def test_arrows_own_times_keep_their_zone():
    noon = datetime(2026, 5, 1, 12)
    assert read(pa.array([noon], pa.timestamp("ns", "America/New_York"))) == [us("2026-05-01T12:00")]
    assert read(pa.array([noon], pa.timestamp("s"))) == [us("2026-05-01T10:00")]
    assert read(pa.array(["2026-05-01"]).dictionary_encode()) == [us("2026-04-30T22:00")]


def test_the_hour_that_comes_twice_and_the_one_that_is_missing_are_refused():
    twice, missing = read(pa.array(["2026-10-25 02:30", "2026-03-29 02:30"]))
    assert "comes twice in Europe/Zurich" in twice
    assert "does not exist in Europe/Zurich" in missing
    assert read(pa.array(["2026-10-25 02:30+01:00"])) == [us("2026-10-25T01:30")]


@pytest.mark.parametrize(
    "text", ["03/04/2026", "3.4.2026", "1770000000", "yesterday", "20260501", "2026-05-01T10:00 CET"]
)
def test_what_could_mean_something_else_is_refused_with_what_is_allowed(text):
    (said,) = read(pa.array([text]))
    assert "2026-05-01T10:30:00Z" in said


def test_a_day_that_is_in_no_calendar_is_refused_alone():
    good, bad = read(pa.array(["2026-02-28", "2026-02-30"]), TimeForm())
    assert (good, bad) == (us("2026-02-28"), "a date that is in the calendar")


def test_the_order_of_day_and_month_is_said():
    assert read(pa.array(["03/04/2026"]), TimeForm("dd/mm/yyyy")) == [us("2026-04-03")]
    assert read(pa.array(["3/4/2026 10:30"]), TimeForm("mm/dd/yyyy")) == [us("2026-03-04T10:30")]
    assert read(pa.array(["3.4.2026T10:30:00Z"]), TimeForm("dd.mm.yyyy")) == [us("2026-04-03T10:30")]
    assert "dd.mm.yyyy" in read(pa.array(["2026-04-03"]), TimeForm("dd.mm.yyyy"))[0]


def test_numbers_need_their_unit():
    assert "--times seconds" in read(pa.array([1_777_629_600]))[0]
    assert read(pa.array([1_777_629_600]), TimeForm("seconds")) == [us("2026-05-01T10:00")]
    assert read(pa.array(["1777629600000"]), TimeForm("milliseconds")) == [us("2026-05-01T10:00")]
    assert read(pa.array([1.5]), TimeForm("seconds")) == [1_500_000]
    assert read(pa.array([2**62]), TimeForm("seconds")) == ["the years 1 to 9999"]
    assert "a number of seconds" in read(pa.array(["soon"]), TimeForm("seconds"))[0]

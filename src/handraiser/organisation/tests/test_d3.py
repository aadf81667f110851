"""Charts write as the region does."""

import pytest

from handraiser.organisation import d3, regions


@pytest.mark.parametrize(
    ("region", "day", "date", "time", "thousands"),
    [
        ("150", "%-d %b", "%-d %b %Y", "%H:%M", ","),
        ("US", "%b %-d", "%b %-d, %Y", "%-I:%M\u202f%p", ","),
        ("CH", "%-d %b", "%-d %b %Y", "%H:%M", "’"),
    ],
)
def test_a_chart_writes_as_the_region_does(region, day, date, time, thousands):
    with regions.use(region):
        written = d3.locale()
        assert d3.day() == day
    assert (written["time"]["date"], written["time"]["time"]) == (date, time)
    assert written["number"]["thousands"] == thousands
    assert written["time"]["days"][0] == "Sunday"
    assert written["time"]["shortMonths"][11] == "Dec"


@pytest.mark.parametrize("region", [code for code, _ in regions.choices()])
def test_every_region_can_be_written(region):
    with regions.use(region):
        assert "%Y" in d3.locale()["time"]["date"]


def test_a_field_that_no_chart_has_is_an_error():
    assert d3.directives("d 'de' MMM") == "%-d de %b"
    with pytest.raises(KeyError):
        d3.directives("QQQ y")

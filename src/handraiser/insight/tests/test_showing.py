"""Who is showing up, and the advice on it."""

import pytest

from handraiser.insight import showing
from handraiser.insight.days import Calendar
from handraiser.insight.models import Cell
from handraiser.insight.passing import STAGES

pytestmark = pytest.mark.django_db
CALENDAR = Calendar("Europe/Zurich", 0)


def active(**people: int) -> showing.Mix:
    """The same people by stage in each week."""
    this = CALENDAR.week(CALENDAR.today)
    return {week: dict.fromkeys(STAGES, 0) | people for week in range(this - 77, this + 1, 7)}


def consumed(kind: str, leads: int, mqls: int) -> None:
    dimension, value = ("kind", kind) if kind else ("", "")
    counts = dict.fromkeys(("sql", "lead", "opportunity", "customer"), 0)
    day = CALENDAR.today - 30
    Cell.objects.create(dimension=dimension, value=value, stage="lead", day=day, entered=leads, mql=mqls, **counts)


@pytest.mark.parametrize(
    ("people", "code"),
    [
        ({}, "too_few"),
        ({"visitor": 20, "lead": 7}, "too_few"),
        ({"visitor": 5_000, "lead": 10}, "few_leads"),
        ({"visitor": 100, "lead": 100, "mql": 5}, "few_engage"),
        ({"visitor": 100, "lead": 100, "mql": 60, "sql": 2}, "few_sqls"),
        ({"visitor": 100, "lead": 100, "mql": 60, "sql": 20}, "balanced"),
    ],
)
def test_the_advice_follows_the_mix(people, code) -> None:
    advice = showing.advise(active(**people), CALENDAR)
    assert advice.code == code
    assert "%(" not in showing.sentence(advice)


def test_kinds_of_content_that_those_who_moved_on_consumed_are_named() -> None:
    consumed("", leads=100, mqls=20)
    consumed("webinar", leads=20, mqls=15)
    consumed("blog_post", leads=80, mqls=16)
    kinds = showing.kinds_that_move(CALENDAR)
    assert kinds == (showing.Kind("webinar", 0.75, 0.0625),)
    words = showing.sentence(showing.advise(active(visitor=10, lead=100, mql=2), CALENDAR))
    assert "webinar (75% of those who became MQL, 6% of the others)" in words


def test_without_anybody_who_moved_on_no_kind_is_named() -> None:
    consumed("", leads=100, mqls=0)
    consumed("webinar", leads=50, mqls=0)
    assert showing.kinds_that_move(CALENDAR) == ()


def test_the_mix_has_every_week_of_the_twelve() -> None:
    assert len(showing.mix(CALENDAR)) == 12

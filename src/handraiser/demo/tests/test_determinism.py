"""One seed and one end give one history."""

import pytest

from handraiser.clock import DAY_US
from handraiser.demo.history import Plan, history
from handraiser.demo.tests.conftest import UNTIL_US, digest, play

SMALL = Plan(leads=40, months=2, seed=3, until_us=UNTIL_US)


def test_a_history_follows_from_its_plan():
    calls = history(SMALL)
    assert calls == history(SMALL)
    assert calls != history(Plan(40, 2, 4, UNTIL_US))
    assert all(SMALL.begin_us <= call.at_us < UNTIL_US for call in calls)


def test_a_history_has_the_rhythm_of_a_week():
    days = [call.at_us // DAY_US % 7 for call in history(Plan(100, 3, 1, UNTIL_US))]
    weekend = sum(day in (2, 3) for day in days)  # 1970 began on a Thursday
    assert 0.05 < weekend / len(days) < 0.2


@pytest.mark.django_db(transaction=True)
def test_two_demos_of_one_seed_are_equal():
    play(SMALL)
    first = digest()
    play(SMALL)
    assert digest() == first
    assert len(first[0]) > 500

"""Rates: their ranges, and from when on they are judged."""

import pytest

from handraiser.scoring.backtest.rates import ENOUGH, Rate


@pytest.mark.parametrize(
    ("hits", "cases", "low", "high"),
    [(8, 10, 0.4902, 0.9433), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (50, 100, 0.4038, 0.5962)],
)
def test_ranges_are_wilsons(hits, cases, low, high):
    """Figures of Newcombe (1998), Statistics in Medicine 17:857-872, and by hand."""
    assert Rate(hits, cases).ends == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))


def test_a_rate_needs_cases_on_both_sides():
    assert Rate(ENOUGH, 2 * ENOUGH).enough
    assert not Rate(ENOUGH - 1, 1000).enough
    assert not Rate(1000, 1000 + ENOUGH - 1).enough


def test_of_nobody_there_is_no_rate():
    assert Rate(0, 0).columns("rate") == {"rate": None, "rate_low": None, "rate_high": None, "rate_enough": False}

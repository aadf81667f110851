"""The demo as everybody loads it: its figures, asserted within the field's usual ranges."""

import pytest

from handraiser.demo.history import Plan
from handraiser.demo.summing_up import figures
from handraiser.demo.tests.conftest import UNTIL_US, play

RANGES = {
    "visitor to lead": (0.02, 0.05),
    "lead to mql": (0.15, 0.30),
    "mql to sql": (0.13, 0.22),
    "sql to opportunity": (0.30, 0.60),
    "win rate": (0.15, 0.35),
}


@pytest.mark.size
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", [1, 2])
def test_the_whole_demo_converts_as_usual(seed):
    play(Plan(leads=2_000, months=6, seed=seed, until_us=UNTIL_US))
    rates = figures().rates
    outside = {name: rates[name] for name, (least, most) in RANGES.items() if not least <= rates[name] <= most}
    assert not outside

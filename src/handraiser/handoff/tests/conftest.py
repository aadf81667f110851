import pytest

from handraiser.handoff.tests.cast import Somebody, make_bob


@pytest.fixture
def bob(db) -> Somebody:
    return make_bob()

"""A worker that is driven by hand, a website that tells it things, and the model that judges them."""

from datetime import UTC, datetime

import pytest
import time_machine

from handraiser.lifecycle import snapshots
from handraiser.lifecycle.publishing import publish
from handraiser.lifecycle.tests.websites import Website
from handraiser.scoring.language import starter
from handraiser.worker import leases
from handraiser.worker.chores import BACKGROUND, CHORES, LEASE, SINGLE
from handraiser.worker.leases import Held

BEGIN = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def time():
    """A Monday morning; `shift` it."""
    with time_machine.travel(BEGIN) as traveller:
        yield traveller


@pytest.fixture
def website(time, transactional_db) -> Website:
    return Website()


@pytest.fixture
def starter_model(time, transactional_db):
    return publish(starter("b2b-saas"), by=None)


@pytest.fixture
def work(time, transactional_db):
    """Do every chore until there is nothing to do; the network's are left out."""

    def until_idle(limit: int = 10_000, alerts: bool = True) -> None:
        held = leases.take(LEASE, "worker")
        assert held is not None
        while _round(held, limit, alerts):
            pass

    yield until_idle
    snapshots.close()


def _round(held: Held, limit: int, alerts: bool) -> int:
    done = sum(chore.work(min(limit, chore.limit), held) for chore in SINGLE + BACKGROUND)
    return done + sum(chore.work(min(limit, chore.limit)) for chore in CHORES if alerts)

import sqlite3
import threading

import pytest
from django.db import OperationalError, transaction

from handraiser.lifecycle import walking
from handraiser.lifecycle.models import Standing
from handraiser.people import locking, touching
from handraiser.people.models import Person, Rescore
from handraiser.worker import lanes, leases, scoring, taking
from handraiser.worker.chores import LEASE
from handraiser.worker.health import health
from handraiser.worker.lanes import Lane
from handraiser.worker.models import ChoreRun

pytestmark = pytest.mark.django_db(transaction=True)


class Bumpy(Lane):
    """Loses its database twice, then works once and stops."""

    def __init__(self) -> None:
        super().__init__("bumpy", threading.Event())
        self.rounds = 0

    def round(self) -> int:
        self.rounds += 1
        if self.rounds < 3:
            return self.rests.attempt("identify", self._lose)
        self.stop.set()
        return self.rests.attempt("identify", lambda: 5)

    def wait(self) -> None:
        raise AssertionError("there was work")

    @staticmethod
    def _lose() -> int:
        error = OperationalError("database is locked")
        error.__cause__ = sqlite3.OperationalError("database is locked")
        raise error


def test_a_worker_goes_on_when_its_database_is_back(monkeypatch):
    monkeypatch.setattr(lanes, "FIRST_PAUSE_S", 0.001)
    lane = Bumpy()
    lane.run()
    assert lane.rounds == 3
    run = ChoreRun.objects.get(chore="identify")
    assert (run.total_done, run.last_error) == (5, "OperationalError: database is locked")


def test_a_chore_that_fails_rests_and_the_others_go_on():
    lane = Bumpy()

    def broken() -> int:
        raise RuntimeError("broken")

    assert [lane.rests.attempt("broken", broken) for _ in range(3)] == [0, 0, 0]
    assert lane.rests.attempt("sound", lambda: 3) == 3
    lane.runs.write()
    assert ChoreRun.objects.get(chore="broken").last_error == "RuntimeError: broken"
    assert health().errors[0].chore == "broken"


def test_a_touch_that_comes_while_somebody_is_scored_is_not_lost(website, starter_model, work, monkeypatch):
    website.identify("bobs-laptop", email="bob@bobco.example")
    work()
    bob = Person.objects.listed().get()
    evaluate = walking.evaluate

    def interrupted(*given, **moments):
        monkeypatch.setattr(walking, "evaluate", evaluate)
        touching.touch({bob.pk: Rescore.objects.get(person=bob).due_us + 1_000_000})
        return evaluate(*given, **moments)

    website.page("/blog/one", "bobs-laptop")
    held = leases.take(LEASE, "worker")
    taking.take(10, held)
    monkeypatch.setattr(walking, "evaluate", interrupted)
    scoring.score_touched(10, held)
    waiting = Rescore.objects.get(person=bob)
    assert waiting.touches == 2
    scoring.score_touched(10, held)
    assert Standing.objects.get().at_us == waiting.due_us
    assert Rescore.objects.get(person=bob).touches == 0


def test_health_counts_what_waits_and_how_long_alerts_took(website, starter_model, work, sam):
    website.identify("bobs-laptop", email="bob@bobco.example")
    website.track("Demo Requested", "bobs-laptop")
    assert health().queues.identify == 2
    work()
    now = health()
    assert (now.queues.identify, now.queues.rescore, now.queues.alert) == (0, 0, 0)
    assert now.last_hour.alerts == 1
    assert 0 <= now.last_hour.p50_us <= now.last_hour.p99_us < 60_000_000
    assert now.holder == "worker"


def test_moments_given_out_only_rise(website, work):
    website.page("/", "somebody")
    work()
    with transaction.atomic():
        newest = locking.hold()
        assert locking.present(newest) > newest

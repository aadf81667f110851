"""Real worker processes, killed under load: every stage change and alert once, and the stages of one quiet worker."""

import json
import os
import subprocess
import sys
import threading
import time as clocks
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections

from handraiser.handoff.models import Alert, AlertKind
from handraiser.lifecycle import history, snapshots
from handraiser.lifecycle.models import HandRaise, StageChange, Standing
from handraiser.lifecycle.publishing import current, publish
from handraiser.lifecycle.tests.websites import Website, store_events
from handraiser.people.models import Person, Rescore
from handraiser.scoring.evaluating import evaluate
from handraiser.scoring.kernel import warm
from handraiser.scoring.language import starter
from handraiser.worker import taking
from handraiser.worker.chores import LEASE
from handraiser.worker.models import Lease, Parked

pytestmark = [pytest.mark.server, pytest.mark.workers, pytest.mark.django_db(transaction=True)]
KILLS = int(os.environ.get("HANDRAISER_TEST_KILLS", "2"))
PEOPLE = 60


class Workers:
    """Worker processes that live as long as the test."""

    def __init__(self) -> None:
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._started = 0

    def start(self) -> None:
        self._started += 1
        name = f"worker {self._started}"
        databases = {alias: str(connection.settings_dict["NAME"]) for alias, connection in _databases()}
        script = Path(__file__).with_name("a_worker.py")
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "HANDRAISER_DATA": str(settings.DATA)}
        self._running[name] = subprocess.Popen([sys.executable, script, json.dumps(databases), name], env=environment)

    def kill_the_holder(self) -> None:
        """kill -9 of the worker that identifies and scores."""
        name = self._holder()
        self._running[name].kill()
        self._running.pop(name).wait()

    def stop(self) -> None:
        for process in self._running.values():
            process.terminate()
        for process in self._running.values():
            assert process.wait(20) == 0

    def _holder(self) -> str:
        while True:
            lease = Lease.objects.filter(name=LEASE).first()
            if lease and lease.holder.partition("#")[0] in self._running:
                return lease.holder.partition("#")[0]
            clocks.sleep(0.02)


def _databases():
    return ((alias, connections[alias]) for alias in connections)


@pytest.fixture
def workers(transactional_db):
    warm()  # once, not in each process that is killed
    those = Workers()
    yield those
    those.stop()
    snapshots.close()


class Visitors(threading.Thread):
    """People who come, say who they are and ask for a demo, until told to leave."""

    def __init__(self, website: Website) -> None:
        super().__init__()
        self._website = website
        self.leave = threading.Event()
        self.demos = 0

    def run(self) -> None:
        number = 0
        while not self.leave.is_set():
            store_events([self._website.event(message) for message in self._visit(number)])
            number += 1
            clocks.sleep(0.01)
        connections.close_all()

    def _visit(self, number: int) -> list[dict]:
        device = f"device {number % PEOPLE}"
        messages = [{"type": "page", "anonymousId": device, "properties": {"path": f"/blog/{number}"}}]
        if number % 3 == 0:
            email = f"{number % PEOPLE}@customer{number % 7}.example"
            messages.append({"type": "identify", "anonymousId": device, "traits": {"email": email}})
        if number % 10 == 0:
            messages.append({"type": "track", "event": "Demo Requested", "anonymousId": device})
            self.demos += 1
        return messages


@pytest.fixture
def visitors(transactional_db, sam):
    publish(starter("b2b-saas"), by=None)
    crowd = Visitors(Website())
    crowd.start()
    yield crowd
    crowd.leave.set()
    crowd.join()


def _until_quiet(seconds: float = 90) -> None:
    end = clocks.monotonic() + seconds
    while (
        taking.waiting()
        or Rescore.objects.filter(touches__gt=0).exists()
        or HandRaise.objects.filter(acted_us=None).exists()
        or StageChange.objects.filter(acted_us=None).exists()
    ):
        assert clocks.monotonic() < end, "the workers did not catch up"
        clocks.sleep(0.1)


def _assert_all_is_as_one_quiet_worker_would_have_it(demos: int) -> None:
    assert not Parked.objects.exists()
    assert HandRaise.objects.count() == demos
    alerts = Counter(Alert.objects.values_list("once", flat=True))
    assert set(alerts.values()) == {1}
    assert Alert.objects.filter(kind=AlertKind.HAND_RAISE).count() == demos
    people = list(Person.objects.listed().values_list("pk", flat=True))
    with snapshots.plainly() as read:
        recorded = history.load(read, people)
    standings = dict(Standing.objects.values_list("person_id", "stage"))
    evaluation = evaluate(
        current().compiled, recorded.history, at_us=max(Standing.objects.values_list("at_us", flat=True))
    )
    results = evaluation.results
    assert standings == dict(zip(results["lead"].to_pylist(), results["stage"].to_pylist(), strict=True))
    moves = evaluation.moves.select(["lead", "at_us", "order", "from", "to"]).to_pylist()
    changes = StageChange.objects.values_list("person_id", "at_us", "order", "from_stage", "to_stage")
    assert sorted(changes) == sorted(tuple(move.values()) for move in moves)


def test_a_worker_killed_under_load_does_everything_once(workers, visitors):
    workers.start()
    for _ in range(KILLS):
        clocks.sleep(2)
        workers.kill_the_holder()
        workers.start()
    _until_some_alerts()
    visitors.leave.set()
    visitors.join()
    _until_quiet()
    workers.stop()
    _assert_all_is_as_one_quiet_worker_would_have_it(visitors.demos)


@pytest.mark.skipif(settings.EVENTS_DB != "default", reason="Several workers share a PostgreSQL server")
def test_two_workers_do_what_one_does_also_when_the_holder_is_killed(workers, visitors):
    workers.start()
    workers.start()
    for _ in range(KILLS):
        clocks.sleep(2)
        workers.kill_the_holder()
        workers.start()
    _until_some_alerts()
    visitors.leave.set()
    visitors.join()
    _until_quiet()
    workers.stop()
    _assert_all_is_as_one_quiet_worker_would_have_it(visitors.demos)


def _until_some_alerts() -> None:
    end = clocks.monotonic() + 60
    while not Alert.objects.exists():
        assert clocks.monotonic() < end
        clocks.sleep(0.05)

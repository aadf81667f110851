"""A worker killed while everybody is scored by a new version: each person is under one version or the other, whole."""

import time as clocks

import pytest

from handraiser.handoff.models import Alert
from handraiser.lifecycle import snapshots
from handraiser.lifecycle.models import ModelVersion, Stage, StageChange, Standing, WaitingChange
from handraiser.lifecycle.publishing import current, publish
from handraiser.lifecycle.tests.websites import Website
from handraiser.worker.tests.test_killed_workers import Workers, workers  # noqa: F401 - a fixture
from handraiser.worker.tests.test_publishing import GENEROUS, STRICT

pytestmark = [pytest.mark.server, pytest.mark.workers, pytest.mark.django_db(transaction=True)]
PEOPLE = 700


def _until(holds, pause_s: float = 0.1) -> None:
    end = clocks.monotonic() + 180
    while not holds():
        assert clocks.monotonic() < end
        clocks.sleep(pause_s)


def _assert_nobody_is_half() -> None:
    """Each reader under the new version waits, nobody under the old one does, and nobody has moved."""
    after = set(Standing.objects.filter(version__number=2).values_list("person_id", flat=True))
    assert set(WaitingChange.objects.values_list("person_id", flat=True)) == after
    assert not StageChange.objects.filter(to_stage=Stage.MQL).exists()
    assert not Alert.objects.exists()


def test_a_kill_leaves_each_person_under_one_version_and_the_next_worker_goes_on(workers: Workers, sam):  # noqa: F811
    publish(STRICT, by=None)
    website = Website()
    for number in range(PEOPLE):
        device = f"device {number}"
        pages = [{"type": "page", "anonymousId": device, "properties": {"path": f"/{each}"}} for each in range(3)]
        website.send(
            {"type": "identify", "anonymousId": device, "traits": {"email": f"{number}@reader.example"}}, *pages
        )
    workers.start()
    _until(lambda: Standing.objects.filter(matrix="2").count() == PEOPLE)
    publish(GENEROUS, by=None)
    _until(lambda: Standing.objects.filter(version__number=2).exists(), 0.005)
    workers.kill_the_holder()
    snapshots.close()
    assert (ModelVersion.objects.count(), current().number) == (2, 2)
    _assert_nobody_is_half()
    workers.start()
    _until(lambda: Standing.objects.filter(version__number=2).count() == PEOPLE)
    workers.stop()
    _assert_nobody_is_half()
    assert WaitingChange.objects.count() == PEOPLE

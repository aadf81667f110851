"""Real workers publish at a time: once, also when there are two, and when one is killed as it publishes."""

import time as clocks

import pytest
from django.conf import settings

from handraiser import clock
from handraiser.lifecycle import drafting, releasing, signing
from handraiser.lifecycle.drafting import Wording
from handraiser.lifecycle.drafts import Outcome, Release, Team
from handraiser.lifecycle.models import ModelVersion
from handraiser.lifecycle.publishing import publish
from handraiser.organisation.models import AuditEntry
from handraiser.scoring.language import starter
from handraiser.worker.tests.test_killed_workers import Workers, workers  # noqa: F401 - a fixture

pytestmark = [pytest.mark.server, pytest.mark.workers, pytest.mark.django_db(transaction=True)]
DOCUMENT = starter("b2b-saas")


@pytest.fixture
def due(transactional_db, ada, sam):
    """Orders a signed draft to be published in so many seconds."""
    publish(DOCUMENT, by=None)

    def order(seconds: float) -> Release:
        draft = drafting.begin(Wording(DOCUMENT.replace("points: 15", "points: 20"), "Dearer", 1), ada)
        asked = signing.propose(draft, "", ada, seen=1)
        signing.sign(draft, Team.MARKETING, "", ada, proposal=asked.pk)
        signing.sign(draft, Team.SALES, "", sam, proposal=asked.pk)
        return releasing.publish_at(draft, clock.now_us() + round(seconds * clock.SECOND_US), ada)

    return order


def _until_published(seconds: float = 240) -> None:
    end = clocks.monotonic() + seconds
    while ModelVersion.objects.count() < 2:
        assert clocks.monotonic() < end, "nobody published"
        clocks.sleep(0.05)


def _assert_published_once() -> None:
    assert [row.number for row in ModelVersion.objects.order_by("number")] == [1, 2]
    assert Release.objects.get().outcome == Outcome.PUBLISHED
    assert AuditEntry.objects.filter(act="model.published").count() == 2  # each version's own


def test_a_worker_killed_around_the_time_leaves_the_old_version_or_the_new(workers: Workers, due):  # noqa: F811
    workers.start()
    release = due(1.5)
    clocks.sleep(max(0.0, (release.due_us - clock.now_us()) / 1e6))
    workers.kill_the_holder()
    published = ModelVersion.objects.count() == 2
    assert (Release.objects.get().outcome == Outcome.PUBLISHED) == published
    workers.start()
    _until_published()
    workers.stop()
    _assert_published_once()


@pytest.mark.skipif(settings.EVENTS_DB != "default", reason="Several workers share a PostgreSQL server")
def test_of_two_workers_one_publishes(workers: Workers, due):  # noqa: F811
    workers.start()
    workers.start()
    due(2)
    _until_published()
    clocks.sleep(1)  # for the other to do it again, if it would
    workers.stop()
    _assert_published_once()

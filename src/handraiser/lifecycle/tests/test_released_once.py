"""Two who come to the same release at the same moment, and one who dies after publishing and before the commit."""

import threading

import pytest
from django.db import connections, transaction

from handraiser import clock
from handraiser.lifecycle import drafting, publishing, releasing, signing
from handraiser.lifecycle.drafting import Wording
from handraiser.lifecycle.drafts import Release, Team
from handraiser.lifecycle.models import ModelVersion
from handraiser.scoring.language import starter

pytestmark = pytest.mark.django_db(transaction=True)
DOCUMENT = starter("b2b-saas")


@pytest.fixture
def due(ada, sam) -> Release:
    publishing.publish(DOCUMENT, None)
    draft = drafting.begin(Wording(DOCUMENT.replace("points: 15", "points: 20"), "Dearer", 1), ada)
    asked = signing.propose(draft, "", ada, seen=1)
    signing.sign(draft, Team.MARKETING, "", ada, proposal=asked.pk)
    signing.sign(draft, Team.SALES, "", sam, proposal=asked.pk)
    releasing.publish_at(draft, clock.now_us() + clock.HOUR_US, ada)
    Release.objects.update(due_us=1)
    return Release.objects.get()


def test_two_at_once_publish_once(due):
    both = threading.Barrier(2)
    done: list[int] = []

    def work() -> None:
        both.wait()
        done.append(releasing.publish_due(1))
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == [0, 1]
    assert ModelVersion.objects.count() == 2


def test_what_is_not_committed_stays_due(due):
    with transaction.atomic():
        assert releasing.publish_due(1) == 1
        transaction.set_rollback(True)
    assert ModelVersion.objects.count() == 1
    assert releasing.publish_due(1) == 1
    assert ModelVersion.objects.count() == 2

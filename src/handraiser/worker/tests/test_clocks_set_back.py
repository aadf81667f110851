"""Somebody sets the clock of the machine back, and nothing is lost or stands still."""

from datetime import timedelta

import pytest

from handraiser.handoff.models import Alert
from handraiser.lifecycle.models import Stage, Standing
from handraiser.lifecycle.publishing import publish
from handraiser.scoring.language import starter
from handraiser.worker import leases

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def bob(website, starter_model, work, time) -> None:
    """A lead, looked at again weeks later with nothing new."""
    website.identify("bobs-laptop", email="bob@bobco.example", title="Chief")
    work()
    time.shift(timedelta(days=60))
    work()


def test_a_demo_request_alerts_also_when_the_clock_was_set_back_by_hours(bob, website, work, sam, time):
    time.shift(timedelta(hours=-5))
    website.track("Demo Requested", "bobs-laptop")
    work()
    assert Alert.objects.count() == 1
    assert Standing.objects.get().stage == Stage.SQL


def test_a_demo_request_after_a_publish_alerts_also_when_the_clock_was_set_back(bob, website, work, sam, time):
    publish(starter("b2b-saas"), by=None)
    time.shift(timedelta(seconds=10))
    work()
    time.shift(timedelta(minutes=-30))
    website.track("Demo Requested", "bobs-laptop")
    work()
    assert Alert.objects.count() == 1
    assert Standing.objects.get().stage == Stage.SQL


@pytest.mark.django_db
def test_a_lease_from_a_clock_that_was_ahead_holds_nobody_up(time):
    leases.take("score", "killed meanwhile")
    time.shift(timedelta(hours=-1))
    assert leases.take("score", "second").fence == 2

"""People merged, taken apart, confirmed and cut: their stages follow, and nobody is told twice."""

from datetime import timedelta

import pytest

from handraiser.events.models import Flag
from handraiser.handoff.models import Alert
from handraiser.lifecycle.models import HandRaise, Stage, StageChange, Standing
from handraiser.people.claims import cut
from handraiser.people.merging import merge, unmerge
from handraiser.people.models import Identity, Person

pytestmark = pytest.mark.django_db(transaction=True)


def _person(email: str) -> Person:
    return Person.objects.get(email=email, canonical__email=email)


@pytest.fixture
def asked(website, starter_model, work, time):
    """Asked for a demo at work; at home the same man only reads."""
    website.identify("office", email="bob@bobco.example")
    website.track("Demo Requested", "office")
    website.identify("home", email="bob@home.example")
    website.page("/blog/one", "home")
    work()
    time.shift(timedelta(minutes=10))


def test_who_is_merged_away_stands_nowhere_and_the_other_takes_his_stage(asked, work, sam, time):
    office, home = _person("bob@bobco.example"), _person("bob@home.example")
    told = Alert.objects.count()
    merge(home, office, by=sam)
    work()
    assert list(Standing.objects.values_list("person", "stage")) == [(home.pk, Stage.SQL)]
    assert Alert.objects.count() == told
    assert HandRaise.objects.count() == 1


def test_taking_a_merge_apart_brings_both_back_without_a_word(asked, work, sam, time):
    office, home = _person("bob@bobco.example"), _person("bob@home.example")
    told = Alert.objects.count()
    merged = merge(home, office, by=sam)
    work()
    time.shift(timedelta(minutes=10))
    unmerge(merged, by=sam)
    work()
    assert dict(Standing.objects.values_list("person", "stage")) == {home.pk: Stage.LEAD, office.pk: Stage.SQL}
    back = StageChange.objects.filter(person=home).order_by("at_us", "order").last()
    assert (back.from_stage, back.to_stage, back.cause, back.silent) == (Stage.SQL, Stage.LEAD, "identity", True)
    assert Alert.objects.count() == told


def test_cutting_a_claim_takes_what_it_did_off_the_person(website, starter_model, work, sam, time):
    website.identify("laptop", email="bob@bobco.example")
    work()
    time.shift(timedelta(hours=1))
    website.identify("phone", email="bob@bobco.example")
    website.track("Demo Requested", "phone")
    work()
    bob = _person("bob@bobco.example")
    assert bob.standing.stage == Stage.SQL
    told = Alert.objects.count()
    time.shift(timedelta(minutes=10))
    cut(Identity.objects.get(value="phone"), by=sam)
    work()
    assert Standing.objects.get(person=bob).stage == Stage.LEAD
    assert Alert.objects.filter(kind="hand_raise").count() == told
    last = StageChange.objects.filter(person=bob).order_by("at_us", "order").last()
    assert (last.cause, last.silent) == ("identity", True)


def test_imported_history_moves_and_alerts_nobody(website, starter_model, work, sam):
    website.send(
        {"type": "identify", "anonymousId": "a", "traits": {"email": "a@one.example"}},
        {"type": "track", "event": "Demo Requested", "anonymousId": "a"},
        flags=Flag.BACKFILL,
    )
    work()
    assert Standing.objects.get().stage == Stage.SQL
    assert not Alert.objects.exists()
    assert set(StageChange.objects.filter(event_id__isnull=False).values_list("silent", flat=True)) == {True}


def test_a_visitors_hand_raise_is_told_once_also_when_he_says_who_he_is(website, starter_model, work, sam, time):
    website.track("Demo Requested", "phone")
    work()
    assert Alert.objects.count() == 1
    time.shift(timedelta(minutes=1))
    website.identify("phone", email="bob@bobco.example")
    work()
    assert Standing.objects.get().stage == Stage.SQL
    assert HandRaise.objects.count() == 1
    assert Alert.objects.filter(kind="hand_raise").count() == 1

"""The story of Bob, from his first visit to the alert."""

from datetime import timedelta

import pytest

from handraiser.handoff.models import Alert, AlertKind, Notice
from handraiser.lifecycle.models import HandRaise, Stage, StageChange, Standing
from handraiser.people.models import Person

pytestmark = pytest.mark.django_db(transaction=True)


def test_bob_reads_becomes_a_lead_then_mql_and_sql_when_he_asks_for_a_demo(website, starter_model, work, sam, time):
    website.page("/blog/project-management", "bobs-laptop")
    website.identify("bobs-laptop", email="bob@bobco.example", name="Bob", title="Head of Operations")
    website.company("bobs-laptop", "bobco", "user-bob", employees=120, industry="software")
    work()
    bob = Person.objects.listed().get()
    assert bob.standing.stage == Stage.LEAD

    time.shift(timedelta(days=3))
    website.track("Content Downloaded", "bobs-laptop", properties={"content": {"kind": "e_book"}})
    website.track("Content Downloaded", "bobs-laptop", properties={"content": {"kind": "white_paper"}})
    work()
    bob.standing.refresh_from_db()
    assert bob.standing.stage == Stage.MQL
    assert bob.standing.labels["fit"] == "A"

    time.shift(timedelta(days=4))
    for _ in range(3):
        website.page("/pricing", "bobs-laptop")
    website.track("Demo Requested", "bobs-laptop")
    work()
    bob.standing.refresh_from_db()
    assert bob.standing.stage == Stage.SQL

    changes = StageChange.objects.order_by("at_us", "order").values_list("from_stage", "to_stage", "cause")
    assert list(changes) == [("visitor", "lead", "known"), ("lead", "mql", "rule"), ("mql", "sql", "rule")]
    sql = StageChange.objects.get(to_stage=Stage.SQL)
    assert sql.event_id == HandRaise.objects.get().event_id
    assert sql.lines
    alert = Alert.objects.get()
    assert (alert.kind, alert.person, alert.event_id) == (AlertKind.HAND_RAISE, bob, sql.event_id)
    assert Notice.objects.get().user == sam


def test_a_second_demo_request_alerts_again_when_he_is_sql_already(website, starter_model, work, sam, time):
    website.identify("bobs-laptop", email="bob@bobco.example")
    website.track("Demo Requested", "bobs-laptop")
    work()
    time.shift(timedelta(days=7))
    website.track("Demo Requested", "bobs-laptop")
    work()
    assert Standing.objects.get().stage == Stage.SQL
    assert Alert.objects.filter(kind=AlertKind.HAND_RAISE).count() == 2
    assert StageChange.objects.filter(to_stage=Stage.SQL).count() == 1


def test_a_demo_request_from_his_new_phone_alerts_as_unconfirmed(website, starter_model, work, sam, time):
    website.identify("bobs-laptop", email="bob@bobco.example")
    work()
    time.shift(timedelta(days=1))
    website.identify("bobs-phone", email="bob@bobco.example")
    website.track("Demo Requested", "bobs-phone")
    work()
    alert = Alert.objects.get()
    assert alert.unconfirmed
    assert alert.person.email == "bob@bobco.example"

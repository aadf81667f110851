"""People who object to profiling, and claims at a strict source: kept, never scored, and answered when they ask."""

import pytest

from handraiser.handoff.models import Alert
from handraiser.lifecycle.explaining import explain
from handraiser.lifecycle.models import Stage, StageChange, Standing
from handraiser.people import claims
from handraiser.people.models import Person, Sighting

pytestmark = pytest.mark.django_db(transaction=True)
NO = {"context": {"consent": {"categoryPreferences": {"profiling": False}}}}


def test_who_objects_to_profiling_keeps_their_stage_and_loses_every_score(website, starter_model, work, sam):
    website.identify("laptop", email="bob@bobco.example", title="Head of Operations")
    website.page("/pricing", "laptop")
    work()
    assert Standing.objects.get().scores["engagement"] > 0
    website.page("/pricing", "laptop", **NO)
    work()
    bob = Standing.objects.get()
    assert bob.stage == Stage.LEAD
    assert set(bob.scores.values()) == {None}
    assert (bob.matrix, bob.total, bob.excluded_by) == (None, None, "objection")
    assert Sighting.objects.count() == 3
    explained = explain(Person.objects.listed().get()).explanation
    assert not explained.lines
    assert explained.result["total"] is None


def test_who_objects_is_moved_by_no_rule_and_alerts_when_asking_for_sales(website, starter_model, work, sam):
    website.identify("laptop", email="bob@bobco.example", consent={"profiling": False})
    website.track("Demo Requested", "laptop")
    work()
    work()
    assert Standing.objects.get().stage == Stage.LEAD
    assert list(StageChange.objects.values_list("to_stage", flat=True)) == ["lead"]
    assert Alert.objects.get().kind == "hand_raise"


def test_a_claim_at_a_strict_source_scores_only_when_confirmed_but_alerts_at_once(website, starter_model, work, sam):
    website.source.strict = True
    website.source.save()
    website.identify("laptop", email="bob@bobco.example")
    work()
    website.identify("phone", email="bob@bobco.example")
    website.track("Demo Requested", "phone")
    work()
    bob = Standing.objects.get(person=Person.objects.get(pk=Person.objects.listed().get().pk))
    assert (bob.stage, bob.scores["engagement"]) == (Stage.LEAD, 0)
    assert Alert.objects.get().unconfirmed

    claim = claims.open_claims(bob.person)[0]
    claims.confirm(claim.identity, by=sam)
    work()
    bob.refresh_from_db()
    assert bob.stage == Stage.SQL
    assert Alert.objects.filter(kind="hand_raise").count() == 1

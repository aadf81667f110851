"""A back-test of the model in force over what is recorded says what really happened."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from handraiser import clock
from handraiser.handoff.models import Answer, Handoff
from handraiser.insight.recorded_past import recorded_past
from handraiser.lifecycle.models import Move, StageChange, Standing
from handraiser.lifecycle.publishing import current
from handraiser.people.models import Person
from handraiser.scoring.backtest.asking import Question
from handraiser.scoring.backtest.running import BackTest, back_test

pytestmark = pytest.mark.django_db(transaction=True)
NO = {"context": {"consent": {"categoryPreferences": {"profiling": False}}}}


def compare(at_once: int = 2) -> BackTest:
    model = current().compiled
    begin = clock.to_us(datetime(2026, 3, 2, tzinfo=UTC))
    return back_test(model, model, recorded_past(at_once), Question(begin, clock.now_us() + 1, model.model.timezone))


def weeks_of_four(website, work, time, sam) -> None:
    """Bob reads, cools and asks; Cy asks at once and buys; Deniz is moved by hand; Eva objects."""
    website.identify("bob", email="bob@bobco.example", title="Head of Operations")
    website.company("bob", "bobco", "user-bob", employees=120, industry="software")
    website.identify("cy", trust=1, user="u-cy", email="cy@cyco.example", title="Chief Executive")
    website.identify("deniz", email="deniz@gmail.com")
    website.identify("eva", email="eva@evaco.example", title="Founder")
    website.page("/blog/nobody", "a stranger")
    work()
    time.shift(timedelta(days=3))
    for kind in ("e_book", "white_paper"):
        website.track("Content Downloaded", "bob", properties={"content": {"kind": kind}})
    website.track("Demo Requested", "cy")
    website.page("/pricing", "eva", **NO)
    work()
    time.shift(timedelta(days=1))
    deniz = Person.objects.get(email="deniz@gmail.com")
    Move.objects.create(person=deniz, to_stage="mql", at_us=clock.now_us(), by=sam)
    website.track("Opportunity Created", "cy", trust=1, userId="u-cy", properties={"opportunity_id": "1"})
    website.page("/pricing", "deniz")
    work()
    for _ in range(6):
        time.shift(timedelta(days=10))
        work()
    website.track("Opportunity Won", "cy", trust=1, userId="u-cy", properties={"opportunity_id": "1"})
    website.track("Demo Requested", "bob")
    work()


def test_entries_stages_and_the_moment_of_each_are_those_that_were_recorded(website, starter_model, work, time, sam):
    weeks_of_four(website, work, time, sam)
    told = compare()
    eva = Person.objects.get(email="eva@evaco.example").pk
    changes = StageChange.objects.exclude(person=eva)
    found = Counter({(row["stage"]): 0 for row in told.tables["weeks"].to_pylist()})
    for row in told.tables["weeks"].to_pylist():
        found[row["stage"]] += row["entered_new"]
    assert +found == Counter(changes.values_list("to_stage", flat=True))
    assert found["mql"] >= 2
    leads = {row["lead"]: row for row in told.tables["leads"].to_pylist()}
    assert eva not in leads
    assert {lead: row["new.stage"] for lead, row in leads.items()} == dict(
        Standing.objects.exclude(person=eva).exclude(stage="visitor").values_list("person", "stage")
    )
    for lead, row in leads.items():
        reached = changes.filter(person=lead, to_stage__in=("mql", "sql")).exclude(cause="deal").order_by("at_us")
        assert row["new.mql_us"] == next(iter(reached.values_list("at_us", flat=True)), None)
    assert told.tables["differs"].num_rows == 0


def test_deals_and_decisions_are_the_outcomes(website, starter_model, work, time, sam):
    weeks_of_four(website, work, time, sam)
    handoff = Handoff.objects.get(person__email="bob@bobco.example")
    decision = handoff.reject(Answer(by=sam, reason="no budget"))
    by_lead = {row["lead"]: row for row in compare().tables["leads"].to_pylist()}
    cy = by_lead[Person.objects.get(email="cy@cyco.example").pk]
    assert (cy["outcome"], cy["counted"], cy["accepted_us"]) == ("won", True, None)
    assert cy["new.mql_us"] < cy["opportunity_us"] < cy["won_us"]
    bob = by_lead[handoff.person_id]
    assert (bob["outcome"], bob["rejected_us"], bob["won_us"]) == ("rejected", decision.at_us, None)

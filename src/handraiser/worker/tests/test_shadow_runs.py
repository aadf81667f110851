"""A proposed draft beside the version in force: what it would have done each day, and nothing that it does."""

from datetime import timedelta

import pytest

from handraiser.handoff.models import Alert
from handraiser.lifecycle import drafting, releasing, shadowing, signing
from handraiser.lifecycle.drafting import Wording
from handraiser.lifecycle.drafts import Team
from handraiser.lifecycle.models import ShadowDay, ShadowDifference, ShadowRun, Stage, StageChange, Standing
from handraiser.lifecycle.publishing import publish
from handraiser.worker.tests.test_publishing import GENEROUS, STRICT

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def draft(time, transactional_db, ada):
    publish(STRICT, by=None)
    made = drafting.begin(Wording(GENEROUS, "Readers become MQL", 1), ada)
    signing.propose(made, "", ada, seen=1)
    return made


def _read(website, name: str, pages: int) -> None:
    for number in range(pages):
        website.page(f"/blog/{number}", name)


def _days() -> list[tuple[str, int, int, int]]:
    rows = ShadowDay.objects.order_by("begin_us", "stage")
    return list(rows.values_list("stage", "published", "drafted", "both"))


@pytest.mark.parametrize("limit", [1, 1_000])
def test_each_day_says_who_would_have_entered_and_nobody_is_moved(website, draft, work, time, sam, limit):
    for name in ("ann", "ben", "cat"):
        website.identify(name, email=f"{name}@reader.example")
    work()
    run = shadowing.begin(draft, 2, sam)
    time.shift(timedelta(hours=1))
    _read(website, "ann", 3)
    website.track("Demo Requested", "ben")
    work()
    assert _days() == []
    time.shift(timedelta(hours=15))
    work(limit)
    assert _days() == [("mql", 0, 1, 0), ("sql", 1, 1, 1)]
    difference = ShadowDifference.objects.get()
    assert (difference.person.email, difference.side, difference.matrix) == ("ann@reader.example", "draft", "2")
    assert Standing.objects.get(person=difference.person).stage == Stage.LEAD
    assert not StageChange.objects.filter(to_stage=Stage.MQL).exists()
    assert Alert.objects.count() == 1  # Ben's
    time.shift(timedelta(days=1))
    work(limit)
    run.refresh_from_db()
    assert _days()[2:] == [("mql", 0, 0, 0), ("sql", 0, 0, 0)]
    assert (run.ended_us is not None, run.ended_by, run.counted_us) == (True, None, run.ends_us)


def test_what_held_when_the_run_began_moves_nobody_as_with_a_publish(website, draft, work, time, sam):
    website.identify("ann", email="ann@reader.example")
    _read(website, "ann", 5)
    work()
    shadowing.begin(draft, 1, sam)
    time.shift(timedelta(hours=16))
    work()
    assert _days() == [("mql", 0, 0, 0), ("sql", 0, 0, 0)]


def test_who_comes_during_the_run_counts_from_the_start(website, draft, work, time, sam):
    shadowing.begin(draft, 1, sam)
    time.shift(timedelta(hours=1))
    website.identify("ann", email="ann@reader.example")
    _read(website, "ann", 5)
    work()
    time.shift(timedelta(hours=15))
    work()
    assert _days() == [("mql", 0, 1, 0), ("sql", 0, 0, 0)]


def test_a_run_ends_with_its_proposal(draft, work, ada, sam):
    run = shadowing.begin(draft, 5, sam)
    signing.withdraw(draft, "No more", ada, proposal=run.proposal_id)
    work()
    run.refresh_from_db()
    assert run.ended_us is not None
    assert _days() == []


def test_a_run_ends_when_the_draft_is_published(draft, work, ada, sam):
    run = shadowing.begin(draft, 5, sam)
    for team, user in ((Team.MARKETING, ada), (Team.SALES, sam)):
        signing.sign(draft, team, "", user, proposal=run.proposal_id)
    releasing.publish_now(draft, ada)
    work()
    run.refresh_from_db()
    assert run.ended_us is not None


def test_refusals(draft, ada, sam):
    for days in (0, 91):
        with pytest.raises(shadowing.BadDays):
            shadowing.begin(draft, days, sam)
    run = shadowing.begin(draft, 5, sam)
    with pytest.raises(shadowing.RunsAlready, match="goes on already"):
        shadowing.begin(draft, 5, ada)
    shadowing.end(run, sam)
    with pytest.raises(shadowing.RunIsOver):
        shadowing.end(run, sam)
    with pytest.raises(shadowing.RunsAlready, match="has had its shadow run"):
        shadowing.begin(draft, 5, ada)
    other = drafting.begin(Wording(GENEROUS, "Other", 1), ada)
    with pytest.raises(signing.NotProposed):
        shadowing.begin(other, 5, ada)
    assert ShadowRun.objects.count() == 1

"""A stage set by hand outranks the rules until its review date or the next hand-raise."""

from datetime import timedelta

import pytest

from handraiser import clock
from handraiser.handoff.models import Alert
from handraiser.lifecycle.models import Stage, StageChange, Standing
from handraiser.lifecycle.moving import CannotMove, move
from handraiser.lifecycle.moving_many import move_all, take_back
from handraiser.organisation.models import AuditEntry
from handraiser.people.models import Person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def bob(website, starter_model, work) -> Person:
    """A lead of whom little is known."""
    website.identify("bobs-laptop", email="bob@bobco.example", name="Bob")
    work()
    return Person.objects.listed().get()


def test_a_move_by_hand_says_who_and_why(bob, work, sam, time):
    time.shift(timedelta(hours=1))
    move(bob, Stage.MQL, sam, clock.now_us() + clock.DAY_US, "Met him at the fair")
    work()
    change = StageChange.objects.get(to_stage=Stage.MQL)
    assert (change.cause, change.by, change.because) == ("person", sam, "Met him at the fair")
    assert Standing.objects.get().stage == Stage.MQL
    assert AuditEntry.objects.get(act="person.moved").by == sam


def test_rules_do_not_move_whom_a_person_has_moved(bob, website, work, sam, time):
    time.shift(timedelta(hours=1))
    move(bob, Stage.LEAD, sam, None, "Not yet")
    website.company("bobs-laptop", "bobco", "user-bob", employees=120, industry="software")
    website.identify("bobs-laptop", title="Chief of all", trust=1, user="user-bob")
    for number in range(6):
        website.track("Content Downloaded", "bobs-laptop", properties={"content": {"kind": "e_book"}, "n": number})
    work()
    standing = Standing.objects.get()
    assert standing.matrix in {"A1", "A2", "B1", "B2"}
    assert standing.stage == Stage.LEAD


def test_the_rules_decide_again_from_the_review_date_on(bob, website, work, sam, time):
    test_rules_do_not_move_whom_a_person_has_moved(bob, website, work, sam, time)
    review_us = clock.now_us() + 2 * clock.DAY_US
    move(bob, Stage.LEAD, sam, review_us, "Look again on Wednesday")
    work()
    time.shift(timedelta(days=2, minutes=1))
    work()
    change = StageChange.objects.get(to_stage=Stage.MQL)
    assert (change.cause, change.at_us) == ("review", review_us)


def test_a_move_taken_back_leaves_the_rules_free_again(bob, website, work, sam, time):
    time.shift(timedelta(hours=1))
    moved = move_all([bob.pk], Stage.DISQUALIFIED, by=sam)
    work()
    assert Standing.objects.get().stage == Stage.DISQUALIFIED
    time.shift(timedelta(hours=1))
    take_back(moved.values(), by=sam)
    work()
    assert Standing.objects.get().stage == Stage.LEAD
    website.track("Demo Requested", "bobs-laptop")
    work()
    assert Standing.objects.get().stage == Stage.SQL


def test_a_hand_raise_ends_a_persons_rank_and_alerts(bob, website, work, sam, time):
    time.shift(timedelta(hours=1))
    move(bob, Stage.LEAD, sam, None, "Not yet")
    work()
    time.shift(timedelta(hours=1))
    website.track("Demo Requested", "bobs-laptop")
    work()
    assert Standing.objects.get().stage == Stage.SQL
    assert Alert.objects.count() == 1


def test_nobody_is_told_of_a_hand_raise_of_somebody_disqualified(website, starter_model, work, sam):
    website.identify("spy", email="spy@rival.example")
    website.track("Demo Requested", "spy")
    work()
    assert Standing.objects.get().stage == Stage.DISQUALIFIED
    assert not Alert.objects.exists()


@pytest.mark.parametrize("to", [Stage.VISITOR, Stage.OPPORTUNITY, Stage.CUSTOMER, "somewhere"])
def test_stages_that_no_hand_leads_to_are_refused(bob, sam, to):
    with pytest.raises(CannotMove):
        move(bob, to, sam, None, "")


def test_a_review_date_in_the_past_is_refused(bob, sam):
    with pytest.raises(CannotMove):
        move(bob, Stage.MQL, sam, clock.now_us() - clock.DAY_US, "")


def test_a_visitor_cannot_be_moved(website, starter_model, work, sam):
    website.page("/", "somebody")
    work()
    with pytest.raises(CannotMove):
        move(Person.objects.get(), Stage.MQL, sam, None, "")

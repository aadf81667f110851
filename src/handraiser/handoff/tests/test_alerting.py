from threading import Thread

import pytest
from django.db import connections

from handraiser.clock import DAY_US, now_us
from handraiser.handoff.alerting import raise_alerts
from handraiser.handoff.models import Alert, AlertKind
from handraiser.handoff.tests.cast import make_somebody
from handraiser.handoff.wording import word
from handraiser.lifecycle.models import HandRaise, StageChange
from handraiser.lifecycle.publishing import publish
from handraiser.organisation.models import User
from handraiser.people.models import Identity
from handraiser.scoring.starters import starter

pytestmark = pytest.mark.django_db


def _readers(alert: Alert) -> set[str]:
    return {notice.user.email for notice in alert.notices.all()}


def test_a_demo_request_that_makes_sql_alerts_once_with_both_told(bob, sam):
    demo = bob.raises_hand()
    change = bob.moves(at_us=demo.at_us, event_id=demo.event_id)
    assert raise_alerts(100) == 2
    alert = Alert.objects.get()
    assert (alert.kind, alert.person, alert.event_id) == (AlertKind.HAND_RAISE, bob.person, demo.event_id)
    assert alert.stage_change_id == change.pk
    assert alert.facts["stage"]["to"] == "sql"
    assert _readers(alert) == {"sam@acme.example"}


def test_nothing_is_done_twice(bob, sam):
    bob.raises_hand()
    bob.moves()
    assert raise_alerts(100) == 2
    assert raise_alerts(100) == 0
    assert Alert.objects.count() == 2  # two moments, two alerts


def test_a_chore_killed_before_its_commit_leaves_no_second_alert(bob, sam):
    bob.raises_hand()
    raise_alerts(100)
    HandRaise.objects.update(acted_us=None)
    raise_alerts(100)
    assert Alert.objects.count() == 1


def test_an_sql_asking_again_a_week_later_alerts_again(bob, sam):
    first = bob.raises_hand()
    bob.moves(at_us=first.at_us)
    raise_alerts(100)
    bob.moments = iter([now_us() + 7 * DAY_US])
    bob.raises_hand(before="sql")
    raise_alerts(100)
    assert Alert.objects.filter(kind=AlertKind.HAND_RAISE).count() == 2


def test_entering_sql_by_score_alone_alerts(bob, sam):
    bob.moves(come_from="lead")
    raise_alerts(100)
    assert Alert.objects.get().kind == AlertKind.BECAME_SQL


@pytest.mark.parametrize("to", ["lead", "mql", "disqualified", "customer"])
def test_other_stages_alert_nobody(bob, sam, to):
    bob.moves(to)
    assert raise_alerts(100) == 1
    assert not Alert.objects.exists()


def test_a_change_recorded_silently_is_only_marked(bob, sam):
    bob.moves(silent=True)
    bob.raises_hand(silent=True)
    assert raise_alerts(100) == 2
    assert not Alert.objects.exists()
    assert not StageChange.objects.filter(acted_us=None).exists()


def test_the_disqualified_and_the_ignored_alert_nobody(bob, sam):
    bob.raises_hand(before="disqualified", after="disqualified")
    raise_alerts(100)
    bob.stands(stage="lead", effect="ignore")
    bob.raises_hand()
    raise_alerts(100)
    assert not Alert.objects.exists()


def test_a_hand_raise_on_a_claimed_identity_alerts_and_says_so(bob, sam):
    bob.raises_hand(unconfirmed=True)
    raise_alerts(100)
    assert Alert.objects.get().unconfirmed


def test_sql_by_an_event_on_a_claimed_identity_is_unconfirmed_too(bob, sam):
    phone = Identity.objects.create(
        kind="anonymous", value="phone", raw="", person=bob.person, linked_us=1, claimed=True
    )
    event = bob.does("Content Downloaded", identity=phone)
    bob.moves(event_id=event.pk)
    raise_alerts(100)
    assert Alert.objects.get().unconfirmed


def test_a_stage_change_that_comes_after_its_hand_raise_is_folded_in(bob, sam):
    demo = bob.raises_hand(after="mql")
    raise_alerts(100)
    change = bob.moves(at_us=demo.at_us)
    raise_alerts(100)
    alert = Alert.objects.get()
    assert (alert.stage_change_id, alert.facts["stage"]["to"]) == (change.pk, "sql")
    assert alert.facts["lines"]


def test_a_visitor_who_asks_alerts_although_nobody_knows_them(bob, sam):
    bob.person.__class__.objects.update(known_us=None, email=None, name="")
    bob.raises_hand(before="visitor", after="visitor")
    raise_alerts(100)
    assert Alert.objects.count() == 1


def test_the_alert_tells_who_why_and_the_last_five_deeds(bob, sam):
    bob.does("Robot click", bot=True)
    bob.does(kind="identify", name=None)
    for number in range(6):
        bob.does(kind="page", name=None, path=f"/blog/{number}", title=f"Post {number}")
    demo = bob.raises_hand()
    bob.moves(at_us=demo.at_us)
    raise_alerts(100)
    facts = Alert.objects.get().facts
    assert facts["person"] == {
        "key": str(bob.person.key),
        "name": "Bob Miller",
        "email": "bob@bobco.example",
        "title": "Head of Operations",
        "company": "BobCo",
    }
    assert [deed["name"] or deed["title"] for deed in facts["deeds"]] == [
        "Demo Requested",
        "Post 5",
        "Post 4",
        "Post 3",
        "Post 2",
    ]
    assert [(line["rule"].split(".")[-1], line["points_now"]) for line in facts["lines"]] == [
        ("demo", 100_000_000),
        ("pricing", 25_000_000),
        ("seniority", 20_000_000),
        ("blog", 15_000_000),
        ("free_mail", -10_000_000),
    ]
    assert facts["result"]["matrix"] == "B1"


def test_a_second_demo_of_an_sql_shows_the_scores_of_today(bob, sam):
    bob.stands()
    bob.raises_hand(before="sql")
    raise_alerts(100)
    assert Alert.objects.get().facts["result"]["labels"] == {"fit": "B", "engagement": "1"}


def test_a_second_demo_of_an_sql_is_explained_by_the_lines_of_today(bob, sam, root):
    publish(starter("b2b-saas"), root)
    for _ in range(3):
        bob.does(kind="page", name=None, path="/pricing")
    bob.raises_hand(before="sql")
    raise_alerts(100)
    reasons = word(Alert.objects.get()).reasons
    assert "Demo: +100 Engagement (Demo Requested)" in reasons
    assert "Pricing: +25 Engagement (3 times in 7 days)" in reasons


def test_the_moment_of_storing_is_kept_so_that_latency_can_be_seen(bob, sam):
    demo = bob.raises_hand()
    raise_alerts(100)
    assert Alert.objects.get().stored_us == demo.at_us


def test_the_owner_alone_is_told(bob, sam, ada):
    bob.person.owner = ada
    bob.person.save()
    bob.raises_hand()
    raise_alerts(100)
    assert _readers(Alert.objects.get()) == {"ada@acme.example"}


def test_an_owner_who_left_is_replaced_by_all_of_sales(bob, sam, ada):
    User.objects.create_user("sue@acme.example", "a long enough password", name="Sue", role="sales")
    bob.person.owner = ada
    bob.person.save()
    ada.is_active = False
    ada.save()
    bob.raises_hand()
    raise_alerts(100)
    assert _readers(Alert.objects.get()) == {"sam@acme.example", "sue@acme.example"}


def test_without_sales_the_administrators_are_told(bob, sam, root):
    sam.is_active = False
    sam.save()
    bob.raises_hand()
    raise_alerts(100)
    assert _readers(Alert.objects.get()) == {"root@acme.example"}


def test_who_moves_a_lead_to_sql_by_hand_is_not_told_of_it(bob, sam, root):
    sue = User.objects.create_user("sue@acme.example", "a long enough password", name="Sue", role="sales")
    bob.moves(cause="person", by=sam)
    raise_alerts(100)
    assert _readers(Alert.objects.get()) == {"sue@acme.example"}
    bob.person.owner = sue
    bob.person.save()
    bob.moves(cause="person", by=sue)
    raise_alerts(100)
    assert Alert.objects.count() == 1


def test_a_merged_person_s_hand_raise_reaches_the_owner_of_the_one_they_are_now(bob, sam, ada):
    robert = make_somebody("robert@bobco.example", owner=ada)
    bob.raises_hand()
    bob.person.canonical = robert.person
    bob.person.save()
    raise_alerts(100)
    alert = Alert.objects.get()
    assert (alert.person, _readers(alert)) == (robert.person, {"ada@acme.example"})
    assert alert.facts["deeds"][0]["name"] == "Demo Requested"


def test_a_batch_of_alerts_takes_a_fixed_number_of_queries(bob, sam, django_assert_max_num_queries):
    for _ in range(30):
        demo = bob.raises_hand()
        bob.moves(at_us=demo.at_us)
    with django_assert_max_num_queries(30):
        raise_alerts(100)
    assert Alert.objects.count() == 30


@pytest.mark.django_db(transaction=True)
def test_workers_side_by_side_raise_each_alert_once(bob, sam):
    for _ in range(20):
        demo = bob.raises_hand()
        bob.moves(at_us=demo.at_us)

    def work() -> None:
        try:
            while raise_alerts(7):
                pass
        finally:
            connections.close_all()

    workers = [Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert Alert.objects.filter(kind=AlertKind.HAND_RAISE).count() == Alert.objects.count() == 20
    assert Alert.objects.filter(stage_change_id=None).count() == 0

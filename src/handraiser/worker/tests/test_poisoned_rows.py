"""One event or person that cannot be done: everybody else goes on, an administrator sees it and may try again."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction

from handraiser.events.models import Event
from handraiser.handoff import alerting
from handraiser.handoff.models import Alert
from handraiser.lifecycle import walking
from handraiser.lifecycle.models import HandRaise, StageChange, Standing
from handraiser.lifecycle.publishing import publish
from handraiser.people.models import Person, Sighting
from handraiser.scoring.language import starter
from handraiser.worker import doing, parking, taking
from handraiser.worker.chores import ALERT, CHORES
from handraiser.worker.health import health
from handraiser.worker.models import Parked
from handraiser.worker.waking import Waker

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def crashing(monkeypatch):
    """Events named "Poison" crash whoever identifies them, until the fixture is told to stop."""
    identify, poison = taking.identify, {"on": True}

    def crash(rows, gate):
        if poison["on"] and any(row.name == "Poison" for row in rows):
            raise RuntimeError("poisoned")
        return identify(rows, gate)

    monkeypatch.setattr(taking, "identify", crash)
    return poison


@pytest.fixture
def refused_by_the_database(transactional_db):
    """The database refuses to note whose event 2 is."""
    with connection.cursor() as cursor:
        for statement in _REFUSE[connection.vendor]:
            cursor.execute(statement)
        yield
        for statement in _ALLOW[connection.vendor]:
            cursor.execute(statement)


_REFUSE = {
    "sqlite": [
        "CREATE TRIGGER refuse BEFORE INSERT ON people_sighting WHEN NEW.event_id % 5 = 2"
        " BEGIN SELECT RAISE(ABORT, 'refused'); END"
    ],
    "postgresql": [
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN IF NEW.event_id % 5 = 2 THEN RAISE EXCEPTION 'refused'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER refuse BEFORE INSERT ON people_sighting FOR EACH ROW EXECUTE FUNCTION refuse()",
    ],
}
_ALLOW = {
    "sqlite": ["DROP TRIGGER refuse"],
    "postgresql": ["DROP TRIGGER refuse ON people_sighting", "DROP FUNCTION refuse"],
}


def test_an_event_that_crashes_is_parked_and_the_others_are_scored(website, starter_model, work, crashing):
    website.identify("a", email="a@one.example")
    website.track("Poison", "b")
    website.identify("c", email="c@three.example")
    work()
    assert Standing.objects.filter(stage="lead").count() == 2
    assert [(row.chore, row.row_id) for row in health().parked] == [("identify", Event.objects.get(name="Poison").pk)]
    assert "poisoned" in health().parked[0].error
    assert taking.waiting() == 0


def test_a_parked_event_is_taken_when_somebody_asks_and_it_no_longer_crashes(
    website, starter_model, work, crashing, root
):
    website.track("Poison", "b")
    work()
    parking.retry(Parked.objects.get(), root)
    work()
    assert Parked.objects.get().settled_us is None
    crashing["on"] = False
    parking.retry(Parked.objects.get(), root)
    work()
    assert Parked.objects.get().settled_us
    assert Sighting.objects.count() == 1


def test_a_parked_event_that_is_no_longer_in_the_log_is_settled(website, starter_model, work, crashing, root):
    website.track("Poison", "b")
    work()
    parking.retry(Parked.objects.get(), root)
    Event.objects.all().delete()
    work()
    assert Parked.objects.get().settled_us


def test_of_two_workers_neither_parks_what_the_other_is_busy_with(website, starter_model, work, sam, monkeypatch):
    """One holds the first hand-raise while the other fails on the second; then the first one gives up."""
    if connection.vendor == "sqlite":
        pytest.skip("Two cannot be busy at once: SQLite has one writer. The suite runs on PostgreSQL too.")
    for name in ("a", "b"):
        website.identify(name, email=f"{name}@{name}.example")
        website.track("Demo Requested", name)
    work(alerts=False)
    StageChange.objects.update(acted_us=1)
    first, second = HandRaise.objects.order_by("pk")
    alert = alerting._alert

    def crash(calls):
        if any(call.hand_raise.pk == second.pk for call in calls):
            raise RuntimeError("poisoned")
        alert(calls)

    monkeypatch.setattr(alerting, "_alert", crash)
    holding, give_up = threading.Event(), threading.Event()

    def other_worker():
        try:
            with transaction.atomic():
                HandRaise.objects.select_for_update().get(pk=first.pk)
                holding.set()
                give_up.wait(2)
                transaction.set_rollback(True)
        finally:
            connection.close()

    thread = threading.Thread(target=other_worker)
    thread.start()
    holding.wait(5)
    doing.narrowing(CHORES[0])
    give_up.set()
    thread.join()
    while doing.narrowing(CHORES[0]):
        pass
    assert [parked.row_id for parked in Parked.objects.all()] == [second.pk]
    assert Alert.objects.get().event_id == first.event_id


def test_nobody_wakes_for_a_person_who_is_parked(website, starter_model, work, nobody_scores_eve, root):
    if connection.vendor == "sqlite":
        pytest.skip("No row wakes a worker there: SQLite says only that somebody wrote. Runs on PostgreSQL.")
    website.identify("e", email="eve@two.example", name="Eve")
    work()
    waker = Waker()
    assert not waker._has_news()
    parking.retry(Parked.objects.get(chore="rescore"), root)
    assert waker._has_news()


def test_an_event_that_the_database_refuses_is_parked(website, starter_model, work, refused_by_the_database):
    website.send(*({"type": "track", "event": "Seen", "anonymousId": f"device {number}"} for number in range(5)))
    work()
    assert Sighting.objects.count() == 4
    assert Parked.objects.get(chore="identify").row_id % 5 == 2


@pytest.fixture
def nobody_scores_eve(monkeypatch):
    """Scoring crashes on whoever is called Eve."""
    evaluate, poison = walking.evaluate, {"on": True}

    def crash(compiled, history, **moments):
        eve = Person.objects.filter(name="Eve").values_list("pk", flat=True).first()
        if poison["on"] and eve in history.people["lead"].to_pylist():
            raise ZeroDivisionError("eve")
        return evaluate(compiled, history, **moments)

    monkeypatch.setattr(walking, "evaluate", crash)
    return poison


def test_a_person_whom_scoring_crashes_on_is_parked_until_asked_for(
    website, starter_model, work, nobody_scores_eve, root, time
):
    website.identify("a", email="a@one.example")
    website.identify("e", email="eve@two.example", name="Eve")
    website.identify("c", email="c@three.example")
    work()
    assert Standing.objects.count() == 2
    website.page("/pricing", "e")
    work()
    nobody_scores_eve["on"] = False
    work()
    assert Standing.objects.count() == 2
    parking.retry(Parked.objects.get(chore="rescore"), root)
    work()
    assert Standing.objects.count() == 3
    assert Parked.objects.get().settled_us


def test_publishing_tries_parked_people_again(website, starter_model, work, nobody_scores_eve, time):
    website.identify("e", email="eve@two.example", name="Eve")
    work()
    nobody_scores_eve["on"] = False
    time.shift(timedelta(seconds=10))
    publish(starter("b2b-saas"), by=None)
    work()
    assert Standing.objects.count() == 1


def test_a_hand_raise_that_cannot_be_alerted_is_parked_and_the_next_one_alerts(
    website, starter_model, work, sam, root, monkeypatch
):
    website.identify("a", email="a@one.example")
    website.track("Demo Requested", "a")
    website.identify("b", email="b@two.example")
    website.track("Demo Requested", "b")
    first = Event.objects.filter(name="Demo Requested").order_by("id")[0].pk
    alert, poison = alerting._alert, {"on": True}

    def crash(calls):
        if poison["on"] and any(call.event_id == first for call in calls):
            raise RuntimeError("poisoned")
        alert(calls)

    monkeypatch.setattr(alerting, "_alert", crash)
    chore = CHORES[0]
    work(alerts=False)
    while doing.narrowing(chore):
        pass
    assert Alert.objects.filter(kind="hand_raise").count() == 1
    assert not HandRaise.objects.filter(acted_us=None).exists()
    assert not StageChange.objects.filter(acted_us=None).exists()

    poison["on"] = False
    for parked in Parked.objects.all():
        parking.retry(parked, root)
    doing.retry_heads(ALERT)
    while doing.narrowing(chore):
        pass
    assert Alert.objects.filter(kind="hand_raise").count() == 2


def test_a_poisoned_stage_change_takes_no_hand_raise_with_it(website, starter_model, work, sam, time, monkeypatch):
    website.identify("a", email="a@one.example")
    website.track("Demo Requested", "a")
    work(alerts=False)
    alone = StageChange.objects.get(to_stage="sql")
    StageChange.objects.exclude(pk=alone.pk).update(acted_us=1)
    StageChange.objects.filter(pk=alone.pk).update(at_us=alone.at_us + 1)  # no hand-raise tells it
    alert = alerting._alert

    def crash(calls):
        if any(call.change and not call.hand_raise for call in calls):
            raise RuntimeError("poisoned")
        alert(calls)

    monkeypatch.setattr(alerting, "_alert", crash)
    while doing.narrowing(CHORES[0]):
        pass
    assert [(parked.chore, parked.row_id) for parked in Parked.objects.all()] == [("alert stage change", alone.pk)]
    assert Alert.objects.get().event_id == HandRaise.objects.get().event_id

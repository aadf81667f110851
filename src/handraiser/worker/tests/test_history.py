"""Imported history acts when it occurred: the past becomes what it was, in silence, and nothing told is retold."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest

from handraiser import clock
from handraiser.events.models import Flag
from handraiser.handoff.models import Alert
from handraiser.lifecycle.models import HandRaise, Stage, StageChange, Standing
from handraiser.people.models import Person, TraitValue

pytestmark = pytest.mark.django_db(transaction=True)
BOB = "bob@bobco.example"
BEGIN_US = clock.to_us(datetime(2026, 3, 2, 9, tzinfo=UTC))


def _us(days: float) -> int:
    return BEGIN_US - int(days * clock.DAY_US)


def _ago(days: float) -> str:
    """Before the tests begin."""
    return clock.from_us(_us(days)).isoformat()


def _imports(website, *messages) -> None:
    website.send(*messages, trust=1, flags=Flag.BACKFILL)


def _identify(days: float, **traits):
    return {"type": "identify", "userId": "u-bob", "timestamp": _ago(days), "traits": {"email": BOB, **traits}}


def _did(name: str, days: float, **properties):
    return {"type": "track", "event": name, "userId": "u-bob", "timestamp": _ago(days), "properties": properties}


def _path() -> list[tuple[str, str, bool]]:
    changes = StageChange.objects.order_by("at_us", "order")
    return [(change.from_stage, change.to_stage, change.silent) for change in changes]


def test_an_imported_event_acts_when_it_occurred(website, starter_model, work):
    _imports(website, _did("Webinar Attended", 40))
    work()
    person = Person.objects.get()
    assert person.known_us == person.first_seen_us == _us(40)


def test_history_of_somebody_new_is_judged_by_the_first_model_and_told_to_nobody(website, starter_model, work):
    _imports(website, _identify(60, title="Head of Operations"), _did("Demo Requested", 50))
    work()
    assert _path() == [("visitor", "lead", True), ("lead", "sql", True)]
    assert HandRaise.objects.get().silent
    assert StageChange.objects.order_by("at_us").last().at_us == _us(50)
    assert not Alert.objects.exists()


def test_history_of_somebody_we_know_goes_before_what_is_recorded_and_rewrites_none_of_it(
    website, starter_model, work, time
):
    website.identify("laptop", trust=1, user="u-bob", email=BOB)
    work()
    told = list(StageChange.objects.values())
    time.shift(timedelta(days=2))
    _imports(website, _did("Demo Requested", 30))
    work()
    assert list(StageChange.objects.filter(pk__in=[row["id"] for row in told]).values()) == told
    assert _path() == [
        ("visitor", "lead", True),
        ("lead", "sql", True),
        ("visitor", "lead", False),
        ("lead", "sql", True),
    ]
    assert Standing.objects.get().stage == Stage.SQL
    assert not Alert.objects.exists()


def test_a_hand_raise_after_an_import_alerts_as_ever_and_is_told_once(website, starter_model, work, time):
    website.identify("laptop", trust=1, user="u-bob", email=BOB)
    website.track("Demo Requested", "laptop")
    work()
    told = Alert.objects.count()
    time.shift(timedelta(days=1))
    _imports(website, _did("Webinar Attended", 30))
    work()
    assert Alert.objects.count() == told > 0
    website.track("Contact Requested", "laptop")
    work()
    assert Alert.objects.count() > told
    assert HandRaise.objects.count() == 2


def test_a_trait_of_the_past_does_not_overrule_what_was_said_since(website, starter_model, work):
    website.identify("laptop", trust=1, user="u-bob", email=BOB, title="Head of Operations")
    work()
    _imports(website, _identify(30, title="Student"))
    work()
    assert Person.objects.get().title == "Head of Operations"
    assert TraitValue.objects.filter(name="title").count() == 2


def test_imported_history_grants_no_consent_over_a_refusal(website, starter_model, work):
    website.send({**_identify(0), "context": {"consent": {"profiling": False}}}, trust=1)
    work()
    _imports(website, {**_identify(30), "context": {"consent": {"profiling": True}}})
    work()
    assert list(Person.objects.get().consents.values_list("granted", flat=True)) == [False]


def test_a_browser_cannot_rewrite_the_past(website, starter_model, work):
    website.send({"type": "page", "anonymousId": "d", "timestamp": _ago(90)}, flags=Flag.BACKFILL)
    work()
    assert Person.objects.get().identities.get().linked_us >= clock.now_us() - clock.MINUTE_US


def test_the_order_of_importing_and_living_changes_no_final_result(website, starter_model, work):
    """Six people of whom the same is imported and lived, each in another order."""
    for number, order in enumerate(itertools.permutations(range(3))):
        parts = _parts(website, f"u-{number}")
        for place in order:
            parts[place]()
            work()
    standings = Standing.objects.select_related("person")
    results = {
        (
            str(one.scores),
            one.matrix,
            one.total,
            one.stage,
            one.person.title,
            one.person.known_us,
            one.person.first_seen_us,
        )
        for one in standings
    }
    assert (len(standings), len(results)) == (6, 1)
    assert standings[0].person.title == "VP Sales"


def _parts(website, user: str):
    def said(days: float, **traits):
        traits = {"email": f"bob@{user}.example", **traits}
        return {"type": "identify", "userId": user, "timestamp": _ago(days), "traits": traits}

    download = {**_did("Content Downloaded", 20, content={"kind": "e_book"}), "userId": user}
    return (
        lambda: _imports(website, said(60, title="Student"), download),
        lambda: website.send(said(0, title="VP Sales"), trust=1),
        lambda: website.send({"type": "page", "userId": user, "properties": {"path": "/pricing"}}, trust=1),
    )

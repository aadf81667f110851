"""Retention and objections: what the worker deletes, and what it leaves alone."""

import pytest

from handraiser import clock
from handraiser.events.models import Event, Quarantined
from handraiser.exchange.models import Delivery, Import, OutboxMail
from handraiser.handoff.models import Alert
from handraiser.organisation.models import Objection, Organisation
from handraiser.people.models import Consent, Identity, Person, Sighting
from handraiser.privacy import retaining
from handraiser.privacy.models import Erased, Erasure, Retention, RetentionRun, Withheld

pytestmark = pytest.mark.django_db(transaction=True)
DAY = 86_400
BOB = "robert@fenwick.example"


@pytest.fixture
def policy(root, website, work, time) -> Retention:
    """Ten days for visitors, two months for people; an old visitor, an old lead, then a visitor of today."""
    website.page("/blog", "old-visitor")
    website.identify("laptop", email=BOB)
    Quarantined.objects.create(reason="no_name", received_us=clock.now_us(), payload="{}", settled_as="")
    moment = clock.now_us()
    sent = Delivery.objects.create(key="1", channel="email", to=root.email, created_us=moment, delivered_us=moment)
    OutboxMail.objects.create(delivery=sent, to=root.email, subject="x", file="", text="x", at_us=moment)
    Import.objects.create(kind="contacts", name="x.csv", file="x", size=1, created_us=moment)
    Delivery.objects.create(key="2", channel="email", to=root.email, created_us=moment, due_us=moment)
    work()
    time.shift(100 * DAY)
    website.page("/blog", "new-visitor")
    work()
    policy = Retention.get()
    policy.visitor_days, policy.person_months, policy.quarantine_days, policy.delivery_days = 10, 2, 30, 30
    retaining.save(policy, by=root)
    return policy


def test_nothing_goes_before_somebody_agreed(policy, work):
    found = {"visitors": 1, "events": 1, "people": 1, "quarantined": 1, "deliveries": 1, "imports": 1}
    assert retaining.preview(policy) == found
    work()
    assert Event.objects.count() == 3
    assert not RetentionRun.objects.exists()


def test_what_is_older_than_the_policy_goes_once_agreed(policy, work, root):
    retaining.agree(by=root)
    work()
    assert [event.anonymous_id for event in Event.objects.all()] == ["new-visitor"]
    assert [identity.value for identity in Identity.objects.all()] == ["new-visitor"]
    assert Person.objects.listed().count() == 1
    assert not Quarantined.objects.exists()
    assert not OutboxMail.objects.exists()
    assert not Import.objects.exists()
    assert [delivery.key for delivery in Delivery.objects.all()] == ["2"]
    gone = {run.sort: run.gone for run in RetentionRun.objects.all()}
    assert gone == {"events": 1, "visitors": 1, "people": 1, "quarantined": 1, "deliveries": 1, "imports": 1}
    assert Erasure.objects.get().reason == "retention"


def test_who_went_by_retention_may_come_back(policy, work, root, website):
    retaining.agree(by=root)
    work()
    assert not Erased.objects.exists()
    website.identify("laptop", trust=1, email=BOB)
    work()
    assert Person.objects.filter(email=BOB).exists()


def test_who_comes_back_while_retention_is_at_it_stays(policy, work, root):
    due = Person.objects.filter(email=BOB)
    assert due.get().erased_us is None
    retaining._erase_people(due, 10, lambda: Person.objects.filter(email=BOB).update(email="new@fenwick.example"))
    assert Person.objects.get(email="new@fenwick.example").erased_us is None
    assert not Erasure.objects.exists()


@pytest.fixture
def dropping(db) -> None:
    organisation = Organisation.get()
    organisation.objection = Objection.DROP
    organisation.save()


def test_where_objectors_are_not_kept_only_what_they_ask_of_sales_is(dropping, website, starter_model, work, sam):
    website.identify("laptop", email=BOB, consent={"profiling": False})
    website.page("/pricing", "laptop")
    website.track("Demo Requested", "laptop")
    work()
    assert sorted(event.name or event.kind for event in Event.objects.all()) == ["Demo Requested", "identify"]
    assert Sighting.objects.count() == 2
    assert Alert.objects.get().kind == "hand_raise"
    assert not Withheld.objects.exists()


def test_an_event_that_takes_the_objection_back_is_kept_as_its_proof(dropping, website, starter_model, work):
    website.identify("laptop", email=BOB, consent={"profiling": False})
    work()
    website.track("Read", "laptop", trust=1, context={"consent": {"profiling": True}})
    website.page("/pricing", "laptop")
    work()
    assert Consent.objects.latest("id").granted
    assert Event.objects.count() == 3


def test_where_objectors_are_kept_nothing_goes(website, starter_model, work):
    website.identify("laptop", email=BOB, consent={"profiling": False})
    website.page("/pricing", "laptop")
    work()
    assert Event.objects.count() == Sighting.objects.count() == 2

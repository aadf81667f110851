import pytest
from django.db import transaction

from handraiser.events.models import Event
from handraiser.events.reading import by_ids
from handraiser.lifecycle import history, snapshots
from handraiser.lifecycle.tests.websites import SECRET, Website
from handraiser.people.identifying import identify
from handraiser.people.models import Person, Sighting

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def website(transactional_db):
    yield Website()
    snapshots.close()


def _identified() -> list[int]:
    with transaction.atomic():
        identify(by_ids(list(Event.objects.values_list("id", flat=True))))
    return list(Person.objects.values_list("pk", flat=True))


def _both(people: list[int]) -> tuple[history.Recorded, history.Recorded]:
    with snapshots.snapshot() as read:
        at_once = history.load(read, people)
    with snapshots.plainly() as read:
        return at_once, history.load(read, people)


def _rows(table) -> list:
    return sorted(table.to_pylist(), key=str)


def test_both_ways_of_reading_find_the_same(website):
    website.page("/blog/one", "laptop")
    website.identify("laptop", email="bob@bobco.example", title="Head of Operations")
    website.company("laptop", "bobco", "user-bob", employees=120)
    website.identify("phone", email="bob@bobco.example")
    website.track("Demo Requested", "phone")
    website.page("/", "somebody")
    at_once, plainly = _both(_identified())
    for name in ("people", "events", "traits", "moves", "deals"):
        assert _rows(getattr(at_once.history, name)) == _rows(getattr(plainly.history, name))
    assert (at_once.marks, at_once.folds) == (plainly.marks, plainly.folds)
    assert at_once.history.events.num_rows == 6


def test_what_a_claim_does_counts_and_what_it_says_does_not(website):
    website.identify("laptop", email="bob@bobco.example", title="Head of Operations")
    website.identify("phone", email="bob@bobco.example", title="Student")
    website.track("Demo Requested", "phone")
    people = _identified()
    recorded, _ = _both(people)
    (bob,) = recorded.leads
    titles = [row["value"] for row in recorded.history.traits.to_pylist() if row["name"] == "title"]
    assert titles == ['"Head of Operations"']
    demo = Event.objects.get(name="Demo Requested").pk
    assert recorded.marked(demo)["claimed"]
    assert len(recorded.folds[bob]) == 1


def test_an_event_counts_from_the_moment_its_device_became_the_persons(website):
    website.page("/pricing", "laptop")
    website.identify("desktop", SECRET, user="user-bob", email="bob@bobco.example")
    website.identify("laptop", SECRET, user="user-bob")
    recorded, _ = _both(_identified())
    bob = Person.objects.get(email="bob@bobco.example", canonical__email="bob@bobco.example")
    events = [row for row in recorded.history.events.to_pylist() if row["lead"] == bob.pk]
    joined = Sighting.objects.order_by("-known_us")[0].known_us
    pricing = next(row for row in events if row["path"] == "/pricing")
    assert pricing["known_us"] == joined > pricing["occurred_us"]


def test_companies_traits_stand_once_for_each_of_their_people(website):
    website.company("a", "bobco", "user-a", employees=120)
    website.company("b", "bobco", "user-b", industry="software")
    recorded, _ = _both(_identified())
    named = {(row["lead"], row["name"]) for row in recorded.history.traits.to_pylist()}
    for lead in recorded.leads:
        assert {(lead, "company.employees"), (lead, "company.industry")} <= named


def test_a_held_sighting_is_left_out(website):
    website.page("/", "somebody")
    people = _identified()
    Sighting.objects.update(held=True)
    recorded, plainly = _both(people)
    assert recorded.history.events.num_rows == plainly.history.events.num_rows == 0


def test_nobody_is_found_where_nobody_is_asked_for(website):
    recorded, _ = _both([])
    assert recorded.leads == []

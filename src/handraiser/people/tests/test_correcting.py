import pytest

from handraiser import clock
from handraiser.people import correcting, traits
from handraiser.people.models import Rescore, Trust

pytestmark = pytest.mark.django_db


@pytest.fixture
def bob(happen):
    happen.take(event := happen.identify("his", "bob", email="bob@acme.com", title="CTO"))
    return happen.whose(event)


def test_what_a_user_sets_outlasts_browsers_and_servers(happen, bob, sam):
    correcting.set_trait(bob, "title", "Chair", by=sam)
    happen.take(happen.identify(user="bob", trust=1, title="CEO"))
    bob.refresh_from_db()
    view = next(view for view in traits.in_force(bob) if view.name == "title")
    assert (bob.title, view.trust, view.set_by) == ("Chair", Trust.T2, sam)


def test_a_trait_removed_by_a_user_stays_removed(happen, bob, sam):
    correcting.set_trait(bob, "title", None, by=sam)
    happen.take(happen.identify("his", "bob", title="CTO"))
    bob.refresh_from_db()
    assert bob.title == ""


def test_a_companys_trait_is_set_of_the_company(bob, sam):
    correcting.set_trait(bob, "company.employees", 120, by=sam)
    assert [(view.name, view.value) for view in traits.of_company(bob.company)] == [("employees", 120)]


def test_an_address_that_a_user_sets_identifies(happen, bob, sam):
    correcting.set_trait(bob, "email", "Bob@Other.com", by=sam)
    bob.refresh_from_db()
    assert bob.email == "bob@other.com"
    happen.take(event := happen.identify("new", email="bob@other.com"))
    assert happen.whose(event) == bob


def test_an_address_of_somebody_else_is_refused(happen, bob, sam):
    happen.take(happen.identify("hers", email="ann@acme.com"))
    with pytest.raises(correcting.EmailTaken):
        correcting.set_trait(bob, "email", "ann@acme.com", by=sam)


@pytest.mark.parametrize(
    ("name", "value"),
    [("", "x"), ("email_domain", "x"), ("x" * 256, 1), ("email", "nonsense"), ("a", float("nan")), ("a", "\ud800")],
)
def test_what_cannot_be_recorded_is_refused_in_words(bob, sam, name, value):
    with pytest.raises(correcting.WrongTrait):
        correcting.set_trait(bob, name, value, by=sam)


def test_a_users_act_never_acts_before_what_is_recorded(happen, bob, sam):
    correcting.set_trait(bob, "title", "Chair", by=sam)
    set_us = traits.history(bob, "title")[0].set_us
    happen.take(happen.page("his"))
    assert Rescore.objects.get(person=bob).due_us == set_us + 1


def test_a_users_act_comes_after_an_event_from_a_collector_whose_clock_is_ahead(happen, bob, sam):
    ahead_us = clock.now_us() + clock.HOUR_US
    happen.take(happen.page("his")._replace(received_us=ahead_us))
    correcting.set_trait(bob, "title", "Chair", by=sam)
    assert traits.history(bob, "title")[0].set_us == ahead_us + 1

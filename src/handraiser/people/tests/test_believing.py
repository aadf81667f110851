"""Rule 7: who may say what of a person; and consent."""

import json

import pytest

from handraiser.people import consenting, traits
from handraiser.people.models import Consent, Identity, Person, TraitValue

pytestmark = pytest.mark.django_db


def known(person):
    return {view.name: view.value for view in traits.in_force(person)}


def test_a_browser_fills_and_corrects_what_a_browser_said(happen):
    first, second = happen.identify("a", "u1", title="CEO"), happen.identify("a", "u1", title="CTO", city="Bern")
    happen.one_by_one(first, second)
    assert known(happen.whose(first)) == {"title": "CTO", "city": "Bern"}
    assert happen.whose(first).title == "CTO"


def test_a_browser_never_overwrites_what_a_server_said(happen):
    server, browser = happen.identify(user="u1", trust=1, title="CEO"), happen.identify("a", "u1", title="Janitor")
    happen.one_by_one(server, browser)
    assert known(happen.whose(server)) == {"title": "CEO"}
    history = traits.history(happen.whose(server), "title")
    assert [(view.value, view.in_force, view.refused) for view in history] == [
        ("Janitor", False, True),
        ("CEO", True, False),
    ]


def test_a_browser_does_not_fill_what_a_server_removed(happen):
    said, removed = happen.identify(user="u1", trust=1, title="CEO"), happen.identify(user="u1", trust=1, title=None)
    again = happen.identify("a", "u1", title="CEO")
    happen.one_by_one(said, removed, again)
    assert known(happen.whose(said)) == {}


def test_a_server_corrects_itself_and_a_browser(happen):
    browser, server = happen.identify("a", "u1", title="Janitor"), happen.identify(user="u1", trust=1, title="CEO")
    again = happen.identify(user="u1", trust=1, title="Chair")
    happen.one_by_one(browser, server, again)
    assert known(happen.whose(server)) == {"title": "Chair"}


def test_what_is_said_again_leaves_no_second_row(happen):
    happen.one_by_one(*(happen.identify("a", "u1", title="CEO") for _ in range(5)))
    happen.take(*(happen.identify("a", "u1", title="CEO") for _ in range(5)))
    assert TraitValue.objects.filter(name="title").count() == 1


def test_what_is_refused_again_leaves_no_second_row(happen):
    happen.take(happen.identify(user="u1", trust=1, title="CEO"))
    happen.one_by_one(*(happen.identify("a", "u1", title="Janitor") for _ in range(5)))
    assert TraitValue.objects.filter(name="title", refused=True).count() == 1


def test_traits_that_a_browser_only_remembers_correct_nothing(happen):
    current = happen.identify("a", "u1", title="CTO")
    stale = happen.page("a", "u1", context={"traits": {"title": "CEO", "city": "Bern"}})
    happen.one_by_one(current, stale)
    assert known(happen.whose(current)) == {"title": "CTO", "city": "Bern"}


def test_an_email_in_context_traits_identifies(happen):
    page = happen.page("a", context={"traits": {"email": "bob@bobco.example"}})
    happen.take(page)
    assert happen.whose(page).email == "bob@bobco.example"
    assert known(happen.whose(page))["email_domain"] == "bobco.example"


def test_every_value_says_where_it_came_from(happen, strict_source):
    event = happen.identify("a", "u1", title="CEO", source=strict_source.id)
    happen.take(event)
    view = traits.in_force(happen.whose(event))[0]
    assert (view.source, view.trust, view.set_us, view.event_id) == ("Strict website", 0, event.received_us, event.id)


def test_first_and_last_name_are_shown_as_a_name(happen):
    event = happen.identify("a", "u1", firstName="Bob", lastName="Miller")
    happen.take(event)
    assert happen.whose(event).name == "Bob Miller"


def test_an_email_typed_by_somebody_else_is_not_recorded_as_theirs(happen):
    bob, eve = happen.identify("a", "bob", email="bob@bobco.example"), happen.identify("b", "eve")
    typed = happen.identify("b", "eve", email="bob@bobco.example")
    happen.one_by_one(bob, eve, typed)
    assert "email" not in known(happen.whose(eve))
    assert happen.whose(eve) != happen.whose(bob)


def test_a_role_mailbox_is_no_person(happen):
    one, other = happen.identify("a", email="info@acme.com"), happen.identify("b", email="info@acme.com")
    happen.one_by_one(one, other)
    assert happen.whose(one) != happen.whose(other)
    assert happen.whose(one).known_us is None
    assert happen.whose(one).company.traits.get(name="contact_email").value == json.dumps("info@acme.com")
    assert not Identity.objects.filter(kind="email").exists()


def test_hostile_values_are_stored_and_shown_harmlessly(happen):
    event = happen.event(
        "identify",
        "a",
        "u1",
        context={"consent": {"m\0ail": True, "": True, "x" * 99: False}},
        traits={"name": "Bo\0b<script>" * 40, "x" * 300: 1, "n": 10**30, "": 1, "a\0b": 1},
    )
    happen.take(event)
    assert happen.whose(event).name.startswith("Bob<script>")
    assert known(happen.whose(event))["n"] == 10**30


def test_traits_of_any_shape_are_survived(happen):
    shapes = [None, 5, "text", [1], True, {"email": 7}, {"email": ["a@b.example"]}, {"company": 5}, {"consent": "no"}]
    happen.take(*(happen.event("identify", "a", traits=shape, context=shape) for shape in shapes))
    assert Person.objects.get().known_us is None


def test_consent_is_stored_from_the_first_event(happen):
    page = happen.page("a", context={"consent": {"categoryPreferences": {"Advertising": False, "Analytics": True}}})
    happen.take(page)
    assert consenting.in_force(happen.whose(page)) == {"Advertising": False, "Analytics": True}


def test_a_browser_never_grants_what_was_refused_but_a_server_may(happen):
    no = happen.page("a", context={"consent": {"mail": False}})
    yes, server = (
        happen.page("a", context={"consent": {"mail": True}}),
        happen.identify("a", "u1", trust=1, consent={"mail": True}),
    )
    happen.one_by_one(no, yes)
    assert consenting.in_force(happen.whose(no)) == {"mail": False}
    happen.take(server)
    assert consenting.in_force(happen.whose(no)) == {"mail": True}
    assert Consent.objects.count() == 2


def test_a_claim_changes_no_consent(happen):
    bob = happen.identify("a", email="bob@bobco.example", consent={"mail": True})
    claim = happen.identify("b", email="bob@bobco.example", consent={"mail": False})
    happen.one_by_one(bob, claim)
    assert consenting.in_force(happen.whose(bob)) == {"mail": True}

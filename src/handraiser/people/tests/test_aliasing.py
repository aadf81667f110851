"""Rule 8."""

import pytest

from handraiser.people.models import Identity, Merge

pytestmark = pytest.mark.django_db


def test_a_servers_alias_merges_two_known_people(happen):
    old, new, alias = happen.identify(user="old"), happen.identify(user="new"), happen.alias("old", "new", trust=1)
    happen.one_by_one(old, new, alias)
    assert happen.whose(old) == happen.whose(new) == happen.whose(alias)
    assert Merge.objects.get().reason == "alias"


def test_a_servers_alias_gives_a_known_person_a_second_user_id(happen):
    old, alias = happen.identify(user="old"), happen.alias("old", "new", trust=1)
    happen.one_by_one(old, alias)
    assert happen.whose(old) == happen.whose(alias)


def test_a_browsers_alias_counts_for_a_device_never_seen_with_anybody(happen):
    before, bob, alias = happen.page("phone"), happen.identify("laptop", "bob"), happen.alias("phone", "bob")
    happen.one_by_one(before, bob, alias)
    assert happen.whose(before) == happen.whose(bob)


@pytest.mark.parametrize("previous", ["ann", "her phone"])
def test_a_browsers_alias_takes_nothing_from_somebody_known(happen, previous):
    ann, bob, alias = (
        happen.identify("her phone", "ann"),
        happen.identify("laptop", "bob"),
        happen.alias(previous, "bob"),
    )
    happen.one_by_one(ann, bob, alias)
    assert happen.whose(ann) != happen.whose(bob)
    assert happen.whose(alias) == happen.whose(bob)
    assert not Identity.objects.filter(value="her phone", epoch=2).exists()


def test_an_alias_to_itself_does_nothing(happen):
    bob, alias = happen.identify("phone", "bob"), happen.alias("bob", " bob ", trust=1, device="kiosk")
    happen.one_by_one(bob, alias)
    assert happen.whose(alias) == happen.whose(bob)
    assert Identity.objects.count() == 2


def test_an_alias_of_somebody_new_to_itself_makes_no_device(happen):
    happen.take(happen.alias("bob", "bob", trust=1))
    assert Identity.objects.get().kind == "user"


def test_what_identifies_nobody_is_no_previous_id(happen):
    alias = happen.alias("undefined", "bob")
    happen.take(alias)
    assert Identity.objects.get().value == "bob"

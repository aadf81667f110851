"""Rules 3 to 6: whose is this event?"""

import pytest

from handraiser.people.models import Act, Duplicate, Identity, Link, Merge, Person, Sighting

pytestmark = pytest.mark.django_db


def devices(value):
    return list(Identity.objects.filter(kind="anonymous", value=value).order_by("epoch"))


def test_a_visitors_pages_before_the_form_belong_to_the_lead_after_it(happen):
    before, form = happen.page("phone"), happen.identify("phone", email="bob@bobco.example")
    happen.one_by_one(before, form)
    bob = happen.whose(before)
    assert bob == happen.whose(form)
    assert (bob.email, bob.known_us) == ("bob@bobco.example", form.received_us)


def test_a_first_user_id_attaches_to_somebody_with_only_an_email(happen):
    form, sign_up = happen.identify("phone", email="bob@bobco.example"), happen.identify("phone", "u1")
    happen.one_by_one(form, sign_up)
    assert happen.whose(sign_up) == happen.whose(form)


def test_a_first_email_attaches_to_somebody_with_only_a_user_id(happen):
    sign_up, form = happen.identify("phone", "u1"), happen.identify("phone", email="bob@bobco.example")
    happen.one_by_one(sign_up, form)
    assert happen.whose(form) == happen.whose(sign_up)
    assert happen.whose(form).email == "bob@bobco.example"


def test_a_new_device_of_a_known_user_brings_its_earlier_pages(happen):
    known, before, log_in = happen.identify("phone", "u1"), happen.page("laptop"), happen.page("laptop", "u1")
    happen.one_by_one(known, before, log_in)
    assert happen.whose(before) == happen.whose(known)
    assert Merge.objects.get().reason == "recognised"


def test_somebody_else_on_the_same_device_gets_an_epoch_and_merges_nobody(happen):
    ann, bob = happen.identify("kiosk", "ann"), happen.identify("phone", "bob")
    at_the_kiosk, later = happen.page("kiosk", "bob"), happen.page("kiosk")
    happen.one_by_one(ann, bob, at_the_kiosk, later)
    assert happen.whose(ann) != happen.whose(bob)
    assert happen.whose(at_the_kiosk) == happen.whose(later) == happen.whose(bob)
    assert [(epoch.epoch, epoch.shared) for epoch in devices("kiosk")] == [(1, True), (2, True)]
    assert not Merge.objects.exists()


def test_a_second_user_id_on_a_device_is_somebody_else(happen):
    ann, second = happen.identify("kiosk", "ann"), happen.identify("kiosk", "new user")
    happen.one_by_one(ann, second)
    assert happen.whose(ann) != happen.whose(second)
    assert len(devices("kiosk")) == 2


def test_a_hundred_addresses_typed_at_one_stand_are_a_hundred_people(happen):
    forms = [happen.identify("tablet", email=f"guest{number}@firm{number}.example") for number in range(100)]
    happen.take(*forms)
    assert len({happen.whose(form) for form in forms}) == 100


def test_a_second_email_for_the_same_user_id_is_added(happen):
    first, second = (
        happen.identify("phone", "u1", email="a@acme.example"),
        happen.identify("phone", "u1", email="b@b.example"),
    )
    happen.one_by_one(first, second)
    bob = happen.whose(second)
    assert set(bob.identities.filter(kind="email").values_list("value", flat=True)) == {"a@acme.example", "b@b.example"}
    assert bob.email == "b@b.example"


def test_a_browser_never_merges_two_known_people_it_suggests(happen):
    user, lead = happen.identify("a", "u1"), happen.identify("b", email="bob@bobco.example")
    both = happen.identify("a", "u1", email="bob@bobco.example")
    happen.one_by_one(user, lead, both)
    assert happen.whose(user) != happen.whose(lead)
    assert happen.whose(user).email is None
    assert {Duplicate.objects.get().first, Duplicate.objects.get().second} == {happen.whose(user), happen.whose(lead)}


def test_a_server_that_names_both_halves_merges_them(happen):
    user, lead = happen.page(user="u1", trust=1), happen.identify("b", email="bob@bobco.example")
    both = happen.identify(user="u1", trust=1, email="bob@bobco.example")
    happen.one_by_one(user, lead, both)
    assert happen.whose(user) == happen.whose(lead) == happen.whose(both)
    assert Merge.objects.get().reason == "user_id"


def test_a_confirmed_address_merges_whoever_has_it(happen):
    user, lead = happen.identify("a", "u1", email="b@b.example"), happen.identify("b", "u2", email="bob@bobco.example")
    confirmed = happen.identify("a", "u1", trust=2, email="bob@bobco.example")
    happen.one_by_one(user, lead, confirmed)
    assert happen.whose(user) == happen.whose(lead)
    assert Merge.objects.get().reason == "confirmed_email"


def test_a_server_does_not_take_an_email_away_from_another_user(happen):
    eve = happen.identify(user="eve", trust=1, email="eve@acme.example")
    bob = happen.identify(user="bob", trust=1, email="bob@bobco.example")
    stolen = happen.identify(user="eve", trust=1, email="bob@bobco.example")
    happen.one_by_one(eve, bob, stolen)
    assert happen.whose(eve) != happen.whose(bob)
    assert happen.whose(stolen).email == "eve@acme.example"
    assert Duplicate.objects.count() == 1


def test_a_servers_new_user_id_takes_no_email_from_another_user(happen):
    bob = happen.identify(user="bob", trust=1, email="bob@bobco.example")
    second = happen.identify(user="bob2", trust=1, email="bob@bobco.example")
    happen.one_by_one(bob, second)
    assert happen.whose(second) != happen.whose(bob)
    assert Duplicate.objects.count() == 1


def test_a_second_user_id_with_the_same_email_on_the_same_device_is_a_claim(happen):
    bob, second = (happen.identify("phone", user, email="bob@bobco.example") for user in ("bob", "bob2"))
    happen.one_by_one(bob, second)
    assert happen.whose(second) == happen.whose(bob)
    assert Identity.objects.get(value="bob2").claimed
    assert [(epoch.claimed, epoch.shared) for epoch in devices("phone")] == [(False, True), (True, True)]


def test_bob_on_his_new_phone_is_a_claim(happen):
    old, before = happen.identify("laptop", email="bob@bobco.example", title="CEO"), happen.page("phone")
    form = happen.identify("phone", email="Bob@BobCo.example", title="Janitor")
    later = happen.page("phone")
    happen.one_by_one(old, before, form, later)
    bob = happen.whose(old)
    assert happen.whose(before) == happen.whose(form) == happen.whose(later) == bob
    assert [device.claimed for device in devices("phone")] == [True]
    assert bob.title == "CEO"
    assert not Link.objects.exclude(act=Act.CLAIMED).filter(identity__value="phone", event_id=form.id).exists()


def test_a_claim_fills_no_empty_trait_and_joins_no_company(happen):
    old, form = happen.identify("a", email="bob@gmail.com"), happen.identify("b", email="bob@gmail.com", title="CEO")
    happen.one_by_one(old, form)
    assert happen.whose(form).title == ""
    assert happen.whose(form).company is None


def test_a_new_user_id_on_a_claim_belongs_to_the_claim(happen):
    bob = happen.identify("laptop", email="bob@bobco.example")
    claim = happen.identify("phone", "u9", email="bob@bobco.example")
    happen.one_by_one(bob, claim)
    user = Identity.objects.get(kind="user")
    assert user.claimed
    assert user.person.canonical == happen.whose(bob)


def test_a_server_vouching_for_the_user_id_settles_a_claim(happen):
    bob = happen.identify("laptop", email="bob@bobco.example")
    claim = happen.identify("phone", "u9", email="bob@bobco.example", title="CEO")
    vouched = happen.identify(user="u9", trust=1, email="bob@bobco.example")
    happen.one_by_one(bob, claim, vouched)
    assert not Identity.objects.filter(claimed=True).exists()
    assert happen.whose(bob).title == "CEO"


def test_logging_in_settles_the_claim_of_that_device(happen):
    bob = happen.identify("laptop", "u1", email="bob@bobco.example")
    claim, log_in = happen.identify("phone", email="bob@bobco.example"), happen.page("phone", "u1")
    happen.one_by_one(bob, claim, log_in)
    assert not Identity.objects.filter(claimed=True).exists()


def test_a_claims_user_id_on_the_persons_own_device_settles_the_claim(happen):
    bob = happen.identify("laptop", email="bob@bobco.example")
    claim, log_in = happen.identify("phone", "u9", email="bob@bobco.example"), happen.page("laptop", "u9")
    happen.one_by_one(bob, claim, log_in)
    assert not Identity.objects.filter(claimed=True).exists()


def test_a_shared_device_recognises_who_used_it_before(happen):
    ann, bob = happen.identify("kiosk", email="ann@acme.example"), happen.identify("kiosk", email="bob@bobco.example")
    again = happen.identify("kiosk", email="ann@acme.example")
    happen.one_by_one(ann, bob, again)
    assert happen.whose(again) == happen.whose(ann)
    assert [epoch.claimed for epoch in devices("kiosk")] == [False, False, False]


def test_a_claim_at_a_strict_source_is_held_with_all_that_came_before(happen, strict_source):
    bob = happen.identify("laptop", email="bob@bobco.example")
    before = happen.page("phone", source=strict_source.id)
    claim = happen.identify("phone", email="bob@bobco.example", source=strict_source.id)
    after = happen.page("phone", source=strict_source.id)
    happen.one_by_one(bob, before, claim, after)
    held = set(Sighting.objects.filter(held=True).values_list("event_id", flat=True))
    assert held == {before.id, claim.id, after.id}


def test_somebodys_email_typed_where_nothing_else_identifies_is_one_claim(happen):
    bob = happen.identify("laptop", email="bob@bobco.example")
    typed = [happen.identify("undefined", email="bob@bobco.example") for _ in range(3)]
    happen.one_by_one(bob, *typed)
    assert {happen.whose(event) for event in typed} == {happen.whose(bob)}
    assert Sighting.objects.get(event_id=typed[2].id).identity.claimed
    assert Person.objects.count() == 2


def test_an_event_that_identifies_nobody_is_kept_and_is_nobodys(happen):
    event = happen.page("null", "[object Object]")
    assert happen.take(event).sightings == 0
    assert not Person.objects.exists()


def test_what_was_sent_is_kept_beside_what_is_compared(happen):
    form = happen.identify(" ＵＳＥＲ 1 ", "id-7", email=" Bob.Miller+news@BOBCO.example ")
    happen.take(form)
    kept = {row.kind: (row.value, row.raw) for row in happen.whose(form).identities.all()}
    assert kept["email"] == ("bob.miller+news@bobco.example", "Bob.Miller+news@BOBCO.example")
    assert kept["anonymous"] == ("USER 1", " ＵＳＥＲ 1 ")

"""Rule 10, and what a user does: merge, take back, confirm, cut, settle."""

import pytest

from handraiser.organisation.models import AuditEntry
from handraiser.people import claims, consenting, correcting, duplicates, merging, traits
from handraiser.people.duplicates import AlreadySettled, Verdict
from handraiser.people.models import Duplicate, Identity, Link, Merge, Person, Rescore, Sighting, TraitValue

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann(happen):
    happen.take(event := happen.identify("hers", "ann", email="ann@acme.com", title="CEO", consent={"mail": True}))
    return happen.whose(event)


@pytest.fixture
def bob(happen):
    event = happen.identify("his", "bob", email="bob@bobco.com", title="CTO", city="Bern", consent={"mail": False})
    happen.take(event)
    return happen.whose(event)


def everything():
    """All that people are, but for the ledgers that only grow."""
    models = Person, Identity, Sighting, TraitValue
    return {model: list(model.objects.order_by("pk").values()) for model in models}


def test_a_merge_unites_two_people_without_moving_a_row(happen, ann, bob, sam):
    before = everything()
    merging.merge(ann, bob, by=sam)
    ann.refresh_from_db()
    after = everything()
    assert Person.objects.get(pk=bob.pk).canonical == ann
    assert before[Identity] == after[Identity]
    assert before[TraitValue] == after[TraitValue]
    assert AuditEntry.objects.get(act="person.merged").by == sam


def test_a_merged_person_has_the_newest_trusted_value_of_each_trait_and_the_strictest_consent(ann, bob, sam):
    correcting.set_trait(ann, "title", "Chair", by=sam)
    merging.merge(ann, bob, by=sam)
    known = {view.name: view.value for view in traits.in_force(ann)}
    assert (known["title"], known["city"], known["email"]) == ("Chair", "Bern", "bob@bobco.com")
    assert consenting.in_force(ann) == {"mail": False}


def test_a_merged_person_keeps_owner_oldest_first_seen_and_is_known_since_the_first(happen, ann, bob, sam, ada):
    correcting.set_owner(bob, ada, by=sam)
    merging.merge(bob, ann, by=sam)
    bob.refresh_from_db()
    assert (bob.first_seen_us, bob.known_us) == (ann.first_seen_us, ann.known_us)
    assert bob.owner == ada


def test_a_no_of_one_outweighs_a_later_yes_of_the_other(happen, ann, bob, sam):
    happen.take(event := happen.identify("third", "cem", consent={"mail": True}))
    for other in (ann, happen.whose(event)):
        merging.merge(bob, other, by=sam)
    assert consenting.in_force(bob) == {"mail": False}


def test_both_are_scored_anew_after_a_merge(ann, bob, sam):
    Rescore.objects.all().delete()
    merging.merge(ann, bob, by=sam)
    assert set(Rescore.objects.values_list("person", flat=True)) == {ann.pk, bob.pk}


def test_an_owner_and_a_company_come_with_the_merge_and_go_with_it(happen, bob, sam, ada):
    happen.take(event := happen.identify("hers", email="ann@gmail.com"))
    ann = happen.whose(event)
    correcting.set_owner(bob, ada, by=sam)
    merge = merging.merge(ann, bob, by=sam)
    ann.refresh_from_db()
    assert (ann.owner, ann.company.domain) == (ada, "bobco.com")
    merging.unmerge(merge, by=sam)
    ann.refresh_from_db()
    assert (ann.owner, ann.company) == (None, None)


def test_a_company_to_which_the_own_address_leads_stays_after_a_merge_is_taken_back(happen, bob, sam):
    happen.take(event := happen.identify("hers", "ann", email="ann@gmail.com"))
    ann = happen.whose(event)
    merge = merging.merge(ann, bob, by=sam)
    happen.take(happen.identify("hers", "ann", email="ann@bobco.com"))
    merging.unmerge(merge, by=sam)
    ann.refresh_from_db()
    assert ann.company.domain == "bobco.com"


def test_taking_a_merge_back_makes_everything_as_it_was(ann, bob, sam):
    before = everything()
    merging.unmerge(merging.merge(ann, bob, by=sam), by=sam)
    assert everything() == before
    assert list(Link.objects.order_by("id").values_list("act", flat=True))[-6:] == ["merged"] * 3 + ["unmerged"] * 3


def test_merges_can_be_taken_back_in_any_order(happen, ann, bob, sam):
    happen.take(event := happen.identify("third", "cem", email="cem@cemco.com", title="CFO"))
    cem, before = happen.whose(event), everything()
    first, second = merging.merge(ann, bob, by=sam), merging.merge(cem, ann, by=sam)
    assert Person.objects.get(pk=bob.pk).canonical == cem
    merging.unmerge(first, by=sam)
    assert Person.objects.get(pk=bob.pk).canonical == bob
    merging.unmerge(second, by=sam)
    assert everything() == before


def test_what_arrived_since_the_merge_goes_with_the_id_it_came_by(happen, ann, bob, sam):
    merge = merging.merge(ann, bob, by=sam)
    happen.take(later := happen.identify("his", "bob", title="Janitor"))
    assert happen.whose(later) == ann
    merging.unmerge(merge, by=sam)
    assert happen.whose(later) == bob
    bob.refresh_from_db()
    assert bob.title == "Janitor"


def test_a_merge_is_made_and_undone_once(ann, bob, sam):
    merge = merging.merge(ann, bob, by=sam)
    with pytest.raises(merging.AlreadyOne):
        merging.merge(bob, ann, by=sam)
    merging.unmerge(merge, by=sam)
    with pytest.raises(merging.AlreadyUndone):
        merging.unmerge(merge, by=sam)


def test_events_never_put_together_whom_a_user_took_apart(happen, sam):
    user, lead = happen.page(user="u1", trust=1), happen.identify("b", email="bob@bobco.example")
    both = happen.identify(user="u1", trust=1, email="bob@bobco.example")
    happen.one_by_one(user, lead, both)
    merging.unmerge(Merge.objects.get(), by=sam)
    happen.take(happen.identify(user="u1", trust=1, email="bob@bobco.example"))
    assert happen.whose(user) != happen.whose(lead)


def test_no_alias_puts_together_whom_a_user_called_different(happen, ann, bob, sam):
    happen.take(happen.identify("hers", "ann", email="bob@bobco.com"))
    duplicates.settle(Duplicate.objects.get(), Verdict.DIFFERENT, by=sam)
    happen.take(happen.alias("ann", "bob", trust=1))
    ann.refresh_from_db()
    bob.refresh_from_db()
    assert ann.canonical != bob.canonical


def test_the_company_that_a_server_named_is_kept_by_a_merge(happen, ann, bob, sam):
    happen.take(happen.group("g1", user="ann", name="Acme Group"))
    merging.merge(bob, ann, by=sam)
    bob.refresh_from_db()
    assert (bob.company.group_id, bob.company_trust) == ("g1", 1)


@pytest.fixture
def claim(happen, bob):
    before = happen.page("phone")
    claim = happen.identify("phone", email="bob@bobco.com", title="Janitor", phone="+41", consent={"mail": True})
    happen.one_by_one(before, claim)
    return before, claim


def test_a_claim_is_shown_with_what_it_says(happen, bob, claim):
    shown = claims.open_claims(bob)[0]
    assert (shown.identity.value, shown.events, shown.claimed_us) == ("phone", 2, claim[1].received_us)
    assert {view.name: view.value for view in shown.says} == {"title": "Janitor", "phone": "+41"}


def test_a_confirmed_claim_speaks_from_then_on(happen, bob, claim, sam):
    claims.confirm(claims.open_claims(bob)[0].identity, by=sam)
    bob.refresh_from_db()
    phone = Identity.objects.get(value="phone")
    assert (phone.claimed, phone.confirmed) == (False, True)
    assert bob.title == "Janitor"
    assert {view.name for view in traits.in_force(bob)} >= {"phone", "email"}
    assert phone.person.speaks_us > claim[1].received_us
    with pytest.raises(claims.NotAClaim):
        claims.cut(phone, by=sam)


def test_a_cut_claim_is_a_person_of_its_own_without_the_email(happen, bob, claim, sam):
    stranger = claims.cut(claims.open_claims(bob)[0].identity, by=sam)
    assert {happen.whose(event) for event in claim} == {stranger} != {bob}
    assert (stranger.email, stranger.known_us, stranger.title) == (None, None, "Janitor")
    phone = Identity.objects.get(value="phone")
    assert not phone.claimed
    assert phone.linked_us > claim[1].received_us  # its events act anew from here, as the stranger's
    assert set(Rescore.objects.values_list("person", flat=True)) == {bob.pk, stranger.pk}


def test_a_device_that_was_cut_off_cannot_claim_the_same_person_again(happen, bob, claim, sam):
    stranger = claims.cut(claims.open_claims(bob)[0].identity, by=sam)
    happen.take(again := happen.identify("phone", email="bob@bobco.com"))
    assert happen.whose(again) == stranger
    assert claims.open_claims(bob) == []


def test_a_device_that_was_cut_off_stays_apart_also_where_the_person_logs_in(happen, bob, claim, sam):
    stranger = claims.cut(claims.open_claims(bob)[0].identity, by=sam)
    log_in, later = happen.page("phone", "bob"), happen.page("phone")
    happen.one_by_one(log_in, later)
    assert happen.whose(log_in) == bob
    assert happen.whose(later) == happen.whose(claim[0]) == stranger


def test_an_address_that_was_only_typed_makes_nobody_known_after_it_was_cut(happen, bob, sam):
    happen.take(typed := happen.identify("undefined", email="bob@bobco.com"))
    stranger = claims.cut(claims.open_claims(bob)[0].identity, by=sam)
    assert happen.whose(typed) == stranger
    assert (stranger.known_us, stranger.email) == (None, None)


def test_a_held_claim_acts_from_its_confirmation(happen, bob, strict_source, sam):
    happen.take(claim := happen.identify("phone", email="bob@bobco.com", source=strict_source.id))
    claims.confirm(Identity.objects.get(value="phone"), by=sam)
    sighting = Sighting.objects.get(event_id=claim.id)
    assert not sighting.held
    assert sighting.identity.linked_us > claim.received_us


def test_a_suggested_duplicate_is_merged_or_never_suggested_again(happen, sam):
    user, lead = happen.identify("a", "u1"), happen.identify("b", email="bob@bobco.example")
    happen.one_by_one(user, lead, happen.identify("a", "u1", email="bob@bobco.example"))
    suggestion = duplicates.open_duplicates(happen.whose(user))[0]
    duplicates.settle(suggestion, Verdict.DIFFERENT, by=sam)
    happen.take(happen.identify(user="u1", trust=1, email="bob@bobco.example"))
    assert happen.whose(user) != happen.whose(lead)
    assert Duplicate.objects.count() == 1
    with pytest.raises(AlreadySettled):
        duplicates.settle(suggestion, Verdict.MERGED, by=sam)


def test_settling_a_duplicate_as_merged_merges(happen, sam):
    user, lead = happen.identify("a", "u1"), happen.identify("b", email="bob@bobco.example")
    happen.one_by_one(user, lead, happen.identify("a", "u1", email="bob@bobco.example"))
    duplicates.settle(Duplicate.objects.get(), Verdict.MERGED, by=sam)
    assert happen.whose(user) == happen.whose(lead)
    assert duplicates.open_duplicates(happen.whose(user)) == []

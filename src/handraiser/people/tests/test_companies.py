"""Rule 9: which company a person belongs to."""

import pytest

from handraiser.people import correcting, traits
from handraiser.people.models import Company, Rescore, Trust

pytestmark = pytest.mark.django_db


def described(company):
    return {view.name: view.value for view in traits.of_company(company)}


def test_colleagues_join_one_company_by_the_domain_of_their_email(happen):
    one, other = happen.identify("a", email="bob@acme.com"), happen.identify("b", email="ann@mail.acme.com")
    happen.one_by_one(one, other)
    assert happen.whose(one).company == happen.whose(other).company == Company.objects.get(domain="acme.com")
    assert happen.whose(one).company_trust == Trust.T0


@pytest.mark.parametrize("address", ["bob@gmail.com", "bob@co.uk", "bob@github.io"])
def test_free_mail_and_public_suffixes_never_make_a_company(happen, address):
    happen.take(happen.identify("a", email=address))
    assert not Company.objects.exists()


def test_a_servers_group_call_sets_the_company_and_its_traits(happen):
    bob, group = (
        happen.identify("a", "u1", email="bob@acme.com"),
        happen.group("g1", user="u1", name="Acme Inc", employees=120),
    )
    happen.one_by_one(bob, group)
    company = happen.whose(bob).company
    assert (company.group_id, company.domain, company.name) == ("g1", "acme.com", "Acme Inc")
    assert happen.whose(bob).company_trust == Trust.T1
    assert described(company) == {"name": "Acme Inc", "employees": 120}


def test_a_browsers_group_call_sets_no_company(happen):
    event = happen.group("g1", "a", "u1", trust=0, name="Acme")
    happen.take(event)
    assert happen.whose(event).company is None
    assert not Company.objects.exists()


def test_a_second_group_of_a_domain_is_another_company(happen):
    bob, ann = happen.identify("a", "u1", email="bob@acme.com"), happen.identify("b", "u2", email="ann@acme.com")
    happen.one_by_one(bob, ann, happen.group("g1", user="u1"), happen.group("g2", user="u2"))
    assert happen.whose(bob).company != happen.whose(ann).company


def test_a_stated_domain_leads_to_the_company(happen):
    bob, group = (
        happen.identify("a", email="bob@acme.com"),
        happen.group("g1", user="u7", website="https://www.acme.com/about"),
    )
    happen.one_by_one(bob, group)
    assert happen.whose(group).company == happen.whose(bob).company


def test_a_form_fills_the_companys_empty_traits_only(happen):
    bob = happen.identify("a", "u1", email="bob@acme.com", company={"name": "ACME", "employees": 5})
    happen.take(bob)
    assert described(happen.whose(bob).company) == {"name": "ACME", "employees": 5}
    happen.take(happen.group("g1", user="u1", employees=120))
    happen.take(happen.identify("a", "u1", **{"company.employees": 7}))
    assert described(happen.whose(bob).company) == {"name": "ACME", "employees": 120}


def test_everybody_of_a_company_is_scored_anew_when_its_traits_change(happen):
    bob, ann = happen.identify("a", "u1", email="bob@acme.com"), happen.identify("b", email="ann@acme.com")
    happen.one_by_one(bob, ann)
    Rescore.objects.all().delete()
    group = happen.group("g1", user="u1", employees=120)
    done = happen.take(group)
    assert done.people == {happen.whose(bob).pk, happen.whose(ann).pk}
    assert set(Rescore.objects.values_list("due_us", flat=True)) == {group.received_us}


def test_a_server_corrects_a_provisional_company(happen):
    form, server = (
        happen.identify("a", "u1", email="bob@acme.com"),
        happen.identify(user="u1", trust=1, email="bob@bobco.com"),
    )
    happen.one_by_one(form, server)
    assert happen.whose(form).company.domain == "bobco.com"


def test_a_browser_moves_nobody_to_another_company(happen):
    happen.take(form := happen.identify("a", "u1", email="bob@acme.com"))
    happen.take(happen.identify("a", "u1", email="bob@bobco.com"))
    assert happen.whose(form).company.domain == "acme.com"


def test_a_claim_moves_nobody_to_a_company(happen):
    bob, claim = happen.identify("a", email="bob@gmail.com"), happen.identify("b", email="bob@gmail.com")
    happen.one_by_one(bob, claim, happen.identify("b", email="info@evil.com", company={"name": "Evil"}))
    assert happen.whose(bob).company is None
    assert not Company.objects.exists()


def test_a_claim_says_nothing_of_the_company_of_whom_it_claims_to_be(happen):
    bob, claim = happen.identify("a", "u1", email="bob@acme.com"), happen.identify("b", email="bob@acme.com")
    grown = happen.identify("b", email="bob@acme.com", company={"employees": 9_000})
    happen.one_by_one(bob, claim, grown, happen.group("g1", "b", name="Evil"))
    company = happen.whose(bob).company
    assert (company.domain, company.group_id, described(company)) == ("acme.com", None, {})


def test_a_users_choice_of_company_outlasts_what_a_server_says(happen, sam):
    happen.take(form := happen.identify("a", "u1", email="bob@acme.com"))
    right = Company.objects.create(name="Bobco", first_seen_us=1)
    correcting.set_company(happen.whose(form), right, by=sam)
    happen.take(happen.group("g1", user="u1", name="Wrong"))
    assert happen.whose(form).company == right

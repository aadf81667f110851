"""Two companies that are one: whoever is sent to either comes to the one that stays, until it is undone."""

import pytest

from handraiser.organisation.models import AuditEntry
from handraiser.people import correcting, employers, merging_companies, traits
from handraiser.people.merging_companies import CannotPart, OneCompany
from handraiser.people.models import Changed, Company, Person, Rescore

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(happen) -> tuple[Company, Company]:
    """acme.com with Ann and 50 employees, of group g1; acme.de with Bob, an industry, and no name."""
    happen.take(happen.identify("d1", "u1", trust=1, email="ann@acme.com"))
    happen.take(happen.group("g1", "d1", "u1", name="Acme", employees=50))
    happen.take(happen.identify("d2", "u2", trust=1, email="bob@acme.de"))
    happen.take(happen.group("g2", "d2", "u2", name="Acme GmbH", industry="software", employees=7))
    return Company.objects.get(domain="acme.com"), Company.objects.get(domain="acme.de")


def employer(email: str) -> Company | None:
    return Person.objects.get(email=email).company


def known(company: Company) -> dict[str, object]:
    return {view.name: view.value for view in traits.of_company(company)}


def merge(two, sam, *, name=0, domain=0):
    return merging_companies.merge(*two, by=sam, name=two[name], domain=two[domain])


def test_everybody_is_of_the_one_that_stays_and_is_scored_anew(two, sam):
    Rescore.objects.update(touches=0)
    Changed.objects.all().delete()
    merge(two, sam)
    assert employer("bob@acme.de") == employer("ann@acme.com") == two[0]
    assert known(two[0]) == {"name": "Acme", "employees": 50, "industry": "software"}
    people = set(Person.objects.values_list("pk", flat=True))
    assert set(Rescore.objects.filter(touches__gt=0).values_list("person_id", flat=True)) == people
    assert set(Changed.objects.values_list("person_id", flat=True)) == people
    assert AuditEntry.objects.get(act="company.merged").by == sam


def test_whoever_is_sent_to_either_comes_to_the_one_that_stays(two, sam, happen):
    merge(two, sam)
    happen.take(happen.identify("d3", email="carl@acme.de"))
    happen.take(happen.identify("d4", "u4", trust=1, email="dora@acme.com"))
    happen.take(happen.identify("d5", "u5", trust=1, email="eve@gmail.com"))
    happen.take(happen.group("g2", "d5", "u5", country="DE"))
    for email in ("carl@acme.de", "dora@acme.com", "eve@gmail.com"):
        assert employer(email) == two[0]
    assert known(two[0])["country"] == "DE"
    assert Company.objects.count() == 2
    assert employers.meant("acme.de") == employers.meant("Acme") == two[0]
    assert list(employers.offered("acme")) == [two[0]]


def test_undone_each_has_its_people_again_and_those_who_came_meanwhile(two, sam, happen):
    done = merge(two, sam, name=1, domain=1)
    two[0].refresh_from_db()
    assert (two[0].name, two[0].domain) == ("Acme GmbH", "acme.de")
    happen.take(happen.identify("d3", email="carl@acme.de"))
    happen.take(happen.identify("d4", email="dora@acme.com"))
    merging_companies.unmerge(done, by=sam)
    for company, name, domain in zip(two, ("Acme", "Acme GmbH"), ("acme.com", "acme.de"), strict=True):
        company.refresh_from_db()
        assert (company.name, company.domain, company.merged_into) == (name, domain, None)
    assert employer("bob@acme.de") == employer("carl@acme.de") == two[1]
    assert employer("ann@acme.com") == employer("dora@acme.com") == two[0]
    assert known(two[0]) == {"name": "Acme", "employees": 50}
    assert known(two[1]) == {"name": "Acme GmbH", "employees": 7, "industry": "software"}
    assert AuditEntry.objects.get(act="company.unmerged").by == sam
    with pytest.raises(CannotPart):
        merging_companies.unmerge(done, by=sam)


def test_what_was_said_since_stays_where_the_merge_is_undone(two, sam, ada):
    correcting.set_owner_of(two[1], ada, by=sam)
    done = merge(two, sam)
    two[0].refresh_from_db()
    assert two[0].owner == ada
    correcting.set_owner_of(two[0], sam, by=sam)
    correcting.set_trait_of(two[0], "industry", "retail", by=sam)
    correcting.set_company(Person.objects.get(email="bob@acme.de"), None, by=sam)
    merging_companies.unmerge(done, by=sam)
    two[0].refresh_from_db()
    assert (two[0].owner, known(two[0])["industry"], employer("bob@acme.de")) == (sam, "retail", None)


def test_of_three_the_last_merge_is_undone_first(two, sam, happen):
    happen.take(happen.identify("d9", email="zoe@acme.org"))
    third = Company.objects.get(domain="acme.org")
    first = merge(two, sam)
    second = merging_companies.merge(third, two[0], by=sam, name=two[0], domain=third)
    happen.take(happen.identify("d8", email="yan@acme.de"))
    assert {employer(email) for email in ("ann@acme.com", "bob@acme.de", "yan@acme.de")} == {third}
    with pytest.raises(CannotPart):
        merging_companies.unmerge(first, by=sam)
    with pytest.raises(OneCompany):
        merging_companies.merge(third, two[1], by=sam, name=third, domain=third)
    merging_companies.unmerge(second, by=sam)
    assert employer("bob@acme.de") == two[0]
    assert employer("zoe@acme.org") == third
    merging_companies.unmerge(first, by=sam)
    assert employer("bob@acme.de") == two[1]
    assert employer("ann@acme.com") == two[0]


def test_a_merge_of_people_goes_back_to_the_company_that_counts(two, sam):
    from handraiser.people import merging

    ann, bob = (Person.objects.get(email=email) for email in ("ann@acme.com", "bob@acme.de"))
    folded = merging.merge(ann, bob, by=sam)
    merge((two[1], two[0]), sam)
    merging.unmerge(folded, by=sam)
    assert employer("ann@acme.com") == employer("bob@acme.de") == two[1]

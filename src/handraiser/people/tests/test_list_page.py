"""The list of people: found, paged and shown harmlessly whatever their names are."""

import pytest

from handraiser import clock
from handraiser.people import listing
from handraiser.people.models import Company, Person

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>" + "ש" * 220


def _person(name: str = "Bob", *, seen_us: int = 0, **fields) -> Person:
    now_us = seen_us or clock.now_us()
    person = Person.objects.create(first_seen_us=now_us, last_seen_us=now_us, known_us=now_us, name=name, **fields)
    Person.objects.filter(pk=person.pk).update(canonical=person)
    person.refresh_from_db()
    return person


def test_a_hostile_name_is_text(client, sam):
    company = Company.objects.create(name=HOSTILE, first_seen_us=1)
    _person(HOSTILE, title=HOSTILE, company=company, email="bob@bobco.example")
    client.force_login(sam)
    page = client.get("/people/").content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert(1)" not in page


def test_search_finds_by_company_and_shows_nobody_else(client, sam):
    _person("Bob", company=Company.objects.create(name="Bobco", first_seen_us=1))
    _person("Yannick")
    client.force_login(sam)
    page = client.get("/people/", {"q": "bobco"}).content.decode()
    assert "Bob" in page
    assert "Yannick" not in page


def test_robots_are_shown_on_request_only(client, sam):
    _person("Crawler", bot=True)
    client.force_login(sam)
    assert "Crawler" not in client.get("/people/").content.decode()
    assert "Crawler" in client.get("/people/", {"stage": "robot"}).content.decode()


def test_an_empty_answer_says_what_to_do(client, sam):
    client.force_login(sam)
    assert "Connect a source" in client.get("/people/").content.decode()
    assert "Show everybody" in client.get("/people/", {"q": "nobody"}).content.decode()


@pytest.mark.parametrize("sort", ["seen", "total"])
def test_pages_by_key_show_everybody_once(client, sam, monkeypatch, sort):
    monkeypatch.setattr(listing, "PAGE", 2)
    for number in range(5):
        _person(f"Person{number}", seen_us=1_700_000_000_000_000 + number // 2)
    seen, after = [], ""
    for _ in range(3):
        wanted = listing.Wanted(sort=sort, after=after)
        rows, after = listing.page(Person.objects.listed(), wanted)
        seen += [row.name for row in rows]
    assert sorted(seen) == [f"Person{number}" for number in range(5)]
    assert after == ""


@pytest.mark.parametrize(
    "query", ["after=x_y", "after=_", "owner=1e9", "stage=nowhere", "sort=;", "after=1_" + "9" * 40]
)
def test_a_made_up_address_breaks_nothing(client, sam, query):
    client.force_login(sam)
    assert client.get(f"/people/?{query}").status_code == 200

"""Two companies that are one: compared, merged under the name that was chosen, and parted again."""

import pytest
from playwright.sync_api import expect

from handraiser import clock
from handraiser.audiences import preparing
from handraiser.people import changing
from handraiser.people.models import Company, Person
from tests.browser import demo
from tests.browser.conftest import look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def twins(db) -> tuple[Company, Company]:
    now_us = clock.now_us()
    one = Company.objects.create(name="Acme", domain="acme.com", first_seen_us=now_us)
    two = Company.objects.create(name=demo.HOSTILE[:255], domain="acme.de", first_seen_us=now_us)
    for name, company in (("Ann", one), ("Bob", two), ("Carl", two)):
        Person.objects.create(first_seen_us=now_us, last_seen_us=now_us, known_us=now_us, name=name, company=company)
    preparing.refresh(changing.take(100))
    return one, two


def test_a_salesperson_merges_two_companies_and_takes_it_back(signed_in, sam, twins):
    page = signed_in(sam, f"/companies/{twins[0].key}/")
    look(page, "company-alike")
    page.get_by_label("More").click()
    page.get_by_label("Merge with another company").fill("acme.de")
    page.locator("details[open]").get_by_role("button", name="Compare the two").click()
    expect(page.get_by_text("Which page stays")).to_be_visible()
    expect(page.get_by_text("2 people")).to_be_visible()
    look(page, "company-merge")
    page.locator("fieldset", has_text="Which domain stays").get_by_label("acme.de").check()
    page.get_by_role("button", name="Merge").click()
    expect(page.get_by_role("heading", name="Acme", exact=True)).to_be_visible()
    expect(page.locator(".person-head")).to_contain_text("acme.de")
    preparing.refresh(changing.take(100))
    page.reload()
    for name in ("Ann", "Bob", "Carl"):
        expect(page.get_by_role("link", name=name)).to_be_visible()
    look(page, "company-merged")
    page.locator("#merges").get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone: they are two companies again.")).to_be_visible()
    preparing.refresh(changing.take(100))
    page.reload()
    expect(page.get_by_role("link", name="Bob")).to_have_count(0)

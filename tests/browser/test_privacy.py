"""Rights of a person, used in a browser: erased after a preview and a typed name, an objection recorded by hand."""

import pytest
from playwright.sync_api import expect

from handraiser.people.models import Consent, Person
from handraiser.privacy.models import Erasure
from tests.browser import demo
from tests.browser.conftest import problems

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def bob(root) -> Person:
    demo.addresses(root)
    return Person.objects.get(email="bob@bobco.example").canonical


def test_an_administrator_erases_somebody_after_a_preview_and_a_typed_name(root, bob, signed_in):
    page = signed_in(root, f"/people/{bob.key}/")
    page.get_by_label("More", exact=True).click()
    page.get_by_role("link", name="Erase this person").click()
    expect(page.get_by_role("heading", name="What will go")).to_be_visible()
    assert problems(page) == []
    page.set_viewport_size({"width": 380, "height": 760})
    assert page.evaluate("document.documentElement.scrollWidth") <= 380
    page.get_by_label("To confirm, type").fill("somebody else")
    page.get_by_label("To confirm, type").fill(page.locator("label bdi").inner_text())
    page.get_by_role("button", name="Erase for good").click()
    expect(page.get_by_text("Their events go from the log")).to_be_visible()
    assert Erasure.objects.get().person == bob
    assert problems(page) == []


def test_sam_records_an_objection_with_where_it_came_from(sam, bob, signed_in):
    page = signed_in(sam, f"/people/{bob.key}/consents/")
    page.get_by_label("Purpose").fill("profiling")
    page.get_by_label("Where it came from").fill("On the phone, 3 May")
    page.get_by_role("button", name="Record", exact=True).click()
    expect(page.get_by_text("never scored")).to_be_visible()
    expect(page.get_by_text("On the phone, 3 May")).to_be_visible()
    assert problems(page) == []
    page.emulate_media(color_scheme="dark")
    assert problems(page) == []
    page.set_viewport_size({"width": 380, "height": 760})
    assert page.evaluate("document.documentElement.scrollWidth") <= 380
    assert Consent.objects.get(person=bob, purpose="profiling").by == sam

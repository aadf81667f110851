"""The command menu: from any page to any page or person, by keyboard alone."""

import re

import pytest
from playwright.sync_api import expect

from handraiser.people.models import Person
from tests.browser import demo
from tests.browser.conftest import problems

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_page_is_three_keys_away(signed_in, root):
    page = signed_in(root)
    page.keyboard.press("Control+k")
    menu = page.get_by_role("dialog", name="Command menu")
    expect(menu.get_by_role("option", name="Quarantine")).to_be_visible()
    assert problems(page) == []
    page.keyboard.type("quar")
    expect(menu.get_by_role("option").first).to_contain_text("Quarantine")
    expect(menu.get_by_role("option", name="Webhooks")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(page).to_have_title("Quarantine · Handraiser")


def test_a_person_is_found_and_arrows_choose(signed_in, sam):
    demo.house()
    bob = Person.objects.get(email="bob@bobco.example")
    page = signed_in(sam)
    page.keyboard.press("Control+k")
    page.keyboard.type("bob")
    menu = page.get_by_role("dialog", name="Command menu")
    expect(menu.get_by_role("group", name="People").get_by_role("option")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    expect(menu.get_by_role("option", selected=True)).to_contain_text("Search people")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/people/{bob.key}/$"))


def test_what_nobody_may_see_is_not_offered(signed_in, sam):
    page = signed_in(sam)
    page.keyboard.press("Control+k")
    page.keyboard.type("webhooks <img src=x onerror=alert(1)>")
    expect(page.get_by_text("Nothing is called")).to_be_visible()
    expect(page.get_by_role("group", name="Pages")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()

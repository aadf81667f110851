"""The list of people as one works with it: typing finds, pages go on and back, the keyboard opens and clears."""

import re

import pytest
from playwright.sync_api import expect

from handraiser import clock
from handraiser.audiences import paging, preparing
from handraiser.people import changing
from handraiser.people.models import Company, Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def crowd(db, monkeypatch, sam) -> None:
    monkeypatch.setattr(paging, "PAGE", 25)
    now_us = clock.now_us()
    for number in range(60):
        seen_us = now_us - number * clock.MINUTE_US
        owner = sam if number % 2 else None
        Person.objects.create(first_seen_us=seen_us, last_seen_us=seen_us, name=f"Person {number:02}", owner=owner)
    preparing.refresh(changing.take(1_000))


def test_the_pages_show_everybody_once_in_order_and_lead_back(signed_in, sam, crowd):
    page = signed_in(sam, "/people/")
    names = page.locator("#people a.whole")
    seen = []
    for begins in ("Person 00", "Person 25", "Person 50"):
        expect(names.first).to_have_text(begins)
        seen += names.all_inner_texts()
        if begins != "Person 50":
            page.get_by_role("link", name="Next").click()
    assert seen == [f"Person {number:02}" for number in range(60)]
    page.get_by_role("link", name="Previous").click()
    expect(names.first).to_have_text("Person 25")


def test_typing_finds_and_the_address_can_be_shared(signed_in, sam, crowd):
    page = signed_in(sam, "/people/")
    page.get_by_placeholder("Name, e-mail, company").press_sequentially("Person 42")
    expect(page.locator("#people tr.linked")).to_have_count(1)
    expect(page).to_have_url(re.compile("q=Person(\\+|%20)42"))
    page.reload()
    expect(page.locator("#people tr.linked")).to_have_count(1)


def test_the_keyboard_walks_the_rows_and_opens_one(signed_in, sam, crowd):
    page = signed_in(sam, "/people/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Person 01")).to_be_visible()


def test_a_filter_is_chosen_kept_as_a_view_and_taken_away_by_keyboard(signed_in, sam, crowd):
    page = signed_in(sam, "/people/")
    page.locator("summary", has_text="Owner").first.click()
    page.get_by_label("Sam Sales").check()
    expect(page.locator("#count")).to_have_text("30 people")
    page.locator("summary", has_text="View").click()
    page.get_by_label("Save this list as").fill("Mine")
    page.get_by_role("button", name="Save", exact=True).first.click()
    expect(page.get_by_role("link", name="Mine")).to_have_attribute("aria-current", "page")
    expect(page.locator("#count")).to_have_text("30 people")
    page.get_by_role("link", name="Remove Owner: Sam Sales").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#count")).to_have_text("60 people")
    expect(page.get_by_text("changed")).to_be_visible()


def test_the_focus_goes_on_to_the_next_chip_and_then_to_the_number(signed_in, sam, crowd):
    page = signed_in(sam, "/people/?view=all&q=Person&seen=7")
    page.get_by_role("link", name="Remove Search: “Person”").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Remove Seen within: 7 days")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#count")).to_be_focused()
    expect(page.locator("#filter-text")).to_have_value("")


def test_a_company_is_looked_for_by_its_name_and_filtered_by(signed_in, sam, crowd):
    Person.objects.filter(name="Person 07").update(company=Company.objects.create(name="Bobco", first_seen_us=1))
    preparing.refresh(changing.take(1_000))
    page = signed_in(sam, "/people/")
    page.locator("summary").filter(has_text=re.compile(r"^\s*Company\s*$")).click()
    page.get_by_label("Find a company by its name").press_sequentially("bobc")
    page.get_by_label("Bobco").check()
    expect(page.locator("#count")).to_have_text("1 person")
    expect(page.locator("#people a.whole")).to_have_text("Person 07")


def test_ticked_rows_keep_their_bar_in_sight(signed_in, sam, crowd):
    page = signed_in(sam, "/people/")
    page.get_by_label("Tick Person 00").check()
    expect(page.get_by_text("1 ticked")).to_be_in_viewport()
    expect(page.get_by_role("button", name="Owner")).to_be_in_viewport()

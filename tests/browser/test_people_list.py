"""The list of people as one works with it: typing finds, scrolling goes on, the keyboard opens."""

import re

import pytest
from playwright.sync_api import expect

from handraiser import clock
from handraiser.people import listing
from handraiser.people.models import Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def crowd(db, monkeypatch) -> None:
    monkeypatch.setattr(listing, "PAGE", 25)
    now_us = clock.now_us()
    for number in range(60):
        seen_us = now_us - number * clock.MINUTE_US
        person = Person.objects.create(first_seen_us=seen_us, last_seen_us=seen_us, name=f"Person {number:02}")
        Person.objects.filter(pk=person.pk).update(canonical=person)


def test_scrolling_shows_everybody_once_in_order(signed_in, sam, crowd):
    page = signed_in(sam, "/people/")
    rows = page.locator("#people tr.linked")
    expect(rows).to_have_count(25)
    for shown in (50, 60):
        page.mouse.wheel(0, 10_000)
        expect(rows).to_have_count(shown)
    names = page.locator("#people a.whole").all_inner_texts()
    assert names == [f"Person {number:02}" for number in range(60)]


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

"""One person's page as a salesperson uses it."""

import os

import pytest
from playwright.sync_api import expect

from handraiser import clock
from handraiser.people.models import Person
from tests.browser import demo
from tests.browser.conftest import problems

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def bob(root) -> Person:
    """Known, judged by a model, and with a new phone that claims to be his."""
    now_us = clock.now_us()
    website = demo.source(root)
    demo.bob(website.pk, now_us)
    demo.phone(website.pk, now_us)
    demo.model(root, now_us)
    demo.recognise()
    return Person.objects.get(email="bob@bobco.example")


@pytest.fixture
def bobs_page(sam, bob, signed_in):
    page = signed_in(sam, f"/people/{bob.key}/")
    expect(page.locator(".chart-place svg")).to_have_count(2)
    return page


def test_the_page_is_fit_for_everybody(bobs_page):
    assert problems(bobs_page) == []
    bobs_page.emulate_media(color_scheme="dark")
    assert problems(bobs_page) == []
    bobs_page.set_viewport_size({"width": 380, "height": 760})
    assert bobs_page.evaluate("document.documentElement.scrollWidth") <= 380
    assert problems(bobs_page) == []


def test_sam_confirms_the_new_phone_without_leaving_the_page(bobs_page):
    bobs_page.get_by_role("button", name="It is them").click()
    expect(bobs_page.get_by_text("Confirmed. What they said there counts")).to_be_visible()
    expect(bobs_page.get_by_text("Is this really them?")).to_have_count(0)


def test_sam_takes_bob_and_corrects_his_title(bobs_page):
    bobs_page.get_by_text("No owner").click()
    bobs_page.get_by_label("Who looks after them").select_option("Sam Sales")
    expect(bobs_page.get_by_text("Sam Sales looks after them now.")).to_be_visible()
    title = bobs_page.locator("#traits details").filter(has_text="Head of Operations")
    title.locator("summary").click()
    expect(title.get_by_text("counts")).to_be_visible()
    title.get_by_role("textbox").fill("Chief of Operations")
    title.get_by_role("button", name="Save").click()
    expect(bobs_page.locator(".person-head")).to_contain_text("Chief of Operations")
    assert problems(bobs_page) == []


def test_a_row_of_the_timeline_opens_with_all_that_was_sent(bobs_page):
    bobs_page.locator(".deed", has_text="Planning at scale").locator("summary").click()
    expect(bobs_page.get_by_text('"title": "Planning at scale"')).to_be_visible()
    assert problems(bobs_page) == []


def test_the_chart_is_drawn_anew_for_another_span(bobs_page):
    bobs_page.get_by_role("button", name="30 days").click()
    expect(bobs_page.locator("[data-drawn='30'] .chart-place svg")).to_have_count(2)


def test_who_cannot_see_the_chart_reads_its_table(bobs_page):
    bobs_page.locator("#course").get_by_text("As a table").last.click()
    rows = bobs_page.get_by_role("region", name="Engagement over time as a table").get_by_role("row")
    expect(rows.nth(1)).to_contain_text("SQL")
    assert rows.count() > 2
    bobs_page.get_by_role("button", name="A year").click()
    expect(bobs_page.locator("[data-drawn='365']")).to_be_visible()
    expect(rows.nth(1)).to_be_visible()  # it stays open
    assert problems(bobs_page) == []
    if folder := os.environ.get("SHOTS"):
        bobs_page.screenshot(path=f"{folder}/course.png", full_page=True)


def test_a_line_leads_to_the_event_that_earned_it(bobs_page):
    bobs_page.locator("#lines").get_by_role("link", name="Demo Requested").click()
    expect(bobs_page.locator(".deed:target")).to_contain_text("Demo Requested")
    expect(bobs_page.get_by_text('"seats": 40')).to_be_visible()


def test_sam_moves_bob_by_hand_and_the_page_says_who_holds_him_there(bobs_page):
    bobs_page.locator("summary", has_text="Move").click()
    bobs_page.get_by_label("To stage").select_option("Disqualified")
    bobs_page.get_by_label("Reason").fill("A student who writes a thesis")
    assert problems(bobs_page) == []
    bobs_page.get_by_role("button", name="Move").click()
    expect(bobs_page.get_by_text("Moved to Disqualified.")).to_be_visible()
    demo.work()
    bobs_page.reload()
    expect(bobs_page.locator("#stages")).to_contain_text("A student who writes a thesis")
    expect(bobs_page.locator("#stages")).to_contain_text("until the next hand-raise")
    assert problems(bobs_page) == []


def test_a_name_of_three_hundred_characters_breaks_nothing(signed_in, sam, bob):
    Person.objects.filter(pk=bob.pk).update(name=demo.HOSTILE[:255], title=demo.HOSTILE[:255])
    page = signed_in(sam, f"/people/{bob.key}/")
    page.set_viewport_size({"width": 380, "height": 760})
    assert page.evaluate("document.documentElement.scrollWidth") <= 380
    assert problems(page) == []


def test_the_page_goes_back_to_any_moment_and_returns(bobs_page):
    page = bobs_page
    page.get_by_role("link", name="another moment").click()
    expect(page.get_by_text("by what was known then")).to_be_visible()
    expect(page.locator(".chart-place svg")).to_have_count(2)
    assert problems(page) == []
    page.get_by_label("Another moment").fill("2020-05-03T14:30:00")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("not seen yet")).to_be_visible()
    expect(page.get_by_text("Nothing was known yet.")).to_be_visible()
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 380, "height": 760})
    assert problems(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 380
    page.get_by_role("link", name="Back to now").click()
    expect(page.get_by_role("button", name="It is them")).to_be_visible()

"""One person's page as a salesperson uses it."""

import pytest
from playwright.sync_api import expect

from handraiser.people.models import Person
from tests.browser import demo
from tests.browser.conftest import problems

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def bobs_page(sam, signed_in):
    paths = demo.house()
    return signed_in(sam, paths["person"])


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


def test_a_name_of_three_hundred_characters_breaks_nothing(signed_in, sam):
    demo.house()
    hostile = Person.objects.get(name__startswith="<script>")
    page = signed_in(sam, f"/people/{hostile.key}/")
    page.set_viewport_size({"width": 380, "height": 760})
    assert page.evaluate("document.documentElement.scrollWidth") <= 380
    assert problems(page) == []

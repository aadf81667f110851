"""An audience from its first row to its deletion: built, previewed, saved live, made static, brought back."""

import pytest
from playwright.sync_api import Page, expect

from handraiser import clock
from handraiser.audiences import making, membership
from handraiser.audiences.audience_rows import Audience
from handraiser.audiences.making import Said
from handraiser.lifecycle import snapshots
from handraiser.people.models import Person
from tests.browser import demo
from tests.browser.conftest import look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BUILT = """all:
  - event: page
    where:
      path:
        glob: /pricing*
  - trait: title
    contains_ci: operations
"""
PRICING = "event: page\nwhere:\n  path:\n    glob: /pricing*\nwithin: 30d\n"


@pytest.fixture
def town(root) -> None:
    """Bob and a dozen others, judged by a model."""
    now_us = clock.now_us()
    website = demo.source(root)
    demo.bob(website.pk, now_us)
    demo.others(website.pk, now_us, demo.HOSTILE, 12)
    demo.model(root, now_us)
    demo.work()


def ask() -> None:
    """What the worker does for audiences, until nothing is left."""
    while membership.step(250, lambda: None):
        pass
    snapshots.close()  # else the next test's worker would share what this thread sees


def new_audience(signed_in, ada) -> Page:
    page = signed_in(ada, "/audiences/")
    look(page, "audiences-none")
    page.get_by_role("link", name="Make the first one").click()
    page.get_by_label("Name").fill("Looks at prices")
    return page


def test_a_condition_is_built_previewed_and_saved_live_and_its_people_appear(signed_in, ada, town):
    page = new_audience(signed_in, ada)
    page.get_by_label("Path of the page").fill("/pricing*")
    page.get_by_label("Path of the page").press("Tab")
    preview = page.locator("#preview")
    expect(preview).to_contain_text("Bob Baumann")
    page.get_by_label("Kind of row").select_option("A trait")
    page.get_by_role("button", name="Add a row").click()
    page.get_by_label("Trait").fill("title")
    page.get_by_label("How it compares").select_option("contains")
    page.get_by_label("Value", exact=True).fill("operations")
    page.get_by_label("Value", exact=True).press("Tab")
    expect(page.get_by_label("As text")).to_have_value(BUILT)
    expect(preview.get_by_role("listitem").filter(has_text="Bob Baumann")).to_have_count(1)
    shown = preview.get_by_role("listitem").count()
    look(page, "audience-form")
    page.get_by_label("Live: people come and go by themselves").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Its people are found in the background")).to_be_visible()
    ask()
    expect(page.locator("#audience").get_by_text("Bob Baumann")).to_be_visible()  # the page looks again by itself
    expect(page.get_by_text("kept up to date")).to_be_visible()
    assert Audience.objects.get().people == shown
    look(page, "audience-live")
    page.get_by_role("link", name="All in the list").click()
    expect(page.locator("#people a.whole", has_text="Bob Baumann")).to_be_visible()
    expect(page.locator(".list-chips")).to_contain_text("Looks at prices")


@pytest.mark.complains
def test_text_that_cannot_be_read_says_where_and_keeps_what_was_typed(signed_in, ada, town):
    page = new_audience(signed_in, ada)
    page.get_by_label("As text").fill("trait: titel\neq: CEO\nbogus: 1\n")
    expect(page.get_by_text("cannot be saved")).to_be_visible()
    look(page, "audience-problems")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("As text")).to_have_value("trait: titel\neq: CEO\nbogus: 1\n")
    expect(page.get_by_label("Name")).to_have_value("Looks at prices")
    assert not Audience.objects.exists()


def test_rows_are_removed_and_joined_by_any(signed_in, ada, town):
    page = new_audience(signed_in, ada)
    page.get_by_label("Path of the page").fill("/nowhere")
    page.get_by_label("Kind of row").select_option("Asked for sales")
    page.get_by_role("button", name="Add a row").click()
    expect(page.locator("#preview")).to_contain_text("Nobody fulfils it now.")
    page.locator("#rows:not(.htmx-added) #join").select_option("any of these")
    expect(page.locator("#preview")).to_contain_text("Bob Baumann")
    page.get_by_role("button", name="Remove this row").first.click()
    expect(page.get_by_label("As text")).to_have_value("hand_raise: any\n")
    expect(page.locator("#preview")).to_contain_text("Bob Baumann")


def test_a_live_audience_is_made_static_and_loses_whom_one_takes_out(signed_in, ada, town):
    made = making.make(Said("Looks at prices", condition=PRICING, live=True), by=ada)
    ask()
    people = Audience.objects.get().people
    page = signed_in(ada, f"/audiences/{made.pk}/")
    expect(page.get_by_role("button", name="Take Bob Baumann out")).to_have_count(0)
    page.get_by_role("link", name="Edit").click()
    page.get_by_label("Static: as it is when saved").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Its people are found in the background")).to_be_visible()
    ask()
    page.reload()
    page.get_by_role("button", name="Take Bob Baumann out").click()
    expect(page.get_by_text("Taken out.")).to_be_visible()
    expect(page.get_by_role("link", name="Bob Baumann")).to_have_count(0)
    look(page, "audience-static")
    page.get_by_role("button", name="Ask again").click()
    expect(page.get_by_text("Everybody is being asked again.")).to_be_visible()
    ask()
    page.reload()
    expect(page.get_by_role("link", name="Bob Baumann")).to_have_count(0)
    assert Audience.objects.get().people == people - 1


def test_a_deleted_audience_comes_back_with_its_people(signed_in, ada, town):
    bob = Person.objects.get(email="bob@bobco.example").canonical_id
    made = making.of_people("Wanted", [bob], by=ada)
    page = signed_in(ada, f"/audiences/{made.pk}/")
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("heading", name="No audiences yet")).to_be_visible()
    expect(page.get_by_text("“Wanted” was deleted.")).to_be_visible()
    look(page, "audience-deleted")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("“Wanted” is back.")).to_be_visible()
    expect(page.get_by_role("link", name="Bob Baumann")).to_be_visible()


def test_ticked_people_become_an_audience(signed_in, ada, town):
    page = signed_in(ada, "/people/")
    page.get_by_label("Tick Bob Baumann").check()
    page.get_by_role("button", name="Save as audience").click()
    look(page, "audience-keep")
    page.get_by_label("Name of a new static audience").fill("Call today")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="Call today")).to_be_visible()
    expect(page.get_by_role("link", name="Bob Baumann")).to_be_visible()


def test_the_list_filters_by_audience_and_a_page_says_which_ones_somebody_is_in(signed_in, ada, town):
    bob = Person.objects.get(email="bob@bobco.example").canonical
    making.of_people("Call <b>today</b>", [bob.pk], by=ada)
    page = signed_in(ada, "/people/")
    page.locator("summary", has_text="Audience").click()
    page.get_by_label("Call <b>today</b>").check()
    expect(page.locator("#count")).to_have_text("1 person")
    expect(page.locator(".list-chips")).to_contain_text("Audience Call <b>today</b>")
    look(page, "people-by-audience")
    page.get_by_role("link", name="Bob Baumann").click()
    places = page.locator("#audiences")
    expect(places).to_contain_text("by hand")
    look(page, "person-audiences")
    places.get_by_role("link", name="Call <b>today</b>").click()
    expect(page.get_by_role("heading", name="Call <b>today</b>")).to_be_visible()

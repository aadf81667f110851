"""What is done to ticked people, each with its way back; and views that one user makes for all."""

import re

import pytest
from playwright.sync_api import Page, expect

from handraiser import clock
from handraiser.audiences import bulk_acting, paging, preparing
from handraiser.lifecycle.models import Stage, Standing
from handraiser.people import changing
from handraiser.people.models import Identity, Person
from tests.browser import demo
from tests.browser.conftest import look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def crowd(db, monkeypatch) -> None:
    monkeypatch.setattr(paging, "PAGE", 5)
    now_us = clock.now_us()
    for number in range(8):
        seen_us = now_us - number * clock.MINUTE_US
        Person.objects.create(
            first_seen_us=seen_us,
            last_seen_us=seen_us,
            known_us=seen_us,
            name=f"Person {number:02}",
            email=f"p{number}@a.example",
        )
    refresh()


def refresh() -> None:
    preparing.refresh(changing.take(1_000))


def tick(page: Page, *numbers: int) -> None:
    for number in numbers:
        page.get_by_label(f"Tick Person {number:02}").check()


def test_ticked_people_are_tagged_and_untagged_by_undo(signed_in, sam, crowd):
    page = signed_in(sam, "/people/")
    tick(page, 0, 2)
    look(page, "people-ticked")
    page.get_by_role("button", name="Tag", exact=True).click()
    expect(page.get_by_role("heading", name="Tag: 2 people")).to_be_visible()
    look(page, "bulk-tag")
    page.get_by_label("Tag").fill("Fair 2026")
    page.get_by_role("button", name="Tag", exact=True).click()
    expect(page.get_by_text("2 people changed.")).to_be_visible()
    assert Person.objects.filter(tagged__tag__name="Fair 2026").count() == 2
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone.", exact=True)).to_be_visible()
    assert not Person.objects.filter(tagged__tag__name="Fair 2026").exists()
    look(page, "bulk-actions")


def test_all_that_match_get_an_owner_beyond_the_page(signed_in, sam, crowd):
    page = signed_in(sam, "/people/")
    page.get_by_label("Tick all on this page").check()
    expect(page.get_by_text("5 ticked")).to_be_visible()
    page.get_by_label("All 8 that match").check()
    page.get_by_role("button", name="Owner").click()
    expect(page.get_by_role("heading", name="8 people")).to_be_visible()
    page.get_by_label("Who looks after them").select_option("Sam Sales")
    page.get_by_role("button", name="Set the owner").click()
    expect(page.get_by_text("8 people changed.")).to_be_visible()
    assert Person.objects.filter(owner=sam).count() == 8
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone.", exact=True)).to_be_visible()
    assert not Person.objects.filter(owner=sam).exists()


def test_people_are_moved_to_a_stage_with_a_reason(signed_in, sam, root, crowd):
    demo.model(root, clock.now_us())
    demo.work()
    page = signed_in(sam, "/people/")
    tick(page, 1)
    page.get_by_role("button", name="Move to a stage").click()
    page.get_by_label("Stage").select_option("Disqualified")
    page.get_by_label("Reason").fill("A student who writes a thesis")
    page.get_by_role("button", name="Move to a stage").click()
    expect(page.get_by_text("1 person changed.")).to_be_visible()
    demo.work()
    standing = Standing.objects.get(person__name="Person 01")
    assert standing.stage == Stage.DISQUALIFIED
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone.", exact=True)).to_be_visible()
    demo.work()
    standing.refresh_from_db()
    assert standing.stage == Stage.LEAD


def test_an_action_on_many_shows_how_far_it_is_and_is_undone_from_its_page(signed_in, sam, crowd, monkeypatch):
    monkeypatch.setattr(bulk_acting, "AT_ONCE", 2)
    page = signed_in(sam, "/people/")
    tick(page, 0, 1, 2)
    page.get_by_role("button", name="Tag", exact=True).click()
    page.get_by_label("Tag").fill("Many")
    page.get_by_role("button", name="Tag", exact=True).click()
    expect(page.get_by_role("heading", name="Recent bulk actions")).to_be_visible()
    expect(page.get_by_role("progressbar")).to_be_visible()
    look(page, "bulk-at-work")
    while bulk_acting.step(2):
        pass
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("being undone", exact=True)).to_be_visible()
    while bulk_acting.step(2):
        pass
    expect(page.get_by_text("undone ·")).to_be_visible()
    assert not Person.objects.filter(tagged__isnull=False).exists()


def test_a_shared_view_is_seen_by_others_who_cannot_change_it(signed_in, sam, ada, crowd):
    page = signed_in(sam, "/people/?q=Person+03")
    page.locator("summary", has_text="View").click()
    page.get_by_label("Save this list as").fill("Threes <b>only</b>")
    page.locator("form[data-query]").get_by_label("For everybody").check()
    look(page, "view-menu")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("link", name="Threes <b>only</b>")).to_have_attribute("aria-current", "page")
    page = signed_in(ada, "/people/")
    expect(page.locator("#count")).to_have_text("8 people")
    page.get_by_role("link", name="Threes <b>only</b>").click()
    expect(page.locator("#count")).to_have_text("1 person")
    page.locator("summary", has_text="View").click()
    expect(page.get_by_role("button", name="Delete this view")).to_have_count(0)
    page.get_by_role("button", name="Open the list with this view").click()
    expect(page.get_by_text("The list opens with this from now on.")).to_be_visible()
    page = signed_in(ada, "/people/")
    expect(page).to_have_url(re.compile("q=Person"))
    expect(page.locator("#count")).to_have_text("1 person")


def test_a_view_is_taken_back_deleted_and_restored(signed_in, sam, ada, crowd):
    page = signed_in(sam, "/people/?q=Person+03")
    page.locator("summary", has_text="View").click()
    page.get_by_label("Save this list as").fill("Threes")
    page.locator("form[data-query]").get_by_label("For everybody").check()
    page.get_by_role("button", name="Save", exact=True).click()
    page.locator("summary", has_text="View").click()
    page.locator("form.stack", has_text="Change").get_by_label("For everybody").uncheck()
    page.get_by_role("button", name="Change").click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    page = signed_in(ada, "/people/")
    expect(page.get_by_role("link", name="Threes")).to_have_count(0)
    page = signed_in(sam, "/people/")
    page.get_by_role("link", name="Threes").click()
    page.locator("summary", has_text="View").click()
    page.get_by_role("button", name="Delete this view").click()
    expect(page.get_by_text("“Threes” was deleted.")).to_be_visible()
    look(page, "view-deleted")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("link", name="Threes")).to_have_attribute("aria-current", "page")


def test_robots_are_marked_as_people_and_back(signed_in, sam, crowd):
    Identity.objects.bulk_create(
        Identity(kind="anonymous", value=f"d{person.pk}", person=person, linked_us=1, bot=True)
        for person in Person.objects.all()[:3]
    )
    Person.objects.filter(identities__bot=True).update(bot=True)
    page = signed_in(sam, "/people/robots/")
    page.get_by_label("Tick Person 00").check()
    look(page, "robots-ticked")
    page.get_by_role("button", name="Mark as people").click()
    look(page, "bulk-human")
    page.get_by_role("button", name="Mark as people").click()
    expect(page.get_by_text("1 person changed.")).to_be_visible()
    expect(page.get_by_label("Tick Person 00")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone.", exact=True)).to_be_visible()
    assert Person.objects.filter(bot=True).count() == 3

"""Notes and tags where colleagues write them, and the page of all tags."""

import pytest
from playwright.sync_api import expect

from handraiser import clock
from handraiser.audiences import preparing
from handraiser.people import changing, tagging
from handraiser.people.models import Note, Person, Tag
from tests.browser.conftest import look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def bob(db) -> Person:
    at_us = clock.now_us()
    made = Person.objects.create(
        first_seen_us=at_us, last_seen_us=at_us, known_us=at_us, name="Bob Baumann", email="bob@bobco.example"
    )
    preparing.refresh(changing.take(10))
    return made


def test_a_note_is_written_by_key_corrected_deleted_and_brought_back(signed_in, sam, bob):
    page = signed_in(sam, f"/people/{bob.key}/")
    page.keyboard.press("n")
    page.keyboard.type("Called him. <b>Not</b> before May, see https://bobco.example/plans")
    page.get_by_role("button", name="Keep").click()
    note = page.locator("li.note")
    expect(note).to_contain_text("<b>Not</b> before May")
    expect(note.get_by_role("link", name="https://bobco.example/plans")).to_be_visible()
    note.locator("summary", has_text="Correct").click()
    look(page, "person-note")
    note.get_by_role("textbox").fill("Called him. Not before June.")
    note.get_by_role("button", name="Save").click()
    expect(note).to_contain_text("Not before June.")
    expect(note).to_contain_text("corrected")
    note.get_by_role("button", name="Delete this note").click()
    expect(page.locator("li.note")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("li.note")).to_contain_text("Not before June.")
    assert Note.objects.get().deleted_us is None


def test_a_tag_is_given_taken_off_and_put_back(signed_in, sam, bob):
    page = signed_in(sam, f"/people/{bob.key}/")
    page.keyboard.press("t")
    page.keyboard.type("Fair 2026")
    page.keyboard.press("Enter")
    tags = page.locator(".tags")
    expect(tags).to_contain_text("Fair 2026")
    look(page, "person-tags")
    page.get_by_role("button", name="Take the tag Fair 2026 off").click()
    expect(page.get_by_text("The tag Fair 2026 is off.")).to_be_visible()
    expect(tags).not_to_contain_text("Fair 2026")
    page.get_by_role("button", name="Undo").click()
    expect(tags).to_contain_text("Fair 2026")


def test_tags_are_renamed_merged_and_deleted_on_their_page(signed_in, ada, bob):
    page = signed_in(ada, "/tags/")
    look(page, "tags-none")
    for name in ("Fair 2026", "fair-26", "x" * 40):
        tagging.add(bob, name, by=ada)
    page.reload()
    look(page, "tags")
    page.get_by_label("Actions for fair-26").click()
    page.get_by_label("New name of fair-26").fill("Fair of 2026")
    page.get_by_role("button", name="Rename").locator("visible=true").click()
    expect(page.get_by_role("link", name="Fair of 2026")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("link", name="fair-26")).to_be_visible()
    page.get_by_label("Actions for fair-26").click()
    page.get_by_role("link", name="Merge into another tag").locator("visible=true").click()
    page.get_by_label("Into").select_option("Fair 2026")
    look(page, "tag-merge")
    page.get_by_role("button", name="Merge").click()
    expect(page.get_by_role("link", name="fair-26")).to_have_count(0)
    page.get_by_label("Actions for Fair 2026").click()
    page.get_by_role("link", name="Delete").locator("visible=true").click()
    expect(page.get_by_text("1 person has this tag.")).to_be_visible()
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("link", name="Fair 2026")).to_have_count(0)
    assert list(Tag.objects.values_list("name", flat=True)) == ["x" * 40]

"""Changing the scoring model: problems beside their lines, publishing with a note, comparing versions."""

import pytest
from playwright.sync_api import expect

from handraiser.lifecycle import publishing
from handraiser.lifecycle.models import ModelVersion
from handraiser.scoring.language import starter
from tests.browser.conftest import problems

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_new_house_starts_from_the_shipped_model(signed_in, ada):
    page = signed_in(ada, "/model/")
    page.get_by_role("link", name="Start from the B2B model").click()
    expect(page.get_by_text("can be published", exact=True)).to_be_visible()
    page.get_by_label("What changes, and why").fill("Our first")
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Version 1 is in force.")).to_be_visible()
    assert ModelVersion.objects.get().note == "Our first"


def test_a_late_answer_about_an_older_text_is_not_shown(signed_in, ada):
    page = signed_in(ada, "/model/")
    answers = []

    def hold_the_first(route):
        answers.append(route)
        if len(answers) > 1:
            route.continue_()

    page.route("**/model/check/", hold_the_first)
    page.goto(page.url + "edit/")
    page.wait_for_timeout(2_000)  # the editor's first question is asked, and held
    page.locator(".cm-content").click()
    page.keyboard.press("Control+Home")
    page.keyboard.type("colour: red\n")
    expect(page.get_by_text("cannot be published")).to_be_visible()
    with page.expect_response("**/model/check/"):
        answers[0].continue_()
    page.wait_for_timeout(300)
    expect(page.get_by_text("cannot be published")).to_be_visible()


def test_a_problem_is_told_beside_its_line_while_typing(signed_in, ada):
    publishing.publish(starter("b2b-saas"), ada, "")
    page = signed_in(ada, "/model/edit/")
    page.locator(".cm-content").click()
    page.keyboard.press("Control+Home")
    page.keyboard.type("colour: red\n")
    expect(page.get_by_text("cannot be published")).to_be_visible()
    expect(page.get_by_role("button", name="Line 1")).to_be_visible()
    expect(page.locator(".cm-lint-marker-error")).to_have_count(1)
    assert problems(page) == []


def test_what_was_typed_survives_a_reload(signed_in, ada):
    publishing.publish(starter("b2b-saas"), ada, "")
    page = signed_in(ada, "/model/edit/")
    page.locator(".cm-content").click()
    page.keyboard.press("Control+Home")
    page.keyboard.type("# mine\n")
    page.reload()
    expect(page.locator(".cm-content")).to_contain_text("# mine")
    page.get_by_role("link", name="Start over").click()
    expect(page.locator(".cm-content")).not_to_contain_text("# mine")


@pytest.mark.complains
def test_a_model_with_problems_stays_in_the_editor(signed_in, ada):
    page = signed_in(ada, "/model/edit/")
    page.locator(".cm-content").click()
    page.keyboard.press("Control+Home")
    page.keyboard.type("colour: red\n")
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("cannot be published")).to_be_visible()
    expect(page.locator(".cm-content")).to_contain_text("colour: red")
    assert not ModelVersion.objects.exists()


def test_two_versions_are_compared_in_words_and_by_line(signed_in, sam):
    publishing.publish(starter("b2b-saas"), None, "")
    publishing.publish(starter("b2b-saas").replace("points: 15", "points: 20"), None, "dearer")
    page = signed_in(sam, "/model/")
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_text("e_book: points 15 -> 20")).to_be_visible()
    expect(page.locator(".diff .added")).to_contain_text("points: 20")
    assert problems(page) == []

"""Changing the scoring model: problems beside their lines, signing by two teams, comparing versions, going back."""

import pytest
from playwright.sync_api import expect

from handraiser import clock
from handraiser.lifecycle import drafting, publishing, signing
from handraiser.lifecycle.drafting import Wording
from handraiser.lifecycle.drafts import Team
from handraiser.lifecycle.models import ModelVersion
from handraiser.scoring.language import starter
from tests.browser import demo
from tests.browser.conftest import look, problems

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_new_house_starts_from_the_shipped_model_and_both_teams_sign_it(signed_in, ada, sam):
    page = signed_in(ada, "/model/")
    page.get_by_role("link", name="Choose a starter model").click()
    page.get_by_role("link", name="Begin a draft from: B2B software").click()
    expect(page.get_by_text("can be proposed", exact=True)).to_be_visible()
    page.get_by_label("What changes, and why").fill("Our first")
    page.get_by_role("button", name="Save draft").click()
    page.get_by_text("Propose", exact=True).click()
    page.get_by_label("What both teams should know").fill("The model as it came")
    page.get_by_role("button", name="Propose to both teams").click()
    page.get_by_label("Why you agree").fill("Good to begin with")
    page.get_by_role("button", name="Sign for Marketing").click()
    expect(page.get_by_text("waits for somebody of Sales")).to_be_visible()
    address = page.url.partition("/model/")[2]
    page = signed_in(sam, f"/model/{address}")
    expect(page.get_by_text("Good to begin with").first).to_be_visible()
    expect(page.get_by_role("button", name="Publish now")).to_have_count(0)
    page.get_by_role("button", name="Sign for Sales").click()
    expect(page.locator("h1 ~ p .chip")).to_have_text("signed")
    page = signed_in(ada, f"/model/{address}")
    look(page, "draft-signed")
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Publish now").click()
    expect(page.get_by_text("Version 1 is in force.")).to_be_visible()
    expect(page.locator("#main").get_by_text("signed by")).to_be_visible()
    assert ModelVersion.objects.get().note == "Our first"
    look(page, "model-signed")


@pytest.mark.complains
def test_whoever_may_not_sign_is_told_why(signed_in, ada, sam, root):
    publishing.publish(starter("b2b-saas"), None, "")
    draft = drafting.begin(Wording(starter("b2b-saas").replace("points: 15", "points: 20"), "Dearer", 1), ada)
    asked = signing.propose(draft, "", ada, seen=1)
    page = signed_in(root, f"/model/drafts/{draft.pk}/")
    expect(page.get_by_role("button", name="Sign for")).to_have_count(0)
    expect(page.get_by_text("An administrator signs for neither team")).to_be_visible()
    page = signed_in(sam, f"/model/drafts/{draft.pk}/")
    expect(page.get_by_role("button", name="Sign for Marketing")).to_have_count(0)
    look(page, "draft-proposed")
    drafting.save(draft, Wording(starter("b2b-saas") + "# other\n", "Dearer", 1), ada, seen=1, voids=asked.pk)
    signing.propose(draft, "", ada, seen=2)
    page.get_by_role("button", name="Sign for Sales").click()
    expect(page.get_by_text("changed and proposed anew since you read it")).to_be_visible()
    page.go_back()
    page.reload()
    page.get_by_role("button", name="Sign for Sales").click()
    expect(page.get_by_text("Signed for Sales.")).to_be_visible()
    page.get_by_text("Withdraw", exact=True).first.click()
    page.get_by_label("Why?").fill("Not before the fair")
    page.get_by_role("button", name="Withdraw").click()
    expect(page.get_by_text("Withdrawn: Not before the fair")).to_be_visible()


def test_to_edit_a_proposed_draft_says_first_that_its_signatures_go(signed_in, ada, sam):
    publishing.publish(starter("b2b-saas"), None, "")
    draft = drafting.begin(Wording(starter("b2b-saas").replace("points: 15", "points: 20"), "Dearer", 1), ada)
    asked = signing.propose(draft, "", ada, seen=1)
    signing.sign(draft, Team.SALES, "", sam, proposal=asked.pk)
    page = signed_in(ada, f"/model/drafts/{draft.pk}/")
    page.get_by_role("link", name="Edit").click()
    expect(page.get_by_text("This draft is proposed and has 1 signature.")).to_be_visible()
    look(page, "draft-edit")
    page.locator(".cm-content").click()
    page.keyboard.press("Control+Home")
    page.keyboard.type("# mine\n")
    asked_for = []
    page.once("dialog", lambda dialog: (asked_for.append(dialog.message), dialog.accept()))
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("The draft was edited")).to_be_visible()
    assert "count for nothing" in asked_for[0]
    assert drafting.open_proposal(draft) is None


def test_a_draft_whose_test_fails_names_the_test_instead_of_being_proposed(signed_in, ada):
    publishing.publish(starter("b2b-saas"), None, "")
    failing = starter("b2b-saas").replace("stage: sql", "stage: customer")
    draft = drafting.begin(Wording(failing, "Broken", 1), ada)
    page = signed_in(ada, f"/model/drafts/{draft.pk}/")
    expect(page.get_by_text("It cannot be proposed yet")).to_be_visible()
    expect(page.get_by_text("stage is sql, not customer as expected")).to_be_visible()
    page.get_by_role("link", name="Edit").click()
    expect(page.get_by_text("cannot be proposed", exact=True)).to_be_visible()


def test_an_outdated_draft_shows_what_it_missed_and_takes_it_over(signed_in, ada):
    before = starter("b2b-saas")
    publishing.publish(before, None, "")
    draft = drafting.begin(Wording(before + "# mine\n", "Mine", 1), ada)
    publishing.publish(before.replace("points: 15", "points: 20"), None, "")
    page = signed_in(ada, f"/model/drafts/{draft.pk}/")
    expect(page.get_by_text("version 2 is in force by now")).to_be_visible()
    look(page, "draft-outdated")
    page.get_by_role("link", name="Edit").click()
    expect(page.get_by_text("E book: 15 → 20 points").first).to_be_visible()
    look(page, "draft-missed")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("changes version 2")).to_be_visible()


def test_a_version_comes_back_by_signatures_or_by_an_administrator_at_once(signed_in, ada, root):
    publishing.publish(starter("b2b-saas"), None, "")
    publishing.publish(starter("b2b-saas").replace("points: 15", "points: 20"), None, "dearer")
    page = signed_in(ada, "/model/?version=1")
    page.get_by_text("Roll back", exact=True).click()
    expect(page.get_by_role("button", name="At once")).to_have_count(0)
    page.get_by_label("Why go back to version 1?").fill("Too many")
    page.get_by_role("button", name="Make the draft").click()
    expect(page.locator(".page-head")).to_contain_text("goes back to version 1")
    page = signed_in(root, "/model/?version=1")
    page.get_by_text("Roll back", exact=True).click()
    page.get_by_label("Why go back to version 1?").fill("Everybody is MQL")
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="At once").click()
    expect(page.get_by_text("Version 3 is in force")).to_be_visible()
    expect(page.get_by_text("urgent roll-back, not signed")).to_be_visible()
    expect(page.get_by_text("rolled back without signatures")).to_be_visible()
    look(page, "model-rolled-back")


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
    expect(page.get_by_text("cannot be proposed")).to_be_visible()
    with page.expect_response("**/model/check/"):
        answers[0].continue_()
    page.wait_for_timeout(300)
    expect(page.get_by_text("cannot be proposed")).to_be_visible()


def test_a_problem_is_told_beside_its_line_while_typing(signed_in, ada):
    publishing.publish(starter("b2b-saas"), ada, "")
    page = signed_in(ada, "/model/edit/")
    page.locator(".cm-content").click()
    page.keyboard.press("Control+Home")
    page.keyboard.type("colour: red\n")
    expect(page.get_by_text("cannot be proposed")).to_be_visible()
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


def test_two_versions_are_compared_in_words_and_by_line(signed_in, sam):
    publishing.publish(starter("b2b-saas"), None, "")
    publishing.publish(starter("b2b-saas").replace("points: 15", "points: 20"), None, "dearer")
    page = signed_in(sam, "/model/")
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_text("E book: 15 → 20 points")).to_be_visible()
    expect(page.locator(".diff .added")).to_contain_text("points: 20")
    assert problems(page) == []


def test_people_in_view_and_rules_are_scored_anew_as_the_text_is_changed(signed_in, root, ada):
    now_us = clock.now_us()
    website = demo.source(root)
    demo.bob(website.pk, now_us)
    demo.model(root, now_us)
    demo.work()
    document = ModelVersion.objects.order_by("number").last().document
    draft = drafting.begin(Wording(document.replace("points: 20", "points: 21"), "Dearer", 2), ada)
    page = signed_in(ada, f"/model/edit/?draft={draft.pk}")
    preview, weights = page.locator("#preview"), page.locator("#weights")
    expect(preview.get_by_role("link", name="Bob Baumann")).to_be_visible()
    preview.get_by_label("Pin somebody").fill("bob@bobco.example")
    preview.get_by_role("button", name="Pin", exact=True).click()
    expect(preview.get_by_role("button", name="Let Bob Baumann go")).to_be_visible()
    expect(preview.locator(".preview-scores s").first).to_be_visible()
    expect(weights.get_by_role("columnheader", name="Leads")).to_be_visible()
    expect(preview.locator(".preview-scores")).to_contain_text("63")
    page.locator(".cm-content").click()
    page.keyboard.press("Control+f")
    page.keyboard.type("points: 21")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.keyboard.type("points: 5")
    expect(preview.locator(".preview-scores")).to_contain_text("47")
    assert problems(page) == []
    look(page, "model-preview")
    preview.get_by_role("button", name="Let Bob Baumann go").click()
    expect(preview.get_by_role("button", name="Let Bob Baumann go")).to_have_count(0)

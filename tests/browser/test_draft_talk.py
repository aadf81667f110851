"""Marketing and sales talk about a draft's rules; a shadow run is begun, looked at and ended."""

import pytest
from playwright.sync_api import expect

from handraiser import clock
from handraiser.lifecycle import drafting, publishing, shadowing, signing
from handraiser.lifecycle.drafting import Wording
from handraiser.lifecycle.models import ShadowDay, ShadowDifference, ShadowRun
from handraiser.organisation.models import Role, User
from handraiser.people.models import Person
from handraiser.scoring.language import starter
from tests.browser.conftest import look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DOCUMENT = starter("b2b-saas")


@pytest.fixture
def draft(ada):
    publishing.publish(DOCUMENT, None, "")
    made = drafting.begin(Wording(DOCUMENT.replace("points: 15", "points: 20"), "White papers are worth more", 1), ada)
    signing.propose(made, "", ada, seen=1)
    return made


def test_the_two_teams_talk_about_a_rule(signed_in, draft, ada, sam):
    page = signed_in(sam, f"/model/drafts/{draft.pk}/")
    page.get_by_role("link", name="Comment on E book").click()
    expect(page.get_by_label("About", exact=True)).to_have_value("scores.engagement.groups.content.rules.e_book")
    page.get_by_label("What you say").fill("Is that not too much?")
    page.get_by_role("button", name="Comment", exact=True).click()
    page = signed_in(ada, f"/model/drafts/{draft.pk}/")
    expect(page.get_by_text("Is that not too much?")).to_be_visible()
    page.locator("summary", has_text="Answer").click()
    page.get_by_label("Answer about Engagement, Content, E book").fill("Seven of nine won deals had one.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Seven of nine won deals had one.")).to_be_visible()
    look(page, "draft-comments")
    page.get_by_role("button", name="Resolve").click()
    expect(page.locator("#comments .chip.good")).to_contain_text("resolved")
    vera = User.objects.create_user("vera@acme.example", "a long enough password", role=Role.VIEWER)
    page = signed_in(vera, f"/model/drafts/{draft.pk}/")
    expect(page.get_by_text("Is that not too much?")).to_be_visible()
    expect(page.get_by_label("What you say")).to_have_count(0)


@pytest.mark.complains
def test_a_shadow_run_is_begun_looked_at_and_ended(signed_in, draft, sam):
    page = signed_in(sam, f"/model/drafts/{draft.pk}/")
    page.get_by_label("Days beside the version in force").fill("7")
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_text("No day is counted yet")).to_be_visible()
    look(page, "shadow-empty")
    run = ShadowRun.objects.get()
    _counted(run)
    page.reload()
    expect(page.get_by_role("region", name="Entries by day").get_by_role("row")).to_have_count(4)
    expect(page.locator(".funnel-chart svg")).to_have_count(2)
    expect(page.get_by_text("only the draft")).to_be_visible()
    look(page, "shadow")
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="End it").click()
    expect(page.get_by_text("over", exact=True)).to_be_visible()
    page = signed_in(sam, f"/model/drafts/{draft.pk}/")
    expect(page.get_by_role("button", name="Begin")).to_have_count(0)


def _counted(run: ShadowRun) -> None:
    """Three days, as the worker leaves them."""
    ann = Person.objects.create(first_seen_us=1, last_seen_us=1, known_us=1, name="Ann")
    begun_us = run.begun_us - 3 * clock.DAY_US
    for number in range(3):
        for stage, counts in (("mql", (3 + number, 5, 2)), ("sql", (1, 1, 1))):
            published, drafted, both = counts
            ShadowDay.objects.create(
                run=run,
                begin_us=begun_us + number * clock.DAY_US,
                stage=stage,
                published=published,
                drafted=drafted,
                both=both,
            )
    ShadowDifference.objects.create(run=run, person=ann, begin_us=begun_us, stage="mql", side="draft", matrix="B2")
    assert shadowing.going_on() == run

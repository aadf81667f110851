"""Refused outcomes are dismissed with a reason, and brought back."""

import pytest
from playwright.sync_api import expect

from handraiser.lifecycle.models import RefusedOutcome
from tests.browser import demo
from tests.browser.conftest import look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_refused_outcome_is_dismissed_with_a_reason_and_brought_back(signed_in, ada):
    values = {
        "name": "Opportunity Won",
        "reason": "bad_date",
        "found": demo.HOSTILE[:255],
        "at_us": 1_790_000_000_000_000,
    }
    RefusedOutcome.objects.create(event_id=7, **values)
    page = signed_in(ada, "/operations/outcomes/")
    page.locator("summary", has_text="Dismiss").click()
    page.get_by_label("Why it needs no correction").fill("A <b>test</b> deal")
    look(page, "outcome-dismiss")
    page.locator("details[open]").get_by_role("button", name="Dismiss").click()
    expect(page.get_by_text("Nothing was refused")).to_be_visible()
    page.locator("summary", has_text="1 dismissed").click()
    expect(page.get_by_text("A <b>test</b> deal")).to_be_visible()
    look(page, "outcome-dismissed")
    page.get_by_role("button", name="Bring back").click()
    expect(page.locator("summary", has_text="Dismiss")).to_be_visible()

"""Between the tracker and the collector anything may fail: no event is lost, and none is stored twice."""

import time

import pytest

from tests.installation import until
from tests.sdk.failing import Failure

pytestmark = pytest.mark.browser


@pytest.mark.complains  # a browser reports a failed request on the console itself
@pytest.mark.parametrize("failure", list(Failure), ids=lambda failure: failure.name.lower())
def test_what_failed_is_sent_again_and_stored_once(failure, site, between, seen):
    between.failures = [failure, failure]
    page = site.open("/pricing.html")
    page.evaluate("hr.track('Seen')")
    until(lambda: page.evaluate("sessionStorage.length") == 0, seconds=30)
    assert between.failures == []
    assert sorted(row.kind for row in seen(2)) == ["page", "track"]


@pytest.mark.complains
def test_retry_after_is_obeyed(site, between, seen):
    between.failures, between.retry_after_s = [Failure.UNAVAILABLE], 4
    site.open("/pricing.html")
    until(lambda: between.failures == [])
    refused = time.monotonic()
    assert len(seen(1)) == 1
    assert time.monotonic() - refused > 3


@pytest.mark.complains
def test_the_queue_outlives_the_page_where_consent_allows(site, between, seen):
    between.failures = [Failure.CUT] * 3
    page = site.open("/pricing.html")
    until(lambda: not page.evaluate("sessionStorage.length == 0") and between.failures == [])
    page.get_by_role("link", name="Home").click()
    assert {row.path for row in seen(2)} == {"/pricing.html", "/index.html"}


def test_leaving_at_once_loses_nothing_also_without_storage(site, seen):
    page = site.open("/pricing.html", consent="required")
    page.evaluate("for (let n = 0; n < 30; n++) hr.track('Seen', {n}); location.href = 'about:blank'")
    rows = [row for row in seen(31) if row.name == "Seen"]
    assert sorted(row.properties["n"] for row in rows) == list(range(30))


def test_coming_back_to_a_hidden_page_doubles_nothing(site, seen):
    page = site.open("/pricing.html")
    page.evaluate("""
        hr.track('Seen');
        Object.defineProperty(document, 'hidden', {value: true, configurable: true});
        document.dispatchEvent(new Event('visibilitychange'));
        delete document.hidden;
        document.dispatchEvent(new Event('visibilitychange'));
    """)
    until(lambda: page.evaluate("sessionStorage.length") == 0)
    assert sorted(row.kind for row in seen(2)) == ["page", "track"]


@pytest.mark.complains
def test_a_collector_that_is_not_there_does_not_trouble_the_page(site):
    errors: list[object] = []
    site.page.on("pageerror", lambda error: errors.append(error))
    site.collector = "http://127.0.0.1:9"
    page = site.open("/pricing.html")
    page.get_by_role("link", name="Home").click()
    assert page.title() == "Project management for teams"
    assert errors == []


@pytest.mark.complains
def test_a_mistyped_key_is_not_tried_for_ever(site, between, seen):
    page = site.open("/pricing.html", key="hr_pub_mistyped")
    until(lambda: page.evaluate("sessionStorage.length") == 0)
    assert (between.delivered, seen(0)) == (1, [])

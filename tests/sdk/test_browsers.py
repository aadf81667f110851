"""The SDKs of websites, in Chromium and from another origin: every call arrives, and what is sent again is stored once.

Jitsu's SDK never sends again, so there is nothing to store twice.
"""

import json
from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page

from tests.installation import until
from tests.sdk.failing import Failure

pytestmark = pytest.mark.browser
COMMON = {("page", "Pricing"), ("track", "Demo Requested"), ("identify", None), ("group", None)}
CALLS = {
    "segment": COMMON | {("screen", "Settings"), ("alias", None)},
    "rudder": COMMON | {("alias", None)},
    "jitsu": COMMON,
}
WAYS = ["segment", "segment together", "rudder", "rudder together", "jitsu"]


@pytest.fixture
def visit(page: Page, website, collecting, between) -> Callable[[str], None]:
    """`visit("segment together")` opens the page of that SDK, which sends by the network `between`."""

    def open_page(way: str) -> None:
        sdk, _, together = way.partition(" ")
        query = {"key": collecting.public_key, "collector": between.url} | ({"together": "1"} if together else {})
        page.goto(f"{website}/pages/{sdk}.html?{urlencode(query)}")

    return open_page


@pytest.mark.parametrize("way", WAYS)
def test_every_call_arrives(way, visit, arrived):
    expected = CALLS[way.partition(" ")[0]]
    visit(way)
    rows = arrived(len(expected))
    assert sorted((row.kind, row.name) for row in rows) == sorted(expected, key=str)
    assert {row.trust for row in rows} == {0}
    assert len({row.anonymous_id for row in rows} - {None}) == 1, "one visitor"
    by_kind = {row.kind: row for row in rows}
    page, identify = by_kind["page"], json.loads(by_kind["identify"].payload)
    assert page.path == f"/pages/{way.partition(' ')[0]}.html"
    traits = identify.get("traits") or identify["context"]["traits"]
    assert (traits["email"], identify["userId"]) == ("bob@bobco.example", "u1")
    assert json.loads(by_kind["track"].payload)["properties"]["product"] == "Team"
    assert json.loads(by_kind["group"].payload)["groupId"] == "g1"


@pytest.mark.parametrize("failure", list(Failure), ids=lambda failure: failure.name.lower())
@pytest.mark.parametrize("way", ["segment", "segment together", "rudder"])
def test_what_is_sent_again_is_stored_once(way, failure, visit, between, arrived):
    expected = CALLS[way.partition(" ")[0]]
    between.failures = [failure] * (1 if "together" in way else 2)
    visit(way)
    rows = arrived(len(expected))
    assert between.failures == []
    if failure is Failure.CUT_AFTER:
        posts = 1 if "together" in way else len(expected)
        until(lambda: between.delivered > posts, seconds=30)
    assert sorted((row.kind, row.name) for row in arrived(len(expected))) == sorted(expected, key=str)
    assert len(rows) == len(expected)

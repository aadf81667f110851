"""What Settings, Sources offers to copy works as it stands: one snippet a way, run as its reader would."""

import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page

from handraiser.events.snippets import Snippet, snippets

HERE = Path(__file__).resolve().parent
SDKS = """
<script src="/node_modules/@segment/analytics-next/dist/umd/index.js"></script>
<script type="importmap">{"imports": {
  "@segment/analytics-next": "data:text/javascript,export const { AnalyticsBrowser } = window.AnalyticsNext",
  "@rudderstack/analytics-js": "/node_modules/@rudderstack/analytics-js/dist/npm/modern/bundled/esm/index.mjs",
  "@jitsu/js": "/node_modules/@jitsu/js/dist/jitsu.es.js"
}}</script>
"""


@pytest.fixture
def snippet(collecting, between, settings):
    """`snippet("python")` with the keys and the address of this test's collector."""
    settings.PUBLIC_URL = between.url
    offered = {each.slug: each for each in snippets(collecting.public_key, collecting.secret_key)}
    return offered.__getitem__


@pytest.mark.server
@pytest.mark.parametrize("way", ["python", "node", "curl"])
def test_a_servers_snippet_works_as_it_stands(way, snippet, arrived, tmp_path):
    _run(snippet(way), tmp_path)
    rows = arrived(1)
    assert ("track", "Demo Requested") in {(row.kind, row.name) for row in rows}
    assert {(row.user_id, row.trust) for row in rows} == {("user-1", 1)}


@pytest.mark.browser
@pytest.mark.parametrize(("way", "calls"), [("segment", 3), ("rudder", 2), ("jitsu", 2)])
def test_a_websites_snippet_works_as_it_stands(way, calls, snippet, arrived, page: Page, website):
    page.goto(f"{website}/pages/empty.html")
    page.set_content(f'{SDKS}<script type="module">{snippet(way).text}</script>')
    rows = arrived(calls)
    assert {("page", None), ("track", "Demo Requested")} <= {(row.kind, row.name) for row in rows}
    assert len({row.anonymous_id for row in rows}) == 1


@pytest.mark.browser
@pytest.mark.complains  # the website's policy lets in no script that stands in the page
def test_the_trackers_snippet_works_as_it_stands(snippet, site, seen):
    site.pages["/snippet.html"] = snippet("tracker").text
    page = site.open("/snippet.html")
    page.get_by_role("textbox").fill("bob@bobco.example")
    page.wait_for_timeout(2_100)
    page.get_by_role("button", name="Ask for a demo").click()
    rows = {(row.kind, row.name) for row in seen(3)}
    assert {("page", None), ("identify", None), ("track", "Demo Requested")} <= rows


def test_the_tracker_is_offered_first():
    assert next(iter(snippets("hr_pub_x", ""))).slug == "tracker"


def _run(snippet: Snippet, folder: Path) -> None:
    program = {"python": [sys.executable], "node": ["node"], "curl": ["sh"]}[snippet.slug]
    file = folder / ("snippet.mjs" if snippet.slug == "node" else "snippet")
    file.write_text(snippet.text)
    if snippet.slug == "node":
        (folder / "node_modules").symlink_to(HERE.parents[1] / "node_modules")
    done = subprocess.run([*program, file], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr

"""What a page may cost: bytes on a first visit, shifts while it loads, work when somebody uses it.

Measured on the real server, with the demo in it. Work is the time of the page's own thread, so that a busy machine
counts for nothing.
"""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import CDPSession, Page

from tests.installation import Installation
from tests.story.signing_in import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.server]
FIRST_PAGE_BYTES = 300_000
SHIFT = 0.02  # cumulative layout shift; up to 0.1 is called good
WORK_S = 0.1
WORK = {"ScriptDuration", "LayoutDuration", "RecalcStyleDuration"}
INTERACTIONS: dict[str, Callable[[Page], None]] = {
    "a menu": lambda page: page.locator("summary", has_text="Columns").click(),
    "all rows ticked": lambda page: page.locator("[data-ticks]").click(),
    "the next row": lambda page: page.keyboard.press("j"),
    "the command menu with its lines": lambda page: page.keyboard.press("Control+k"),
    "the keyboard's help": lambda page: page.keyboard.press("?"),
}
WATCH = """
window.shift = 0;
new PerformanceObserver((list) => {
  for (const each of list.getEntries()) if (!each.hadRecentInput) window.shift += each.value;
}).observe({ type: "layout-shift", buffered: true });
"""


@pytest.fixture
def home(page: Page, demo: Installation) -> Page:
    """Home, as a salesperson sees it who has just signed in."""
    page.set_default_timeout(60_000)
    sign_in(page, demo, "sam@acme.example")
    return page


@pytest.fixture
def chromium(home: Page) -> Iterator[CDPSession]:
    """What Chromium itself counts for this page."""
    session = home.context.new_cdp_session(home)
    yield session
    session.detach()


def test_a_first_visit_transfers_less_than_its_budget(home, chromium, demo):
    sizes: list[int] = []
    chromium.send("Network.enable")
    chromium.send("Network.clearBrowserCache")
    chromium.on("Network.loadingFinished", lambda told: sizes.append(int(told["encodedDataLength"])))
    home.goto(demo.url)
    home.wait_for_timeout(1_000)
    assert len(sizes) > 5
    assert 20_000 < sum(sizes) < FIRST_PAGE_BYTES


def test_what_can_be_packed_is_packed(home, demo):
    answers = []
    home.on("response", lambda answer: answers.append((answer.url, answer.headers)))
    home.goto(demo.url + "/funnel/")
    home.wait_for_timeout(1_000)
    plain = [url for url, told in answers if told.get("content-encoding") != "gzip" and is_text(told)]
    assert len(answers) > 10
    assert plain == []


def is_text(headers: dict[str, str]) -> bool:
    kind = headers.get("content-type", "")
    return kind.startswith("text/") and "event-stream" not in kind and int(headers.get("content-length", 0)) > 500


@pytest.mark.parametrize("path", ["/", "/people/?view=all", "/funnel/", "person"])
def test_nothing_shifts_while_a_page_loads(home, demo, path):
    home.add_init_script(WATCH)
    home.goto(demo.url + (first_person(home, demo) if path == "person" else path))
    home.locator("[data-charts]:not([data-drawn])").wait_for(state="detached")
    home.wait_for_timeout(1_500)
    assert home.evaluate("window.shift") < SHIFT


def first_person(page: Page, demo: Installation) -> str:
    page.goto(demo.url + "/people/?view=all&stage=mql")
    return page.locator("#people a.whole").first.get_attribute("href") or ""


@pytest.mark.parametrize("name", INTERACTIONS)
def test_an_interaction_is_little_work(home, chromium, demo, name):
    home.goto(demo.url + "/people/?view=all")
    home.wait_for_timeout(1_000)
    chromium.send("Performance.enable", {"timeDomain": "threadTicks"})
    assert 0 < least_work(home, chromium, INTERACTIONS[name]) < WORK_S


def least_work(page: Page, chromium: CDPSession, act: Callable[[Page], None]) -> float:
    """Seconds of scripts, styles and layout for `act`, of the best of three: a busy machine only ever adds."""
    took = []
    for _ in range(3):
        before = worked(chromium)
        act(page)
        page.wait_for_timeout(500)
        took.append(worked(chromium) - before)
        page.keyboard.press("Escape")
        page.wait_for_timeout(100)
    return min(took)


def worked(chromium: CDPSession) -> float:
    metrics = chromium.send("Performance.getMetrics")["metrics"]
    return sum(each["value"] for each in metrics if each["name"] in WORK)

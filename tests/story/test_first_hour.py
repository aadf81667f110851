"""A newcomer's first ten minutes, as docs/tutorial/first-hour.md tells them: from the demo to oneself on the funnel."""

import re
import time
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.installation import Installation, until
from tests.story.newcomers_site import website
from tests.story.signing_in import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.server]
ROOT = Path(__file__).resolve().parents[2]
SOON = 60_000  # milliseconds: the machine may be busy
CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"
TUTORIAL = (ROOT / "docs/tutorial/first-hour.md").read_text()
PAGE = re.search(r"```html\n(.*?)```", TUTORIAL, re.DOTALL)


def test_make_demo_runs_what_the_film_runs():
    makefile = (ROOT / "Makefile").read_text()
    assert re.search(r'^demo:.*\n\t@HANDRAISER_DATA="\S+" \S+/handraiser demo --yes --serve$', makefile, re.MULTILINE)


def test_the_first_ten_minutes(demo: Installation, page: Page, browser: Browser, tmp_path: Path):
    began = time.monotonic()
    page.set_default_timeout(SOON)
    sign_in(page, demo, "sam@acme.example")
    name = find_who_to_call(page)
    read_why(page, name)
    keep_a_view(page, demo)
    sign_out(page)
    sign_in(page, demo, "admin@acme.example")
    leads = leads_of_four_weeks(page, demo)
    snippet = make_a_source(page, demo)
    become_a_lead(page, browser, tmp_path, snippet)
    find_yourself(page, demo)
    until(lambda: leads_of_four_weeks(page, demo) == leads + 1, 30)
    assert time.monotonic() - began < 300


def sign_out(page: Page) -> None:
    page.locator("summary", has_text="Signed in as").click()
    page.get_by_role("button", name="Sign out").click()


def find_who_to_call(page: Page) -> str:
    """The newest unread alert on Home, opened; the name in it."""
    alert = page.locator("#alert-list article.alert.unread").first
    expect(alert).to_be_visible()
    expect(alert.locator("li").first).to_be_visible()
    title = alert.get_by_role("link").first
    name = title.inner_text()
    title.click()
    return name


def read_why(page: Page, title: str) -> None:
    """Each score is the sum of its lines, to the millionth."""
    name = page.get_by_role("heading", level=1)
    assert name.inner_text() in title
    scores = page.locator("table.score-lines")
    expect(scores.first).to_be_visible()
    assert scores.count() > 1
    for score in scores.all():
        lines = score.locator("tbody td.number:last-child, tfoot .limit td.number:last-child")
        assert lines.count()
        assert sum(exact(line) for line in lines.all()) == exact(score.locator(".sum td.number").last)
    expect(page.locator("#timeline details[open]").first).to_be_visible()


def exact(cell: Locator) -> Decimal:
    return Decimal(cell.get_attribute("title") or "0")


def keep_a_view(page: Page, running: Installation) -> None:
    """Leads who came by search, kept under a name and found again."""
    page.get_by_role("navigation", name="Main").get_by_role("link", name="People").click()
    everybody = shown(page)
    choose(page, "Stage", "Lead")
    leads = until(lambda: 0 < shown(page) < everybody and shown(page))
    choose(page, "First channel", "Search")
    found = until(lambda: 0 < shown(page) < leads and shown(page))
    page.locator("summary", has_text="View").click()
    page.get_by_label("Save this list as").fill("Found us by search")
    page.get_by_role("button", name="Save", exact=True).first.click()
    page.goto(running.url + "/people/?view=all")
    page.reload()
    page.get_by_role("link", name="Found us by search").click()
    expect(page.get_by_role("link", name="Found us by search")).to_have_attribute("aria-current", "page")
    until(lambda: shown(page) == found)


def shown(page: Page) -> int:
    expect(page.locator("#count")).to_have_text(re.compile(r"\d"))
    return int(re.sub(r"\D", "", page.locator("#count").inner_text()))


def choose(page: Page, question: str, answer: str) -> None:
    page.locator("summary", has_text=re.compile(rf"^\s*{question}")).first.click()
    page.locator("details[open] label", has_text=re.compile(rf"^\s*{answer}")).get_by_role("checkbox").check()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name=f"Remove {question}: {answer}")).to_be_visible()


def leads_of_four_weeks(page: Page, running: Installation) -> int:
    page.goto(running.url + "/funnel/")
    tile = page.locator(".funnel-tiles .tile", has=page.get_by_text("Lead", exact=True)).first
    return int(re.sub(r"\D", "", tile.locator(".value").inner_text()))


def make_a_source(page: Page, running: Installation) -> str:
    """The tag with its key, as the source's page shows it."""
    page.goto(running.url + "/sources/")
    page.get_by_text("New source").click()
    page.get_by_label("Name").fill("My own page")
    page.get_by_role("button", name="Make it").click()
    expect(page.get_by_text("Waiting for the first event…")).to_be_visible()
    tag = re.search(r"<script defer .*?</script>", page.locator("#snippet-tracker").inner_text())
    assert tag
    return tag[0]


def become_a_lead(page: Page, browser: Browser, folder: Path, tag: str) -> None:
    """In another browser, while the source's page is open here: it is never loaded again."""
    assert PAGE
    assert PAGE[1].count("<script defer") == 1
    (folder / "site").mkdir()
    (folder / "site/index.html").write_text(re.sub(r"<script defer .*?</script>", tag, PAGE[1]))
    with website(folder / "site") as url:
        visitor = browser.new_context(user_agent=CHROME).new_page()
        visitor.goto(url)
        expect(page.locator("[data-stream] li")).to_have_count(1, timeout=SOON)
        expect(page.get_by_text("received", exact=True)).to_be_visible()
        visitor.get_by_label("Name").fill("Nora Newcomer")
        visitor.get_by_label("E-mail").fill("nora@newcomer.example")
        visitor.wait_for_timeout(2_100)  # who sends a form at once is a robot
        visitor.get_by_role("button", name="Ask for a demo").click()
        expect(page.locator("[data-stream] li", has_text="Demo Requested")).to_be_visible(timeout=SOON)
        visitor.context.close()


def find_yourself(page: Page, running: Installation) -> None:
    """By name, with the visit from before the form."""
    nora = page.locator("#people").get_by_role("link", name="Nora Newcomer")
    until(lambda: (page.goto(running.url + "/people/?view=all&q=Nora"), nora.count())[1], 30)
    nora.click()
    expect(page.get_by_role("heading", name="Nora Newcomer", level=1)).to_be_visible()
    expect(page.locator("#timeline")).to_contain_text("Demo Requested")
    expect(page.locator("main")).to_contain_text("SQL")

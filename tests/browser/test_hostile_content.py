"""Every field that a visitor controls tries to run a script, on every page that a link leads to: nothing runs.

The pages are found by following links from home, so a page that is added later is tried as well.
"""

import asyncio
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Error, Page, expect

from handraiser.clock import now_us
from handraiser.events import keys
from handraiser.events.collector import Collector
from handraiser.events.tests.conftest import Asked, Reply, ask, basic
from tests.browser import demo

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TAG = "<img data-hostile src=x onerror=window.ran=1><script data-hostile>window.ran=1</script>"
TEXT = f"'\"></script></title></textarea></option>{TAG}\u202e"
LINK = "javascript:window.ran=1//https://evil.example"
FORMULA = '=HYPERLINK("//evil.example";"see")'
BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"
OF_EACH_KIND = 3  # pages whose addresses differ in numbers and ids only
NO_PAGES = re.compile(r"/(help|static|live)/")
STARTS_A_FORMULA = re.compile(r"[=+@\t\r]|-(?![\d.]+$)")
FOUND = """() => ({
  ran: window.ran ?? null,
  violations: window.violations,
  elements: document.querySelectorAll("[data-hostile]").length,
  handlers: [...document.querySelectorAll("*")]
    .filter((one) => one.getAttributeNames().some((name) => /^on/.test(name))).length,
  links: [...document.querySelectorAll("[href], [src], [action], [formaction], [hx-get], [hx-post]")].flatMap((one) =>
    ["href", "src", "action", "formaction", "hx-get", "hx-post"].map((name) => one.getAttribute(name) ?? ""))
    .filter((to) => /^[^a-z]*(javascript|vbscript|data):/i.test(to) && !to.startsWith("data:image/")),
})"""
NOTHING = {"ran": None, "violations": [], "elements": 0, "handlers": 0, "links": []}
WATCH = """
  window.violations = [];
  document.addEventListener("securitypolicyviolation", (blocked) => window.violations.push(blocked.blockedURI));
"""


@pytest.fixture
def house(root, live_server) -> str:
    """The address of a house whose visitors are all hostile, and whose worker has done its work."""
    demo.model(root, now_us())
    key = keys.create_source("Website", root).public_key
    asked = [Asked(path, message, basic(key)) for path, message in hostile_messages()]
    with ThreadPoolExecutor(1) as outside:  # of the thread in which Playwright's loop runs
        answers = outside.submit(asyncio.run, collected(asked)).result()
    assert {answer.status for answer in answers} == {200}
    demo.work()
    return live_server.url


async def collected(asked: list[Asked]) -> list[Reply]:
    """What the collector answers, one after the other."""
    collector = Collector()
    await collector.start()
    try:
        return [await ask(collector, each) for each in asked]
    finally:
        await collector.stop()


def hostile_messages() -> Iterator[tuple[str, dict]]:
    """A visitor, a lead who asks for a demo, a spreadsheet's enemy, a strange browser, and what ends in quarantine."""
    campaign = dict.fromkeys(("source", "medium", "name", "term", "content"), TEXT)
    page = {"path": f"/{TEXT}", "url": LINK, "title": TEXT, "referrer": LINK, "search": f"?q={TEXT}"}
    context = {"page": page, "campaign": campaign, "userAgent": BROWSER, "locale": TEXT, "consent": {TEXT: True}}
    yield "/v1/page", {"anonymousId": TEXT, "name": TEXT, "properties": page | {TEXT: TEXT}, "context": context}
    yield "/v1/page", {"anonymousId": "a", "properties": page, "context": context | {"userAgent": BROWSER + TEXT}}
    said = dict.fromkeys(("name", "firstName", "lastName", "title", "website", "phone", "country", TEXT), TEXT)
    for visitor, words, link in (("lead", TEXT, LINK), ("sheet", FORMULA, LINK)):
        who = {"anonymousId": visitor, "userId": words, "context": context}
        company = {"name": words, "website": link, "industry": words, "employees": words}
        traits = said | {"name": words, "title": words, "email": f"{visitor}@evil.example", "company": company}
        yield "/v1/page", who | {"properties": page}
        yield "/v1/identify", who | {"traits": traits | {"avatar": link, "website": link}}
        yield "/v1/track", who | {"event": TEXT, "properties": {"content": {"kind": TEXT, "title": TEXT}}}
        yield "/v1/track", who | {"event": "Link Clicked", "properties": {"url": link, "text": words}}
        yield "/v1/track", who | {"event": "Demo Requested", "properties": {"message": words, "form": link}}
    yield "/v1/track", {"event": TEXT, "anonymousId": "b", "timestamp": TEXT, "properties": page}
    yield "/v1/batch", {"batch": [{"type": TEXT, "anonymousId": TEXT}, {"type": "track", "event": "E"}]}


def kind(address: str) -> str:
    """Of a page: its path with numbers and ids made equal."""
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+", "N", urlsplit(address).path)


def addresses(page: Page, home: str) -> list[str]:
    """What the page leads to, by links and by what it loads into itself."""
    found = page.evaluate("""() => [...document.querySelectorAll("a[href], [hx-get]")].map((one) =>
        new URL(one.getAttribute("hx-get") || one.getAttribute("href"), location.href).href.split("#")[0])""")
    return [address for address in found if address.startswith(home) and not NO_PAGES.search(address)]


@pytest.mark.complains  # the test server has no /live/; what is blocked is looked at below
def test_nothing_that_a_visitor_sends_runs_on_any_page(house, signed_in, root, page: Page):
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.add_init_script(WATCH)
    signed_in(root, "/people/")
    expect(page.locator("main")).to_contain_text("onerror=window.ran=1")
    waiting, seen, by_kind = [f"{house}/people/", f"{house}/"], set(), Counter()
    while waiting:
        address = waiting.pop(0)
        if address not in seen and by_kind[kind(address)] < OF_EACH_KIND:
            seen.add(address)
            by_kind[kind(address)] += 1
            waiting += look_at(page, address, house)
    assert dialogs == []
    assert {"/people/", "/people/N/", "/alerts/", "/quarantine/", "/sources/N/"} <= set(by_kind)


def look_at(page: Page, address: str, home: str) -> list[str]:
    """Nothing of a visitor's is on the page but as text. Returns what the page leads to."""
    try:
        shown = page.goto(address)
    except Error:  # a file to save, or an answer without a page
        shown = None
    if shown is None or "text/html" not in shown.headers.get("content-type", ""):
        answer = page.request.get(address)
        assert "text/html" not in answer.headers.get("content-type", ""), address
        assert_no_formulas(answer.text() if "csv" in answer.headers.get("content-type", "") else "")
        return []
    page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    page.wait_for_timeout(150)  # what would run, runs soon
    assert page.evaluate(FOUND) == NOTHING, address
    return addresses(page, home)


def assert_no_formulas(sheet: str) -> None:
    cells = [cell for row in csv.reader(io.StringIO(sheet)) for cell in row]
    assert [cell for cell in cells if STARTS_A_FORMULA.match(cell)] == []

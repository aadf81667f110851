"""The story of the product, told to a fresh installation by a browser: from the first start to the alert.

The browser driven here says it has no screen, so what it sent would be flagged; visits go by HTTP as a website's would.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.installation import Installation, until
from tests.story.signing_in import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.server]
SOON = 20_000  # milliseconds: the machine may be busy


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Installation]:
    """`handraiser serve` for the first time, in an empty folder."""
    installation = Installation(tmp_path)
    installation.start(wait=False)
    until(lambda: "runs at" in installation.log, 180)
    yield installation
    installation.stop()


def test_from_the_first_start_to_an_alerted_salesperson(running: Installation, page: Page):
    sign_in(page, running, "admin@example.com")
    key = make_a_source(page, running)
    visit_before_the_form(page, running, key)
    leave_an_address(running, key)
    ask_for_a_demo(page, running, key)
    read_why(page, running)
    read_the_mail(page, running)
    ask_from_a_new_phone(page, running, key)
    publish_another_model(page, running)


def make_a_source(page: Page, running: Installation) -> str:
    page.goto(running.url + "/sources/")
    page.get_by_text("New source").click()
    page.get_by_label("Name").fill("Website")
    page.get_by_role("button", name="Make it").click()
    expect(page.get_by_text("It is shown this once")).to_be_visible()
    expect(page.get_by_text("Waiting for the first event…")).to_be_visible()
    key = page.locator("code", has_text="hr_pub_").first.inner_text()
    assert key in page.locator("pre").first.inner_text() or page.get_by_text(key).count()
    return key


def visit_before_the_form(page: Page, running: Installation, key: str) -> None:
    visit = {"anonymousId": "tab-1", "name": "Pricing", "properties": {"path": "/pricing", "title": "Pricing"}}
    assert running.send("/v1/page", key, visit) == (200, {"success": True})
    expect(page.get_by_text("received", exact=True)).to_be_visible(timeout=SOON)
    expect(page.locator("[data-stream] li")).to_have_count(1)


def leave_an_address(running: Installation, key: str) -> None:
    traits = {"email": "bob@bobco.example", "name": "Bob <b>Builder</b>", "title": "Head of Operations"}
    assert running.send("/v1/identify", key, {"anonymousId": "tab-1", "traits": traits})[0] == 200


def ask_for_a_demo(page: Page, running: Installation, key: str) -> None:
    assert running.send("/v1/track", key, {"anonymousId": "tab-1", "event": "Demo Requested"})[0] == 200
    expect(page.locator("#bell .count")).to_have_text("1", timeout=SOON)  # without a reload
    page.locator("#bell").click()
    expect(page.get_by_role("heading", name="Bob <b>Builder</b> raised a hand")).to_be_visible()


def read_why(page: Page, running: Installation) -> None:
    page.get_by_role("heading", name="Bob <b>Builder</b> raised a hand").get_by_role("link").click()
    expect(page.get_by_role("heading", name="Bob <b>Builder</b>", level=1)).to_be_visible()
    main = page.locator("main")
    expect(main).to_contain_text("SQL")
    expect(main).to_contain_text("Pricing")  # the visit from before the form
    expect(main).to_contain_text("bobco.example")
    expect(main).to_contain_text("Demo Requested")
    expect(main).to_contain_text("100")


def read_the_mail(page: Page, running: Installation) -> None:
    until(lambda: (page.goto(running.url + "/outbox/"), page.get_by_text("raised a hand").count())[1])
    page.get_by_role("link", name=re.compile("raised a hand")).first.click()
    expect(page.locator("main")).to_contain_text("Head of Operations")
    assert list((running.folder / "data" / "outbox").glob("*.eml"))


def ask_from_a_new_phone(page: Page, running: Installation, key: str) -> None:
    phone = {"anonymousId": "new-phone"}
    running.send("/v1/identify", key, {**phone, "traits": {"email": "bob@bobco.example"}})
    running.send("/v1/track", key, {**phone, "event": "Demo Requested"})
    until(lambda: (page.goto(running.url + "/alerts/"), page.get_by_text("identity unconfirmed").count())[1])


def publish_another_model(page: Page, running: Installation) -> None:
    """Nobody moves and nobody is alerted by a publish."""
    alerts = (page.goto(running.url + "/alerts/?all"), page.locator("article.alert").count())[1]
    model = running.folder / "model.yaml"
    document = running.command("model", "show")
    model.write_text(document.replace("points: 100", "points: 90"))
    assert model.read_text() != document
    assert running.ask("model", "publish", str(model), "--note", "Demo 90")["version"] == 2
    page.goto(running.url + "/model/")
    expect(page.locator("main")).to_contain_text("Demo 90")
    page.wait_for_timeout(3_000)
    page.goto(running.url + "/alerts/?all")
    expect(page.locator("article.alert")).to_have_count(alerts)

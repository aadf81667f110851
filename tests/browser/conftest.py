"""Debian's Chromium, pages signed in as the shared cast, and axe for every page."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import ConsoleMessage, Page, expect

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's own loop runs in the test's thread
AXE = Path(settings.NODE_MODULES) / "axe-core" / "axe.min.js"
expect.set_options(timeout=20_000)  # a machine that tests much at once is slow
SERIOUS = {"serious", "critical"}
LOOKS = (("light", 1360), ("dark", 1360), ("light", 380))


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, object]) -> dict[str, object]:
    """No transitions: a colour on its way is no contrast to judge."""
    return browser_context_args | {"reduced_motion": "reduce"}


@pytest.fixture
def signed_in(page: Page, live_server) -> Callable[..., Page]:
    """`signed_in(user, "/people/")` opens the page as that user."""

    def open_page(user, path: str = "/") -> Page:
        client = Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        page.goto(live_server.url + path)
        return page

    return open_page


@pytest.fixture(autouse=True)
def _no_complaints(page: Page, request: pytest.FixtureRequest) -> Iterator[None]:
    """A script error or a blocked resource fails the test that met it, unless it is marked `complains`."""
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: _complain(message, complaints))
    yield
    assert complaints == [] or request.node.get_closest_marker("complains")


def _complain(message: ConsoleMessage, complaints: list[str]) -> None:
    expected = "/live/" in (message.location or {}).get("url", "")  # raw ASGI, which the test server is not
    if message.type == "error" and not expected:
        complaints.append(message.text)


def problems(page: Page) -> list[str]:
    """What axe finds serious or critical on the page as it is."""
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [
        f"{violation['id']}: {node['html'][:200]} {node['failureSummary'][:200]}"
        for violation in found
        if violation["impact"] in SERIOUS
        for node in violation["nodes"]
    ]


def look(page: Page, name: str) -> None:
    """Light, dark and on a phone: axe finds nothing, nothing is wider than the screen.

    With HANDRAISER_PICTURES a picture of each is kept in that folder under this name.
    """
    for scheme, width in LOOKS:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 860})
        if folder := os.environ.get("HANDRAISER_PICTURES"):
            page.screenshot(path=str(Path(folder) / f"{name}-{scheme}-{width}.png"), full_page=True, caret="initial")
        assert problems(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.set_viewport_size({"width": 1360, "height": 860})

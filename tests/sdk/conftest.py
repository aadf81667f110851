"""One collector for all SDKs, a network before it that can fail, and what arrives in the log."""

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Page

from tests.installation import Installation, until
from tests.sdk.failing import Network, network
from tests.sdk.site import Site, serving_site
from tests.sdk.website import serving

CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"


class Collecting(NamedTuple):
    """A running collector and the keys of its source."""

    installation: Installation
    public_key: str
    secret_key: str


class Row(NamedTuple):
    """Of an event as stored."""

    kind: str
    name: str | None
    anonymous_id: str | None
    user_id: str | None
    path: str | None
    trust: int
    flags: int
    payload: str

    @property
    def message(self) -> Any:
        return json.loads(self.payload)

    @property
    def properties(self) -> Any:
        return self.message["properties"]


@pytest.fixture(scope="session")
def collecting(tmp_path_factory: pytest.TempPathFactory, tables) -> Iterator[Collecting]:
    installation = Installation(tmp_path_factory.mktemp("sdk"))
    shutil.copytree(tables.folder, installation.folder / "data")
    source = installation.ask("source", "add", "Website")
    installation.start("collect")
    yield Collecting(installation, source["public_key"], source["secret_key"])
    installation.stop()


@pytest.fixture
def between(collecting: Collecting) -> Iterator[Network]:
    """The network that the SDK of this test uses."""
    host, _, port = collecting.installation.address.rpartition(":")
    with network((host, int(port))) as made:
        yield made


@pytest.fixture
def arrived(collecting: Collecting) -> Callable[[int], list[Row]]:
    """`arrived(6)` waits for the test's first six events and returns all there are after a moment of quiet."""
    log = collecting.installation.folder / "data" / "events.db"
    before = _rows(log, 0)

    def rows(expected: int) -> list[Row]:
        until(lambda: len(_rows(log, len(before))) >= expected, seconds=60)
        return _rows(log, len(before))

    return rows


def _rows(log: object, skip: int) -> list[Row]:
    with closing(sqlite3.connect(f"file:{log}?mode=ro", uri=True)) as database:
        columns = ", ".join(Row._fields)
        return [Row(*row) for row in database.execute(f"SELECT {columns} FROM events_event ORDER BY id")][skip:]


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, object]) -> dict[str, object]:
    """A visitor, not the headless browser of a test."""
    return browser_context_args | {"user_agent": CHROME}


@pytest.fixture(scope="session")
def website() -> Iterator[str]:
    """The origin of somebody's website."""
    with serving() as url:
        yield url


@pytest.fixture
def site(page: Page, collecting, between, request: pytest.FixtureRequest) -> Iterator[Site]:
    """A website with the tracker. An error on the page's console fails the test, unless it is marked `complains`."""
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda told: complaints.append(told.text) if told.type == "error" else None)
    page.route("http://elsewhere.example/**", lambda route: route.fulfill(body="Elsewhere", content_type="text/html"))
    with serving_site(Site(page, between.url, collecting.public_key)) as made:
        yield made
    assert complaints == [] or request.node.get_closest_marker("complains")


@pytest.fixture
def seen(site: Site, collecting: Collecting) -> Callable[..., list[Row]]:
    """As `arrived`, of the pages of this test's website alone: what an earlier test's browser beacons late is not its.

    How long a page is read depends on the machine, so `Page Read` is left out but for `reading=True`.
    """
    log = collecting.installation.folder / "data" / "events.db"

    def here(reading: bool) -> list[Row]:
        rows = [row for row in _rows(log, 0) if site.url in row.payload]
        return rows if reading else [row for row in rows if row.name != "Page Read"]

    def rows(expected: int, reading: bool = False) -> list[Row]:
        until(lambda: len(here(reading)) >= expected, seconds=60)
        return here(reading)

    return rows

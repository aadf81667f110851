"""One collector for all SDKs, a network before it that can fail, and what arrives in the log."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import NamedTuple

import pytest

from tests.installation import Installation, until
from tests.sdk.failing import Network, network
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


@pytest.fixture(scope="session")
def collecting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collecting]:
    installation = Installation(tmp_path_factory.mktemp("sdk"))
    installation.command("migrate")
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

"""Installations for the tests of the whole."""

import os
import shutil
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest

from tests.installation import Installation, postgresql


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    """Debian's Chromium instead of one that Playwright would download."""
    return browser_type_launch_args | {
        "executable_path": os.environ.get("CHROMIUM", "/usr/bin/chromium"),
        "args": ["--no-sandbox", "--disable-dev-shm-usage"],
    }


@pytest.fixture(params=["sqlite", "postgresql"])
def installation(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Installation]:
    """An empty installation on each database; nothing runs yet. Stopped and dropped afterwards."""
    with postgresql() if request.param == "postgresql" else nullcontext("") as url:
        yield from _stopped(Installation(tmp_path, url))


@pytest.fixture(params=["sqlite", "postgresql"])
def migrated(request: pytest.FixtureRequest, tmp_path: Path, tables) -> Iterator[Installation]:
    """The same with its tables."""
    if request.param == "postgresql":
        with postgresql(tables.database) as url:
            yield from _stopped(Installation(tmp_path, url))
    else:
        shutil.copytree(tables.folder, tmp_path / "data")
        yield from _stopped(Installation(tmp_path))


def _stopped(made: Installation) -> Iterator[Installation]:
    yield made
    made.stop()

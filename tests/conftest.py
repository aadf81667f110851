"""Installations for the tests of the whole."""

import os
from collections.abc import Iterator
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
    if request.param == "sqlite":
        made = Installation(tmp_path)
        yield made
        made.stop()
        return
    with postgresql() as url:
        made = Installation(tmp_path, url)
        yield made
        made.stop()

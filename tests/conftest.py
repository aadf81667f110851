"""Installations for the tests of the whole."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.installation import Installation, postgresql


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

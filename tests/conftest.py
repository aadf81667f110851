"""Installations for the tests of the whole."""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, nullcontext
from functools import cached_property
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


class Tables:
    """Migrated once in a run: a data folder to copy, and a PostgreSQL database to copy."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder, self._stack = folder, stack

    @cached_property
    def folder(self) -> Path:
        Installation(self._folder / "sqlite").command("migrate")
        return self._folder / "sqlite" / "data"

    @cached_property
    def database(self) -> str:
        url = self._stack.enter_context(postgresql())
        Installation(self._folder / "postgresql", url).command("migrate")
        return url.rpartition("/")[2]


@pytest.fixture(scope="session")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tables]:
    """To begin where `handraiser migrate` ends, without its seconds."""
    folder = tmp_path_factory.mktemp("tables")
    (folder / "sqlite").mkdir()
    (folder / "postgresql").mkdir()
    with ExitStack() as stack:
        yield Tables(folder, stack)


@pytest.fixture(params=["sqlite", "postgresql"])
def installation(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Installation]:
    """An empty installation on each database; nothing runs yet. Stopped and dropped afterwards."""
    with postgresql() if request.param == "postgresql" else nullcontext("") as url:
        yield from _stopped(Installation(tmp_path, url))


@pytest.fixture(params=["sqlite", "postgresql"])
def migrated(request: pytest.FixtureRequest, tmp_path: Path, tables: Tables) -> Iterator[Installation]:
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

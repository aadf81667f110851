"""The installation that `make demo` starts, with fewer leads: what a newcomer sees first."""

import shutil
from collections.abc import Iterator

import pytest

from tests.installation import Installation, until

SIZE = ("--leads", "60", "--months", "3", "--seed", "7")


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory, tables) -> Iterator[Installation]:
    """Loaded once and served; a test leaves it fit for the next."""
    installation = Installation(tmp_path_factory.mktemp("demo"))
    shutil.copytree(tables.folder, installation.folder / "data")
    installation.start("demo", "--yes", "--serve", *SIZE, wait=False)
    until(lambda: "runs at" in installation.log, 400)
    yield installation
    installation.stop()

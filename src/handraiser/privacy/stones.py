"""The list of tombstones beside the database: `erased.jsonl` in the data folder, one line each, nothing to read back.

It outlives a database that is lost or replaced by an older back-up.
"""

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from django.conf import settings


class Stone(NamedTuple):
    """A tombstone as the list has it."""

    digest: str
    kind: str
    at_us: int
    lifted_us: int | None = None


def listed() -> list[Stone]:
    """All of the file; a line that was cut off by a crash is left out."""
    if not _file().exists():
        return []
    return [Stone(**json.loads(line)) for line in _file().read_text().splitlines() if line.endswith("}")]


def append(stones: Iterable[Stone]) -> None:
    """Add to the file, on the disk before it returns."""
    settings.DATA.mkdir(0o700, parents=True, exist_ok=True)
    target = os.open(_file(), os.O_CREAT | os.O_APPEND | os.O_WRONLY | os.O_CLOEXEC, 0o600)
    try:
        os.write(target, "".join(f"\n{json.dumps(stone._asdict())}" for stone in stones).encode())
        os.fsync(target)
    finally:
        os.close(target)


def _file() -> Path:
    return Path(settings.DATA) / "erased.jsonl"

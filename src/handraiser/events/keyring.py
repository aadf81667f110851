"""The keys as the collector knows them: in memory, read anew every second and whenever an unknown one comes.

The organisation's own bot patterns are read with them.
"""

import asyncio
import logging
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from django.db import Error, connection

from handraiser.events import bots
from handraiser.events.keys import digest
from handraiser.events.models import KeyKind, SourceKey
from handraiser.events.refusing import RequestRefused
from handraiser.events.rows import Key

EVERY = 1.0  # seconds: so long may a revoked key still be taken for good
AT_MOST_EVERY = 0.25  # seconds: a flood of unknown keys asks the database no oftener

log = logging.getLogger(__name__)


class KeyRing:
    """Lives on the collector's loop; a thread of its own asks the database."""

    def __init__(self) -> None:
        self._keys: dict[str, Key] = {}
        self._read_at = 0.0
        self._away = False  # the last reading failed
        self._thread = ThreadPoolExecutor(1, "event keys")
        self._reading: asyncio.Task[None] | None = None
        self._every: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Read the keys, and go on reading them."""
        await self._read()
        self._every = asyncio.create_task(self._read_for_ever())

    async def stop(self) -> None:
        """Read no more."""
        if self._every:
            self._every.cancel()
        await asyncio.get_running_loop().run_in_executor(self._thread, _hang_up)
        self._thread.shutdown()

    async def find(self, candidates: Iterable[str]) -> Key | None:
        """The first of the candidates that is a key of ours, revoked or not.

        Raises RequestRefused (503) while that cannot be known: SDKs throw away what a 401 answers.
        """
        digests = [digest(form) for candidate in candidates for form in forms(candidate)]
        found = self._first(digests)
        if found is None and digests:
            await self._read_soon()
            found = self._first(digests)
            if found is None and self._away:
                raise RequestRefused(503, "store_away", "The keys cannot be read now. Send it again.", 5)
        return found

    def _first(self, digests: list[str]) -> Key | None:
        return next((self._keys[each] for each in digests if each in self._keys), None)

    async def _read_soon(self) -> None:
        """Wait for a reading that began after now; all who wait share it."""
        if self._reading is None or self._reading.done():
            self._reading = asyncio.create_task(self._read_after_pause())
        await asyncio.shield(self._reading)

    async def _read_after_pause(self) -> None:
        await asyncio.sleep(max(0.0, self._read_at + AT_MOST_EVERY - time.monotonic()))
        await self._read()

    async def _read_for_ever(self) -> None:
        while True:
            await asyncio.sleep(EVERY)
            await self._read()

    async def _read(self) -> None:
        self._read_at = time.monotonic()
        keys = await asyncio.get_running_loop().run_in_executor(self._thread, _all_keys)
        self._away = keys is None
        if keys is not None:
            self._keys = keys


def forms(candidate: str) -> list[str]:
    """A key as sent, and the part behind the colon of Jitsu's `id:secret`."""
    behind = candidate.partition(":")[2]
    return [candidate, behind] if behind else [candidate]


def _hang_up() -> None:
    connection.close()  # this thread's own


def _all_keys() -> dict[str, Key] | None:
    """None while the database is away: the keys known so far go on being good."""
    try:
        bots.refresh()
        rows = SourceKey.objects.values_list("pk", "source_id", "kind", "digest", "revoked_at")
        return {
            digest: Key(pk, source, int(kind == KeyKind.SECRET), digest, revoked_at is not None)
            for pk, source, kind, digest, revoked_at in rows
        }
    except Error as error:
        log.warning("The keys could not be read: %s", error)
        connection.close()
        return None

"""Group commit: requests that wait at the same time share one transaction, written by one thread."""

import asyncio
import logging
import threading
import time
from collections.abc import Callable
from typing import NamedTuple

from django.conf import settings

from handraiser.events.refusing import RequestRefused
from handraiser.events.rows import NewEvent, NewRefusal
from handraiser.events.stores import Store

MAX_COMMIT = 2_000  # rows in one transaction: larger ones only add waiting
PATIENCE = 3.0  # seconds a commit waits for a store that is away
PAUSE = 0.1  # seconds between two tries
MAX_WAITING_CHARACTERS = 128 * 1024 * 1024  # of payload; the second bound of the queue

log = logging.getLogger(__name__)


class _Waiting(NamedTuple):
    events: list[NewEvent]
    refusals: list[NewRefusal]
    size: int
    answer: "asyncio.Future[None]"


class GroupCommit:
    """The queue before the store, and the thread that empties it. Made on the loop that answers the requests."""

    def __init__(self, open_store: Callable[[], Store]) -> None:
        self._open_store = open_store
        self._store: Store | None = None
        self._loop = asyncio.get_running_loop()
        self._queue: list[_Waiting] = []
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._stopping = False
        self.events_waiting = 0
        self._characters_waiting = 0
        self.away_since: float | None = None  # monotonic; None: the last commit succeeded
        self._thread = threading.Thread(target=self._write_all, name="event writer", daemon=True)
        self._thread.start()

    async def commit(self, events: list[NewEvent], refusals: list[NewRefusal]) -> None:
        """Returns when all of it is durable. Raises RequestRefused (503) when the store cannot keep up or is away."""
        size = sum(len(row.payload) for rows in (events, refusals) for row in rows)
        count = len(events) + len(refusals)
        if self.events_waiting and (
            self.events_waiting + count > settings.QUEUE_EVENTS
            or self._characters_waiting + size > MAX_WAITING_CHARACTERS
        ):
            raise RequestRefused(503, "busy", "More is waiting than the database can take. Send it again.", 1)
        self.events_waiting += count
        self._characters_waiting += size
        answer = self._loop.create_future()
        with self._lock:
            self._queue.append(_Waiting(events, refusals, size, answer))
        self._wake.set()
        try:
            await answer
        finally:
            self.events_waiting -= count
            self._characters_waiting -= size

    def stop(self) -> None:
        """Write what is waiting, then end the thread."""
        self._stopping = True
        self._wake.set()
        self._thread.join()

    def _write_all(self) -> None:
        while not self._stopping or self._queue:
            self._wake.wait()
            self._wake.clear()
            while taken := self._take():
                error = self._write(taken)
                self._loop.call_soon_threadsafe(_answer, taken, error)
        if self._store:
            self._store.close()

    def _take(self) -> list[_Waiting]:
        """The oldest requests, up to a commit's size."""
        with self._lock:
            count = end = 0
            while end < len(self._queue) and (not end or count < MAX_COMMIT):
                count += len(self._queue[end].events) + len(self._queue[end].refusals)
                end += 1
            taken, self._queue = self._queue[:end], self._queue[end:]
        return taken

    def _write(self, taken: list[_Waiting]) -> Exception | None:
        """Tries until the store takes it or patience ends. Trying again stores nothing twice: message ids dedupe."""
        events = [event for waiting in taken for event in waiting.events]
        refusals = [refusal for waiting in taken for refusal in waiting.refusals]
        give_up_at = time.monotonic() + PATIENCE
        while True:
            try:
                self._write_once(events, refusals)
            except Exception as error:  # the edge of this thread: whatever happens, requests get an answer
                if self.away_since is None:
                    log.exception("The event log took nothing of %d events; trying again", len(events))
                    self.away_since = time.monotonic()
                self._forget_store()
                if time.monotonic() > give_up_at:
                    return error
                time.sleep(PAUSE)
            else:
                self.away_since = None
                return None

    def _write_once(self, events: list[NewEvent], refusals: list[NewRefusal]) -> None:
        store = self._store = self._store or self._open_store()
        try:
            store.write(events, refusals)
        except store.away:
            raise
        except store.faults:
            log.warning("One of %d events was refused by the database; writing them one by one", len(events))
            store.write_one_by_one(events, refusals)

    def _forget_store(self) -> None:
        store, self._store = self._store, None
        if store:
            store.close()


def _answer(taken: list[_Waiting], error: Exception | None) -> None:
    for waiting in taken:
        if waiting.answer.done():
            continue  # its sender has gone
        if error is None:
            waiting.answer.set_result(None)
        else:
            waiting.answer.set_exception(
                RequestRefused(503, "store_away", "The database does not answer. Send it again.", 5)
            )

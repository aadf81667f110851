"""The threads of a worker: one that decides, and two that may take long without holding it up: one that talks to
others, and one that reads files.
"""

import abc
import contextlib
import logging
import secrets
import threading
import time
from collections.abc import Sequence
from functools import partial

from django.db import DatabaseError, connections

from handraiser.exchange.delivering import finish_deliveries
from handraiser.lifecycle import snapshots
from handraiser.worker import leases
from handraiser.worker.chores import ALERT, BACKGROUND, CHORES, FAN_OUT, FILES, LEASE, NETWORK, SINGLE
from handraiser.worker.doing import Rests, narrowing, retry_heads
from handraiser.worker.leases import Held, LeaseLost
from handraiser.worker.pacing import Pace
from handraiser.worker.runs import Runs
from handraiser.worker.waking import Waker

log = logging.getLogger(__name__)
FIRST_PAUSE_S = 0.1
LONGEST_PAUSE_S = 5.0
RETRY_S = 1.0
BACKGROUND_S = 0.25  # while events keep coming, what can wait is done this often
LOOK_S = 0.1  # between two looks for what is due to be sent
FILES_S = 0.25  # between two looks for a file
GRACE_S = 10.0  # what is being sent at the end may take this long


class Lane(abc.ABC):
    """Rounds without end; between rounds without work it waits, and longer while the database is away."""

    def __init__(self, name: str, stop: threading.Event) -> None:
        self.name = name
        self.stop = stop
        self.runs = Runs(name)
        self.rests = Rests(self.runs)

    @abc.abstractmethod
    def round(self) -> int:
        """Do each chore once. Returns how many rows were done."""

    @abc.abstractmethod
    def wait(self) -> None:
        """Until there may be work."""

    def run(self) -> None:
        """Until `stop` is set."""
        pause = FIRST_PAUSE_S
        while not self.stop.is_set():
            try:
                done = self.round()
                self.runs.write()
                if not done:
                    self.wait()
                pause = FIRST_PAUSE_S
            except Exception:  # the loop's edge: whatever it was, the worker goes on
                log.exception("Worker %s waits %s s.", self.name, pause)
                self.close()
                self.stop.wait(pause)
                pause = min(pause * 2, LONGEST_PAUSE_S)
        self.close()

    def close(self) -> None:
        """Give back this thread's connections."""
        snapshots.close()
        connections.close_all()


class MainLane(Lane):
    """Identifies and scores while it holds the lease; alerts beside other workers."""

    def __init__(self, name: str, stop: threading.Event) -> None:
        super().__init__(name, stop)
        self._holder = f"{name}#{secrets.token_hex(4)}"  # two workers may be given one name, never one lease
        self._held: Held | None = None
        self._urgent = [Pace(chore) for chore in SINGLE]
        self._background = [Pace(chore) for chore in BACKGROUND]
        self._waker = Waker()
        self._looked = self._retried = time.monotonic()

    def round(self) -> int:
        done = self._single(self._urgent)
        for chore in CHORES:
            done += self.rests.attempt(chore.name, partial(narrowing, chore))
        if not done or time.monotonic() - self._looked > BACKGROUND_S:
            done += self._single(self._background)
            self._looked = time.monotonic()
        if time.monotonic() - self._retried > RETRY_S:
            self._retried = time.monotonic()
            retry_heads(ALERT + FAN_OUT)
        return done

    def wait(self) -> None:
        self._waker.wait(self.stop)

    def close(self) -> None:
        if self._held is not None and self.stop.is_set():
            with contextlib.suppress(DatabaseError):  # then it runs out by itself
                self._held.release()
        self._held = None
        super().close()

    def _single(self, paces: Sequence[Pace]) -> int:
        try:
            return self._as_holder(paces)
        except LeaseLost as lost:
            log.warning("%s", lost)
            self._held = None
            return 0

    def _as_holder(self, paces: Sequence[Pace]) -> int:
        if self._held is None:
            self._held = leases.take(LEASE, self._holder)
        if self._held is None:
            return 0
        self._held.renew()
        return sum(self.rests.attempt(pace.chore.name, partial(pace.work, self._held)) for pace in paces)


class NetworkLane(Lane):
    """Delivers."""

    def round(self) -> int:
        return sum(self.rests.attempt(chore.name, partial(chore.work, chore.limit)) for chore in NETWORK)

    def wait(self) -> None:
        self.stop.wait(LOOK_S)

    def close(self) -> None:
        if self.stop.is_set():
            finish_deliveries(GRACE_S)
        super().close()


class FilesLane(Lane):
    """Checks, imports, takes back and writes what is in files: large ones keep nobody waiting."""

    def round(self) -> int:
        return sum(self.rests.attempt(name, partial(work, self.stop.is_set)) for name, work in FILES)

    def wait(self) -> None:
        self.stop.wait(FILES_S)

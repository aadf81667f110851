"""The event log on SQLite: its own connection to `events.db`, WAL, every commit on the disk before the answer."""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connections

from handraiser.events.rows import NewEvent, NewRefusal
from handraiser.events.stores.refused import refused
from handraiser.events.stores.stamping import LAST_STAMP, Stamp


def _insert(table: str, columns: tuple[str, ...]) -> str:
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"


_EVENT = _insert("events_event", (*NewEvent._fields, "received_us")) + " ON CONFLICT (source_id, message_id) DO NOTHING"
_REFUSAL = _insert("events_quarantined", (*NewRefusal._fields, "settled_as"))


class SqliteStore:
    """The file's only regular writer. Takes the lock that everybody else takes (a replay, a migration)."""

    away: tuple[type[Exception], ...] = (sqlite3.OperationalError,)  # locked, disk full, no such file
    faults: tuple[type[Exception], ...] = (sqlite3.DatabaseError, OverflowError, UnicodeError, ValueError)

    def __init__(self, stamp: type[Stamp] = Stamp) -> None:
        path = str(connections[settings.EVENTS_DB].settings_dict["NAME"])
        self._connection = sqlite3.connect(path, timeout=20, isolation_level=None)
        self._lock = os.open(f"{path}.lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        try:
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "cache_size=-65536"):
                self._connection.execute(f"PRAGMA {pragma}")
            self._stamp = stamp(*self._connection.execute(LAST_STAMP).fetchone())
        except sqlite3.Error:
            self.close()
            raise

    def write(self, events: list[NewEvent], refusals: list[NewRefusal]) -> None:
        with self._transaction() as connection:
            stamps = self._stamp.take(events)
            connection.executemany(_EVENT, [(*event, stamp) for event, stamp in zip(events, stamps, strict=False)])
            self._refuse(refusals)

    def write_one_by_one(self, events: list[NewEvent], refusals: list[NewRefusal]) -> None:
        with self._transaction() as connection:
            for event, stamp in zip(events, self._stamp.take(events), strict=False):
                connection.execute("SAVEPOINT one")
                try:
                    connection.execute(_EVENT, (*event, stamp))
                except self.away:
                    raise
                except self.faults as error:
                    connection.execute("ROLLBACK TO one")
                    refusals = [*refusals, refused(event, error)]
                connection.execute("RELEASE one")
            self._refuse(refusals)

    def close(self) -> None:
        self._connection.close()
        os.close(self._lock)

    def _refuse(self, refusals: list[NewRefusal]) -> None:
        self._connection.executemany(_REFUSAL, [(*refusal, "") for refusal in refusals])

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            yield self._connection
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise
        finally:
            fcntl.flock(self._lock, fcntl.LOCK_UN)

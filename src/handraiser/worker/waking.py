"""Waiting cheaply: a worker with nothing to do looks every few milliseconds whether anybody has written."""

import threading
import time

from django.conf import settings
from django.db import connections

POLL_S = 0.025
FULL_S = 0.5  # what falls due by the clock alone is looked for this often

_NEWS = (
    "SELECT EXISTS (SELECT 1 FROM events_arrival)"
    " OR EXISTS (SELECT 1 FROM people_rescore r WHERE touches > 0 AND NOT EXISTS (SELECT 1 FROM worker_parked p"
    " WHERE p.chore = 'rescore' AND p.row_id = r.person_id AND p.settled_us IS NULL AND p.retry_us IS NULL))"
    " OR EXISTS (SELECT 1 FROM lifecycle_handraise WHERE acted_us IS NULL)"
    " OR EXISTS (SELECT 1 FROM lifecycle_stagechange WHERE acted_us IS NULL)"
    " OR EXISTS (SELECT 1 FROM handoff_alert WHERE fanned_out_us IS NULL)"
)


class Waker:
    """One thread's way to wait."""

    def __init__(self) -> None:
        self._seen: tuple[int, ...] = ()

    def wait(self, stop: threading.Event) -> None:
        """Until somebody has written something, `FULL_S` is over or `stop` is set."""
        full = time.monotonic() + FULL_S
        while not stop.wait(POLL_S) and time.monotonic() < full and not self._has_news():
            pass

    def _has_news(self) -> bool:
        if connections["default"].vendor != "sqlite":
            return bool(_ask("default", _NEWS))
        seen = tuple(_ask(alias, "PRAGMA data_version") for alias in ("default", settings.EVENTS_DB))
        self._seen, before = seen, self._seen
        return seen != before


def _ask(alias: str, sql: str) -> int:
    with connections[alias].cursor() as cursor:
        cursor.execute(sql)
        return int(cursor.fetchone()[0])

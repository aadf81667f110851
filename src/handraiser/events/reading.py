"""The event log as the other folders read it: rows in arrival order, never changed."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from django.conf import settings
from django.db import connections
from django.db.backends.utils import CursorWrapper

RECENT = 50_000  # ids looked through before the whole log is
FEW = 1_000  # events of one source that are rather sorted than looked for


class EventRow(NamedTuple):
    """One row an event; the columns of `models.Event`, where each is described."""

    id: int
    source_id: int
    message_id: str
    kind: str
    name: str | None
    anonymous_id: str | None
    user_id: str | None
    trust: int
    occurred_us: int
    received_us: int
    sent_at: str | None
    path: str | None
    url: str | None
    title: str | None
    referrer: str | None
    search: str | None
    utm_source: str | None
    utm_medium: str | None
    utm_campaign: str | None
    utm_term: str | None
    utm_content: str | None
    ip: str | None
    user_agent: str | None
    flags: int
    payload: str


COLUMNS = ", ".join(f"e.{column}" for column in EventRow._fields)


def after(position: int, limit: int) -> list[EventRow]:
    """SQLite: the next events after id `position`. With several writers this would skip late commits: see `arrived`."""
    return _rows(f"SELECT {COLUMNS} FROM events_event e WHERE e.id > %s ORDER BY e.id LIMIT %s", position, limit)


def arrived(limit: int) -> list[EventRow]:
    """PostgreSQL: the oldest events of the inbox, until `take_out`."""
    return _rows(
        f"SELECT {COLUMNS} FROM events_event e JOIN (SELECT event_id FROM events_arrival ORDER BY event_id LIMIT %s) a"
        " ON a.event_id = e.id ORDER BY e.id",
        limit,
    )


def take_out(ids: Collection[int]) -> None:
    """Empty the inbox of these events, in the caller's transaction (the one that holds their effects)."""
    with _cursor() as cursor:
        cursor.execute("DELETE FROM events_arrival WHERE event_id = ANY(%s)", [list(ids)])


def by_ids(ids: Sequence[int]) -> list[EventRow]:
    """In arrival order; ids that do not exist are left out."""
    rows: list[EventRow] = []
    for start in range(0, len(ids), 500):  # SQLite's oldest limit of parameters is 999
        some = ids[start : start + 500]
        marks = ", ".join(["%s"] * len(some))
        rows += _rows(f"SELECT {COLUMNS} FROM events_event e WHERE e.id IN ({marks})", *some)
    return sorted(rows)


def latest(source_id: int, limit: int) -> list[EventRow]:
    """The source's newest events, newest first. Looks through the recent ids first: no index leads there."""
    recent = _rows(_LATEST, source_id, last_id() - RECENT, limit)
    if len(recent) == limit:
        return recent
    few = _few_ids(source_id)  # what a quiet source ever sent is found without reading the whole log
    return _rows(_LATEST, source_id, 0, limit) if few is None else by_ids(sorted(few)[-limit:])[::-1]


def _few_ids(source_id: int) -> list[int] | None:
    """All ids of the source, by the index that keeps events unique; None where there are more than FEW."""
    with _cursor() as cursor:
        cursor.execute("SELECT id FROM events_event WHERE source_id = %s LIMIT %s", [source_id, FEW + 1])
        ids = [row[0] for row in cursor.fetchall()]
    return ids if len(ids) <= FEW else None


def last_id() -> int:
    """The newest event's id; 0 while there is none."""
    with _cursor() as cursor:
        cursor.execute("SELECT max(id) FROM events_event")
        return int(cursor.fetchone()[0] or 0)


_LATEST = f"SELECT {COLUMNS} FROM events_event e WHERE e.source_id = %s AND e.id > %s ORDER BY e.id DESC LIMIT %s"


def _rows(sql: str, *parameters: int) -> list[EventRow]:
    with _cursor() as cursor:
        cursor.execute(sql, parameters)
        return [EventRow._make(row) for row in cursor.fetchall()]


def _cursor() -> CursorWrapper:
    return connections[settings.EVENTS_DB].cursor()

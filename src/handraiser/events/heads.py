"""Events without what they brought along: enough to say what a visit was about, for many at once."""

import json
from collections.abc import Collection
from typing import NamedTuple

from django.conf import settings
from django.db import connections


class EventHead(NamedTuple):
    """One row an event; the columns of `models.Event`."""

    id: int
    kind: str
    name: str | None
    path: str | None
    title: str | None
    url: str | None
    referrer: str | None
    utm_source: str | None
    utm_medium: str | None
    utm_campaign: str | None
    user_agent: str | None
    flags: int


_COLUMNS = ", ".join(f"e.{column}" for column in EventHead._fields)


def by_ids(ids: Collection[int]) -> dict[int, EventHead]:
    """By id; those that do not exist are left out."""
    if not ids:
        return {}
    connection = connections[settings.EVENTS_DB]
    sqlite = connection.vendor == "sqlite"
    some = "IN (SELECT value FROM json_each(%s))" if sqlite else "= ANY(%s)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_COLUMNS} FROM events_event e WHERE e.id {some}", [json.dumps(list(ids)) if sqlite else list(ids)]
        )
        return {row[0]: EventHead._make(row) for row in cursor.fetchall()}

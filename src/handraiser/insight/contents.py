"""Which content people consumed: events whose properties say `content: {kind, title}`."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec
from django.conf import settings
from django.db import connections

from handraiser import clock
from handraiser.events.hosts import clean
from handraiser.people import bulk

WITH_US = 5 * clock.MINUTE_US  # a download follows its form
_LONGEST_KIND = 32


class Consumed(NamedTuple):
    """One event with content. `kind` and `title` "" where it does not say."""

    at_us: int
    kind: str
    title: str


def consumed(leads: Mapping[int, int]) -> dict[int, list[Consumed]]:
    """By person, oldest first; of these people only. Crawlers' events do not count, nor those that are held."""
    among, ids = bulk.among(list(leads))
    sql = (
        "SELECT s.occurred_us, s.event_id, p.canonical_id{payload} FROM people_person p"
        " JOIN people_identity i ON i.person_id = p.id JOIN people_sighting s ON s.identity_id = i.id{log}"
        f" WHERE p.canonical_id {among} AND NOT s.bot AND NOT s.held{{told}} ORDER BY 1, 2"
    )
    if settings.EVENTS_DB == "default":
        log = " JOIN events_event e ON e.id = s.event_id"
        rows = bulk.rows(sql.format(payload=", e.payload", log=log, told=f" AND {_TELLS}"), ids)
        return _by_person([(row[0], row[2], row[3]) for row in rows])
    rows = bulk.rows(sql.format(payload="", log="", told=""), ids)
    told = _told([row[1] for row in rows])
    return _by_person([(row[0], row[2], told[row[1]]) for row in rows if row[1] in told])


_TELLS = "e.kind <> 'identify' AND e.payload LIKE '%%\"content\"%%'"


def _told(events: list[int]) -> dict[int, str]:
    among, ids = bulk.among(events)
    with connections[settings.EVENTS_DB].cursor() as cursor:
        cursor.execute(f"SELECT e.id, e.payload FROM events_event e WHERE e.id {among} AND {_TELLS}", [ids])
        return dict(cursor.fetchall())


def _by_person(rows: list[tuple[int, int, str]]) -> dict[int, list[Consumed]]:
    found: dict[int, list[Consumed]] = defaultdict(list)
    for at_us, person, payload in rows:
        content = _content(msgspec.json.decode(payload))
        if content is not None:
            kind = clean(_text(content.get("kind"))).replace(",", " ")[:_LONGEST_KIND].strip().lower()
            found[person].append(Consumed(at_us, kind, clean(_text(content.get("title")))))
    return found


def _content(message: Any) -> dict[str, Any] | None:
    properties = message.get("properties") if isinstance(message, dict) else None
    content = properties.get("content") if isinstance(properties, dict) else None
    return content if isinstance(content, dict) else None


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""

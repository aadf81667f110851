"""What a person did, newest first, with how sure we are that it was them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from handraiser.events import reading
from handraiser.events.reading import EventRow
from handraiser.people import bulk
from handraiser.people.models import Person

CHUNK = 500
NEWEST_US = 1 << 62  # after everything


class Seen(NamedTuple):
    """That one event is the person's, or of somebody folded into it; the event itself is in the log."""

    event_id: int
    identity_id: int
    kind: str  # of the identity: device, user id or e-mail
    value: str
    occurred_us: int
    known_us: int  # when it became this person's
    claimed: bool  # by an open claim: unconfirmed
    confirmed: bool  # by a claim that a user confirmed
    bot: bool
    held: bool  # kept, not scored until confirmed


@dataclass(frozen=True)
class Entry:
    """One event, and how it is known to be the person's."""

    event: EventRow
    seen: Seen


SEEN = """
    SELECT s.event_id, i.id, i.kind, i.value, s.occurred_us, s.known_us, i.linked_us, p.folded_us,
           i.claimed, i.confirmed, s.bot, s.held
    FROM people_person p
    JOIN people_identity i ON i.person_id = p.id
    JOIN people_sighting s ON s.identity_id = i.id
    WHERE p.canonical_id = %s AND s.occurred_us {bound}
    ORDER BY s.occurred_us {order}, s.event_id {order} LIMIT %s
"""
_BACK = SEEN.format(bound="< %s", order="DESC")
_INSTANT = SEEN.format(bound="= %s", order="DESC")
_FORTH = SEEN.format(bound="> %s", order="ASC")


def chunk(person: Person, before_us: int, limit: int) -> list[Seen]:
    """The newest `limit` sightings of a canonical person before a moment.

    Those of the last one's very instant come along, so that the next chunk can start before it.
    """
    rows = bulk.rows(_BACK, person.pk, before_us, limit)
    if len(rows) == limit:
        last_us = rows[-1][4]
        rows = [row for row in rows if row[4] != last_us] + bulk.rows(_INSTANT, person.pk, last_us, NEWEST_US)
    return [_seen(row) for row in rows]


def back(person: Person, before_us: int = NEWEST_US, size: int = CHUNK) -> Iterator[Seen]:
    """All sightings of a canonical person before a moment, newest first, read as they are asked for."""
    while found := chunk(person, before_us, size):
        yield from found
        if len(found) < size:
            return
        before_us = found[-1].occurred_us


def forth(person: Person, after_us: int, size: int = CHUNK) -> Iterator[int]:
    """The moments of the sightings after a moment, oldest first, each once, read as they are asked for."""
    while rows := bulk.rows(_FORTH, person.pk, after_us, size):
        yield from sorted({int(row[4]) for row in rows})
        after_us = rows[-1][4]


def entries(seen: Sequence[Seen]) -> list[Entry]:
    """With their events; what the log does not hold any more is left out."""
    events = {event.id: event for event in reading.by_ids([each.event_id for each in seen])}
    return [Entry(events[each.event_id], each) for each in seen if each.event_id in events]


def timeline(person: Person, before_us: int | None = None, limit: int = 50) -> list[Entry]:
    """The newest events of a canonical person before a moment, with those of the last one's very instant."""
    return entries(chunk(person, NEWEST_US if before_us is None else before_us, limit))


def _seen(row: bulk.Row) -> Seen:
    event_id, identity_id, kind, value, occurred_us, *moments, claimed, confirmed, bot, held = row
    marks = bool(claimed), bool(confirmed), bool(bot), bool(held)
    return Seen(event_id, identity_id, kind, value, occurred_us, max(moments), *marks)

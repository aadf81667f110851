"""What a person did, newest first, with how sure we are that it was them."""

from dataclasses import dataclass

from handraiser.events import reading
from handraiser.events.reading import EventRow
from handraiser.people import bulk
from handraiser.people.models import Person


@dataclass(frozen=True)
class Entry:
    """One event of the person, or of somebody folded into it."""

    event: EventRow
    identity_id: int
    kind: str  # of the identity: device, user id or e-mail
    value: str
    occurred_us: int
    known_us: int  # when it became this person's
    claimed: bool  # by an open claim: unconfirmed
    confirmed: bool  # by a claim that a user confirmed
    bot: bool
    held: bool  # kept, not scored until confirmed


TIMELINE = """
    SELECT s.event_id, i.id, i.kind, i.value, s.occurred_us, s.known_us, i.linked_us, p.folded_us,
           i.claimed, i.confirmed, s.bot, s.held
    FROM people_person p
    JOIN people_identity i ON i.person_id = p.id
    JOIN people_sighting s ON s.identity_id = i.id
    WHERE p.canonical_id = %s AND s.occurred_us {bound} %s
    ORDER BY s.occurred_us DESC, s.event_id DESC
"""


def timeline(person: Person, before_us: int | None = None, limit: int = 50) -> list[Entry]:
    """The newest `limit` events of a canonical person that occurred before `before_us`.

    Events of the last one's very instant come along, so that the next page can start before it.
    """
    until_us = before_us if before_us is not None else 1 << 62
    rows = bulk.rows(TIMELINE.format(bound="<") + " LIMIT %s", person.pk, until_us, limit)
    if len(rows) == limit:
        last_us = rows[-1][4]
        rows = [row for row in rows if row[4] != last_us] + bulk.rows(TIMELINE.format(bound="="), person.pk, last_us)
    events = {event.id: event for event in reading.by_ids([row[0] for row in rows])}
    return [_entry(events[row[0]], row) for row in rows if row[0] in events]


def _entry(event: EventRow, row: bulk.Row) -> Entry:
    _, identity_id, kind, value, occurred_us, *moments, claimed, confirmed, bot, held = row
    marks = bool(claimed), bool(confirmed), bool(bot), bool(held)
    return Entry(event, identity_id, kind, value, occurred_us, max(moments), *marks)

"""First and last touch of people, prepared from all events that count for them."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from django.conf import settings
from django.db import connections

from handraiser.events.channels import DIRECT, INSIDE, Touch, classify
from handraiser.events.hosts import clean, host_of
from handraiser.people import bulk
from handraiser.people.models import Touches
from handraiser.people.visits import visits

COLUMNS = ("us", "channel", "source", "medium", "campaign", "referrer", "landing")
_TOLD = "e.path, e.url, e.referrer, e.utm_source, e.utm_medium, e.utm_campaign"
_SEEN = """
    FROM people_person p
    JOIN people_identity i ON i.person_id = p.id
    JOIN people_sighting s ON s.identity_id = i.id
"""
_WHOSE = "WHERE p.canonical_id {among} AND p.erased_us IS NULL AND NOT s.bot AND NOT s.held"


class Seen(NamedTuple):
    """What one event tells of where its person came from; all None where it tells of no page."""

    person: int
    at_us: int
    event_id: int
    path: str | None
    url: str | None
    referrer: str | None
    source: str | None
    medium: str | None
    campaign: str | None

    @property
    def is_page(self) -> bool:
        return any(self[3:])


class Came(NamedTuple):
    """A touch, as a row has it (`COLUMNS`)."""

    at_us: int
    channel: str
    source: str
    medium: str
    campaign: str
    referrer: str
    landing: str


def refresh(people: Sequence[int]) -> None:
    """Make anew the rows of these people; those folded into somebody else, and those without events, have none."""
    rows = [
        (person, *came[0], *came[1])
        for person, events in groupby(sorted(_seen(people)), attrgetter("person"))
        for came in [first_and_last(list(events))]
    ]
    among, ids = bulk.among(people)
    bulk.execute(f"DELETE FROM people_touches WHERE person_id {among}", ids)
    columns = [f"{which}_{column}" for which in ("first", "last") for column in COLUMNS]
    bulk.insert(Touches, ("person_id", *columns), rows)


def first_and_last(events: Sequence[Seen]) -> tuple[Came, Came]:
    """Of one person's events, oldest first.

    The first touch is that of the first visit, direct where it came from nowhere; the last touch that of the newest
    visit which came from somewhere, else of the newest one.
    """
    pages = [event for event in events if event.is_page]
    if not pages:
        return _came(events[0], INSIDE), _came(events[-1], INSIDE)
    own = {host for event in pages if (host := host_of(event.url))}
    made = visits(pages, attrgetter("at_us"))
    newest = (_of_visit(visit, own) for visit in reversed(made))
    last = next((came for came in newest if came.channel not in _NOWHERE), None)
    return _of_visit(made[0], own), last or _of_visit(made[-1], own)


_NOWHERE = {INSIDE.channel, DIRECT.channel}


def _of_visit(visit: Sequence[Seen], own: set[str]) -> Came:
    """That of its first page from outside, else of its first page."""
    for event in visit:
        touch = _touch(event, own)
        if touch.channel not in _NOWHERE:
            return _came(event, touch)
    return _came(visit[0], _touch(visit[0], own))


def _touch(event: Seen, own: set[str]) -> Touch:
    """Of a path and nothing else nothing tells: no browser sends that, a file of first contacts does."""
    if not (event.url or event.referrer or event.source or event.medium):
        return INSIDE
    return classify(event.url, event.referrer, event.source, event.medium, own)


def _came(event: Seen, touch: Touch) -> Came:
    landing = clean((event.path or "").partition("?")[0])
    return Came(
        event.at_us,
        str(touch.channel),
        touch.source,
        clean(event.medium),
        clean(event.campaign),
        host_of(event.referrer),
        landing,
    )


def _seen(people: Sequence[int]) -> Iterable[Seen]:
    """Every event that counts: a crawler's does not, nor what a strict source says before it is confirmed."""
    among, ids = bulk.among(people)
    whose = _WHOSE.format(among=among)
    if settings.EVENTS_DB == "default":
        sql = f"SELECT p.canonical_id, s.occurred_us, s.event_id, {_TOLD} {_SEEN}"
        return map(Seen._make, bulk.rows(f"{sql} JOIN events_event e ON e.id = s.event_id {whose}", ids))
    seen = bulk.rows(f"SELECT p.canonical_id, s.occurred_us, s.event_id {_SEEN} {whose}", ids)
    told = _told([row[2] for row in seen])
    return [Seen(*row, *told[row[2]]) for row in seen if row[2] in told]


def _told(events: Sequence[int]) -> dict[int, bulk.Row]:
    """The same columns where the log is a database of its own."""
    among, ids = bulk.among(events)
    with connections[settings.EVENTS_DB].cursor() as cursor:
        cursor.execute(f"SELECT e.id, {_TOLD} FROM events_event e WHERE e.id {among}", [ids])
        return {row[0]: row[1:] for row in cursor.fetchall()}

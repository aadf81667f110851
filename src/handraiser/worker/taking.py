"""The chore that takes events: who did them, in arrival order, and how far it has come, in one transaction."""

from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Greatest

from handraiser.events.models import Arrival, Event
from handraiser.events.reading import EventRow, after, arrived, by_ids, last_id, take_out
from handraiser.insight import pulses
from handraiser.lifecycle.asking import asks
from handraiser.people.identifying import identify
from handraiser.privacy.admitting import Gate
from handraiser.worker import outcomes, parking
from handraiser.worker.leases import Held
from handraiser.worker.models import Cursor, Parked

CHORE = parking.EVENTS


def take(limit: int, held: Held) -> int:
    """Identify the next events. A poisoned one is parked and counts as taken."""
    rows = _next(limit)
    if rows:
        parking.halve(rows, lambda some: _identify(some, held), lambda row, error: _park(row, error, held))
    return len(rows)


def take_parked(limit: int, held: Held) -> int:
    """Identify those parked events that somebody asked to try again; what fails again stays parked.

    What the log does not hold any more is settled.
    """
    asked = Parked.objects.filter(chore=CHORE, settled_us=None, retry_us__isnull=False).order_by("row_id")
    ids = list(asked.values_list("row_id", flat=True)[:limit])
    rows = by_ids(ids)
    if gone := set(ids) - {row.id for row in rows}:
        parking.settle(CHORE, gone)
    if rows:
        parking.halve(rows, lambda some: _identify_parked(some, held), lambda row, error: _park(row, error, held))
    return len(rows)


def is_behind() -> bool:
    """Whether events wait to be taken."""
    if _has_inbox():
        return Arrival.objects.exists()
    return last_id() > _position()


def waiting() -> int:
    """How many events wait to be taken."""
    return Arrival.objects.count() if _has_inbox() else Event.objects.filter(id__gt=_position()).count()


def _next(limit: int) -> list[EventRow]:
    return arrived(limit) if _has_inbox() else after(_position(), limit)


def _identify(rows: Sequence[EventRow], held: Held) -> None:
    with transaction.atomic():
        held.guard()
        identify(rows, Gate(asks))
        outcomes.follow(rows)
        pulses.count(rows)
        _taken(rows)


def _identify_parked(rows: Sequence[EventRow], held: Held) -> None:
    with transaction.atomic():
        held.guard()
        identify(rows, Gate(asks))
        outcomes.follow(rows)
        pulses.count(rows)
        parking.settle(CHORE, [row.id for row in rows])


def _park(row: EventRow, error: Exception, held: Held) -> None:
    with transaction.atomic():
        held.guard()
        parking.park(CHORE, row.id, error)
        _taken([row])  # counts as taken; parked again, this moves nothing back


def _taken(rows: Sequence[EventRow]) -> None:
    if _has_inbox():
        take_out([row.id for row in rows])
    elif not Cursor.objects.filter(name=CHORE).update(position=Greatest("position", rows[-1].id)):
        Cursor.objects.create(name=CHORE, position=rows[-1].id)


def _position() -> int:
    return Cursor.objects.filter(name=CHORE).values_list("position", flat=True).first() or 0


def _has_inbox() -> bool:
    """With several collectors an id may commit late: a cursor would skip it, so arrivals have rows of their own."""
    return bool(settings.EVENTS_DB == "default")

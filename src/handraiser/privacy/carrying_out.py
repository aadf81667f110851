"""What the worker does of an erasure, batch by batch: the event history, and whatever was written meanwhile."""

from collections.abc import Callable, Sequence

from django.conf import settings
from django.db import transaction

from handraiser import clock
from handraiser.events.forgetting import forget
from handraiser.events.models import Quarantined
from handraiser.people import changing
from handraiser.people.models import Sighting
from handraiser.privacy import mentions
from handraiser.privacy.erasing import EVENTS, everybody
from handraiser.privacy.holdings import HOLDINGS, IDENTITIES
from handraiser.privacy.models import Erasure, Withheld

Guard = Callable[[], None]
QUARANTINE = "quarantined"


def waiting() -> int:
    """How many erasures are not through."""
    return Erasure.objects.filter(done_us=None).count()


def carry_on(limit: int, guard: Guard) -> int:
    """One batch of the oldest erasure. Gives how many rows went; at its end, one for the erasure itself."""
    erasure = Erasure.objects.filter(done_us=None).select_related("person").order_by("pk").first()
    if erasure is None:
        return 0
    people = everybody(erasure.person)
    gone = _events(erasure, people, limit, guard) or _quarantined(erasure, limit, guard)
    return gone or _rest(erasure, people, guard)


def drop_withheld(limit: int, guard: Guard) -> int:
    """Delete events that are not to be kept, once their time is over."""
    over = Withheld.objects.filter(until_us__lte=clock.now_us()).order_by("until_us")
    ids = list(over.values_list("event_id", flat=True)[:limit])
    if ids:
        forget(ids)
        with transaction.atomic():
            guard()
            Withheld.objects.filter(pk__in=ids).delete()
    return len(ids)


def _events(erasure: Erasure, people: Sequence[int], limit: int, guard: Guard) -> int:
    """The log first: while a sighting is there, the next batch finds its event again."""
    ids = list(Sighting.objects.filter(identity__person__in=people).values_list("event_id", flat=True)[:limit])
    if not ids:
        return 0
    forget(ids)
    with transaction.atomic():
        guard()
        Sighting.objects.filter(pk__in=ids).delete()
        _count(erasure, EVENTS, len(ids))
    return len(ids)


def _quarantined(erasure: Erasure, limit: int, guard: Guard) -> int:
    """Refused events that name one of the identifiers; each is looked at once."""
    stones = set(erasure.tombstones.values_list("digest", flat=True))
    rows = Quarantined.objects.filter(pk__gt=erasure.looked_through).order_by("pk")
    looked = list(rows.values_list("pk", "payload")[:limit]) if stones else []
    if not looked:
        return 0
    found = [pk for pk, payload in looked if not stones.isdisjoint(mentions.digests(payload))]
    with transaction.atomic(using=settings.EVENTS_DB):
        Quarantined.objects.filter(pk__in=found).delete()
    with transaction.atomic():
        guard()
        erasure.looked_through = looked[-1][0]
        _count(erasure, QUARANTINE, len(found))
    return len(looked)


def _rest(erasure: Erasure, people: Sequence[int], guard: Guard) -> int:
    """What chores wrote while it was being erased, and the identities; then it is done."""
    with transaction.atomic():
        guard()
        for holding in (*HOLDINGS, IDENTITIES):
            _count(erasure, holding.name, holding.forget(holding.rows(people)))
        changing.mark(people)  # what is prepared from events
        erasure.done_us = clock.now_us()
        erasure.save(update_fields=["gone", "done_us"])
    return 1


def _count(erasure: Erasure, name: str, rows: int) -> None:
    if rows:
        erasure.gone[name] = erasure.gone.get(name, 0) + rows
    erasure.save(update_fields=["gone", "looked_through"])

"""Erasing a person (GDPR, article 17): gone from every page at once, from the event log soon after, and not to return.

One transaction takes away all but the events: whoever looks sees everything or nothing. Then the worker deletes the
events in batches (`carrying_out.py`); killed in between, it goes on where it stopped.
"""

from collections.abc import Sequence
from typing import NamedTuple

from django.db import models, transaction
from django.db.models import Max
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handraiser.audiences import exporting
from handraiser.errors import HandraiserError
from handraiser.organisation import audit
from handraiser.organisation.models import User
from handraiser.people import bulk, locking
from handraiser.people.models import Identity, IdentityKind, Person, Sighting
from handraiser.privacy.digests import digest
from handraiser.privacy.holdings import HOLDINGS, IDENTITIES
from handraiser.privacy.models import Erased, Erasure, Reason
from handraiser.privacy.stones import Stone, append

EVENTS = "events"
NAMES = (IdentityKind.USER, IdentityKind.EMAIL)


class AlreadyErased(HandraiserError):
    """Somebody was quicker."""

    status = 409


class NotConfirmed(HandraiserError):
    """Something else was typed than what was asked for."""


class Found(NamedTuple):
    """How much of one kind is held."""

    name: str
    words: str | Promise
    rows: int


def preview(person: Person) -> list[Found]:
    """What will go, kind by kind; nothing of what is not there."""
    people = everybody(person)
    found = [
        Found(EVENTS, gettext_lazy("events"), Sighting.objects.filter(identity__person__in=people).count()),
        *(Found(each.name, each.words, each.rows(people).count()) for each in (IDENTITIES, *HOLDINGS) if each.shown),
    ]
    return [each for each in found if each.rows]


def everybody(person: Person) -> list[int]:
    """A canonical person and all who are folded into it."""
    return list(Person.objects.filter(canonical=person).values_list("pk", flat=True))


def erase(person: Person, *, reason: Reason, by: User | None = None, by_name: str = "", blocks: bool = True) -> Erasure:
    """Forget a canonical person. `blocks`: later events by the same identifiers bring nobody back, and files of lists
    that lie here are deleted.

    Raises AlreadyErased, also when two administrators click at once.
    """
    with transaction.atomic():
        moment = locking.present(locking.hold())
        now = Person.objects.select_related("canonical").get(pk=person.pk).canonical
        if now is None or now.erased_us is not None:
            raise AlreadyErased(_("This person is erased already."))
        people, expected = everybody(now), {each.name: each.rows for each in preview(now)}
        erasure = Erasure.objects.create(person=now, reason=reason, by=by, asked_us=moment, expected=expected)
        if blocks:
            set_stones(erasure, people)
            exporting.forget_people()
        erasure.gone = clear(people, moment)
        erasure.save(update_fields=["gone"])
        audit.record("person.erased", f"person {now.pk}", by=by, by_name=by_name, reason=str(reason), rows=expected)
    return erasure


def set_stones(erasure: Erasure, people: Sequence[int]) -> None:
    """A tombstone for each identifier; none for a device that is somebody else's by now."""
    stones = [
        Erased(digest=digest(kind, value), kind=kind, erasure=erasure, at_us=erasure.asked_us)
        for kind, value in _identifiers(people)
    ]
    Erased.objects.bulk_create(
        stones,
        update_conflicts=True,
        unique_fields=["digest"],
        update_fields=["erasure", "at_us", "lifted_us"],
    )
    lines = [Stone(stone.digest, stone.kind, stone.at_us) for stone in stones]
    transaction.on_commit(lambda: append(lines))


def clear(people: Sequence[int], moment: int) -> dict[str, int]:
    """Take away all but the events, in the caller's transaction. Gives how many rows of each kind went."""
    gone = {holding.name: holding.forget(holding.rows(people)) for holding in HOLDINGS}
    for each in Person._meta.related_objects:  # rows that are only prepared from the others
        if getattr(each, "on_delete", None) is models.CASCADE:
            each.related_model._default_manager.filter(**{f"{each.field.name}__in": people}).delete()
    among, ids = bulk.among(people)
    unsaid = "value = ' ' || id, raw = ''"  # no event can name it: identifiers are trimmed
    bulk.execute(f"UPDATE people_identity SET {unsaid} WHERE person_id {among}", ids)
    Person.objects.filter(pk__in=people).update(
        erased_us=moment, known_us=None, email=None, name="", title="", company=None, company_trust=0, owner=None
    )
    return {name: rows for name, rows in gone.items() if rows}


def _identifiers(people: Sequence[int]) -> set[tuple[str, str]]:
    """Kind and value. Typed e-mails (epochs after the first) are those of whom somebody claimed to be."""
    rows = Identity.objects.filter(person__in=people)
    found = set(rows.filter(kind__in=NAMES, epoch=1).values_list("kind", "value"))
    devices = set(rows.filter(kind=IdentityKind.ANONYMOUS).values_list("value", "epoch"))
    newest = Identity.objects.filter(kind=IdentityKind.ANONYMOUS, value__in={value for value, _ in devices})
    last = dict(newest.values_list("value").annotate(last=Max("epoch")))
    return found | {(IdentityKind.ANONYMOUS.value, value) for value, epoch in devices if last[value] == epoch}

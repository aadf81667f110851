"""Taking a whole import back, batch by batch: its events are forgotten, and what they brought gives way.

People of whom nothing else is known are cleared as if they had been erased, without a tombstone. This is final: the
file can be imported again. Killed in between, it goes on: taking an event back once more does nothing.
"""

import json
from collections.abc import Callable, Sequence

from django.conf import settings
from django.db import connections, transaction
from django.db.models import Exists, F, OuterRef, Q

from handraiser.deals import withdrawing as deals
from handraiser.events import reading
from handraiser.events.forgetting import forget
from handraiser.events.models import Event, Kind
from handraiser.exchange.importing.running import Claim, Taken, claim
from handraiser.exchange.models import ImportState
from handraiser.lifecycle.models import HandRaise, Move, RefusedOutcome, StageChange
from handraiser.people import bulk, changing, companies, loading, locking, normalising, writing
from handraiser.people.acting import Acting
from handraiser.people.book import Book, Cause
from handraiser.people.cards import CompanyCard, PersonCard
from handraiser.people.merging import take_apart
from handraiser.people.models import (
    Company,
    Consent,
    Duplicate,
    Identity,
    Link,
    Merge,
    Person,
    Sighting,
    TraitValue,
    Trust,
)
from handraiser.people.recounting import recount
from handraiser.people.remarks import Note, Tagged
from handraiser.privacy.erasing import clear
from handraiser.privacy.holdings import IDENTITIES

BATCH = 1_000  # events


def work(is_stopping: Callable[[], bool]) -> int:
    """The chore: the oldest import to be undone, when all that arrived has been taken. Returns events."""
    claimed = claim(ImportState.UNDOING)
    if claimed is None:
        return 0
    events = 0
    try:
        while ids := _events(claimed.row.source_id or 0):
            events += len(ids)
            _take_back(claimed, ids)
            if is_stopping():
                claimed.release()
                return events
        claimed.end(ImportState.UNDONE)
    except Taken:
        pass
    return events


def _events(source: int) -> list[int]:
    with connections[settings.EVENTS_DB].cursor() as cursor:
        cursor.execute("SELECT id FROM events_event WHERE source_id = %s ORDER BY id LIMIT %s", [source, BATCH])
        return [row[0] for row in cursor.fetchall()]


def _take_back(claimed: Claim, ids: Sequence[int]) -> None:
    with transaction.atomic():
        moment = locking.present(locking.hold())
        sightings = Sighting.objects.filter(pk__in=ids)
        people = set(sightings.values_list("identity__person", flat=True))
        _unmerge(people, ids, moment)
        told, sent = _values(ids), _sent_to(ids)
        deals.withdraw(ids)
        _forget(ids)
        _put_in_force(told)
        gone = _gone(people)
        clear(sorted(gone), moment)
        IDENTITIES.forget(IDENTITIES.rows(sorted(gone)))
        _recount(people - gone, moment, sent)
        _forget_companies(told)
        locking.advance(moment)
        changing.mark(people)
        claimed.keep(undone=F("undone") + len(ids))
    forget(ids)


def _unmerge(people: set[int], ids: Sequence[int], moment: int) -> None:
    """Who became one by what the import said are two again."""
    merges = list(Merge.objects.filter(event_id__in=ids, undone_at_us=None).order_by("-id"))
    if not merges:
        return
    people.update(person for merge in merges for person in (merge.kept_id, merge.folded_id))
    act = Acting(loading.for_people(moment, sorted(people)), Cause(Trust.T1, moment))
    for merge in merges:
        take_apart(act, merge.pk)
    writing.write(act.book)


Told = set[tuple[int | None, int | None, str]]


def _values(ids: Sequence[int]) -> Told:
    """(person, company, trait) of which the import said something."""
    return set(TraitValue.objects.filter(event_id__in=ids).values_list("person_id", "company_id", "name"))


def _forget(ids: Sequence[int]) -> None:
    """What was recorded of these events; the ledger's entries too, as nobody shall be known by them."""
    for model in (Sighting, TraitValue, Consent, Link, HandRaise, RefusedOutcome):
        model._default_manager.filter(event_id__in=ids).delete()
    StageChange.objects.filter(event_id__in=ids, silent=True).delete()
    Duplicate.objects.filter(event_id__in=ids, settled_as="").delete()


def _put_in_force(told: Told) -> None:
    """The newest of the most trusted of what is left; what was refused only beside the import's may count now."""
    for person, company, name in told:
        left = TraitValue.objects.filter(person=person, company=company, name=name)
        best = left.order_by("refused", "-trust", "-set_us", "-id").first()
        if best is not None and not (best.refused and name == "email"):
            left.filter(in_force=True).exclude(pk=best.pk).update(in_force=False)
            left.filter(pk=best.pk).update(in_force=True, refused=False)
        if company is not None and name == "name":
            said = json.loads(best.value) if best is not None and best.value else ""
            Company.objects.filter(pk=company).update(name=said[:255] if isinstance(said, str) else "")


def _gone(people: set[int]) -> set[int]:
    """Identifiers that nothing but the import has told go; and with the last of them the person."""
    of = OuterRef("person")
    busy = Exists(Note.objects.filter(person=of)) | Exists(Tagged.objects.filter(person=of))
    busy |= Exists(Move.objects.filter(person=of)) | Exists(TraitValue.objects.filter(person=of, set_by__isnull=False))
    links, seen = Link.objects.filter(identity=OuterRef("pk")), Sighting.objects.filter(identity=OuterRef("pk"))
    untold = Identity.objects.filter(Q(person__in=people) & ~Exists(links) & ~Exists(seen) & ~busy)
    untold.delete()
    known = set(Identity.objects.filter(person__in=people).values_list("person", flat=True))
    merged = Merge.objects.filter(undone_at_us=None).filter(Q(kept__in=people) | Q(folded__in=people))
    together = {person for pair in merged.values_list("kept", "folded") for person in pair}
    return people - known - together


_OF = "WHERE {0}.identity_id = people_identity.id"
_SINCE = (
    "UPDATE people_identity SET linked_us = coalesce("
    f"(SELECT min(l.at_us) FROM people_link l {_OF.format('l')}),"
    f" (SELECT min(s.known_us) FROM people_sighting s {_OF.format('s')}), linked_us)"
    f" WHERE NOT EXISTS (SELECT 1 FROM people_link l {_OF.format('l')} AND l.act IN ('cut', 'confirmed'))"
)


def _sent_to(ids: Sequence[int]) -> set[int]:
    """The people whose company the import said by its id."""
    groups = Event.objects.filter(pk__in=ids, kind=Kind.GROUP).values_list("pk", flat=True)
    seen = Sighting.objects.filter(pk__in=list(groups), identity__person__canonical__isnull=False)
    return {whose for whose in seen.values_list("identity__person__canonical", flat=True) if whose is not None}


def _recount(people: set[int], moment: int, sent: set[int]) -> None:
    """Who stays is known, seen and shown by what is left, and scored anew."""
    if not people:
        return
    some, value = bulk.among(sorted(people))
    bulk.execute(f"{_SINCE} AND person_id {some}", value)
    book = loading.for_people(moment, sorted(people))
    for person in {book.people[each].canonical for each in people if each in book.people}:
        recount(book, [person])
        if person.company_trust == Trust.T1 and person.id in sent:
            person.company, person.company_trust = _sent_before(book, person), Trust.T1
        if person.company_trust == Trust.T1 and not (person.company and person.company.traits):
            person.company, person.company_trust = None, Trust.T0
            if address := normalising.email(person.email or ""):
                loading.load_companies(book, "domain", {companies.of_email_domain(address.domain)} - {None})
        companies.rejoin(book, person)
        book.touch(person, moment)
    writing.write(book)


def _sent_before(book: Book, person: PersonCard) -> CompanyCard | None:
    """The company that a server said last, of what is left; None: none did."""
    seen = Sighting.objects.filter(identity__person__canonical=person.id).order_by("-occurred_us", "-event_id")
    events = list(seen.values_list("event_id", flat=True))
    for start in range(0, len(events), BATCH):
        some = [each for each in reading.by_ids(events[start : start + BATCH]) if each.kind == Kind.GROUP]
        for event in sorted(some, key=lambda each: (-each.occurred_us, -each.id)):
            group = json.loads(event.payload).get("groupId")
            if event.trust >= Trust.T1 and isinstance(group, str | int):
                loading.load_companies(book, "group_id", {str(group)})
                if found := book.groups.get(str(group)):
                    return found
    return None


def _forget_companies(told: Told) -> None:
    """Companies of which nothing is left."""
    of = OuterRef("pk")
    bare = Person.objects.filter(company=of), TraitValue.objects.filter(company=of)
    ids = [company for _, company, _ in told if company]
    empty = Company.objects.filter(pk__in=ids).exclude(Exists(bare[0])).exclude(Exists(bare[1]))
    empty.filter(opportunities=None, merges_kept=None, merges_folded=None).delete()

"""Writes what a book holds, set-wise, in the caller's transaction."""

import json
from collections.abc import Iterator, Sequence

from django.db.models import Model

from handraiser.people import bulk, changing, locking, touching
from handraiser.people.book import Book, Proof, Spread, Staged
from handraiser.people.cards import CompanyCard, IdentityCard, MergeCard, PersonCard, TraitCard
from handraiser.people.models import (
    Act,
    Company,
    Consent,
    Duplicate,
    Identity,
    Link,
    Merge,
    Person,
    Sighting,
    TraitValue,
)

COMPANY = ("id", "key", "name", "domain", "group_id", "first_seen_us")
PERSON = (
    "canonical_id",
    "first_seen_us",
    "last_seen_us",
    "known_us",
    "company_id",
    "company_trust",
    "owner_id",
    "email",
    "name",
    "title",
    "bot",
    "folded_us",
    "speaks_us",
)
IDENTITY = ("id", "kind", "value", "raw", "epoch", "person_id", "linked_us", "claimed", "confirmed", "shared", "bot")
SIGHTING = ("event_id", "identity_id", "known_us", "occurred_us", "bot", "held")
CAUSE = ("trust", "at_us", "event_id", "by_id")
MERGE = ("id", "kept_id", "folded_id", "reason", *CAUSE, "speaks_us", "before")
VALUE = ("name", "value", "trust", "source_id", "set_by_id", "set_us", "event_id", "in_force", "refused")
DUPLICATE = ("first_id", "second_id", "reason", "at_us", "event_id", "settled_as")
_LAST = 1 << 62  # an id after all


def write(book: Book) -> frozenset[int]:
    """Give ids, write all, queue who must be scored anew. Returns the ids of those canonical people."""
    staged = book.staged
    _give_ids(staged)
    _write_companies(staged)
    _write_people(staged)
    _write_identities(staged)
    _write_merges(staged)
    _write_values(staged)
    for spread in staged.spreads:
        _write_spread(spread, staged)
    locking.advance(book.newest_us)
    return _touch(staged)


def _give_ids(staged: Staged) -> None:
    new: tuple[tuple[type[Model], Sequence[CompanyCard | PersonCard | IdentityCard | MergeCard]], ...] = (
        (Company, staged.companies),
        (Person, staged.people),
        (Identity, staged.identities),
        (Merge, staged.merges),
    )
    for model, cards in new:
        for card, id_ in zip(cards, bulk.new_ids(model, len(cards)), strict=True):
            card.id = id_


def _write_companies(staged: Staged) -> None:
    rows = [
        (each.id, each.key.hex, each.name, each.domain, each.group_id, each.first_seen_us) for each in staged.companies
    ]
    bulk.insert(Company, COMPANY, rows)
    changed = staged.changed_companies.difference(staged.companies)
    bulk.update(Company, ("name", "group_id"), [(each.id, each.name, each.group_id) for each in changed])


def _write_people(staged: Staged) -> None:
    bulk.insert(Person, ("id", "key", *PERSON), [(each.id, each.key.hex, *_person(each)) for each in staged.people])
    changed = sorted(staged.changed_people.difference(staged.people), key=lambda each: each.id)
    bulk.update(Person, PERSON, [(each.id, *_person(each)) for each in changed])


def _person(card: PersonCard) -> bulk.Row:
    return (
        card.canonical.id,
        card.first_seen_us,
        card.last_seen_us,
        card.known_us,
        card.company.id if card.company else None,
        card.company_trust,
        card.owner_id,
        card.email,
        card.name,
        card.title,
        card.bot,
        card.folded_us,
        card.speaks_us,
    )


def _write_identities(staged: Staged) -> None:
    bulk.insert(Identity, IDENTITY, [_identity(each) for each in staged.identities])
    bulk.update(Identity, ("shared",), [(each.id, True) for each in staged.shared.difference(staged.identities)])
    reached = staged.reached.difference(staged.identities)
    bulk.update(Identity, ("linked_us",), [(each.id, each.linked_us) for each in reached])
    bulk.insert(Sighting, SIGHTING, [(each.event_id, each.identity.id, *each[2:]) for each in staged.sightings])
    links = [(identity.id, person.id, act.value, *cause[:4]) for identity, person, act, cause in staged.links]
    bulk.insert(Link, ("identity_id", "person_id", "act", *CAUSE), links)


def _identity(card: IdentityCard) -> bulk.Row:
    whose = card.epoch, card.person.id, card.linked_us
    return card.id, card.kind, card.value, card.raw, *whose, card.claimed, card.confirmed, card.shared, card.bot


def _write_merges(staged: Staged) -> None:
    bulk.insert(Merge, MERGE, [_merge(each) for each in staged.merges])
    changed = staged.changed_merges.difference(staged.merges)
    bulk.update(Merge, ("speaks_us",), [(each.id, each.speaks_us) for each in changed])
    undone = [(each.id, each.at_us, each.by) for each in changed if each.undone]
    bulk.update(Merge, ("undone_at_us", "undone_by_id"), undone)


def _merge(card: MergeCard) -> bulk.Row:
    cause = card.trust, card.at_us, card.event_id, card.by
    return card.id, card.kept.id, card.folded.id, str(card.reason), *cause, card.speaks_us, json.dumps(card.before)


def _write_values(staged: Staged) -> None:
    bulk.update(TraitValue, ("in_force",), [(id_, False) for id_ in staged.superseded])
    people = [(whose.id, *_value(card)) for whose, card in staged.traits if isinstance(whose, PersonCard)]
    bulk.insert(TraitValue, ("person_id", *VALUE), people)
    companies = [(whose.id, *_value(card)) for whose, card in staged.traits if isinstance(whose, CompanyCard)]
    bulk.insert(TraitValue, ("company_id", *VALUE), companies)
    consents = [
        (person.id, purpose, granted, *cause, *proof) for person, purpose, granted, cause, proof in staged.consents
    ]
    bulk.insert(Consent, ("person_id", "purpose", "granted", *CAUSE, "source_id", *Proof._fields), consents)
    duplicates = [
        (*sorted((first.id, second.id)), reason, cause.at_us, cause.event_id, "")
        for first, second, reason, cause in staged.duplicates
    ]
    bulk.insert(Duplicate, DUPLICATE, duplicates, conflict="DO NOTHING")


def _value(card: TraitCard) -> bulk.Row:
    said = card.name, card.value, card.trust, card.source_id, card.set_by, card.set_us, card.event_id
    return *said, card.in_force, card.refused


def _write_spread(spread: Spread, staged: Staged) -> None:
    """The ledger's row for each identity of somebody folded, and what becomes of those identities."""
    some, whose = bulk.among([person.id for person in spread.whose])
    before = staged.identities[spread.before].id if spread.before < len(staged.identities) else _LAST
    theirs = f"person_id {some} AND id < %s"
    bulk.execute(
        "INSERT INTO people_link (identity_id, person_id, act, trust, at_us, event_id, by_id)"
        f" SELECT id, %s, %s, %s, %s, %s, %s FROM people_identity WHERE {theirs}",
        *(spread.person.id, spread.act.value, *spread.cause[:4], whose, before),
    )
    for change, value in _changes(spread):
        bulk.execute(f"UPDATE people_identity SET {change} WHERE {theirs}", value, whose, before)
    if spread.held is not None:
        ids = f"SELECT id FROM people_identity WHERE {theirs}"
        bulk.execute(f"UPDATE people_sighting SET held = %s WHERE identity_id IN ({ids})", spread.held, whose, before)


def _changes(spread: Spread) -> Iterator[tuple[str, bool | int]]:
    """Columns of the identities. What was held acts from the moment it is released, as does what was cut."""
    if spread.claimed is not None:
        yield "claimed = %s", spread.claimed
    if spread.act == Act.CONFIRMED:
        yield "confirmed = %s", True
    if spread.act == Act.CUT:
        yield "linked_us = %s", spread.cause.at_us
    elif spread.held is False:
        is_held = "EXISTS (SELECT 1 FROM people_sighting s WHERE s.identity_id = people_identity.id AND s.held)"
        yield f"linked_us = CASE WHEN {is_held} THEN %s ELSE linked_us END", spread.cause.at_us


def _touch(staged: Staged) -> frozenset[int]:
    due: dict[int, int] = {}
    for person, at_us in staged.touched.items():
        due[person.id] = max(at_us, due.get(person.id, 0))
    if staged.touched_companies:
        moments = {company.id: at_us for company, at_us in staged.touched_companies.items()}
        some, value = bulk.among(moments)
        sql = f"SELECT id, company_id FROM people_person WHERE company_id {some} AND canonical_id = id"
        for person_id, company_id in bulk.rows(sql, value):
            due[person_id] = max(moments[company_id], due.get(person_id, 0))
    touching.touch(due)
    changing.mark(due)  # an older event of somebody seen since changes no row that would mark them
    return frozenset(due)

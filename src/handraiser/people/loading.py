"""Fills a book: everything about the people that some events, or a user's act, may touch, in a dozen queries."""

import json
from collections.abc import Collection, Iterable, Sequence

from handraiser.people import bulk, companies
from handraiser.people.book import Book
from handraiser.people.cards import CompanyCard, IdentityCard, MergeCard, PersonCard, TraitCard
from handraiser.people.models import IdentityKind
from handraiser.people.said import Said

IDENTITY = "id, kind, value, raw, epoch, person_id, linked_us, claimed, confirmed, shared, bot"


def for_events(newest_us: int, sayings: Sequence[Said]) -> Book:
    """The book for a batch."""
    book = Book(newest_us)
    book.seen = _seen([said.event.id for said in sayings])
    book.strict = strict_sources()
    rows = _named(sayings)
    _load_people(book, {row[5] for row in rows})
    _load_identities(book, rows)
    _load_named_companies(book, sayings)
    return book


def for_people(newest_us: int, ids: Collection[int]) -> Book:
    """The book for an act on these people: with all who are folded into them, or they into."""
    book = Book(newest_us)
    _load_people(book, ids)
    return book


def strict_sources() -> frozenset[int]:
    """Sources whose claims wait until they are confirmed."""
    return frozenset(source for (source,) in bulk.rows("SELECT id FROM events_source WHERE strict"))


def _seen(ids: list[int]) -> set[int]:
    some, value = bulk.among(ids)
    return {row[0] for row in bulk.rows(f"SELECT event_id FROM people_sighting WHERE event_id {some}", value)}


def _named(sayings: Sequence[Said]) -> list[bulk.Row]:
    """The identities, in all their epochs, that the events name."""
    previous = {said.previous for said in sayings}
    wanted: dict[IdentityKind, set[str | None]] = {
        IdentityKind.ANONYMOUS: {said.anonymous for said in sayings} | previous,
        IdentityKind.USER: {said.user for said in sayings} | previous,
        IdentityKind.EMAIL: {said.email.value for said in sayings if said.email},
    }
    rows: list[bulk.Row] = []
    for kind, values in wanted.items():
        some, value = bulk.among(values - {None})
        sql = f"SELECT {IDENTITY} FROM people_identity WHERE kind = %s AND value {some} ORDER BY epoch"
        rows += bulk.rows(sql, kind.value, value)
    return rows


def _load_people(book: Book, ids: Collection[int]) -> None:
    some, value = bulk.among(ids)
    rows = bulk.rows(
        "SELECT id, canonical_id, first_seen_us, last_seen_us, bot, known_us, company_id, company_trust, owner_id,"
        " email, name, title, folded_us, speaks_us FROM people_person"
        f" WHERE canonical_id IN (SELECT canonical_id FROM people_person WHERE id {some})",
        value,
    )
    load_companies(book, "id", {row[6] for row in rows} - {None})
    for row in rows:
        person = PersonCard(row[2], row[3], bool(row[4]), id=row[0], known_us=row[5])
        person.company, person.company_trust, person.owner_id = book.companies.get(row[6]), row[7], row[8]
        person.email, person.name, person.title, person.folded_us, person.speaks_us = row[9:]
        book.people[person.id] = person
    for row in rows:
        if row[0] != row[1]:
            person, canonical = book.people[row[0]], book.people[row[1]]
            person.canonical, person.members = canonical, []
            canonical.members.append(person)
    _load_names(book)
    _load_merges(book)
    _load_traits(book)
    _load_consents(book)


def _load_names(book: Book) -> None:
    some, value = bulk.among(book.people)
    rows = bulk.rows(
        "SELECT person_id, kind, count(*) FROM people_identity"
        f" WHERE person_id {some} AND kind <> 'anonymous' AND epoch = 1 GROUP BY person_id, kind",
        value,
    )
    for person_id, kind, count in rows:
        if kind == IdentityKind.USER:
            book.people[person_id].users = count
        else:
            book.people[person_id].emails = count


def _load_merges(book: Book) -> None:
    """Those in force, and between whom a user undid one or said that they are two."""
    some, value = bulk.among(book.people)
    rows = bulk.rows(
        "SELECT id, kept_id, folded_id, reason, trust, at_us, speaks_us, before, undone_at_us, undone_by_id"
        f" FROM people_merge WHERE folded_id {some} ORDER BY id",
        value,
    )
    befores = {row[0]: json.loads(row[7]) if isinstance(row[7], str) else row[7] for row in rows}
    load_companies(book, "id", {before.get("company") for before in befores.values()} - {None})
    for id_, kept, folded, reason, trust, at_us, speaks_us, _, undone_us, undone_by in rows:
        if undone_us is None:
            merge = MergeCard(book.people[kept], book.people[folded], reason, trust, at_us, speaks_us, id=id_)
            _load_before(book, merge, befores[id_])
            book.merges[merge.folded] = merge
        elif undone_by is not None:
            _part(book, kept, folded)
    sql = f"SELECT first_id, second_id FROM people_duplicate WHERE first_id {some} AND settled_as = 'different'"
    for first, second in bulk.rows(sql, value):
        _part(book, first, second)


def _load_before(book: Book, merge: MergeCard, before: dict[str, int | None]) -> None:
    merge.company_before = book.companies.get(before.get("company") or 0)
    merge.company_trust_before, merge.owner_before = before.get("company_trust") or 0, before.get("owner")


def _part(book: Book, one: int, other: int) -> None:
    if one in book.people and other in book.people:
        book.parted.add(frozenset({book.people[one], book.people[other]}))


def _load_traits(book: Book) -> None:
    some, value = bulk.among(book.people)
    rows = bulk.rows(
        "SELECT person_id, id, name, value, trust, set_us, refused FROM people_traitvalue"
        f" WHERE person_id {some} AND (in_force OR refused)",
        value,
    )
    _hand_out(book.people, rows)


def _hand_out(owners: dict[int, PersonCard] | dict[int, CompanyCard], rows: Iterable[bulk.Row]) -> None:
    for owner_id, id_, name, value, trust, set_us, refused in rows:
        if refused:
            owners[owner_id].refusals.add((name, value))
        else:
            owners[owner_id].traits[name] = TraitCard(name, value, trust, set_us, id_)


def _load_consents(book: Book) -> None:
    some, value = bulk.among(book.people)
    sql = f"SELECT person_id, purpose, granted FROM people_consent WHERE person_id {some} ORDER BY id"
    for person_id, purpose, granted in bulk.rows(sql, value):
        book.people[person_id].consents[purpose] = bool(granted)


def _load_identities(book: Book, rows: Iterable[bulk.Row]) -> None:
    for id_, kind, value, raw, epoch, person_id, linked_us, claimed, confirmed, shared, bot in rows:
        identity = IdentityCard(kind, value, raw, epoch, book.people[person_id], linked_us, id_)
        identity.claimed, identity.confirmed, identity.shared = bool(claimed), bool(confirmed), bool(shared)
        identity.bot = None if bot is None else bool(bot)
        if kind == IdentityKind.ANONYMOUS:
            book.devices.setdefault(value, []).append(identity)
        elif kind == IdentityKind.USER:
            book.users[value] = identity
        else:
            (book.emails if epoch == 1 else book.typed)[value] = identity


def _load_named_companies(book: Book, sayings: Sequence[Said]) -> None:
    domains = {companies.of_email_domain(said.email.domain) for said in sayings if said.email}
    domains |= {companies.stated_domain(said.company) for said in sayings if said.group}
    load_companies(book, "domain", domains - {None})
    load_companies(book, "group_id", {said.group for said in sayings if said.group})


def load_companies(book: Book, column: str, values: Collection[object]) -> None:
    """The companies whose `id`, `domain` or `group_id` is one of the values; of a merged one the one it counts for."""
    if not values:
        return
    some, value = bulk.among(values)
    sql = f"SELECT id, domain, group_id, first_seen_us, name, merged_into_id FROM people_company WHERE {column} {some}"
    new: dict[int, CompanyCard] = {}
    merged: list[tuple[int, str | None, str | None, int]] = []
    for id_, domain, group_id, first_seen_us, name, into in bulk.rows(sql, value):
        if into is not None:
            merged.append((id_, domain, group_id, into))
        elif id_ not in book.companies:
            new[id_] = book.companies[id_] = CompanyCard(domain, group_id, first_seen_us, name, id_)
            book.domains |= {domain: new[id_]} if domain else {}
            book.groups |= {group_id: new[id_]} if group_id else {}
    if new:
        some, value = bulk.among(new)
        rows = bulk.rows(
            "SELECT company_id, id, name, value, trust, set_us, refused FROM people_traitvalue"
            f" WHERE company_id {some} AND (in_force OR refused)",
            value,
        )
        _hand_out(new, rows)
    load_companies(book, "id", {into for *_, into in merged})
    for id_, domain, group_id, into in merged:
        card = book.companies[id_] = book.companies[into]
        book.domains |= {domain: card} if domain else {}
        book.groups |= {group_id: card} if group_id else {}

"""The people that a batch touches: looked up once, changed in memory, written once.

Loaded by `loading.py`, written by `writing.py`, both under the lock of `locking.py`, so nothing here is ever stale.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from handraiser.people.cards import CompanyCard, IdentityCard, MergeCard, PersonCard, TraitCard
from handraiser.people.models import Act, IdentityKind


class Cause(NamedTuple):
    """Why something is written: how sure it is, when it acts, and which event or user did it."""

    trust: int
    at_us: int
    event_id: int | None = None
    by: int | None = None  # user
    source_id: int | None = None


class Proof(NamedTuple):
    """What shows that somebody was asked, as far as it was said."""

    wording: str = ""
    version: str = ""
    came_from: str = ""
    ip: str | None = None


class Sight(NamedTuple):
    """A sighting to write."""

    event_id: int
    identity: IdentityCard
    known_us: int
    occurred_us: int
    bot: bool
    held: bool


class Spread(NamedTuple):
    """A ledger row to write for every identity that `whose` have by then; None leaves a mark as it was."""

    whose: list[PersonCard]
    person: PersonCard
    act: Act
    cause: Cause
    before: int  # how many new identities there were: later ones have their own row of the ledger
    claimed: bool | None = None
    held: bool | None = None  # whether their sightings wait for a confirmation


@dataclass(slots=True)
class Staged:
    """What has to be written, in the order in which it happened."""

    companies: list[CompanyCard] = field(default_factory=list)
    people: list[PersonCard] = field(default_factory=list)
    identities: list[IdentityCard] = field(default_factory=list)
    sightings: list[Sight] = field(default_factory=list)
    links: list[tuple[IdentityCard, PersonCard, Act, Cause]] = field(default_factory=list)
    merges: list[MergeCard] = field(default_factory=list)
    spreads: list[Spread] = field(default_factory=list)
    traits: list[tuple[PersonCard | CompanyCard, TraitCard]] = field(default_factory=list)
    superseded: list[int] = field(default_factory=list)  # ids of trait values no longer in force
    consents: list[tuple[PersonCard, str, bool, Cause, Proof]] = field(default_factory=list)
    duplicates: list[tuple[PersonCard, PersonCard, str, Cause]] = field(default_factory=list)
    changed_people: set[PersonCard] = field(default_factory=set)
    changed_companies: set[CompanyCard] = field(default_factory=set)
    changed_merges: set[MergeCard] = field(default_factory=set)
    shared: set[IdentityCard] = field(default_factory=set)
    reached: set[IdentityCard] = field(default_factory=set)  # theirs since earlier than was known
    touched: dict[PersonCard, int] = field(default_factory=dict)  # with the newest moment
    touched_companies: dict[CompanyCard, int] = field(default_factory=dict)


@dataclass(slots=True)
class Book:
    """Lookups by what identifies, and the changes to write."""

    newest_us: int = 0  # the newest moment given out
    seen: set[int] = field(default_factory=set)  # events that have a sighting
    strict: frozenset[int] = frozenset()  # sources
    devices: dict[str, list[IdentityCard]] = field(default_factory=dict)  # epochs, oldest first
    users: dict[str, IdentityCard] = field(default_factory=dict)
    emails: dict[str, IdentityCard] = field(default_factory=dict)
    typed: dict[str, IdentityCard] = field(default_factory=dict)  # e-mails of somebody, typed without a device
    people: dict[int, PersonCard] = field(default_factory=dict)
    companies: dict[int, CompanyCard] = field(default_factory=dict)
    domains: dict[str, CompanyCard] = field(default_factory=dict)
    groups: dict[str, CompanyCard] = field(default_factory=dict)
    merges: dict[PersonCard, MergeCard] = field(default_factory=dict)  # in force, by the folded
    parted: set[frozenset[PersonCard]] = field(default_factory=set)  # rows of whom a user said that they are two
    staged: Staged = field(default_factory=Staged)

    def device(self, value: str | None) -> IdentityCard | None:
        """The device in its current epoch."""
        epochs = self.devices.get(value) if value else None
        return epochs[-1] if epochs else None

    def is_parted(self, one: PersonCard, other: PersonCard) -> bool:
        """Whether a user took these two canonical people apart; no event puts them together again."""
        return any({row.canonical for row in rows} == {one, other} for rows in self.parted)

    def add_person(self, at_us: int, *, bot: bool) -> PersonCard:
        """A new visitor, first seen at `at_us`."""
        person = PersonCard(at_us, at_us, bot)
        self.staged.people.append(person)
        return person

    def add_identity(self, kind: IdentityKind, value: str, raw: str, person: PersonCard, cause: Cause) -> IdentityCard:
        """A new identifier, or the next epoch of a device, of this person's own row."""
        epochs = self.devices.setdefault(value, []) if kind == IdentityKind.ANONYMOUS else []
        identity = IdentityCard(kind, value, raw[:255], len(epochs) + 1, person, cause.at_us, claimed=not person.speaks)
        if kind == IdentityKind.ANONYMOUS:
            epochs.append(identity)
        else:
            self._make_known(identity)
        self.staged.identities.append(identity)
        return identity

    def add_typed(self, value: str, raw: str, person: PersonCard, cause: Cause) -> IdentityCard:
        """Somebody's e-mail that came with nothing to recognise the sender by: it makes nobody known."""
        identity = IdentityCard(IdentityKind.EMAIL, value, raw[:255], 2, person, cause.at_us, claimed=not person.speaks)
        self.typed[value] = identity
        self.staged.identities.append(identity)
        return identity

    def spread(
        self,
        whose: list[PersonCard],
        act: Act,
        cause: Cause,
        *,
        claimed: bool | None = None,
        held: bool | None = None,
        person: PersonCard | None = None,
    ) -> None:
        """One row of the ledger for each identity of these people, who are one person by now.

        `person` is whom they were cut off from, where that is what the row says.
        """
        if whose:
            before = len(self.staged.identities)
            self.staged.spreads.append(Spread(whose, person or whose[0].canonical, act, cause, before, claimed, held))

    def _make_known(self, identity: IdentityCard) -> None:
        """A user id or an e-mail makes its person known."""
        person = identity.person
        if identity.kind == IdentityKind.USER:
            self.users[identity.value] = identity
            person.users += 1
        else:
            self.emails[identity.value] = identity
            person.emails += 1
        for whose in (person, person.canonical) if person.speaks else (person,):
            if whose.known_us is None:
                whose.known_us = identity.linked_us
                self.staged.changed_people.add(whose)

    def link(self, identity: IdentityCard, act: Act, cause: Cause) -> None:
        """One row of the ledger."""
        self.staged.links.append((identity, identity.person.canonical, act, cause))

    def suggest(self, first: PersonCard, second: PersonCard, reason: str, cause: Cause) -> None:
        """Two people who may be one: a person decides."""
        self.staged.duplicates.append((first, second, reason, cause))

    def touch(self, person: PersonCard, at_us: int) -> None:
        """What is known of this person changed at this moment."""
        self.staged.touched[person] = max(at_us, self.staged.touched.get(person, 0))

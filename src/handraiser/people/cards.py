"""Rows in memory while a batch is worked on: one card a row, and what has to be written of it."""

import uuid
from dataclasses import dataclass, field

import uuid_utils.compat as uuid7s


@dataclass(slots=True, eq=False)
class TraitCard:
    """One value of a trait, of a person or a company."""

    name: str
    value: str | None
    trust: int
    set_us: int
    id: int = 0  # 0: not written yet
    source_id: int | None = None
    set_by: int | None = None
    event_id: int | None = None
    in_force: bool = True
    refused: bool = False


@dataclass(slots=True, eq=False)
class CompanyCard:
    """A company, and the traits of it that are in force."""

    domain: str | None
    group_id: str | None
    first_seen_us: int
    name: str = ""
    id: int = 0
    key: uuid.UUID = field(default_factory=uuid7s.uuid7)
    traits: dict[str, TraitCard] = field(default_factory=dict)  # in force
    refusals: set[tuple[str, str | None]] = field(default_factory=set)


@dataclass(slots=True, eq=False)
class PersonCard:
    """A person's own row. `members` is kept on canonical people: all who are folded into it, itself first."""

    first_seen_us: int
    last_seen_us: int
    bot: bool
    id: int = 0
    key: uuid.UUID = field(default_factory=uuid7s.uuid7)
    known_us: int | None = None
    company: CompanyCard | None = None
    company_trust: int = 0
    owner_id: int | None = None
    email: str | None = None
    name: str = ""
    title: str = ""
    folded_us: int = 0
    speaks_us: int | None = 0
    canonical: "PersonCard" = None  # type: ignore[assignment]
    members: list["PersonCard"] = field(default_factory=list)
    users: int = 0  # own user ids
    emails: int = 0  # own e-mail addresses
    traits: dict[str, TraitCard] = field(default_factory=dict)  # in force
    refusals: set[tuple[str, str | None]] = field(default_factory=set)  # (trait, value) recorded as refused
    consents: dict[str, bool] = field(default_factory=dict)  # the last word on each purpose

    def __post_init__(self) -> None:
        if self.canonical is None:
            self.canonical = self
            self.members = [self]

    @property
    def speaks(self) -> bool:
        """Whether its traits and consents count: not where an open claim folded it."""
        return self.speaks_us is not None

    @property
    def speaking(self) -> list["PersonCard"]:
        """The members whose traits count."""
        return [member for member in self.members if member.speaks_us is not None]

    @property
    def has_user(self) -> bool:
        return any(member.users for member in self.speaking)

    @property
    def has_email(self) -> bool:
        return any(member.emails for member in self.speaking)


@dataclass(slots=True, eq=False)
class IdentityCard:
    """An identifier in one epoch."""

    kind: str
    value: str
    raw: str
    epoch: int
    person: PersonCard
    linked_us: int
    id: int = 0
    claimed: bool = False
    confirmed: bool = False
    shared: bool = False
    bot: bool | None = None  # a user's word, over what each event was judged


@dataclass(slots=True, eq=False)
class MergeCard:
    """A merge in force: it folds one person's row into another's."""

    kept: PersonCard
    folded: PersonCard
    reason: str
    trust: int
    at_us: int
    speaks_us: int | None
    event_id: int | None = None
    by: int | None = None
    id: int = 0
    undone: bool = False
    company_before: CompanyCard | None = None  # what `kept` had
    company_trust_before: int = 0
    owner_before: int | None = None

    @property
    def before(self) -> dict[str, int | None]:
        """As it is stored, once the company has an id."""
        company = self.company_before.id if self.company_before else None
        return {"company": company, "company_trust": self.company_trust_before, "owner": self.owner_before}

"""What is said of opportunities becomes rows: each batch is read once, changed in memory and written once."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from handraiser.deals.models import TERMS, ChangeKind, Opportunity, OpportunityChange, State
from handraiser.lifecycle.models import Deal, DealMark, Unfit
from handraiser.lifecycle.outcomes import OutcomeRefused
from handraiser.organisation.models import Organisation
from handraiser.people import changing, touching
from handraiser.people.models import Person


@dataclass(frozen=True)
class Saying:
    """Something said of one opportunity. It acts at `at_us`; terms holds only what was said.

    person: the row it was said of.
    """

    external_id: str
    person: int
    at_us: int
    occurred_us: int
    terms: Mapping[str, Any]
    event_id: int | None = None
    by_id: int | None = None
    backfill: bool = False


class Ledger:
    """The opportunities that a batch speaks of. Its verbs change them; `write` writes all, in the caller's transaction.

    Whom an opportunity was created for it stays with, whoever is named later.
    """

    def __init__(self, external_ids: Iterable[str]) -> None:
        self._rows = _known(set(external_ids))
        self._currency = Organisation.get().currency
        self._new: list[Opportunity] = []
        self._changed: dict[int, Opportunity] = {}
        self._changes: list[OpportunityChange] = []
        self._marks: list[DealMark] = []

    def create(self, said: Saying) -> None:
        """Again said of an open one it is an update, of one lost before it a reopening; what is won stays so."""
        row = self._rows.get(said.external_id)
        if row is None:
            self._open(said, State.OPEN, ChangeKind.CREATED)
        elif row.state == State.LOST and said.occurred_us > (row.closed_us or 0):
            self.reopen(row, said)
        else:
            if said.at_us < row.created_us:
                row.created_us = said.at_us
                self._changed[id(row)] = row
            self._apply(row, said, said.terms if row.state == State.OPEN else _unknown(row, said.terms))

    def update(self, said: Saying) -> None:
        """Creates what was not known."""
        row = self._rows.get(said.external_id)
        if row is None:
            self._open(said, State.OPEN, ChangeKind.CREATED)
        else:
            self._apply(row, said, said.terms)

    def win(self, said: Saying) -> None:
        """Creates what was not known, won."""
        self._close(said, State.WON)

    def lose(self, said: Saying) -> None:
        """Creates what was not known, lost. Raises OutcomeRefused for what is won."""
        row = self._rows.get(said.external_id)
        if row is not None and row.state == State.WON:
            raise OutcomeRefused(Unfit.ALREADY_WON, said.external_id)
        self._close(said, State.LOST)

    def reopen(self, row: Opportunity, said: Saying) -> None:
        """A lost one is open again."""
        row.closed_us = None
        _set(row, {"state": State.OPEN, "reason": "", **said.terms})
        self._note(row, said, ChangeKind.REOPENED)

    def write(self) -> None:
        """Rows, their changes, and the marks that stages follow."""
        _with_companies(self._new)
        Opportunity.objects.bulk_create(self._new)
        new = {id(row) for row in self._new}
        known = [row for key, row in self._changed.items() if key not in new]
        Opportunity.objects.bulk_update(known, [*TERMS, "created_us", "closed_us"])
        for change in self._changes:
            change.opportunity_id = change.opportunity.pk
        OpportunityChange.objects.bulk_create(self._changes)
        self._tell()

    def _open(self, said: Saying, state: State, kind: ChangeKind) -> None:
        row = Opportunity(
            external_id=said.external_id, person_id=said.person, created_us=said.at_us, event_id=said.event_id
        )
        row.closed_us = None if state == State.OPEN else said.at_us
        _set(row, {"currency": self._currency, **said.terms, "state": state})
        self._rows[said.external_id] = row
        self._new.append(row)
        self._note(row, said, kind)

    def _close(self, said: Saying, state: State) -> None:
        row, kind = self._rows.get(said.external_id), ChangeKind(state.value)
        if row is None:
            self._open(said, state, kind)
        elif row.state == state:
            self._apply(row, said, said.terms)
        else:
            row.closed_us = said.at_us
            _set(row, {"reason": "", **said.terms, "state": state})
            self._note(row, said, kind)

    def _apply(self, row: Opportunity, said: Saying, terms: Mapping[str, Any]) -> None:
        if any(getattr(row, name) != value for name, value in terms.items()):
            _set(row, terms)
            self._note(row, said, ChangeKind.UPDATED)

    def _note(self, row: Opportunity, said: Saying, kind: ChangeKind) -> None:
        terms = {name: getattr(row, name) for name in TERMS}
        self._changed[id(row)] = row
        self._changes.append(
            OpportunityChange(
                opportunity=row, kind=kind, at_us=said.at_us, event_id=said.event_id, by_id=said.by_id, **terms
            )
        )
        if kind in MARKED:
            self._marks.append(
                DealMark(
                    person_id=row.person_id,
                    opportunity=row.external_id,
                    what=MARKED[kind],
                    at_us=said.at_us,
                    event_id=said.event_id,
                    backfill=said.backfill,
                )
            )

    def _tell(self) -> None:
        """Have stages and what is prepared follow; nothing follows of somebody erased."""
        leads = _leads(row.person_id for row in self._changed.values())
        marks = [mark for mark in self._marks if mark.person_id in leads]
        DealMark.objects.bulk_create(marks)
        due: dict[int, int] = {}
        for mark in marks:
            lead = leads[mark.person_id]
            due[lead] = max(mark.at_us, due.get(lead, 0))
        touching.touch(due)
        changing.mark(leads.values())


Verb = Callable[[Ledger, Saying], None]
MARKED = {
    ChangeKind.CREATED: Deal.CREATED,
    ChangeKind.REOPENED: Deal.CREATED,
    ChangeKind.WON: Deal.WON,
    ChangeKind.LOST: Deal.LOST,
}


def _known(external_ids: Iterable[str]) -> dict[str, Opportunity]:
    rows = Opportunity.objects.filter(external_id__in=external_ids)
    return {row.external_id: row for row in rows}


def _set(row: Opportunity, terms: Mapping[str, Any]) -> None:
    for name, value in terms.items():
        setattr(row, name, value)


def _unknown(row: Opportunity, terms: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the terms of which nothing is known; a currency comes with its amount."""
    left = {name: value for name, value in terms.items() if getattr(row, name) in (None, "")}
    return left | {"currency": terms["currency"]} if "amount" in left and "currency" in terms else left


def _with_companies(rows: Sequence[Opportunity]) -> None:
    people = Person.objects.filter(pk__in={row.person_id for row in rows})
    company = dict(people.values_list("pk", "canonical__company_id"))
    for row in rows:
        row.company_id = company.get(row.person_id)


def _leads(people: Iterable[int]) -> dict[int, int]:
    """Who each row is now; those erased are left out."""
    rows = Person.objects.filter(pk__in=set(people), erased_us=None).values_list("pk", "canonical_id")
    return {person: lead or person for person, lead in rows}

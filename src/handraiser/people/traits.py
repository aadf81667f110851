"""What is known of a person or a company, and where each of it came from."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from handraiser.events.models import Source
from handraiser.organisation.models import User
from handraiser.people import precedence
from handraiser.people.models import Company, Person, TraitValue, Trust


@dataclass(frozen=True)
class TraitView:
    """One recorded value with its origin."""

    name: str
    value: Any  # as decoded from JSON; None: removed
    trust: Trust
    source: str | None  # the source's name; None: a user, or the source is gone
    set_by: User | None
    set_us: int
    event_id: int | None
    in_force: bool
    refused: bool  # a higher trust had spoken, or the address is somebody else's
    claimed: bool  # said by an open claim


def in_force(person: Person) -> list[TraitView]:
    """The values that count now for the canonical person, by name, of all who are folded into it. Removed: left out."""
    return _standing(
        _rows(TraitValue.objects.filter(person__canonical=person, person__speaks_us__isnull=False, in_force=True))
    )


def of_company(company: Company) -> list[TraitView]:
    """The values that count now for a company, by name without `company.`."""
    return _views(_rows(TraitValue.objects.filter(company=company, in_force=True, value__isnull=False)))


def as_at(person: Person, at_us: int) -> list[TraitView]:
    """As `in_force`, by what had been recorded by then, of all who had been folded into the person by then."""
    known = TraitValue.objects.filter(person__canonical=person, person__speaks_us__lte=at_us)
    return _standing(_rows(known.filter(set_us__lte=at_us, refused=False)))


def of_company_as_at(company: Company, at_us: int) -> list[TraitView]:
    """As `of_company`, by what had been recorded by then."""
    return _standing(_rows(TraitValue.objects.filter(company=company, set_us__lte=at_us, refused=False)))


def own_in_force(person: Person) -> list[TraitView]:
    """The values of this row alone: what an open claim says."""
    return _views(_rows(TraitValue.objects.filter(person=person, in_force=True, value__isnull=False)))


def history(person: Person, name: str) -> list[TraitView]:
    """Every value the trait ever took or was refused, newest first, also what open claims said."""
    rows = _rows(TraitValue.objects.filter(person__canonical=person, name=name))
    speaking = [row for row in rows if row.person and row.person.speaks_us is not None and row.in_force]
    best = {value.id for value in precedence.in_force(_values(speaking)).values()}
    return sorted(_views(rows, best), key=lambda view: view.set_us, reverse=True)


def company_history(company: Company, name: str) -> list[TraitView]:
    """As `history`, of a company."""
    return list(reversed(_views(_rows(TraitValue.objects.filter(company=company, name=name)))))


def _standing(rows: list[TraitValue]) -> list[TraitView]:
    """Those of the rows that outrank all others of their name; removed ones left out."""
    best = precedence.in_force(_values(rows))
    return _views([row for row in rows if best[row.name].id == row.pk and row.value is not None])


def _rows(found: QuerySet[TraitValue]) -> list[TraitValue]:
    return list(
        found.filter(Q(person__isnull=False) | Q(company__isnull=False))
        .select_related("person", "set_by")
        .order_by("name", "id")
    )


def _values(rows: Iterable[TraitValue]) -> list[precedence.Value]:
    return [precedence.Value(row.name, row.value, row.trust, row.set_us, row.pk) for row in rows]


def _views(rows: list[TraitValue], best: set[int] | None = None) -> list[TraitView]:
    sources = dict(Source.objects.values_list("id", "name"))
    return [
        TraitView(
            name=row.name,
            value=json.loads(row.value) if row.value is not None else None,
            trust=Trust(row.trust),
            source=sources.get(row.source_id or 0),
            set_by=row.set_by,
            set_us=row.set_us,
            event_id=row.event_id,
            in_force=row.in_force if best is None else row.pk in best,
            refused=row.refused,
            claimed=row.person is not None and row.person.speaks_us is None,
        )
        for row in rows
    ]

"""From what is wanted to conditions on the prepared rows, each with how many rows meet it."""

import contextlib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet
from django.db.models.lookups import GreaterThanOrEqual, In, IsNull, LessThanOrEqual
from django.utils.functional import Promise

from handraiser import clock
from handraiser.audiences import counting, making, scores, searching
from handraiser.audiences.audience_rows import AudienceMember, How
from handraiser.audiences.columns import Filter, ListKind
from handraiser.audiences.sources import sources
from handraiser.audiences.wanted import NONE, Wanted
from handraiser.organisation.models import User
from handraiser.people.models import Company
from handraiser.people.remarks import Tagged

_NO = frozenset({NONE, "nobody"})  # what stands for no value in an address
COUNTED = 20_000  # up to here rows are counted where no count is kept


class Aside(Func):
    """The field, not to be looked up by its index: SQLite knows no counts and would take any index it finds."""

    arity = 1
    template = "%(expressions)s"

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="+%(expressions)s", **context)


@dataclass(frozen=True, eq=False)
class Condition:
    """One condition: by its index, or checked row by row. `words`: for the page, where another folder chose.

    field: the column of the prepared rows that it asks, "" for other conditions. values: those of a column whose values
    are counted. people: ids of another table that it asks for; some may be there twice, or not in the list.
    """

    kind: ListKind
    by_index: Q
    by_row: Q
    name: str = ""
    words: str | Promise = ""
    field: str = ""
    values: frozenset[str] | None = None
    people: QuerySet[Any, Any] | None = None

    @cached_property
    def rows(self) -> int:
        """How many rows meet it, of other people at most; `COUNTED` + 1 may stand for more where no count is kept."""
        if self.values is not None:
            return counting.of_values(self.kind.name, self.field, self.values)
        if self.people is not None:
            return self.people[: COUNTED + 1].count()
        return self.kind.rows.filter(self.by_index)[: COUNTED + 1].count()


def conditions(wanted: Wanted, user: User) -> list[Condition]:
    """All that must hold. Raises what a source of another folder raises."""
    filters = scores.filters(wanted.kind)
    found = [_of_filter(wanted.kind, filters.get(name), values, user) for name, values in wanted.filters.items()]
    if wanted.text:
        found.append(Condition(wanted.kind, *searching.holding(wanted.kind, wanted.text)))
    for name, value in wanted.given.items():
        words, people = sources[name](value, user)
        found.append(_of_people(wanted.kind, people, name, words))
    return found


def _of_filter(kind: ListKind, filter: Filter | None, values: tuple[str, ...], user: User) -> Condition:
    """None: by a score that the model in force does not have."""
    if filter is None:
        return Condition(kind, Q(pk__in=()), Q(pk__in=()))
    if filter.kind == "tags":
        tagged = Tagged.objects.filter(tag__key__in=[value.casefold() for value in values])
        return _of_people(kind, tagged.values("person__canonical"))
    if filter.kind == "audiences":
        own = making.seen_by(user).filter(pk__in=whole_numbers(values)).order_by().values("pk")
        return _of_people(
            kind, AudienceMember.objects.exclude(how=How.REMOVED).filter(audience__in=own).values("person")
        )
    by_index, by_row = (_any(filter, values, field) for field in (F(filter.field), Aside(F(filter.field))))
    return Condition(kind, by_index, by_row, field=filter.field, values=_counted(filter, values))


def _of_people(kind: ListKind, people: "QuerySet[Any, Any]", name: str = "", words: str | Promise = "") -> Condition:
    """Row by row each is looked for by itself: SQLite would gather all of them first."""
    (column,) = people.query.values_select
    one = people.filter(**{column: OuterRef("pk")})
    return Condition(kind, Q(pk__in=people), Q(Exists(one)), name, words, people=people)


def _counted(filter: Filter, values: tuple[str, ...]) -> frozenset[str] | None:
    """As `counting` calls them."""
    if filter.kind not in {"values", "labels", "users"}:
        return None
    none = frozenset({""}) if _NO & set(values) else frozenset[str]()
    real = map(str, whole_numbers(values)) if filter.kind == "users" else (each for each in values if each not in _NO)
    return none | frozenset(real)


def _any(filter: Filter, values: tuple[str, ...], field: F | Func) -> Q:
    if filter.kind in {"bands", "within"}:
        either = Q(pk__in=())
        for low, high in _ranges(filter, values):
            either |= Q(GreaterThanOrEqual(field, low)) & (Q() if high is None else Q(LessThanOrEqual(field, high)))
        return either
    none = _NO & set(values)
    if filter.kind in {"values", "labels"}:
        return Q(In(field, [*(value for value in values if value not in none), *([""] if none else [])]))
    ids = whole_numbers(values) if filter.kind == "users" else _companies(values)
    return Q(In(field, ids) if ids else Q(pk__in=())) | (Q(IsNull(field, True)) if none else Q(pk__in=()))


def _ranges(filter: Filter, values: tuple[str, ...]) -> Iterator[tuple[int, int | None]]:
    known = [value for value in values if value in (filter.choices or {})]
    if filter.kind == "within" and known:
        yield clock.now_us() - max(map(int, known)) * clock.DAY_US, None
    elif filter.kind == "bands":
        for low, _, high in (value.partition("-") for value in known):
            yield int(low), int(high) if high else None


def whole_numbers(values: tuple[str, ...]) -> list[int]:
    """Those of the values that are numbers of rows."""
    return [int(value) for value in values if value.isascii() and value.isdecimal() and len(value) < 18]


def _companies(values: tuple[str, ...]) -> list[int]:
    return [company.now().pk for company in Company.objects.filter(key__in=uuids(values)).select_related("merged_into")]


def uuids(values: tuple[str, ...]) -> list[uuid.UUID]:
    """Those of the values that are keys of rows."""
    keys = []
    for value in values:
        with contextlib.suppress(ValueError):
            keys.append(uuid.UUID(value))
    return keys

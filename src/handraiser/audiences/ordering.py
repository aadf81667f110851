"""The orders of lists: by a column, then by the key of the row; rows without a value come last, either way."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db.models import BigIntegerField, F, Func, Lookup, Q, QuerySet, Value
from django.db.models.lookups import Exact, GreaterThan, GreaterThanOrEqual, LessThan, LessThanOrEqual

from handraiser.audiences import scores
from handraiser.audiences.columns import ListKind
from handraiser.audiences.wanted import Cursor, Wanted
from handraiser.people import bulk


class Place(NamedTuple):
    """Of a row: its key, and the value that it is ordered by."""

    key: int
    value: Any


@dataclass(frozen=True)
class Order:
    """nothing: the value that stands for none; the lowest. falls: from high to low. back: read from its end.

    after: the place on from which rows are read; None: from the beginning.
    """

    kind: ListKind
    field: str
    nothing: str | int
    falls: bool
    back: bool = False
    after: Place | None = None

    @property
    def descends(self) -> bool:
        """As the database reads it."""
        return self.falls is not self.back


def wanted_order(wanted: Wanted) -> Order:
    """On from the page's cursor; as usual where the model in force has no such score."""
    columns = scores.columns(wanted.kind)
    sort = wanted.sort if wanted.column in columns else wanted.kind.sort
    column = columns[sort.removeprefix("-")]
    back = wanted.before is not None and wanted.after is None
    cursor = wanted.before if back else wanted.after
    order = Order(wanted.kind, column.order, column.nothing, sort.startswith("-"), back)
    return order if cursor is None else replace(order, after=_place(order, cursor))


def sort(rows: QuerySet[Any], order: Order, size: int) -> list[Place]:
    """The first `size` of the rows, all of which are looked up."""
    return _sorted(rows, order, size, "0")[0]


def sort_and_count(rows: QuerySet[Any], order: Order, size: int) -> tuple[list[Place], int]:
    """With how many there are, whatever the place on from which they are read; in one pass."""
    places, many = _sorted(rows, order, size, "(SELECT count(*) FROM found)")
    return places, many if places else rows.count()


def walk(rows: QuerySet[Any], order: Order, size: int) -> list[Place]:
    """The first `size` of the rows, along the index of the order."""
    places: list[Place] = []
    for stretch in _stretches(order):
        places += _along(rows.filter(stretch), order, 0, size - len(places))
        if len(places) == size:
            break
    return places


def walk_a_part(rows: QuerySet[Any], order: Order, size: int, most: int) -> list[Place] | None:
    """The same; None where `most` rows of the list, some more at most, do not hold so many of these."""
    places: list[Place] = []
    for stretch in _stretches(order):
        edge = _along(order.kind.rows.filter(stretch), order, most, 1)
        found = rows.filter(stretch, _up_to(order, edge[0])) if edge else rows.filter(stretch)
        places += _along(found, order, 0, size - len(places))
        if len(places) == size:
            return places
        if edge:
            return None
    return places


def _along(rows: QuerySet[Any], order: Order, start: int, size: int) -> list[Place]:
    sign = "-" if order.descends else ""
    ordered = rows.order_by(f"{sign}{order.field}", f"{sign}{order.kind.key}")
    return [Place(*row) for row in ordered.values_list(order.kind.key, order.field)[start : start + size]]


def _sorted(rows: QuerySet[Any], order: Order, size: int, count: str) -> tuple[list[Place], int]:
    """What is found first is fenced off, or PostgreSQL would walk the order after all."""
    try:
        given, parameters = rows.order_by().values_list(order.kind.key, order.field).query.sql_with_params()
    except EmptyResultSet:
        return [], 0
    way, beyond = ("DESC", "<") if order.descends else ("ASC", ">")
    told, values = ("v, k", []) if order.falls else ("v = %s, v, k", [order.nothing])
    where, on = "", []
    if order.after:
        place = [order.after.value, order.after.key]
        on = [*values, *([] if order.falls else [order.after.value == order.nothing]), *place]
        where = f" WHERE ({told}) {beyond} ({', '.join(['%s'] * (len(on) - len(values)))})"
    by = ", ".join(f"{each} {way}" for each in told.split(", "))
    found = bulk.rows(
        f"WITH found(k, v) AS MATERIALIZED ({given})"
        f" SELECT k, v, {count} FROM found{where} ORDER BY {by} LIMIT {size:d}",
        *parameters,
        *on,
        *values,
    )
    return [Place(*row[:2]) for row in found], found[0][2] if found else 0


def _stretches(order: Order) -> Iterator[Q]:
    """Of the order on from the place: from high to low "nothing" comes last by itself, else it is a stretch apart."""
    beyond = Q() if order.after is None else _compared(order, order.after, LessThan if order.descends else GreaterThan)
    if order.falls:
        yield beyond
        return
    something, nothing = Q(GreaterThan(F(order.field), order.nothing)), Q(Exact(F(order.field), order.nothing))
    first, second = (nothing, something) if order.back else (something, nothing)
    if order.after is not None and (order.after.value == order.nothing) is not order.back:
        yield second & beyond
        return
    yield first & beyond
    yield second


def _up_to(order: Order, edge: Place) -> Q:
    return _compared(order, edge, GreaterThanOrEqual if order.descends else LessThanOrEqual)


def _compared(order: Order, place: Place, way: "type[Lookup[Any]]") -> Q:
    """By value and key as a pair: a range of the index, also among many rows of one value."""
    column = next(each for each in order.kind.model._meta.fields if order.field in (each.name, each.attname))
    values = (Value(place.value, column), Value(place.key, BigIntegerField()))
    return Q(way(_pair(F(order.field), F(order.kind.key)), _pair(*values)))


def _pair(*of: F | Value) -> Func:
    return Func(*of, template="(%(expressions)s)", output_field=BigIntegerField())


def _place(order: Order, cursor: Cursor) -> Place:
    """Text that is no number stands for none where numbers are ordered."""
    key, text = cursor
    if isinstance(order.nothing, str):
        return Place(key, text)
    return Place(key, int(text) if text.removeprefix("-").isdecimal() and len(text) < 20 else order.nothing)

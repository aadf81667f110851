"""Pages by key: the thousandth is as quick as the first, forwards and backwards."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.lookups import Exact, GreaterThan
from django.utils.functional import Promise

from handraiser.audiences import scores
from handraiser.audiences.columns import Column, ListKind
from handraiser.audiences.conditions import Aside, Condition, conditions, plan
from handraiser.audiences.models import ValueCount
from handraiser.audiences.wanted import Cursor, Wanted
from handraiser.organisation.models import User

PAGE = 50
COUNTED = 10_000  # up to here the number is exact


@dataclass(frozen=True)
class Page:
    """Rows in order. `following`, `preceding`: the addresses of the pages beside this one; "" where there is none.

    many: how many rows there are in all, up to `COUNTED` + 1; None where counting would take longer than the page.
    """

    rows: list[Any]
    following: str
    preceding: str
    many: int | None
    captions: list[tuple[str, str | Promise]]


def page(wanted: Wanted, user: User) -> Page:
    """The page that is wanted. Raises what a source of another folder raises."""
    holding = conditions(wanted, user)
    rows, few = plan(wanted.kind, holding)
    keys = list(_keys(wanted, rows, few))
    more = len(keys) > PAGE
    keys = keys[:PAGE]
    if backwards := wanted.before is not None and wanted.after is None:
        keys.reverse()
    first, last = (keys[0], keys[-1]) if keys else (None, None)
    return Page(
        rows=_load(wanted.kind, [key for key, _ in keys]),
        following=_beside(wanted, "after", last, more or backwards),
        preceding=_beside(wanted, "before", first, more if backwards else wanted.after is not None),
        many=_quick_count(wanted, holding, rows, few),
        captions=[(each.name, each.words) for each in holding if each.name],
    )


def in_order(wanted: Wanted, user: User, size: int) -> Iterator[list[Any]]:
    """All rows of the list, `size` at a time, whatever page is wanted."""
    after: Cursor | None = None
    holding = conditions(wanted, user)
    while True:
        rows, few = plan(wanted.kind, holding)
        keys = list(_walk(wanted.kind, wanted, rows, few, after, size))
        if not keys:
            return
        yield _load(wanted.kind, [key for key, _ in keys])
        after = (keys[-1][0], str(keys[-1][1]))


def count(wanted: Wanted, user: User, most: int = COUNTED) -> int:
    """How many rows there are, up to `most` + 1."""
    rows, _ = plan(wanted.kind, conditions(wanted, user))
    return rows[: most + 1].count()


def _quick_count(wanted: Wanted, holding: list[Condition], rows: QuerySet[Any], few: bool) -> int | None:
    if not holding:
        kept = ValueCount.objects.filter(field=wanted.kind.name, value="").values_list("listed", flat=True).first()
        return min(kept or 0, COUNTED + 1)
    if len(holding) == 1:
        return min(holding[0].rows, COUNTED + 1)
    return rows[: COUNTED + 1].count() if few else None


def _keys(wanted: Wanted, rows: QuerySet[Any], few: bool) -> Iterator[tuple[int, Any]]:
    backwards = wanted.before is not None and wanted.after is None
    return _walk(wanted.kind, wanted, rows, few, wanted.before if backwards else wanted.after, PAGE + 1, backwards)


def _walk(
    kind: ListKind, wanted: Wanted, rows: QuerySet[Any], few: bool, cursor: Cursor | None, size: int, back: bool = False
) -> Iterator[tuple[int, Any]]:
    """Key and ordered value of up to `size` rows on from the cursor. Rows without a value come last, either way."""
    column, falls = _order(wanted)
    descends = falls is not back
    field = Aside(F(column.order)) if few else F(column.order)
    order = (field.desc(), F(kind.key).desc()) if descends else (field.asc(), F(kind.key).asc())
    left = size
    for part, begins in _parts(column, field, falls, back, _value(column, cursor)):
        found = rows.filter(part)
        if cursor and begins:
            found = found.filter(_beyond(kind, column, descends, cursor))
        for row in found.order_by(*order).values_list(kind.key, column.order)[:left]:
            left -= 1
            yield row
        if not left:
            return


def _order(wanted: Wanted) -> tuple[Column, bool]:
    """What rows are sorted by, and whether from high to low: as usual where the model in force has no such score."""
    columns = scores.columns(wanted.kind)
    if wanted.column in columns:
        return columns[wanted.column], wanted.descends
    return columns[wanted.kind.sort.removeprefix("-")], wanted.kind.sort.startswith("-")


def _parts(column: Column, field: F | Aside, descending: bool, back: bool, value: Any) -> Iterator[tuple[Q, bool]]:
    """The stretches of the order from the cursor on, and whether the cursor lies in it.

    "Nothing" is the lowest value: from high to low it comes last by itself, else it is a stretch of its own.
    """
    if descending:
        yield Q(), True
        return
    something, nothing = Q(GreaterThan(field, column.nothing)), Q(Exact(field, column.nothing))
    stretches = [(nothing, True), (something, False)] if back else [(something, True), (nothing, False)]
    if value == column.nothing and not back:
        yield nothing, True
    elif value is not None and value != column.nothing and back:
        yield something, True
    else:
        yield from stretches


def _value(column: Column, cursor: Cursor | None) -> Any:
    if cursor is None or isinstance(column.nothing, str):
        return cursor and cursor[1]
    return int(cursor[1]) if cursor[1].removeprefix("-").isdecimal() and len(cursor[1]) < 20 else column.nothing


def _beyond(kind: ListKind, column: Column, descends: bool, cursor: Cursor) -> Q:
    """A range of the index, and within its first value the keys beyond."""
    way = "lt" if descends else "gt"
    value = _value(column, cursor)
    on = Q(**{f"{column.order}__{way}": value}) | Q(**{f"{kind.key}__{way}": cursor[0]})
    return Q(**{f"{column.order}__{way}e": value}) & on


def _beside(wanted: Wanted, side: str, key: tuple[int, Any] | None, there: bool) -> str:
    return wanted.query(**{side: (key[0], str(key[1]))}) if there and key else ""


def _load(kind: ListKind, keys: list[int]) -> list[Any]:
    rows = {row.pk: row for row in kind.rows.filter(pk__in=keys)}
    return [rows[key] for key in keys if key in rows]

"""Pages by key: the thousandth is as quick as the first, forwards and backwards."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.utils.functional import Promise

from handraiser.audiences import counting, ordering, planning
from handraiser.audiences.columns import ListKind
from handraiser.audiences.conditions import Condition, conditions
from handraiser.audiences.ordering import Place
from handraiser.audiences.wanted import Wanted
from handraiser.organisation.models import User

PAGE = 50
COUNTED = 10_000  # up to here the number is exact
WALKED = 10_000  # rows of an order that are looked through before all that meet the conditions are sorted


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
    places, many = _places(wanted, holding)
    more = len(places) > PAGE
    places = places[:PAGE]
    if backwards := wanted.before is not None and wanted.after is None:
        places.reverse()
    first, last = (places[0], places[-1]) if places else (None, None)
    return Page(
        rows=_load(wanted.kind, places),
        following=_beside(wanted, "after", last, more or backwards),
        preceding=_beside(wanted, "before", first, more if backwards else wanted.after is not None),
        many=None if many is None else min(many, COUNTED + 1),
        captions=[(each.name, each.words) for each in holding if each.name],
    )


def in_order(wanted: Wanted, user: User, size: int) -> Iterator[list[Any]]:
    """All rows of the list, `size` at a time, whatever page is wanted."""
    order = ordering.wanted_order(replace(wanted, after=None, before=None))
    holding = conditions(wanted, user)
    while True:
        plan = planning.plan(wanted.kind, holding, order.field)
        if plan.few:
            places = ordering.sort(plan.rows, order, size)
        else:
            places = ordering.walk(planning.by_row(wanted.kind, holding), order, size)
        if not places:
            return
        yield _load(wanted.kind, places)
        order = replace(order, after=places[-1])


def count(wanted: Wanted, user: User, most: int = COUNTED) -> int:
    """How many rows there are, up to `most` + 1."""
    return planning.plan(wanted.kind, conditions(wanted, user)).rows[: most + 1].count()


def _places(wanted: Wanted, holding: list[Condition]) -> tuple[list[Place], int | None]:
    """The first rows on from the cursor, one more than a page; and how many there are in all, where that is known."""
    kind, order, size = wanted.kind, ordering.wanted_order(wanted), PAGE + 1
    rows = planning.by_row(kind, holding)
    if not holding:
        return ordering.walk(rows, order, size), counting.of_list(kind.name)
    plan, many = planning.plan(kind, holding, order.field), _kept_count(holding)
    if plan.many:
        return ordering.walk(rows, order, size), many
    if not plan.at_once and planning.to_walk(kind, holding, size) < min(plan.cost, WALKED):
        places = ordering.walk_a_part(rows, order, size, WALKED)
        if places is not None:
            return places, many
    return (
        ordering.sort_and_count(plan.rows, order, size) if plan.few else (ordering.sort(plan.rows, order, size), many)
    )


def _kept_count(holding: list[Condition]) -> int | None:
    """Of one condition that was counted to know where its rows are found soonest."""
    return holding[0].rows if len(holding) == 1 and holding[0].people is None else None


def _beside(wanted: Wanted, side: str, place: Place | None, there: bool) -> str:
    return wanted.query(**{side: (place.key, str(place.value))}) if there and place else ""


def _load(kind: ListKind, places: list[Place]) -> list[Any]:
    rows = {row.pk: row for row in kind.rows.filter(pk__in=[place.key for place in places])}
    return [rows[place.key] for place in places if place.key in rows]

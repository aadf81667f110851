"""How the rows that meet several conditions are found soonest: all of them, or the first ones of an order."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from handraiser.audiences import counting
from handraiser.audiences.columns import ListKind
from handraiser.audiences.conditions import COUNTED, Condition

AT_ONCE = 2_000  # so many rows are looked up and sorted without a thought
FEW = 10_000  # so many are counted while they are sorted
MANY = 60_000  # more are never looked up: an order is walked until enough are found, however long that takes
BESIDE = 25  # entries of the index by stage are read in the time in which one row is looked up


@dataclass(frozen=True)
class Plan:
    """rows: those that meet all conditions, found without the help of an order. cost: rows to be looked up for it."""

    rows: QuerySet[Any]
    cost: int

    @property
    def at_once(self) -> bool:
        return self.cost <= AT_ONCE

    @property
    def few(self) -> bool:
        return self.cost <= FEW

    @property
    def many(self) -> bool:
        return self.cost > MANY


def by_row(kind: ListKind, holding: list[Condition]) -> QuerySet[Any]:
    """The rows that meet all conditions, each checked row by row while an order is walked."""
    return kind.rows.filter(*(each.by_row for each in holding))


def plan(kind: ListKind, holding: list[Condition], order: str = "") -> Plan:
    """The quickest way to all rows that meet the conditions, to be sorted by a field.

    PostgreSQL knows what is where and chooses its indexes itself; SQLite takes the one that is left to it.
    """
    ways = [*_by_one(holding), *_by_stage(kind, holding, order)]
    if not ways:
        return Plan(by_row(kind, holding), counting.of_list(kind.name))
    cost, leading, rest = min(ways, key=lambda way: way[0])
    if connection.vendor != "sqlite":
        return Plan(kind.rows.filter(*(each.by_index for each in holding)), cost)
    return Plan(kind.rows.filter(leading, *(each.by_row for each in rest)), cost)


def to_walk(kind: ListKind, holding: list[Condition], size: int) -> float:
    """How many rows of an order hold `size` that meet the conditions, if these had nothing to do with each other."""
    every = max(counting.of_list(kind.name), 1)
    return size / math.prod(max(each.rows, 1) / every for each in holding)


Way = tuple[int, Q, list[Condition]]  # what it costs, what is asked of its index, and what is checked row by row


def _by_one(holding: list[Condition]) -> Iterator[Way]:
    """By the index of one condition, those of kept counts first: where these are of few, nothing else is counted.

    What was not counted to its end may be longer than anything.
    """
    least = FEW + 1
    for each in sorted(holding, key=lambda each: each.values is None):
        if each.values is not None or (least > FEW and each.rows <= COUNTED):
            least = min(least, each.rows)
            yield each.rows, each.by_index, [other for other in holding if other is not each]


def _by_stage(kind: ListKind, holding: list[Condition], order: str) -> Iterator[Way]:
    """By the index that holds what the conditions ask; a row is looked up for its place in the order alone."""
    if not holding or not {each.field for each in holding} <= kind.beside_stage:
        return
    looked_up = 0 if order in kind.beside_stage else min(each.rows for each in holding)
    stage = next((each for each in holding if each.field == "stage"), None)
    if stage:
        yield stage.rows // BESIDE + looked_up, stage.by_index, [each for each in holding if each is not stage]
    else:
        yield counting.of_list(kind.name) // BESIDE + looked_up, Q(stage__gte=""), holding

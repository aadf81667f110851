"""What the kernel reads of a history, and what it writes: tables of whole numbers, leads counted from 0.

A slice is the part of a table that belongs to one lead and one pattern (or fact).
"""

from typing import Any, NamedTuple

import numpy as np

from .arrays import ALWAYS, I64, NEVER
from .plan import FOLD, MARK, Plan, Table, record, table

# NEVER where there is no such moment. first_moment: when anything at all was recorded, or first seen.
# baseline_stage -1: by whether the lead was known. ahead: how far beyond its last ask its next change is
# looked for; ALWAYS: not at all.
LEAD = record(
    """first_seen first_moment known baseline baseline_stage since ahead first_ask after_asks
    first_raise after_raises first_move after_moves first_deal after_deals"""
)
# order: ORDERLY begins in order of occurrence and never ends; LATE never ends; MIXED may end.
MIXED, LATE, ORDERLY = range(3)
SLICE = record("first after order")
# begin: when known, or when a date test begins to hold. arrival: which is the next of its slice to begin.
# previous, following: the one before and after with the same key; -1 none, -2 without a key.
# Each slice is ordered by (occurred, seq).
FOUND = record("occurred begin end seq day previous following arrival row")
CHANGE = record("begin outcome")
RAISE = record("known seq row | before after effect")
HAND_MOVE = record("at to review")
DEAL_ROW = record("at effect")  # only what does something to the stage
DAY_ROW = record("midnight number week month")
# One an ask, then one a lead ahead. held: bit r is set where the condition of stage rule r holds; the first 62 rules.
RESULT = record("at | code stage stage_since exclusion effect held next_look")
SCORED = record("value label known")
MOVE = record("lead at order source to cause rule seq")


class Rows(NamedTuple):
    leads: Table
    slices: Table  # by lead, then pattern
    found: Table
    amounts: I64  # beside `found`, where any pattern asks for amounts: how often each occurrence pays; else empty
    change_start: I64  # by lead, then fact
    changes: Table
    raises: Table
    hand_moves: Table
    deals: Table
    days: Table


class Results(NamedTuple):
    results: Table
    scored: Table  # by result, then score
    moves: Table  # fold.move_count of them; where there is no room for all, run again with more


def empty_rows() -> Rows:
    start = np.zeros(1, np.int64)
    leads, slices, found, changes, raises, moves, deals, days = map(
        table, (LEAD, SLICE, FOUND, CHANGE, RAISE, HAND_MOVE, DEAL_ROW, DAY_ROW)
    )
    return Rows(leads, slices, found, start[:0], start, changes, raises, moves, deals, days)


def new_results(plan: Plan, rows: Rows, asks: I64, moves: int) -> Results:
    ahead = rows.leads.size if (rows.leads.ahead > ALWAYS).any() else 0
    results = table(RESULT, asks.size + ahead)
    results.at[: asks.size] = asks
    results.at[asks.size :] = ALWAYS
    results.next_look = NEVER
    return Results(results, table(SCORED, results.size * plan.scores.size), table(MOVE, moves))


def working_copy(plan: Plan, rows: Rows) -> Plan:
    parts: list[Any] = [part.copy() for part in plan]
    return Plan(*parts)._replace(marks=table(MARK, _longest(plan, rows)), fold=table(FOLD, 1))


def _longest(plan: Plan, rows: Rows) -> int:
    """The most occurrences that all watches of one lead look at together."""
    sizes = (rows.slices.after - rows.slices.first).reshape(max(1, rows.leads.size), -1)
    if not rows.leads.size or not plan.watches.size:
        return 1
    return int(sizes[:, plan.watches.pattern].sum(axis=1).max()) + 1

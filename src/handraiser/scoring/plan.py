"""A compiled scoring model as the kernel reads it: one table a kind of part, one row a part, no objects.

Points are integer millionths, durations and moments microseconds; -1 points nowhere. The fields after
each bar are what the kernel remembers while it walks along a lead: it works on a copy.
"""

from typing import Any, NamedTuple, Protocol, overload

import numpy as np

from .arrays import I64

EACH, ONCE, ONCE_PER, AT_MOST, UNIQUE, LAST = range(6)  # how a watch counts; LAST only remembers the latest
HOURS, DAYS, WEEKS, MONTHS, EVER = range(5)
EVENT, PER, TIERS, TRAIT, IF, ABSENT = range(6)  # kinds of rules
WORTHS, SHARES, HALVES, STEPS = range(4)  # what a watch's numbers by age are: see `fading.py`
AND, OR, NOT, CONSTANT, FACT, COUNTED, SILENT, CELL, CODE, COVERAGE, STAGE, DELTA = range(12)  # steps of a condition
NO_EFFECT, DISQUALIFY, IGNORE, FREEZE = range(4)
CAUSES = ("known", "rule", "review", "person", "exclusion", "lifted", "deal")
KNOWN, RULE, REVIEW, PERSON, EXCLUSION, LIFTED, DEAL = range(7)
NO_DEAL, OPENED, WON, LOST = range(4)  # what a lead's deals last did to its stage


def record(fields: str) -> np.dtype[np.void]:
    """A row of whole numbers by name; the bar is for the reader."""
    return np.dtype([(name, np.int64) for name in fields.replace("|", " ").split()])


# What is counted of a pattern's occurrences, and how long each counts. window_first: only what is in the
# window is counted at all. points: a tier's. fade: where what is left by age begins in `numbers`; -1: no decay.
# delay: pays from so long after the event; meanwhile it waits. most: 0, or how often an occurrence pays at most
# that pays for its amount. score: whose resets cut it, -1 for none; cut: up to when. over: 0, or how long ago it
# looks from, at what was so then by what is known now; `next` alone is a moment of now.
WATCH = record(
    """pattern mode every times period window window_first at_least points fade fade_length fading fade_whole
    since_fact delay most score over
    | head tail alive next last period_met period_count run_head run_tail offset ripe amount cut"""
)
# watches: how many from `watch` on, a tier each. first, after: the steps of its condition. every: 0 for once.
# past: of what it looks back at, a row of `pasts`; -1: it does not.
RULE_ROW = record("kind group points low high watch watches fact first after silence every past | raw")
GROUP = record("score low high | raw")
# Each score's line is cut at every threshold anything asks: inside one cell no answer changes.
# labels: by cell, the label's index or -1. code_step: what a step of its label adds to the matrix code.
SCORE = record(
    """low high breaks break_count labels in_matrix code_step covered covered_count
    | raw value cell met_cell known"""
)
STEP = record("step a b")  # in postfix order
SILENCE = record("watch wait every")
# reads_stage: its conditions ask which stage it is.
STAGE_RULE = record("to source first after unless_first unless_after hold reads_stage | truth held_since blocked")
EXCLUSION_ROW = record("first after effect")
FACT_ROW = record("start of_lead over | value at next")  # next: a moment of its own time, `over` ago
NOT_ALIVE, ALIVE, WAITING = range(3)
# One an occurrence and watch. A run is what pays alike: of one day and, where it pays for its amount, one amount.
MARK = record("alive run_day run_count run_amount")
RESET_ROW = record("watch scores over")  # scores: bits
PAST = record("over | day")
DELTA_ROW = record("score before low high | met")  # both are rows of `scores`, those before follow the model's own
FOLD = record(
    """stage since before held_out effect excluded_by now order passed met ranked ranked_at review_at waiting
    next_move next_raise next_deal deal deal_waits before_deal was_known anew cause acted move_count"""
)


class Row(Protocol):
    def __getattr__(self, field: str) -> int: ...
    def __setattr__(self, field: str, value: int) -> None: ...


class Table(Protocol):
    """A NumPy record array: NumPy and Numba both read and write `table[row].field`, and whole columns."""

    size: int

    @overload
    def __getitem__(self, row: int) -> Row: ...
    @overload
    def __getitem__(self, rows: I64 | slice) -> "Table": ...
    def __getattr__(self, column: str) -> Any: ...
    def __setattr__(self, column: str, value: Any) -> None: ...


class Plan(NamedTuple):
    watches: Table
    rules: Table
    groups: Table
    scores: Table
    steps: Table
    silences: Table
    stages: Table
    exclusions: Table
    facts: Table
    resets: Table
    pasts: Table
    deltas: Table
    numbers: I64  # breaks, labels, truths, fades, covered facts: where a row says
    marks: Table
    fold: Table  # one row


def table(kind: np.dtype[np.void], size: int = 0) -> Table:
    found: Table = np.zeros(size, kind).view(np.recarray)  # type: ignore[assignment]
    return found


def filled(kind: np.dtype[np.void], rows: list[dict[str, int]]) -> Table:
    found = table(kind, len(rows))
    for at, fields in enumerate(rows):
        for name, value in fields.items():
            setattr(found[at], name, value)
    return found


def empty_plan() -> Plan:
    kinds = (
        WATCH,
        RULE_ROW,
        GROUP,
        SCORE,
        STEP,
        SILENCE,
        STAGE_RULE,
        EXCLUSION_ROW,
        FACT_ROW,
        RESET_ROW,
        PAST,
        DELTA_ROW,
    )
    parts: list[Any] = [*map(table, kinds), np.empty(0, np.int64), table(MARK), table(FOLD, 1)]
    return Plan(*parts)

"""Rollups: what a score of all people of a company comes to, as facts of each of them that change with time.

The scores are the kernel's, of the model that holds only what rollups read. Whoever is asked for sees colleagues as far
as they were recorded by then; what comes later is another's moment.
"""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from .arrays import ALWAYS, I64, Bools
from .compiling import CompiledModel, activity
from .history import COMPANIES, DEALS, MOVES, PEOPLE, History
from .language import RollupRule, Tests
from .plan import Table
from .tracing import traced

if TYPE_CHECKING:
    from .gathering import Asks, Gathered

MILLION = 1_000_000
CELLS = 1_000_000  # people x moments looked at at once
NO_ROWS = np.empty((4, 0), np.int64)


@dataclass(frozen=True)
class Rolled:
    """changes: lead, fact, from when, points: as `facts.FactRows`. found: by lead and rollup the number there was."""

    changes: I64
    found: dict[tuple[int, int], Fraction | None]


NOTHING = Rolled(NO_ROWS, {})


def rolled(
    model: CompiledModel,
    history: History,
    asks: "Asks",
    gather: Callable[[CompiledModel, History, "Asks"], "Gathered"],
) -> Rolled:
    """What every rollup of the model pays each lead at each time. Leads are counted as in `history.people`."""
    if model.rolled is None or not history.companies.num_rows:
        return NOTHING
    companies = _companies(history)
    members = [lead for company in companies for lead in company.members]
    if not members:
        return NOTHING
    inner = _of_members(history, companies, asks)
    gathered = gather(model.rolled, inner.history, inner.asks)
    trace, values = traced(model.rolled.plan, gathered.rows)
    first = np.searchsorted(trace.lead, np.arange(len(members) + 1)).tolist()
    parts = [slice(*ends) for ends in itertools.pairwise(first)]
    changes, at = [NO_ROWS], 0
    found: dict[tuple[int, int], Fraction | None] = {}
    for company in companies:
        here = [part for part in parts[at : at + len(company.members)] if part.start < part.stop]
        until = int(inner.asks.ahead[at])
        at += len(company.members)
        if here:
            rolling = _Rolling(model, [trace[part] for part in here], [values[part] for part in here])
            for number, rule in enumerate(model.rollups):
                dividend, divisor = rolling.numbers(rule)
                rows = _changes(rolling.moments, _paid(rule, dividend, divisor), until)
                changes += [_of_lead(lead, _fact(model, number), rows) for lead in company.asked]
                found |= {
                    (lead, number): _number(dividend, divisor, rolling.moments, int(asks.last[lead]))
                    for lead in company.asked
                }
    return Rolled(np.concatenate(changes, axis=1), found)


def _changes(moments: I64, paid: I64, until: int) -> I64:
    """When it pays otherwise than before; and, beyond what was traced, the first moment at which it may."""
    kept = np.concatenate([[True], paid[1:] != paid[:-1]])
    kept[np.searchsorted(moments, until, "right") :][:1] = True
    return np.stack([moments[kept], paid[kept]])


def _of_lead(lead: int, fact: int, rows: I64) -> I64:
    return np.concatenate([np.repeat([[lead], [fact]], rows.shape[1], axis=1), rows])


def _fact(model: CompiledModel, rollup: int) -> int:
    return next(number for number, fact in enumerate(model.facts) if fact.rollup == rollup)


def _number(dividend: I64, divisor: I64, moments: I64, at_us: int) -> Fraction | None:
    """What there was at a moment, in millionths; None where it was missing."""
    row = int(np.searchsorted(moments, at_us, "right")) - 1
    return Fraction(int(dividend[row]), int(divisor[row])) if row >= 0 and divisor[row] else None


@dataclass(frozen=True)
class _Company:
    """members: places among all people and those beside; asked: the leads among them."""

    members: list[int]
    asked: list[int]


@dataclass(frozen=True)
class _Inner:
    history: History
    asks: "Asks"


def _companies(history: History) -> list[_Company]:
    """Those that somebody who is asked for belongs to."""
    people = history.people.num_rows
    leads = [*history.people["lead"].to_pylist(), *history.beside["lead"].to_pylist()]
    places = {lead: place for place, lead in enumerate(leads)}
    members: dict[int, list[int]] = {}
    for lead, company in zip(*(history.companies[name].to_pylist() for name in COMPANIES.names), strict=True):
        if lead in places:
            members.setdefault(company, []).append(places[lead])
    found = [_Company(there, [place for place in there if place < people]) for there in members.values()]
    return [company for company in found if company.asked]


def _of_members(history: History, companies: Sequence[_Company], asks: "Asks") -> _Inner:
    """Each member up to the last moment that anybody of the company is asked for."""
    places = [place for company in companies for place in company.members]
    sizes = [len(company.members) for company in companies]
    last = np.repeat([int(asks.last[company.asked].max()) for company in companies], sizes)
    ahead = np.repeat([int(asks.ahead[company.asked].max()) for company in companies], sizes)
    everybody = pa.concat_tables([history.people, history.beside.cast(history.people.schema)])
    inner = replace(
        history,
        people=everybody.take(pa.array(places)),
        moves=MOVES.empty_table(),
        deals=DEALS.empty_table(),
        companies=COMPANIES.empty_table(),
        beside=PEOPLE.empty_table(),
    )
    never = np.full(last.size, ALWAYS, np.int64)
    return _Inner(
        inner, replace(asks, start=np.arange(last.size + 1), at=last, since=never, ahead=np.maximum(last, ahead))
    )


class _Rolling:
    """The traces of one company's people, on one line of time."""

    def __init__(self, model: CompiledModel, traces: Sequence[Table], values: Sequence[I64]) -> None:
        assert model.rolled is not None
        self._columns = {score.name: at for at, score in enumerate(model.rolled.model.scores)}
        self._traces, self._values = traces, values
        self.moments: I64 = np.unique(np.concatenate([trace.at for trace in traces]))

    def numbers(self, rule: RollupRule) -> tuple[I64, I64]:
        """At each moment the number as a dividend, in millionths, and its divisor; 0 where it is missing."""
        step = max(1, CELLS // len(self._traces))
        parts = [self._of_some(rule, self.moments[at : at + step]) for at in range(0, self.moments.size, step)]
        return np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts])

    def _of_some(self, rule: RollupRule, moments: I64) -> tuple[I64, I64]:
        points, counts = self._points(rule, moments)
        many = counts.sum(axis=0)
        match rule.rollup.agg:
            case "count_at_least":
                return (counts & (points >= (rule.rollup.value or 0))).sum(axis=0) * MILLION, np.ones_like(many)
            case "max":
                return np.where(counts, points, ALWAYS).max(axis=0), np.minimum(many, 1)
            case "sum":
                return np.where(counts, points, 0).sum(axis=0), np.minimum(many, 1)
            case _:
                return np.where(counts, points, 0).sum(axis=0), many

    def _points(self, rule: RollupRule, moments: I64) -> tuple[I64, Bools]:
        """Of each person at each moment the score, and whether it counts."""
        points = np.zeros((len(self._traces), moments.size), np.int64)
        counts = np.zeros(points.shape, np.bool_)
        of, within = self._columns[rule.rollup.of], rule.rollup.within
        for person, (trace, values) in enumerate(zip(self._traces, self._values, strict=True)):
            row = np.searchsorted(trace.at, moments, "right") - 1
            points[person] = values[row, of]
            counts[person] = (row >= 0) & (trace.ignored[row] == 0)
            if within:
                counts[person] &= values[row, self._columns[activity(within)]] > 0
        return points, counts


def _paid(rule: RollupRule, dividend: I64, divisor: I64) -> I64:
    paid = np.zeros(dividend.size, np.int64)
    for case in reversed(rule.cases):
        paid[_all_hold(case.tests, dividend, divisor)] = case.points
    paid[divisor == 0] = rule.missing
    return paid


def _all_hold(tests: Tests, dividend: I64, divisor: I64) -> Bools:
    """Exactly: a share of points is compared by multiplying."""
    held = np.ones(dividend.size, np.bool_)
    for test in tests:
        operand: Any = test.operand
        low, high = operand if test.operator == "between" else (operand, operand)
        match test.operator:
            case "gt":
                held &= dividend > low * divisor
            case "gte":
                held &= dividend >= low * divisor
            case "lt":
                held &= dividend < low * divisor
            case "lte":
                held &= dividend <= low * divisor
            case _:
                held &= (dividend >= low * divisor) & (dividend <= high * divisor)
    return held

"""Explaining one lead: the lines and adjustments that add up to each score, and what would change next."""

from collections.abc import Iterator

import numpy as np

from .arrays import ALWAYS, I64
from .compiling import CompiledModel, asked_traits
from .dates import first_that_holds
from .evaluating import MILLION, one_ask_each, results, rounded, run
from .explanation import Adjustment, Change, Explanation, Known, Line, NextChange, Reason, Row, Share, StageTruth
from .fading import worths
from .gathering import Gathered, gather
from .history import History
from .language import AbsentRule, EventRule, IfRule, PerRule, RollupRule, Rule, TiersRule, TraitRule
from .plan import ALIVE, WAITING, WORTHS, Plan, Table
from .plan import Row as Stands
from .rows import Results

__all__ = [
    "Adjustment",
    "Change",
    "Explanation",
    "Known",
    "Line",
    "NextChange",
    "Reason",
    "Share",
    "StageTruth",
    "explain",
    "explain_each",
]


def explain(model: CompiledModel, history: History, at_us: int, *, looks_ahead: bool = True) -> Explanation:
    """history: of one lead. looks_ahead: whether to find the next change, which takes another walk."""
    ahead = at_us + model.model.lookback if looks_ahead else ALWAYS
    gathered = gather(model, history, one_ask_each(history, at_us, ahead_us=ahead))
    next_change = _next_change(model, gathered) if looks_ahead else None
    gathered.rows.leads.ahead = ALWAYS
    out, walked = run(model, gathered)
    return _explained(model, gathered, walked, _rows(model, gathered, out)[0], next_change)


def explain_each(model: CompiledModel, history: History, at_us: I64) -> Iterator[Explanation]:
    """Of many leads, each at its moment, in the order of `history.people`; without looking ahead."""
    gathered = gather(model, history, one_ask_each(history, at_us))
    out, _ = run(model, gathered)
    each = results(model, gathered.leads, out, np.arange(gathered.leads.size))  # of all: a table costs more than a row
    for lead, result in enumerate(each.to_pylist()):
        alone = gathered.of_one(lead)
        yield _explained(model, alone, run(model, alone)[1], result, None)


def _explained(
    model: CompiledModel, gathered: Gathered, walked: Plan, result: Row, next_change: NextChange | None
) -> Explanation:
    explaining = _Explaining(model, gathered, walked, int(gathered.asks[0]))
    ignored = result["effect"] == "ignore"
    return Explanation(
        result=result,
        lines=() if ignored else tuple(explaining.lines()),
        adjustments=() if ignored else tuple(explaining.adjustments()),
        shares=() if ignored else tuple(_shares(model, result)),
        traits=tuple(explaining.traits()),
        stages=tuple(_stages(model, walked)),
        next_change=next_change,
    )


class _Explaining:
    """Reads what the kernel's walk along one lead left behind."""

    def __init__(self, model: CompiledModel, gathered: Gathered, walked: Plan, at_us: int) -> None:
        self.model = model
        self.gathered = gathered
        self.rows = gathered.rows
        self.walked = walked
        self.at_us = at_us
        self.today = int(gathered.calendar.day_of([at_us])[0])
        self.paid = walked.rules.raw.tolist()  # points of each rule: a list, as reading a field of a row is slow

    def lines(self) -> Iterator[Line]:
        for number, (score, group, rule) in enumerate(self.model.model.rules()):
            for earned, now, reason, seq in self._terms(number, rule):
                trait = rule.trait if isinstance(rule, TraitRule) else None
                if earned or now:
                    yield Line(score.name, group.name, rule.path, kind_of(rule), seq, trait, earned, now, reason)

    def _terms(self, number: int, rule: Rule) -> Iterator[tuple[int, int, Reason, int | None]]:
        paid = self.paid[number]
        match rule:
            case EventRule() | PerRule():
                yield from self._occurrences(number, rule)
            case TiersRule():
                yield from self._tier(number, rule, paid)
            case TraitRule():
                yield paid, paid, self._case(rule), None
            case IfRule():
                yield paid, paid, Reason("if", {}), None
            case AbsentRule():
                yield paid, paid, self._silence(number, rule, paid), None
            case RollupRule():
                yield paid, paid, self._rollup(rule), None

    def _occurrences(self, number: int, rule: EventRule | PerRule) -> Iterator[tuple[int, int, Reason, int | None]]:
        """Those that pay, and those that will once their delay is over."""
        watch = self.walked.watches[self.walked.rules[number].watch]
        where = self.rows.slices[watch.pattern]
        marks = self.walked.marks.alive[where.first + watch.offset : where.after + watch.offset]
        row = np.flatnonzero((marks == ALIVE) | (marks == WAITING)) + where.first
        found, waits = self.rows.found[row], (marks == WAITING)[row - where.first]
        times = np.minimum(self.rows.amounts[row], watch.most) if watch.most else np.ones(row.size, np.int64)
        earned, ages = rule.points * times, self.today - found.day
        now = np.where(waits, 0, self._left(watch, earned, ages))
        columns = (waits, found.occurred, ages, times, earned, now, found.seq)
        for waiting, occurred, age, often, gained, left, seq in zip(*(c.tolist() for c in columns), strict=True):
            reason = self._occurrence(rule, age, often)
            if waiting:
                reason = Reason("waiting", {**reason.params, "pays_us": occurred + rule.delay})
            yield gained, left, reason, seq

    def _left(self, watch: Stands, earned: I64, ages: I64) -> I64:
        if watch.fade < 0:
            return earned
        numbers = self.walked.numbers[watch.fade + np.minimum(ages, watch.fade_length - 1)]
        return numbers if watch.fading == WORTHS else worths(earned, watch.fading, numbers, watch.fade_whole)

    def _occurrence(self, rule: EventRule | PerRule, age: int, times: int) -> Reason:
        params = {"event": rule.event.text, "age_days": age}
        if isinstance(rule, EventRule):
            return Reason("event", params)
        return Reason("per", params | {"property": rule.per.property, "every": rule.per.every, "times": times})

    def _tier(self, number: int, rule: TiersRule, paid: int) -> Iterator[tuple[int, int, Reason, int | None]]:
        first = self.walked.rules[number].watch
        for at, tier in enumerate(rule.tiers, start=first):
            counted = int(self.walked.watches[at].alive)
            if counted >= tier.at_least:
                within = int(self.walked.watches[at].window)
                params = {"event": rule.event.text, "counted": counted, "at_least": tier.at_least}
                yield paid, paid, Reason("tier", params | {"within_us": within}), None
                return

    def _case(self, rule: TraitRule) -> Reason:
        value = self.gathered.traits.latest(rule.trait, self.gathered.place)
        if value is None:
            return Reason("missing", {"trait": rule.trait})
        found = first_that_holds([case.tests for case in rule.cases], [value], self.model.model.timezone)
        by_now = slice(None) if found.begin is None else found.begin <= self.today
        case = int(found.case[by_now][-1]) + 1
        return Reason("case", {"trait": rule.trait, "value": value, "case": case})

    def _rollup(self, rule: RollupRule) -> Reason:
        number = next(at for at, other in enumerate(self.model.rollups) if other is rule)
        value = self.gathered.rolled.found.get((self.gathered.place, number))
        if value is None:
            return Reason("alone", {"of": rule.rollup.of})
        return Reason("rollup", {"of": rule.rollup.of, "agg": rule.rollup.agg, "value": round(value)})

    def _silence(self, number: int, rule: AbsentRule, paid: int) -> Reason:
        watch = self.walked.watches[self.walked.rules[number].watch]
        since = watch.last if watch.last > ALWAYS else self.walked.facts[watch.since_fact].value
        times = paid // rule.points if rule.points else 0
        return Reason("absent", {"event": rule.event.text, "silent_us": self.at_us - int(since), "times": times})

    def adjustments(self) -> Iterator[Adjustment]:
        """Rule caps, group caps and ranges, where they bite. What follows the model's own parts is of the past."""
        model = self.model.model
        for bite, (score, group, rule) in zip(_bites(self.walked.rules), model.rules(), strict=False):
            if bite:
                yield Adjustment(score.name, group.name, rule.path, "rule_cap", bite)
        groups = [(score, group) for score in model.scores for group in score.groups]
        for bite, (score, group) in zip(_bites(self.walked.groups), groups, strict=False):
            if bite:
                yield Adjustment(score.name, group.name, None, "group_cap", bite)
        for bite, score in zip(_bites(self.walked.scores), model.scores, strict=False):
            if bite:
                yield Adjustment(score.name, None, None, "range", bite)

    def traits(self) -> Iterator[Known]:
        for score in self.model.model.scores:
            for trait in asked_traits(score):
                yield Known(score.name, trait, self.gathered.traits.latest(trait, self.gathered.place))


def kind_of(rule: Rule) -> str:
    """The kind of a rule as the language names it."""
    kinds = {
        EventRule: "event",
        PerRule: "per",
        TiersRule: "tiers",
        TraitRule: "trait",
        RollupRule: "rollup",
        IfRule: "if",
        AbsentRule: "absent",
    }
    return kinds[type(rule)]


def _bites(parts: Table) -> list[int]:
    """What each part's ends make of its raw points, less those."""
    bites: list[int] = (np.minimum(np.maximum(parts.raw, parts.low), parts.high) - parts.raw).tolist()
    return bites


def _rows(model: CompiledModel, gathered: Gathered, out: Results) -> list[Row]:
    row = np.arange(out.results.size)
    rows: list[Row] = results(model, np.repeat(gathered.leads, row.size), out, row).to_pylist()
    return rows


def _shares(model: CompiledModel, result: Row) -> Iterator[Share]:
    total = model.model.total
    if total is None:
        return
    left = result["total"]
    for score, weight in total.weights:
        points = int(rounded(np.array([result[f"score.{score}"] * weight]))[0])
        left -= points
        yield Share(score, weight, points)
    if left:
        yield Share(None, MILLION, left)


def _stages(model: CompiledModel, walked: Plan) -> Iterator[StageTruth]:
    for number, rule in enumerate(model.model.stages):
        stands = walked.stages[number]
        since = int(stands.held_since) if rule.hold and stands.held_since > ALWAYS else None
        yield StageTruth(rule.path, rule.to, rule.from_, bool(stands.truth >= 2), bool(stands.truth & 1), since)


def _next_change(model: CompiledModel, gathered: Gathered) -> NextChange | None:
    out, _ = run(model, gathered)
    if out.results[1].at == ALWAYS:
        return None
    before, after = _rows(model, gathered, out)
    labels = [f"label.{score}" for score in model.model.labels]
    changed = [
        Change(what, before[what], after[what]) for what in (*labels, "matrix", "stage") if before[what] != after[what]
    ]
    return NextChange(after["at_us"], tuple(changed))

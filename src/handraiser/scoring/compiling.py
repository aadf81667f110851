"""A scoring model becomes arrays. Everything that can be worked out without a history is worked out here."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from . import plan
from .arrays import NEVER
from .asking import Asking, Row
from .conditions import Conditions
from .cutting import Cutting, leaves
from .facts import Fact
from .language import (
    STAGES,
    AbsentRule,
    EventCondition,
    EventName,
    EventRule,
    Exclusion,
    Group,
    IfRule,
    PerRule,
    Range,
    Reset,
    RollupRule,
    Rule,
    Score,
    ScoringModel,
    StageCondition,
    StageRule,
    TiersRule,
    TraitCondition,
    TraitRule,
)
from .patterns import Pattern

MOST_POINTS = 1_000_000_000_000  # millionths that one event of a `per` rule pays at most
STAGE_NAMES = (*STAGES, "disqualified")
EFFECTS = (None, "disqualify", "ignore", "freeze")


@dataclass(frozen=True)
class CompiledModel:
    """A model ready to evaluate any number of leads; may be pickled and sent to other processes.

    codes: the matrix codes by the kernel's numbers. rollups: the rollup rules, as facts number them.
    rolled: the model of the scores they read, with a score more for each `within`; None where there are none.
    """

    model: ScoringModel
    plan: plan.Plan
    patterns: tuple[Pattern, ...]
    facts: tuple[Fact, ...]
    codes: tuple[str, ...]
    rollups: tuple[RollupRule, ...] = ()
    rolled: "CompiledModel | None" = None


def compile_model(model: ScoringModel) -> CompiledModel:
    asking, cutting = Asking(), Cutting(model)
    traits = {score.name: asked_traits(score) for score in model.scores}
    conditions = Conditions(model, asking, cutting, {name: len(asked) for name, asked in traits.items()})
    resets = _resets(model, asking)
    rules = _Rules(model, asking, conditions)
    rows = [row for at in range(len(model.scores)) for row in rules.of_score(at)]
    stages = [_stage(rule, conditions) for rule in model.stages]
    exclusions = [_exclusion(exclusion, conditions) for exclusion in model.exclude]
    scores = _scores(model, asking, cutting, traits)
    groups = _groups(model)
    for before, (score, over) in enumerate(asking.scores_before, start=len(scores)):
        with asking.ago(over):
            rows += rules.of_score(score, len(groups), asking.past(over))
            resets += _resets(model, asking)
        groups += [group | {"score": before} for group in _groups(model) if group["score"] == score]
        scores.append(_score_before(model.scores[score], asking))
    facts = tuple(asking.facts)
    compiled = plan.Plan(
        watches=plan.filled(plan.WATCH, asking.watches),
        rules=plan.filled(plan.RULE_ROW, rows),
        groups=plan.filled(plan.GROUP, groups),
        scores=plan.filled(plan.SCORE, scores),
        steps=plan.filled(plan.STEP, [{"step": step, "a": a, "b": b} for step, a, b in conditions.steps]),
        silences=plan.filled(plan.SILENCE, asking.silences),
        stages=plan.filled(plan.STAGE_RULE, stages),
        exclusions=plan.filled(plan.EXCLUSION_ROW, exclusions),
        facts=plan.filled(plan.FACT_ROW, [_fact(fact) for fact in facts]),
        resets=plan.filled(plan.RESET_ROW, resets),
        pasts=plan.filled(plan.PAST, [{"over": over} for over in asking.pasts]),
        deltas=plan.filled(plan.DELTA_ROW, [d | {"before": d["before"] + len(model.scores)} for d in asking.deltas]),
        numbers=np.array(asking.numbers, np.int64),
        marks=plan.table(plan.MARK),
        fold=plan.table(plan.FOLD, 1),
    )
    parts = (compiled, tuple(asking.patterns), facts, tuple(cutting.codes()))
    rollups = tuple(rules.rollups)
    return CompiledModel(model, *parts, rollups, compile_model(_rolled(model, rollups)) if rollups else None)


def _rolled(model: ScoringModel, rollups: tuple[RollupRule, ...]) -> ScoringModel:
    read = {rule.rollup.of for rule in rollups}
    scores = [score for score in model.scores if score.name in read]
    scores += [_activity(within) for within in dict.fromkeys(rule.rollup.within for rule in rollups) if within]
    nothing: dict[str, Any] = {
        "total": None,
        "labels": {},
        "matrix": None,
        "stages": (),
        "tests": (),
        "hand_raises": (),
    }
    return replace(model, scores=tuple(scores), resets=_resets_of(model, read), **nothing)


def _resets_of(model: ScoringModel, read: set[str]) -> tuple[Reset, ...]:
    """By name, so that those of all scores leave what somebody did alone."""
    named = [(reset, sorted(read.intersection(reset.scores or read))) for reset in model.resets]
    return tuple(replace(reset, scores=tuple(scores)) for reset, scores in named if scores)


def activity(within: int) -> str:
    """The score that is above zero while somebody did something so long ago or later; no author can give that name."""
    return f"within {within}"


def _activity(within: int) -> Score:
    did = IfRule(path="", line=0, condition=EventCondition(EventName("*"), (), 1, within), points=1)
    return Score(activity(within), Range(0, 1), (Group("", None, None, (did,)),))


class _Rules:
    """The rules of one model as rows of `plan.RULE_ROW`."""

    def __init__(self, model: ScoringModel, asking: Asking, conditions: Conditions) -> None:
        self._model = model
        self._asking = asking
        self._conditions = conditions
        self.rollups: list[RollupRule] = []

    def of_score(self, score: int, first_group: int | None = None, past: int = -1) -> list[Row]:
        """first_group: of the score, where it is not the model's own but one of the past."""
        if first_group is None:
            first_group = sum(len(of.groups) for of in self._model.scores[:score])
        groups = enumerate(self._model.scores[score].groups, start=first_group)
        self._asking.of_score = score
        rows = [
            {"group": at, "low": -NEVER, "high": NEVER, "past": past} | self._row(rule)
            for at, group in groups
            for rule in group.rules
        ]
        self._asking.of_score = -1
        return rows

    def _row(self, rule: Rule) -> Row:
        match rule:
            case EventRule():
                return self._event(rule)
            case PerRule():
                return self._per(rule)
            case TiersRule():
                return self._tiers(rule)
            case TraitRule():
                cases = tuple((case.tests, case.points) for case in rule.cases)
                fact = Fact(rule.trait, cases, otherwise=0, missing=rule.missing)
                return {"kind": plan.TRAIT, "fact": self._asking.fact(fact)}
            case IfRule():
                first, after = self._conditions.program(rule.condition)
                return {"kind": plan.IF, "first": first, "after": after, "points": rule.points}
            case AbsentRule():
                return self._absent(rule)
            case RollupRule():
                self.rollups.append(rule)
                fact = Fact("", (), otherwise=0, missing=rule.missing, rollup=len(self.rollups) - 1)
                return {"kind": plan.TRAIT, "fact": self._asking.fact(fact)}

    def _event(self, rule: EventRule) -> Row:
        window = self._window(rule.within)
        fade = self._asking.fade(rule.points, rule.decay, window) if rule.decay else {}
        pattern = Pattern((rule.event,), rule.where, rule.key)
        watch = self._asking.watch(pattern, rule.count, window=window, delay=rule.delay, **fade)
        return {"kind": plan.EVENT, "watch": watch, "points": rule.points, **_cap(rule.cap)}

    def _per(self, rule: PerRule) -> Row:
        window = self._window(rule.within)
        fade = self._asking.fade(None, rule.decay, window) if rule.decay else {}
        most = MOST_POINTS // max(1, abs(rule.points))
        pattern = Pattern((rule.event,), rule.where, amount=rule.per)
        fields = {"window": window, "delay": rule.delay, "most": most, "points": rule.points}
        watch = self._asking.watch(pattern, None, **fields, **fade)
        return {"kind": plan.PER, "watch": watch, "points": rule.points, **_cap(rule.cap)}

    def _tiers(self, rule: TiersRule) -> Row:
        pattern = Pattern((rule.event,), rule.where, rule.key)
        watches = [
            self._asking.watch(
                pattern,
                rule.count,
                window=self._window(tier.within),
                window_first=1,
                at_least=tier.at_least,
                points=tier.points,
            )
            for tier in rule.tiers
        ]
        return {"kind": plan.TIERS, "watch": watches[0], "watches": len(watches)}

    def _absent(self, rule: AbsentRule) -> Row:
        every = rule.every or 0
        watch = self._asking.silence(Pattern((rule.event,), rule.where), rule.for_, every)
        waits = {"watch": watch, "silence": rule.for_, "every": every}
        return {"kind": plan.ABSENT, "points": rule.points, **waits, **_cap(rule.cap)}

    def _window(self, within: int | None) -> int:
        return self._model.lookback if within is None else min(within, self._model.lookback)


def _resets(model: ScoringModel, asking: Asking) -> list[Row]:
    every = range(len(model.scores))
    return [
        {
            "watch": asking.watch(Pattern((reset.event,), reset.where), mode=plan.LAST),
            "over": asking.over,
            "scores": sum(1 << at for at in every if not reset.scores or model.scores[at].name in reset.scores),
        }
        for reset in model.resets
    ]


def _cap(cap: Range | None) -> Row:
    return {} if cap is None else {"low": cap.low, "high": cap.high}


def _groups(model: ScoringModel) -> list[Row]:
    groups = [(at, group.cap) for at, score in enumerate(model.scores) for group in score.groups]
    return [{"score": at, "low": -NEVER, "high": NEVER} | _cap(cap) for at, cap in groups]


def _scores(model: ScoringModel, asking: Asking, cutting: Cutting, traits: dict[str, list[str]]) -> list[Row]:
    cut = cutting.rows(asking)
    for score, row in zip(model.scores, cut, strict=True):
        known = [asking.known(trait) for trait in traits[score.name]]
        row |= {"low": score.low, "high": score.high}
        row |= {"covered": asking.number(known), "covered_count": len(known)}
    return cut


def _score_before(score: Score, asking: Asking) -> Row:
    """It has neither labels nor breaks: it is only compared with."""
    return {"low": score.low, "high": score.high, "labels": asking.number([-1])}


def _fact(fact: Fact) -> Row:
    return {"start": fact.missing, "of_lead": fact.of_lead, "over": fact.over}


def _stage(rule: StageRule, conditions: Conditions) -> Row:
    first, after = conditions.program(rule.if_)
    unless_first, unless_after = conditions.program(rule.unless) if rule.unless else (-1, -1)
    return {
        "to": STAGE_NAMES.index(rule.to),
        "source": sum(1 << STAGE_NAMES.index(stage) for stage in set(rule.from_)),
        "first": first,
        "after": after,
        "unless_first": unless_first,
        "unless_after": unless_after,
        "hold": rule.hold or 0,
        "reads_stage": any(
            isinstance(leaf, StageCondition) for part in (rule.if_, rule.unless) if part for leaf in leaves(part)
        ),
    }


def _exclusion(exclusion: Exclusion, conditions: Conditions) -> Row:
    first, after = conditions.program(exclusion.condition)
    return {"first": first, "after": after, "effect": EFFECTS.index(exclusion.effect)}


def asked_traits(score: Score) -> list[str]:
    """The distinct traits its `trait` and `if` rules ask."""
    asked: dict[str, None] = {}
    for group in score.groups:
        for rule in group.rules:
            if isinstance(rule, TraitRule):
                asked[rule.trait] = None
            elif isinstance(rule, IfRule):
                asked |= {leaf.trait: None for leaf in leaves(rule.condition) if isinstance(leaf, TraitCondition)}
    return list(asked)

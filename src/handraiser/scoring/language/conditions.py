"""Conditions, as a tree. Durations are microseconds; None where the whole history is meant."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from .comparing import COVERAGE_TESTS, SCORE_TESTS, TESTS
from .events import EVENT, SAYS_EVENT, SAYS_WHERE, WHERE, EventName, Where
from .labels import LABELS_OF
from .operands import Tests
from .quantities import Duration, Whole
from .reading import Shape
from .records import Kinds, Record, reads, reads_rest
from .rolling import Rolled
from .shapes import Later, ListOf, MapOf, WordOr
from .texts import Anything, Known, OneOf, Trait

Stage = Literal["visitor", "lead", "mql", "sql", "opportunity", "customer"]
STAGES: tuple[Stage, ...] = get_args(Stage)  # in order
SAYS_WITHIN = "How far back to look; without it the whole history."


@dataclass(frozen=True, slots=True)
class All:
    conditions: tuple[Condition, ...] = field(metadata=reads(Anything(), "All of them hold.", name="all"))


@dataclass(frozen=True, slots=True)
class AnyOf:
    conditions: tuple[Condition, ...] = field(metadata=reads(Anything(), "At least one of them holds.", name="any"))


@dataclass(frozen=True, slots=True)
class Not:
    condition: Condition = field(metadata=reads(Anything(), "It does not hold.", name="not"))


@dataclass(frozen=True, slots=True)
class TraitCondition:
    trait: str = field(metadata=reads(Trait(), "The trait's name."))
    tests: Tests = field(metadata=reads_rest(TESTS))


@dataclass(frozen=True, slots=True)
class EventCondition:
    event: EventName = field(metadata=reads(EVENT, SAYS_EVENT))
    where: Where = field(metadata=reads(WHERE, SAYS_WHERE, default=()))
    at_least: int = field(metadata=reads(Whole(1), "How many there must be.", default=1))
    within: int | None = field(metadata=reads(Duration(), SAYS_WITHIN, default=None))


@dataclass(frozen=True, slots=True)
class Silence:
    """No such event for that long; counted from the last one, or from first seen."""

    event: EventName = field(metadata=reads(EVENT, SAYS_EVENT))
    where: Where = field(metadata=reads(WHERE, SAYS_WHERE, default=()))
    for_: int = field(metadata=reads(Duration(), "How long nothing of it happened.", name="for"))


@dataclass(frozen=True, slots=True)
class AbsentCondition:
    silence: Silence = field(metadata=reads(Record(Silence), "What has not happened.", name="absent"))

    @property
    def event(self) -> EventName:
        return self.silence.event

    @property
    def where(self) -> Where:
        return self.silence.where

    @property
    def for_(self) -> int:
        return self.silence.for_


@dataclass(frozen=True, slots=True)
class HandRaise:
    """names: None for `any` hand-raise of the model."""

    names: tuple[str, ...] | None = field(
        metadata=reads(
            WordOr({"any": None}, ListOf(Known("hand-raise")), "any, or a list of the model's hand-raises"),
            "`any`, or a list of the model's hand-raises.",
            name="hand_raise",
        )
    )
    within: int | None = field(metadata=reads(Duration(), SAYS_WITHIN, default=None))


@dataclass(frozen=True, slots=True)
class LabelCondition:
    """Each pair: a score and the labels it may carry; all pairs must hold."""

    labels: tuple[tuple[str, tuple[str, ...]], ...] = field(
        metadata=reads(LABELS_OF, "Of each score, the labels it may carry.", name="label")
    )


@dataclass(frozen=True, slots=True)
class MatrixCondition:
    codes: tuple[str, ...] = field(
        metadata=reads(ListOf(Known("matrix code")), "The matrix codes it may carry.", name="matrix")
    )


@dataclass(frozen=True, slots=True)
class ScoreCondition:
    """Each pair: a score and tests in integer millionths; all must hold."""

    scores: tuple[tuple[str, Tests], ...] = field(
        metadata=reads(MapOf(Known("score"), SCORE_TESTS), "Of each score, how high it must be.", name="score")
    )


@dataclass(frozen=True, slots=True)
class CoverageCondition:
    """Each pair: a score and tests on its coverage, 0.0 to 1.0; all must hold."""

    scores: tuple[tuple[str, Tests], ...] = field(
        metadata=reads(MapOf(Known("score"), COVERAGE_TESTS), "Of each score, how much must be known.", name="coverage")
    )


@dataclass(frozen=True, slots=True)
class StageCondition:
    """The stage the person is in, also where it was reached only now."""

    stages: tuple[Stage, ...] = field(
        metadata=reads(ListOf(OneOf(STAGES)), "The stages the person may be in.", name="stage")
    )


@dataclass(frozen=True, slots=True)
class Rise:
    """How much a score rose; tests in integer millionths."""

    score: str = field(metadata=reads(Rolled(), "Which score; one that holds no rollup."))
    over: int = field(metadata=reads(Duration(), "Since how long ago."))
    tests: Tests = field(metadata=reads_rest(SCORE_TESTS))


@dataclass(frozen=True, slots=True)
class DeltaCondition:
    delta: Rise = field(metadata=reads(Record(Rise), "How much a score rose, below zero where it fell."))


Condition = (
    All
    | AnyOf
    | Not
    | TraitCondition
    | EventCondition
    | AbsentCondition
    | HandRaise
    | LabelCondition
    | MatrixCondition
    | ScoreCondition
    | CoverageCondition
    | StageCondition
    | DeltaCondition
)

_ABOUT_RECORDS: dict[str, Record[Any]] = {
    "trait": Record(TraitCondition),
    "event": Record(EventCondition),
    "absent": Record(AbsentCondition),
}
_ABOUT_RESULTS: dict[str, Record[Any]] = {
    "hand_raise": Record(HandRaise),
    "label": Record(LabelCondition),
    "matrix": Record(MatrixCondition),
    "score": Record(ScoreCondition),
    "coverage": Record(CoverageCondition),
    "delta": Record(DeltaCondition),
}
_OF_STAGES: dict[str, Record[Any]] = {"stage": Record(StageCondition, "InStage")}
_TO_COME = ("audience",)


def _nesting(title: str, whole: Callable[[], Shape[Condition]]) -> dict[str, Record[Any]]:
    """all, any, not: of the same conditions as stand beside them."""
    one: Shape[Condition] = Later(whole)
    several = {"conditions": ListOf(one)}
    return {
        "all": Record(All, f"{title}All", several),
        "any": Record(AnyOf, f"{title}Any", several),
        "not": Record(Not, f"{title}Not", {"condition": one}),
    }


RULE_CONDITION: Kinds[Condition] = Kinds(
    "RuleCondition",
    _nesting("Rule", lambda: RULE_CONDITION) | _ABOUT_RECORDS,
    misplaced=dict.fromkeys(
        (*_ABOUT_RESULTS, *_OF_STAGES, *_TO_COME), ("cycle", "trait, event, absent, all, any, not")
    ),
)
_IN_STAGES = _nesting("Stage", lambda: STAGE_CONDITION) | _ABOUT_RECORDS | _ABOUT_RESULTS | _OF_STAGES
STAGE_CONDITION: Kinds[Condition] = Kinds(
    "StageCondition",
    _IN_STAGES,
    misplaced={name: ("release", ", ".join(_IN_STAGES)) for name in _TO_COME},
)
# What may be asked of people beside the model: their stage comes from elsewhere there.
ASKED_CONDITION: Kinds[Condition] = Kinds(
    "AskedCondition",
    _nesting("Asked", lambda: ASKED_CONDITION) | _ABOUT_RECORDS | _ABOUT_RESULTS,
    misplaced={
        "stage": ("not_here", "no stage: the stages are chosen beside the condition"),
        "audience": ("not_here", "no audience: a condition cannot ask another one's people"),
    },
)

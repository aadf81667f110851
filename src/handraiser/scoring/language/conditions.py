"""Conditions, as a tree. Durations are microseconds; None where the whole history is meant."""

from __future__ import annotations

from dataclasses import dataclass

from .events import EventName, Where
from .operands import Tests


@dataclass(frozen=True, slots=True)
class All:
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    condition: Condition


@dataclass(frozen=True, slots=True)
class TraitCondition:
    trait: str
    tests: Tests


@dataclass(frozen=True, slots=True)
class EventCondition:
    event: EventName
    where: Where
    at_least: int
    within: int | None


@dataclass(frozen=True, slots=True)
class AbsentCondition:
    event: EventName
    where: Where
    for_: int


@dataclass(frozen=True, slots=True)
class HandRaise:
    """names: None for `any` hand-raise of the model."""

    names: tuple[str, ...] | None
    within: int | None


@dataclass(frozen=True, slots=True)
class LabelCondition:
    """Each pair: a score and the labels it may carry; all pairs must hold."""

    labels: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class MatrixCondition:
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScoreCondition:
    """Each pair: a score and tests in integer millionths; all must hold."""

    scores: tuple[tuple[str, Tests], ...]


@dataclass(frozen=True, slots=True)
class CoverageCondition:
    """Each pair: a score and tests on its coverage, 0.0 to 1.0; all must hold."""

    scores: tuple[tuple[str, Tests], ...]


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
)

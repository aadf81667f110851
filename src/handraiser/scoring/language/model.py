"""The scoring model as types. Points are integer millionths, durations microseconds."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from .conditions import Condition
from .events import EventName, Where
from .operands import Scalar
from .rules import Range, Rule

Effect = Literal["disqualify", "ignore", "freeze"]
Flag = Literal["bot", "system"]
Stage = Literal["visitor", "lead", "mql", "sql", "opportunity", "customer"]
STAGES: tuple[Stage, ...] = ("visitor", "lead", "mql", "sql", "opportunity", "customer")


@dataclass(frozen=True, slots=True)
class IgnoredFlag:
    flag: Flag


@dataclass(frozen=True, slots=True)
class IgnoredEvent:
    event: EventName
    where: Where


@dataclass(frozen=True, slots=True)
class Exclusion:
    """The first of the model whose condition holds wins."""

    path: str
    line: int
    name: str
    condition: Condition
    effect: Effect


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    cap: Range | None
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Score:
    name: str
    low: int
    high: int
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Total:
    """weights: (score, weight in millionths). The exact sum of products, clamped to the range."""

    weights: tuple[tuple[str, int], ...]
    range: Range


@dataclass(frozen=True, slots=True)
class Label:
    name: str
    threshold: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """template: text with `{score}` where that score's label stands."""

    template: str
    scores: tuple[str, ...]

    def code(self, labels: Mapping[str, str]) -> str:
        return self.template.format_map(labels)


@dataclass(frozen=True, slots=True)
class StageRule:
    """hold: microseconds; always there where `backward`."""

    path: str
    line: int
    to: Stage
    from_: tuple[Stage, ...]
    if_: Condition
    unless: Condition | None
    hold: int | None
    because: str | None

    @property
    def backward(self) -> bool:
        return any(STAGES.index(self.to) < STAGES.index(stage) for stage in self.from_)


@dataclass(frozen=True, slots=True)
class ExampleEvent:
    """ago: microseconds before now, never negative. properties: dotted keys as written, JSON values."""

    event: EventName
    ago: int
    properties: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Expectation:
    """One thing a test expects.

    score: the score's name for `score`, `label` and `coverage`, else None.
    value: millionths for `score` and `total`, 0..1 for `coverage`, the exclusion's name for `excluded`;
        None expects that there is none.
    """

    what: Literal["score", "label", "coverage", "matrix", "total", "stage", "excluded"]
    score: str | None
    value: str | int | float | None
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Example:
    """One of the document's own `tests`."""

    path: str
    line: int
    name: str
    traits: Mapping[str, Any]
    events: tuple[ExampleEvent, ...]
    expect: tuple[Expectation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoringModel:
    """A whole document. labels: of each labelled score, highest threshold first. text: as written."""

    language: int
    name: str
    timezone: str
    lists: Mapping[str, tuple[Scalar, ...]]
    hand_raises: tuple[EventName, ...]
    ignore: tuple[IgnoredFlag | IgnoredEvent, ...]
    exclude: tuple[Exclusion, ...]
    scores: tuple[Score, ...]
    total: Total | None
    labels: Mapping[str, tuple[Label, ...]]
    matrix: Matrix | None
    stages: tuple[StageRule, ...]
    tests: tuple[Example, ...]
    lookback: int
    text: str

    def rules(self) -> Iterator[tuple[Score, Group, Rule]]:
        """Every rule with where it stands, in written order."""
        for score in self.scores:
            for group in score.groups:
                for rule in group.rules:
                    yield score, group, rule

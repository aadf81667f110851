"""Scores, their groups of rules, and the total. Points are integer millionths."""

import dataclasses
from dataclasses import dataclass, field
from typing import Any

from .decaying import DECAY, Decay
from .nodes import MappingNode
from .quantities import Millionths
from .reading import Shape
from .records import Record, reads
from .rules import RANGE, RULE, EventRule, PerRule, Range, Rule
from .shapes import MapOf, Mapped
from .texts import Known, Name


@dataclass(frozen=True, slots=True)
class Group:
    """decay: the default as written; every rule already carries the decay that acts on it."""

    name: str
    cap: Range | None = field(metadata=reads(RANGE, "Both ends of what the group may pay.", default=None))
    decay: Decay | None = field(
        metadata=reads(
            DECAY, "The default of its event and per rules that pay above zero, without within.", default=None
        )
    )
    rules: tuple[Rule, ...] = field(
        metadata=reads(Mapped(MapOf(Name(), RULE), lambda pairs: tuple(rule for _, rule in pairs)), "Rules by name.")
    )


def _default_decay(values: dict[str, Any], node: MappingNode) -> None:
    rules = node.get("rules")
    assert isinstance(rules, MappingNode)
    values["rules"] = tuple(
        _with_default(rule, written, values["decay"])
        for rule, (_, written) in zip(values["rules"], rules.pairs, strict=True)
    )


def _with_default(rule: Rule, written: Any, decay: Decay | None) -> Rule:
    if not isinstance(rule, EventRule | PerRule) or "decay" in written:
        return rule
    inherits = rule.points >= 0 and rule.within is None
    return dataclasses.replace(rule, decay=decay) if inherits else rule


GROUP = Record(Group, finish=_default_decay)


@dataclass(frozen=True, slots=True)
class Score:
    name: str
    range: Range = field(metadata=reads(RANGE, "Both ends of the score."))
    groups: tuple[Group, ...] = field(
        metadata=reads(
            Mapped(MapOf(Name(), GROUP, most=50), lambda pairs: tuple(group for _, group in pairs)),
            "Groups of rules, by name.",
        )
    )

    @property
    def low(self) -> int:
        return self.range.low

    @property
    def high(self) -> int:
        return self.range.high


SCORES: Shape[tuple[Score, ...]] = Mapped(
    MapOf(Name(reserved=("total",)), Record(Score), most=20), lambda pairs: tuple(score for _, score in pairs)
)


@dataclass(frozen=True, slots=True)
class Total:
    """weights: (score, weight in millionths). The exact sum of products, clamped to the range."""

    weights: tuple[tuple[str, int], ...] = field(
        metadata=reads(MapOf(Known("score"), Millionths(-1_000, 1_000)), "Of each score, what it weighs.")
    )
    range: Range = field(metadata=reads(RANGE, "Both ends of the total."))

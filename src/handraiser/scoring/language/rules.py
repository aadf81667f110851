"""The kinds of rules a group may hold. Points are integer millionths, durations microseconds."""

from dataclasses import dataclass, field
from typing import Any

from .comparing import CASE_TESTS
from .conditions import RULE_CONDITION, SAYS_WITHIN, Condition, Silence
from .counting import COUNT, Count, Each
from .decaying import DECAY, Decay
from .events import EVENT, SAYS_EVENT, SAYS_WHERE, WHERE, EventName, Where
from .nodes import MappingNode, ScalarNode
from .operands import Tests
from .paths import Path
from .quantities import Duration, Millionths, Whole
from .reading import Reading, Shape
from .records import Kinds, Misplaced, Record, reads, reads_rest
from .shapes import ListOf, Mapped, Pair
from .texts import Text, Trait

SAYS_POINTS = "Points, below zero to take away."
SAYS_COUNT = "Which of the events count."
SAYS_KEY = "The property whose distinct values `count: unique` counts."
SAYS_CAP = "What the rule may pay at most, in size."


@dataclass(frozen=True, slots=True)
class Range:
    """Both ends in, integer millionths."""

    low: int
    high: int


RANGE: Shape[Range] = Mapped(Pair(Millionths()), lambda ends: Range(*ends))
POINTS = Millionths()
CAP = Millionths(least=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRule:
    """Points for each occurrence that counts."""

    path: str
    line: int
    event: EventName = field(metadata=reads(EVENT, SAYS_EVENT))
    where: Where = field(metadata=reads(WHERE, SAYS_WHERE, default=()))
    points: int = field(metadata=reads(POINTS, SAYS_POINTS))
    count: Count = field(metadata=reads(COUNT, SAYS_COUNT, default=Each()))
    key: str | None = field(metadata=reads(Text(), SAYS_KEY, default=None))
    within: int | None = field(metadata=reads(Duration(), SAYS_WITHIN, default=None))
    decay: Decay | None = field(  # what acts: the group's default is already applied, or left out
        metadata=reads(DECAY, "How the points fade; none refuses the group's.", default=None)
    )
    cap: Range | None = field(metadata=reads(CAP, SAYS_CAP, default=None))  # [0, cap], or [-cap, 0]


@dataclass(frozen=True, slots=True)
class Tier:
    """within: None for the model's lookback."""

    at_least: int = field(metadata=reads(Whole(1), "How many events there must be."))
    within: int | None = field(
        metadata=reads(Duration(), "How far back to look; without it the model's lookback.", default=None)
    )
    points: int = field(metadata=reads(POINTS, SAYS_POINTS))


@dataclass(frozen=True, slots=True, kw_only=True)
class TiersRule:
    """Windows first, then counts; the first tier that holds pays."""

    path: str
    line: int
    event: EventName = field(metadata=reads(EVENT, SAYS_EVENT))
    where: Where = field(metadata=reads(WHERE, SAYS_WHERE, default=()))
    count: Count = field(metadata=reads(COUNT, SAYS_COUNT, default=Each()))
    key: str | None = field(metadata=reads(Text(), SAYS_KEY, default=None))
    tiers: tuple[Tier, ...] = field(metadata=reads(ListOf(Record(Tier), most=50), "The first that holds pays, alone."))


@dataclass(frozen=True, slots=True)
class Case:
    tests: Tests = field(metadata=reads_rest(CASE_TESTS))
    points: int = field(metadata=reads(POINTS, SAYS_POINTS))


@dataclass(frozen=True, slots=True, kw_only=True)
class TraitRule:
    """The first case that holds pays; `missing` where the trait is not known."""

    path: str
    line: int
    trait: str = field(metadata=reads(Trait(), "The trait's name."))
    cases: tuple[Case, ...] = field(metadata=reads(ListOf(Record(Case), most=200), "The first that holds pays, alone."))
    missing: int = field(metadata=reads(POINTS, "Points where the trait is not known.", default=0))


@dataclass(frozen=True, slots=True, kw_only=True)
class IfRule:
    path: str
    line: int
    condition: Condition = field(metadata=reads(RULE_CONDITION, "What must hold.", name="if"))
    points: int = field(metadata=reads(POINTS, SAYS_POINTS))


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsentRule:
    """Silence: pays once after `for_`, again after each further `every`."""

    path: str
    line: int
    absent: Silence = field(metadata=reads(Record(Silence), "What has not happened, and for how long."))
    points: int = field(metadata=reads(POINTS, SAYS_POINTS))
    every: int | None = field(
        metadata=reads(Duration(), "Pays again at each further such time of silence.", default=None)
    )
    cap: Range | None = field(metadata=reads(CAP, SAYS_CAP, default=None))

    @property
    def event(self) -> EventName:
        return self.absent.event

    @property
    def where(self) -> Where:
        return self.absent.where

    @property
    def for_(self) -> int:
        return self.absent.for_


Rule = EventRule | TiersRule | TraitRule | IfRule | AbsentRule


def _check_key(node: MappingNode, reading: Reading, path: Path) -> None:
    count = node.get("count")
    unique = isinstance(count, ScalarNode) and count.text == "unique"
    if unique and "key" not in node:
        reading.note(node.key("count"), path / "count", "count_key", "no key", "key: the property to tell apart")
    elif "key" in node and not unique:
        reading.note(node.key("key"), path / "key", "count_key", "key", "key beside count: unique")


def _check_within(node: MappingNode, reading: Reading, path: Path) -> None:
    decay = node.get("decay")
    refuses = isinstance(decay, ScalarNode) and decay.text == "none"
    if "within" in node and "decay" in node and not refuses:
        reading.note(node.key("within"), path / "within", "decay_beside_within", "within", "within or decay")


def _cap_by_sign(values: dict[str, Any], _node: MappingNode) -> None:
    """A rule's cap is the far end of what it pays: above zero, or below where its points are."""
    if values["cap"] is not None:
        cap = values["cap"]
        values["cap"] = Range(-cap, 0) if values["points"] < 0 else Range(0, cap)


_NO_DELAY: Misplaced = {"delay": ("release", "event, where, points, count, key, within, decay, cap")}
_TIERS_ONLY: Misplaced = {
    "decay": ("not_here", "no decay: tiers count what lies in their windows"),
    "within": ("not_here", "within in each of the tiers"),
    "points": ("not_here", "points in each of the tiers"),
    "delay": ("release", "event, where, count, key, tiers"),
}
_KINDS = "event, tiers, trait, if, absent"
RULE: Kinds[Rule] = Kinds(
    "Rule",
    {
        "tiers": Record(TiersRule, misplaced=_TIERS_ONLY, checks=(_check_key,)),
        "trait": Record(TraitRule),
        "if": Record(IfRule),
        "absent": Record(AbsentRule, finish=_cap_by_sign),
        "event": Record(EventRule, misplaced=_NO_DELAY, checks=(_check_key, _check_within), finish=_cap_by_sign),
    },
    misplaced={"per": ("release", _KINDS), "rollup": ("release", _KINDS)},
)

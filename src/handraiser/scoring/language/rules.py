"""The kinds of rules a group may hold. Points are integer millionths, durations microseconds."""

from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from .comparing import CASE_TESTS, SCORE_TESTS
from .conditions import RULE_CONDITION, SAYS_WITHIN, Condition, Silence
from .counting import COUNT, Count, Each
from .decaying import DECAY, Decay
from .events import EVENT, SAYS_EVENT, SAYS_WHERE, WHERE, EventName, Where
from .nodes import MappingNode, ScalarNode
from .operands import Tests
from .paths import Path
from .quantities import Duration, Millionths, Whole, microseconds_of
from .reading import Reading, Shape
from .records import Kinds, Misplaced, Record, reads, reads_rest
from .rolling import Rolled
from .shapes import ListOf, Mapped, Pair
from .texts import OneOf, Text, Trait

SAYS_POINTS = "Points, below zero to take away."
SAYS_COUNT = "Which of the events count."
SAYS_KEY = "The property whose distinct values `count: unique` counts."
SAYS_CAP = "What the rule may pay at most, in size."
SAYS_DECAY = "How the points fade; none refuses the group's."
SAYS_DELAY = "Pays only from so long after the event."


@dataclass(frozen=True, slots=True)
class Range:
    """Both ends in, integer millionths."""

    low: int
    high: int


Aggregate = Literal["sum", "avg", "max", "count_at_least"]
AGGREGATES: tuple[Aggregate, ...] = get_args(Aggregate)


def _check_value(node: MappingNode, reading: Reading, path: Path) -> None:
    agg = node.get("agg")
    counts = isinstance(agg, ScalarNode) and agg.text == "count_at_least"
    if counts and "value" not in node:
        reading.note(node.key("agg"), path / "agg", "rollup_value", "no value", "value: the points they must have")
    elif "value" in node and not counts:
        reading.note(node.key("value"), path / "value", "rollup_value", "value", "value beside agg: count_at_least")


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
    # What acts: the group's default is already applied, or left out.
    decay: Decay | None = field(metadata=reads(DECAY, SAYS_DECAY, default=None))
    cap: Range | None = field(metadata=reads(CAP, SAYS_CAP, default=None))  # [0, cap], or [-cap, 0]
    delay: int = field(metadata=reads(Duration(), SAYS_DELAY, default=0))


@dataclass(frozen=True, slots=True)
class Amount:
    """How often `every` (millionths) goes into the number that the event's property holds."""

    property: str = field(metadata=reads(Text(), "The property that holds a number."))
    every: int = field(metadata=reads(Millionths(positive=True), "What of it the points are for."))


@dataclass(frozen=True, slots=True, kw_only=True)
class PerRule:
    """Points for each full `every` of a property of each occurrence."""

    path: str
    line: int
    event: EventName = field(metadata=reads(EVENT, SAYS_EVENT))
    where: Where = field(metadata=reads(WHERE, SAYS_WHERE, default=()))
    per: Amount = field(metadata=reads(Record(Amount), "Of which property, and for how much of it."))
    points: int = field(metadata=reads(POINTS, SAYS_POINTS))
    within: int | None = field(metadata=reads(Duration(), SAYS_WITHIN, default=None))
    decay: Decay | None = field(metadata=reads(DECAY, SAYS_DECAY, default=None))  # what acts, as in an event rule
    cap: Range | None = field(metadata=reads(CAP, SAYS_CAP, default=None))
    delay: int = field(metadata=reads(Duration(), SAYS_DELAY, default=0))


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


@dataclass(frozen=True, slots=True)
class Rollup:
    """One number of a score over the people of the person's company. value: of `count_at_least` alone, millionths."""

    of: str = field(metadata=reads(Rolled(), "Which score of theirs; one that holds no rollup itself."))
    over: Literal["company"] = field(metadata=reads(OneOf(("company",)), "Over whom."))
    agg: Aggregate = field(metadata=reads(OneOf(AGGREGATES), "What becomes of their points."))
    value: int | None = field(
        metadata=reads(Millionths(), "With count_at_least: the points they must have.", default=None)
    )
    within: int | None = field(
        metadata=reads(Duration(), "Only those who did something so long ago or later.", default=None)
    )


@dataclass(frozen=True, slots=True)
class RollupCase:
    tests: Tests = field(metadata=reads_rest(SCORE_TESTS))  # in integer millionths
    points: int = field(metadata=reads(POINTS, SAYS_POINTS))


@dataclass(frozen=True, slots=True, kw_only=True)
class RollupRule:
    """The first case that holds pays; `missing` where there is no company, or nobody left by `within`."""

    path: str
    line: int
    rollup: Rollup = field(metadata=reads(Record(Rollup, checks=(_check_value,)), "What is rolled up, over whom."))
    cases: tuple[RollupCase, ...] = field(
        metadata=reads(ListOf(Record(RollupCase), most=200), "The first that holds pays, alone.")
    )
    missing: int = field(metadata=reads(POINTS, "Points where there is nothing to roll up.", default=0))


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


Rule = EventRule | PerRule | TiersRule | TraitRule | IfRule | AbsentRule | RollupRule


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


def _check_delay(node: MappingNode, reading: Reading, path: Path) -> None:
    delay, within = node.get("delay"), node.get("within")
    if not isinstance(delay, ScalarNode) or not isinstance(within, ScalarNode):
        return
    if microseconds_of(delay.text) >= microseconds_of(within.text) > 0:
        allowed = f"a delay shorter than within: {within.text}"
        reading.note(delay, path / "delay", "never_pays", delay.text, allowed)


def _cap_by_sign(values: dict[str, Any], _node: MappingNode) -> None:
    """A rule's cap is the far end of what it pays: above zero, or below where its points are."""
    if values["cap"] is not None:
        cap = values["cap"]
        values["cap"] = Range(-cap, 0) if values["points"] < 0 else Range(0, cap)


_NO_COUNT: Misplaced = {
    "count": ("not_here", "no count: every event pays for its own amount"),
    "key": ("not_here", "no key: every event pays for its own amount"),
}
_TIERS_ONLY: Misplaced = {
    "decay": ("not_here", "no decay: tiers count what lies in their windows"),
    "within": ("not_here", "within in each of the tiers"),
    "points": ("not_here", "points in each of the tiers"),
    "delay": ("not_here", "no delay: tiers count what lies in their windows"),
}
RULE: Kinds[Rule] = Kinds(
    "Rule",
    {
        "tiers": Record(TiersRule, misplaced=_TIERS_ONLY, checks=(_check_key,)),
        "trait": Record(TraitRule),
        "if": Record(IfRule),
        "absent": Record(AbsentRule, finish=_cap_by_sign),
        "rollup": Record(RollupRule),
        "per": Record(PerRule, misplaced=_NO_COUNT, checks=(_check_within, _check_delay), finish=_cap_by_sign),
        "event": Record(EventRule, checks=(_check_key, _check_within, _check_delay), finish=_cap_by_sign),
    },
)

"""The kinds of rules a group may hold. Points are integer millionths, durations microseconds."""

from dataclasses import dataclass

from .conditions import Condition
from .counting import Count
from .decaying import Decay
from .events import EventName, Where
from .operands import Tests


@dataclass(frozen=True, slots=True)
class Range:
    """Both ends in, integer millionths."""

    low: int
    high: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRule:
    """Points for each occurrence that counts."""

    path: str
    line: int
    event: EventName
    where: Where
    points: int
    count: Count
    key: str | None  # the property whose distinct values `unique` counts
    within: int | None
    decay: Decay | None  # what acts: the group's default is already applied, or left out
    cap: Range | None


@dataclass(frozen=True, slots=True)
class Tier:
    at_least: int
    within: int | None  # None: the model's lookback
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TiersRule:
    """Windows first, then counts; the first tier that holds pays."""

    path: str
    line: int
    event: EventName
    where: Where
    count: Count
    key: str | None
    tiers: tuple[Tier, ...]


@dataclass(frozen=True, slots=True)
class Case:
    tests: Tests
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TraitRule:
    """The first case that holds pays; `missing` where the trait is not known."""

    path: str
    line: int
    trait: str
    cases: tuple[Case, ...]
    missing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IfRule:
    path: str
    line: int
    condition: Condition
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsentRule:
    """Silence: pays once after `for_`, again after each further `every`."""

    path: str
    line: int
    event: EventName
    where: Where
    for_: int
    points: int
    every: int | None
    cap: Range | None


Rule = EventRule | TiersRule | TraitRule | IfRule | AbsentRule

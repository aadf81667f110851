"""What an explanation of one lead says: lines, adjustments, shares, and what comes next. Points in millionths."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Reason:
    """Worded when shown. Codes and their params:

    event: event, age_days. per: also property, every (millionths), times. waiting: as event or per, and pays_us,
    when its delay is over. tier: event, counted, at_least, within_us. case: trait, value, case (from 1).
    missing: trait. if: none. absent: event, silent_us, times.
    rollup: of (a score), agg, value (millionths, also of a count). alone: of; no company, or nobody to count.
    """

    code: str
    params: Mapping[str, Any]


@dataclass(frozen=True)
class Line:
    """One term of a score's sum. Points in millionths: as earned, and what is left of them now.

    rule: its path in the document. seq: the event that earned them; null for other kinds than `event` and `per`.
    """

    score: str
    group: str
    rule: str
    kind: str
    seq: int | None
    trait: str | None
    points_earned: int
    points_now: int
    reason: Reason


@dataclass(frozen=True)
class Adjustment:
    """What a cap or a range takes from, or adds to, the lines of a score. code: rule_cap, group_cap, range."""

    score: str
    group: str | None
    rule: str | None
    code: str
    points: int


@dataclass(frozen=True)
class Share:
    """What a score brings to the total. score: None for what rounding and the total's range change."""

    score: str | None
    weight: int
    points: int


@dataclass(frozen=True)
class Known:
    """A trait that a score's rules ask; value: None while it is not known."""

    score: str
    trait: str
    value: Any


@dataclass(frozen=True)
class StageTruth:
    """How a stage rule stands. held_since_us: since when a rule with a hold has held; None while it does not."""

    rule: str
    to: str
    from_: tuple[str, ...]
    condition: bool
    unless: bool
    held_since_us: int | None


@dataclass(frozen=True)
class Change:
    """What a label (`label.<score>`), `matrix` or `stage` would become."""

    what: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class NextChange:
    at_us: int
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Explanation:
    """result: the lead's row of `Evaluation.results`. Lines and adjustments of a score add up to it exactly,

    and shares to the total. Without lines where the lead is ignored. next_change: None where no label,
    matrix or stage changes by itself as far ahead as the model looks back.
    """

    result: Row
    lines: tuple[Line, ...]
    adjustments: tuple[Adjustment, ...]
    shares: tuple[Share, ...]
    traits: tuple[Known, ...]
    stages: tuple[StageTruth, ...]
    next_change: NextChange | None

"""The funnel's numbers, whatever they are counted from."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple, Protocol

from handraiser.insight.asked import Asked
from handraiser.insight.passing import STAGES


class Counts(NamedTuple):
    """How many people entered a stage, and how many of those ever reached each later one."""

    entered: int = 0
    lead: int = 0
    mql: int = 0
    sql: int = 0
    opportunity: int = 0
    customer: int = 0

    def plus(self, more: Sequence[int]) -> "Counts":
        return Counts._make(was + int(new) for was, new in zip(self, more, strict=True))


ByStage = dict[str, Counts]


class Numbers(Protocol):
    """Of the people that one question is about. Every stage is in each answer by stage."""

    asked: Asked

    def totals(self) -> ByStage:
        """In the period."""

    def before(self) -> ByStage:
        """In the period just before."""

    def by_value(self) -> dict[str, ByStage]:
        """In the period, by each value of the dimension that splits; "" is not known."""

    def by_day(self, first: int, last: int) -> dict[int, dict[str, int]]:
        """How many entered each stage, by day; what nobody entered on a day is left out."""

    def stays(self, stage: str) -> list[tuple[int, int]]:
        """(whole days, people) from this stage to the next, of those who entered in the period; shortest first."""

    def mqls(self, first: int, last: int) -> int:
        """How many became MQL in these days."""


def median_days(numbers: Numbers, stage: str) -> float | None:
    """The middle of the whole days from this stage to the next, of those who entered in the period and reached it.

    None: nobody did. Above LONGEST_STAY: longer than that.
    """
    found = numbers.stays(stage)
    many = sum(people for _days, people in found)
    passed = list(accumulate(people for _days, people in found))
    middle = [found[bisect_right(passed, place)][0] for place in ((many - 1) // 2, many // 2)] if many else []
    return sum(middle) / 2 if middle else None


def filled(found: ByStage) -> ByStage:
    """Stages that nobody entered count zero."""
    return {stage: found.get(stage, Counts()) for stage in STAGES}

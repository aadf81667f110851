"""The funnel's numbers where filters meet that are not prepared together: people's rows, read once and counted."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

from django.db import connection
from django.utils.translation import gettext as _

from handraiser import clock
from handraiser.errors import HandraiserError
from handraiser.insight.asked import Asked
from handraiser.insight.counting import ByStage, Counts, filled
from handraiser.insight.models import INDEXED_DIMENSIONS, INDEXED_STAGES, LONGEST_STAY
from handraiser.insight.passing import STAGES
from handraiser.insight.prepared import Prepared
from handraiser.organisation import regions
from handraiser.people import bulk

MOST_ROWS = 200_000


class TooManyToCount(HandraiserError):
    """Filters that are not prepared together, over a period in which more people came than can be counted at once."""


class _Entries(NamedTuple):
    """Those who entered the stage in one of the periods, have this value of the dimension that splits, and stayed so.

    `days`: to the next stage, LONGEST_STAY + 1 at most; None: not reached after this one.
    """

    stage: str
    before: bool
    value: str
    days: int | None
    counts: Counts


class Crossing:
    """`Numbers` of any filters. Raises TooManyToCount before anything slow is read.

    What there is to read is known from what is prepared: all who entered a stage in both periods, or of the rarest
    filter with an index those who have its value.
    """

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self._both = replace(asked, first=asked.before.first)
        self._indexes = _indexes(self._both)

    def totals(self) -> ByStage:
        return self._sums(before=False).get("", filled({}))

    def before(self) -> ByStage:
        return self._sums(before=True).get("", filled({}))

    def by_value(self) -> dict[str, ByStage]:
        return self._sums(before=False, by_value=True)

    def by_day(self, first: int, last: int) -> dict[int, dict[str, int]]:
        found: dict[int, dict[str, int]] = defaultdict(dict)
        for stage in STAGES:
            select = f"SELECT {stage}_day, count(*)"
            for day, entered in self._rows(replace(self.asked, first=first, last=last), stage, select, " GROUP BY 1"):
                found[day][stage] = entered
        return found

    def stays(self, stage: str) -> list[tuple[int, int]]:
        found: dict[int, int] = defaultdict(int)
        for each in self._entries:
            if each.stage == stage and each.days is not None and not each.before:
                found[each.days] += each.counts.entered
        return sorted(found.items())

    def mqls(self, first: int, last: int) -> int:
        return int(self._rows(replace(self.asked, first=first, last=last), "mql", "SELECT count(*)")[0][0])

    def _sums(self, *, before: bool, by_value: bool = False) -> dict[str, ByStage]:
        found: dict[str, ByStage] = defaultdict(dict)
        for each in self._entries:
            if each.before == before:
                stages = found[each.value if by_value else ""]
                stages[each.stage] = stages.get(each.stage, Counts()).plus(each.counts)
        return {value: filled(stages) for value, stages in found.items()}

    @cached_property
    def _entries(self) -> list[_Entries]:
        return [each for stage in STAGES for each in self._of_stage(stage)]

    def _of_stage(self, stage: str) -> Iterator[_Entries]:
        later = STAGES[STAGES.index(stage) + 1 :]
        reached = ", ".join(f"count({name}_day)" if name in later else "0" for name in STAGES[1:])
        earlier = f"CASE WHEN {stage}_day < {self.asked.first:d} THEN 1 ELSE 0 END"
        sql = f"SELECT {earlier}, {self.asked.split}, {_stay(stage)}, count(*), {reached}"
        for before, value, days, *counts in self._rows(self._both, stage, sql, " GROUP BY 1, 2, 3"):
            yield _Entries(stage, bool(before), value, days, Counts._make(counts))

    def _rows(self, asked: Asked, stage: str, select: str, more: str = "") -> list[bulk.Row]:
        """Of those who entered the stage in these days. Names of dimensions are ours, values are parameters."""
        by = f" INDEXED BY {self._indexes[stage]}" if connection.vendor == "sqlite" else ""
        terms = [f"{stage}_day BETWEEN %s AND %s", *(f"{name} = %s" for name, _value in asked.filters)]
        values = [asked.first, asked.last, *(value for _name, value in asked.filters)]
        return bulk.rows(f"{select} FROM insight_passage{by} WHERE {' AND '.join(terms)}{more}", *values)


def _stay(stage: str) -> str:
    """The whole days to the next stage as SQL."""
    if stage == STAGES[-1]:
        return "NULL"
    until = STAGES[STAGES.index(stage) + 1]
    days, most = f"({until}_us - {stage}_us) / {clock.DAY_US}", LONGEST_STAY + 1
    return f"CASE WHEN {until}_us >= {stage}_us THEN CASE WHEN {days} < {most} THEN {days} ELSE {most} END END"


def _indexes(asked: Asked) -> dict[str, str]:
    """By stage the index that leads to the fewest rows. Raises TooManyToCount."""
    everybody = Prepared(replace(asked, filters=())).totals()
    entered = {stage: (everybody[stage].entered, f"passage_{stage}") for stage in STAGES}
    for name, value in asked.filters:
        if name in INDEXED_DIMENSIONS:
            found = Prepared(replace(asked, filters=((name, value),))).totals()
            for stage in INDEXED_STAGES:
                entered[stage] = min(entered[stage], (found[stage].entered, f"passage_{name}_{stage}"))
    _bound(sum(many for many, _index in entered.values()))
    return {stage: index for stage, (_many, index) in entered.items()}


def _bound(many: int) -> None:
    if many > MOST_ROWS:
        raise TooManyToCount(
            _(
                "These filters together are counted person by person, which takes too long for this period: %(many)s"
                " entries, at most %(most)s. Choose a shorter period, remove a filter, or add one by source, campaign"
                " or content."
            )
            % {"many": regions.number(many), "most": regions.number(MOST_ROWS)}
        )

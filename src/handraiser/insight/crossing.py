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
from handraiser.insight.models import BESIDE, INDEXED_DIMENSIONS, INDEXED_STAGES, LONGEST_STAY
from handraiser.insight.passing import STAGES
from handraiser.insight.prepared import Prepared, are_together
from handraiser.people import bulk

MOST_ROWS = 200_000  # looked up
_NOTHING = "NULL"
ENTRIES = 16  # of an index are read in the time in which one row is looked up


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

    Two filters that are counted together are read from what is prepared; only what is split, and stays, from people's
    rows. How much there is to read is known from what is prepared too.
    """

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self._prepared = Prepared(asked) if are_together(asked) else None
        self._read = asked if self._prepared else replace(asked, first=asked.before.first)
        self._indexes = _indexes(self._read)

    def totals(self) -> ByStage:
        return self._sums(before=False).get("", filled({}))

    def before(self) -> ByStage:
        return self._prepared.before() if self._prepared else self._sums(before=True).get("", filled({}))

    def by_value(self) -> dict[str, ByStage]:
        return self._sums(before=False, by_value=True)

    def by_day(self, first: int, last: int) -> dict[int, dict[str, int]]:
        if self._prepared:
            return self._prepared.by_day(first, last)
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
        if self._prepared:
            return self._prepared.mqls(first, last)
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
        """What is the same for all is not grouped by: that takes twice as long."""
        later, fixed = STAGES[STAGES.index(stage) + 1 :], dict(self.asked.filters).get(self.asked.split)
        reached = ", ".join(f"count({name}_day)" if name in later else "0" for name in STAGES[1:])
        earlier = _NOTHING if self._prepared else f"CASE WHEN {stage}_day < {self.asked.first:d} THEN 1 END"
        told = [earlier, self.asked.split if fixed is None else _NOTHING, _stay(stage)]
        groups = ", ".join(str(place) for place, each in enumerate(told, 1) if each != _NOTHING)
        select = f"SELECT {', '.join(told)}, count(*), {reached}"
        for before, value, days, *counts in self._rows(
            self._read, stage, select, f" GROUP BY {groups}" if groups else ""
        ):
            if counts[0]:
                yield _Entries(stage, bool(before), value if fixed is None else fixed, days, Counts._make(counts))

    def _rows(self, asked: Asked, stage: str, select: str, more: str = "") -> list[bulk.Row]:
        """Of those who entered the stage in these days. Names of dimensions are ours, values are parameters."""
        by = f" INDEXED BY {self._indexes[stage]}" if connection.vendor == "sqlite" else ""
        terms = [f"{stage}_day BETWEEN %s AND %s", *(f"{name} = %s" for name, _value in asked.filters)]
        values = [asked.first, asked.last, *(value for _name, value in asked.filters)]
        return bulk.rows(f"{select} FROM insight_passage{by} WHERE {' AND '.join(terms)}{more}", *values)


def _stay(stage: str) -> str:
    """The whole days to the next stage as SQL."""
    if stage == STAGES[-1]:
        return _NOTHING
    until = STAGES[STAGES.index(stage) + 1]
    days, most = f"({until}_us - {stage}_us) / {clock.DAY_US}", LONGEST_STAY + 1
    return f"CASE WHEN {until}_us >= {stage}_us THEN CASE WHEN {days} < {most} THEN {days} ELSE {most} END END"


def _indexes(asked: Asked) -> dict[str, str]:
    """By stage the index that takes the least to read. Raises TooManyToCount."""
    single = {name: Prepared(replace(asked, filters=((name, value),))).totals() for name, value in asked.filters}
    everybody = Prepared(replace(asked, filters=())).totals()
    ways = {}
    for stage in STAGES:
        meeting = min((counts[stage].entered for counts in single.values()), default=everybody[stage].entered)
        found = [(_cost(asked, everybody[stage].entered, meeting, ""), f"passage_{stage}")]
        for name in INDEXED_DIMENSIONS if stage in INDEXED_STAGES else ():
            if name in single:
                cost = _cost(asked, single[name][stage].entered, meeting, name)
                found.append((cost, f"passage_{name}_{stage}"))
        ways[stage] = min(found)
    _bound(sum(cost for cost, _index in ways.values()))
    return {stage: index for stage, (_cost, index) in ways.items()}


def _cost(asked: Asked, entries: int, meeting: int, dimension: str) -> int:
    """Rows looked up for so many entries of an index that begins with the dimension; at most `meeting` are counted."""
    held = {*BESIDE, dimension}
    if not {name for name, _value in asked.filters} <= held:
        return entries
    return entries // ENTRIES + (0 if asked.split in held else meeting)


def _bound(many: int) -> None:
    if many > MOST_ROWS:
        raise TooManyToCount(
            _(
                "These filters together are counted person by person, which takes too long for this period. Choose a"
                " shorter period, remove a filter, add one by source, campaign or content, or split by another"
                " dimension."
            )
        )

"""The funnel's numbers as sums of cells and stays, which are prepared."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from handraiser.insight.asked import Asked
from handraiser.insight.counting import ByStage, Counts, filled
from handraiser.insight.days import month
from handraiser.insight.passing import DIMENSIONS, PAIRS, STAGES
from handraiser.people import bulk

_STAGES = ", ".join(f"'{stage}'" for stage in STAGES)
_SUMS = ", ".join(f"sum({name})" for name in Counts._fields)
_TOGETHER = {"", *DIMENSIONS, *map("+".join, PAIRS)}


def is_prepared(asked: Asked) -> bool:
    """Whether the filters, and the dimension that splits, are counted together; stays are by one dimension."""
    return len(asked.filters) < 2 and _together(asked, asked.split) in _TOGETHER


def are_together(asked: Asked) -> bool:
    """Whether the filters are counted together, whatever splits; without their stays where they are two."""
    return _together(asked, "") in _TOGETHER


class Prepared:
    """`Numbers` of at most one filter; of two that are counted together all but what is split by another, and stays."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked

    def totals(self) -> ByStage:
        return filled(_counted(self.asked, "stage").get("", {}))

    def before(self) -> ByStage:
        return filled(_counted(self.asked.before, "stage").get("", {}))

    def by_value(self) -> dict[str, ByStage]:
        return {value: filled(found) for value, found in _counted(self.asked, self.asked.split).items()}

    def by_day(self, first: int, last: int) -> dict[int, dict[str, int]]:
        together, only, values = _kept(self.asked, "")
        sql = (
            f"SELECT day, stage, sum(entered) FROM insight_cell WHERE dimension = %s AND stage IN ({_STAGES})"
            f" AND month = %s AND day BETWEEN %s AND %s{only} GROUP BY 1, 2"
        )
        found: dict[int, dict[str, int]] = defaultdict(dict)
        for day, stage, entered in bulk.rows(sql, together, False, first, last, *values):
            found[day][stage] = int(entered)
        return found

    def stays(self, stage: str) -> list[tuple[int, int]]:
        dimension, value = self.asked.filters[0] if self.asked.filters else ("", "")
        sql = (
            "SELECT days, sum(people) FROM insight_stay WHERE dimension = %s AND value = %s AND stage = %s"
            " AND month = %s AND day BETWEEN %s AND %s GROUP BY days"
        )
        found: Counter[int] = Counter()
        for span in _spans(self.asked):
            for days, people in bulk.rows(sql, dimension, value, stage, *span):
                found[days] += int(people)
        return sorted(found.items())

    def mqls(self, first: int, last: int) -> int:
        return Prepared(replace(self.asked, first=first, last=last)).totals()["mql"].entered


def seen(asked: Asked, dimensions: Sequence[str]) -> list[tuple[str, str, int]]:
    """(dimension, value, leads) of visitors and leads of the period, whatever it is filtered by."""
    marks = ", ".join(["%s"] * len(dimensions))
    sql = (
        "SELECT dimension, value, sum(CASE stage WHEN 'lead' THEN entered ELSE 0 END) FROM insight_cell"
        f" WHERE dimension IN ({marks}) AND stage IN ('visitor', 'lead') AND month = %s AND day BETWEEN %s AND %s"
        " GROUP BY 1, 2"
    )
    found: Counter[tuple[str, str]] = Counter()
    for span in _spans(asked):
        for dimension, value, leads in bulk.rows(sql, *dimensions, *span):
            found[dimension, value] += int(leads)
    return [(dimension, value, leads) for (dimension, value), leads in found.items()]


def _together(asked: Asked, group: str) -> str:
    told = dict(asked.filters)
    return "+".join(name for name in DIMENSIONS if name in told or name == group)


def _counted(asked: Asked, group: str) -> dict[str, ByStage]:
    """By group ("stage": all in one; or a dimension) and stage."""
    together, only, values = _kept(asked, group)
    column = "''" if group == "stage" else ("value", "other")[together.split("+").index(group)]
    sql = (
        f"SELECT {column}, stage, {_SUMS} FROM insight_cell WHERE dimension = %s AND stage IN ({_STAGES})"
        f" AND month = %s AND day BETWEEN %s AND %s{only} GROUP BY 1, 2"
    )
    return _by_group([row for span in _spans(asked) for row in bulk.rows(sql, together, *span, *values)])


def _kept(asked: Asked, group: str) -> tuple[str, str, list[str]]:
    """What is counted together, and which of its cells the filters leave: SQL and its parameters."""
    told, together = dict(asked.filters), _together(asked, group)
    names = together.split("+") if together else []
    kept = [(place, told[name]) for place, name in zip(("value", "other"), names, strict=False) if name in told]
    return together, "".join(f" AND {place} = %s" for place, _value in kept), [value for _place, value in kept]


def _spans(asked: Asked) -> list[tuple[bool, int, int]]:
    """The period as whole months, and the days before and after them: what is told by month, its first and last day."""
    since, until = month(month(asked.first - 1) + 31), month(asked.last + 1)
    if since >= until:
        return [(False, asked.first, asked.last)]
    return [(False, asked.first, since - 1), (True, since, until - 1), (False, until, asked.last)]


def _by_group(rows: Iterable[bulk.Row]) -> dict[str, ByStage]:
    found: dict[str, ByStage] = defaultdict(dict)
    for group, stage, *counts in rows:
        found[group][stage] = found[group].get(stage, Counts()).plus(counts)
    return found

"""The funnel's numbers: sums of cells, or of people's rows where several conditions meet."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from itertools import accumulate
from typing import NamedTuple

from django.utils.translation import gettext as _

from handraiser import clock
from handraiser.errors import HandraiserError
from handraiser.insight.asked import Asked
from handraiser.insight.days import month
from handraiser.insight.models import LONGEST_STAY
from handraiser.insight.passing import DIMENSIONS, PAIRS, STAGES
from handraiser.organisation import regions
from handraiser.people import bulk

_LATER = STAGES[1:]


class Counts(NamedTuple):
    """How many people entered a stage, and how many of those ever reached each later one."""

    entered: int = 0
    lead: int = 0
    mql: int = 0
    sql: int = 0
    opportunity: int = 0
    customer: int = 0


ByStage = dict[str, Counts]
MOST_ROWS = 50_000


class TooManyToCount(HandraiserError):
    """Filters that are not prepared together, over a period in which more people came than can be counted at once."""


def totals(asked: Asked) -> ByStage:
    """By stage; stages that nobody entered count zero."""
    return _filled(_counted(asked, "stage").get("", {}))


def by_value(asked: Asked) -> dict[str, ByStage]:
    """By each value of the dimension that splits; "" is not known."""
    return {str(value): _filled(found) for value, found in _counted(asked, asked.split).items()}


def by_day(asked: Asked) -> dict[int, dict[str, int]]:
    """How many entered each stage, by day; what nobody entered on a day is left out."""
    found = _counted(asked, "day")
    return {int(day): {stage: counts.entered for stage, counts in stages.items()} for day, stages in found.items()}


def median_days(asked: Asked, stage: str, until: str) -> float | None:
    """The middle of the whole days that those stayed who entered the stage in these days and reached the next later.

    None: nobody did. Above LONGEST_STAY: longer than that.
    """
    found = _stays_from_rows(asked, stage, until) if len(asked.filters) > 1 else _stays(asked, stage)
    many = sum(people for _days, people in found)
    passed = list(accumulate(people for _days, people in found))
    middle = [found[bisect_right(passed, place)][0] for place in ((many - 1) // 2, many // 2)] if many else []
    return sum(middle) / 2 if middle else None


def _stays(asked: Asked, stage: str) -> list[tuple[int, int]]:
    dimension, value = asked.filters[0] if asked.filters else ("", "")
    sql = (
        "SELECT days, sum(people) FROM insight_stay WHERE dimension = %s AND value = %s AND stage = %s"
        " AND month = %s AND day BETWEEN %s AND %s GROUP BY days"
    )
    found: Counter[int] = Counter()
    for span in _spans(asked):
        for days, people in bulk.rows(sql, dimension, value, stage, *span):
            found[days] += int(people)
    return sorted(found.items())


def _stays_from_rows(asked: Asked, stage: str, until: str) -> list[tuple[int, int]]:
    _bound(asked)
    where, values = _where(asked, stage)
    sql = (
        f"SELECT ({until}_us - {stage}_us) / {clock.DAY_US}, count(*) FROM insight_passage"
        f" WHERE {where} AND {until}_us >= {stage}_us GROUP BY 1 ORDER BY 1"
    )
    return [(min(days, LONGEST_STAY + 1), people) for days, people in bulk.rows(sql, *values)]


def _counted(asked: Asked, group: str) -> dict[str | int, ByStage]:
    """By group ("stage": all in one; "day"; or a dimension) and stage."""
    told = dict(asked.filters)
    names = [name for name in DIMENSIONS if name in told or name == group]
    prepared = "+".join(names)
    if prepared not in _PREPARED:
        return _from_rows(asked, group)
    spans = [(False, asked.first, asked.last)] if group == "day" else _spans(asked)
    column = {"stage": "''", "day": "day"}.get(group) or ("value", "other")[names.index(group)]
    kept = [(place, told[name]) for place, name in zip(("value", "other"), names, strict=False) if name in told]
    sums = ", ".join(f"sum({name})" for name in Counts._fields)
    only = "".join(f" AND {place} = %s" for place, _value in kept)
    sql = (
        f"SELECT {column}, stage, {sums} FROM insight_cell WHERE dimension = %s AND stage IN ({_STAGES})"
        f" AND month = %s AND day BETWEEN %s AND %s{only} GROUP BY 1, 2"
    )
    values = [value for _place, value in kept]
    return _by_group([row for span in spans for row in bulk.rows(sql, prepared, *span, *values)])


_STAGES = ", ".join(f"'{stage}'" for stage in STAGES)
_PREPARED = {"", *DIMENSIONS, *map("+".join, PAIRS)}


def _spans(asked: Asked) -> list[tuple[bool, int, int]]:
    """The period as whole months, and the days before and after them: what is told by month, its first and last day."""
    since, until = month(month(asked.first - 1) + 31), month(asked.last + 1)
    if since >= until:
        return [(False, asked.first, asked.last)]
    return [(False, asked.first, since - 1), (True, since, until - 1), (False, until, asked.last)]


def _from_rows(asked: Asked, group: str) -> dict[str | int, ByStage]:
    _bound(asked)
    rows = []
    for place, stage in enumerate(STAGES):
        where, values = _where(asked, stage)
        column = {"stage": "''", "day": f"{stage}_day"}.get(group, group)
        later = ", ".join(f"count({name}_day)" if name in STAGES[place + 1 :] else "0" for name in _LATER)
        sql = f"SELECT {column}, '{stage}', count(*), {later} FROM insight_passage WHERE {where} GROUP BY 1"
        rows += bulk.rows(sql, *values)
    return _by_group(rows)


def _bound(asked: Asked) -> None:
    """What there is to count is known: everybody who entered a stage in these days."""
    many = sum(counts.entered for counts in totals(replace(asked, filters=())).values())
    if many > MOST_ROWS:
        raise TooManyToCount(
            _(
                "These filters together are counted person by person, which takes too long for this period: %(many)s"
                " entries, at most %(most)s. Choose a shorter period, or remove a filter."
            )
            % {"many": regions.number(many), "most": regions.number(MOST_ROWS)}
        )


def _where(asked: Asked, stage: str) -> tuple[str, list[str | int]]:
    """Who entered the stage in these days. Names of dimensions are ours, values are parameters."""
    terms = [f"{stage}_day BETWEEN %s AND %s", *(f"{name} = %s" for name, _value in asked.filters)]
    return " AND ".join(terms), [asked.first, asked.last, *(value for _name, value in asked.filters)]


def _by_group(rows: Iterable[bulk.Row]) -> dict[str | int, ByStage]:
    found: dict[str | int, ByStage] = defaultdict(dict)
    for group, stage, *counts in rows:
        before = found[group].get(stage, Counts())
        found[group][stage] = Counts._make(was + int(more) for was, more in zip(before, counts, strict=True))
    return found


def _filled(found: ByStage) -> ByStage:
    return {stage: found.get(stage, Counts()) for stage in STAGES}

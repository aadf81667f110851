"""What the funnel's address asks for: which days, told apart how, of whom. Everything in it comes from outside."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from handraiser.insight.days import Calendar, month, to_date, to_day
from handraiser.insight.passing import DIMENSIONS, STAGES

LONGEST_DAYS = 3_660
PERIODS = {
    "4w": _("Last 4 weeks"),
    "13w": _("Last 13 weeks"),
    "52w": _("Last 52 weeks"),
    "month": _("This month"),
    "last-month": _("Last month"),
    "own": _("Own dates"),
}
STEPS = {"day": _("by day"), "week": _("by week"), "month": _("by month")}
SORTS = ("value", *STAGES)
Filters = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Asked:
    """Days `first` to `last`, both included, and the people of whom every filter is true."""

    first: int
    last: int
    filters: Filters = ()
    period: str = "4w"
    step: str = "week"
    split: str = "channel"
    shown: str = "lead"  # the stage that the chart shows
    sort: str = "lead"

    @property
    def days(self) -> int:
        return self.last - self.first + 1

    @property
    def before(self) -> "Asked":
        """As many days, just before."""
        return replace(self, first=self.first - self.days, last=self.first - 1)

    @property
    def first_date(self) -> date:
        return to_date(self.first)

    @property
    def last_date(self) -> date:
        return to_date(self.last)

    def query(self, **changes: str) -> str:
        """The address' query of this, with changes; filters by the names of their dimensions."""
        fields = {"period": self.period, "by": self.step, "split": self.split, "show": self.shown, "sort": self.sort}
        if self.period == "own":
            fields |= {"from": self.first_date.isoformat(), "to": self.last_date.isoformat()}
        return urlencode([*(fields | changes).items(), *((f"is_{name}", value) for name, value in self.filters)])


def read(query: QueryDict, calendar: Calendar) -> Asked:
    """What cannot be read falls back to the last four weeks by week."""
    period = _one(query.get("period"), PERIODS, "4w")
    first, last = _days(period, query, calendar)
    chosen = {name: query.get(f"is_{name}", "")[:255] for name in DIMENSIONS if f"is_{name}" in query}
    for picked in query.getlist("only"):  # of the page's pickers
        name, told, value = picked.partition("=")
        if told and name in DIMENSIONS:
            chosen[name] = value[:255]
    filters = tuple(chosen.items())
    step = _one(query.get("by"), STEPS, "week")
    return Asked(
        first,
        last,
        filters,
        period,
        "week" if step == "day" and last - first > 120 else step,
        _one(query.get("split"), DIMENSIONS, "channel"),
        _one(query.get("show"), STAGES, "lead"),
        _one(query.get("sort"), SORTS, "lead"),
    )


def _days(period: str, query: QueryDict, calendar: Calendar) -> tuple[int, int]:
    today = calendar.today
    if period == "own":
        first, last = (_date(query.get(name, "")) for name in ("from", "to"))
        last = today if last is None else last
        first = last - 27 if first is None else first
        first, last = min(first, last), max(first, last)
        return max(first, last - LONGEST_DAYS), last
    if period == "month":
        return month(today), today
    if period == "last-month":
        last = month(today) - 1
        return month(last), last
    return today - int(period[:-1]) * 7 + 1, today


def _date(text: str) -> int | None:
    try:
        found = parse_date(text[:10])
    except ValueError:
        return None
    return to_day(found) if found and 1971 <= found.year <= 9000 else None


def _one(text: str | None, allowed: Iterable[str], default: str) -> str:
    return text if text is not None and text in allowed else default

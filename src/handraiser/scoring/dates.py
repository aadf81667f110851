"""Tests on dates, some of which turn true or false at a midnight by themselves."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from .arrays import DAY, I64, Bools
from .calendar import NO_DAY_ANY_MORE, NO_DAY_YET
from .language import Test, Tests
from .operators import Values, satisfying

DATES = ("before", "after", "older_than", "newer_than")
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]+)?)?([Zz]|[-+][0-9]{2}:?[0-9]{2})?"
)


@dataclass(frozen=True)
class Spans:
    """For each distinct value, whether it ever satisfies; where that changes with time, also on which days.

    days: from `begin` on, up to and without `end`; None where no test is about today's date.
    """

    ever: Bools
    days: tuple[I64, I64] | None = None

    def of(self, value: int) -> tuple[int, int]:
        if self.days is not None:
            return int(self.days[0][value]), int(self.days[1][value])
        return NO_DAY_YET, NO_DAY_ANY_MORE if self.ever[value] else NO_DAY_YET


def spans(tests: Tests, values: Values, timezone: str) -> Spans:
    """When all the tests hold, for each distinct value."""
    ever = np.ones(len(values), np.bool_)
    for test in tests:
        if test.operator not in DATES:
            ever &= satisfying(test, values)
    dated = [test for test in tests if test.operator in DATES]
    if not dated:
        return Spans(ever)
    days = np.array([_dated(test, values, timezone) for test in dated])
    begin, end = days[:, 0].max(axis=0), days[:, 1].min(axis=0)
    ever &= begin < end
    return Spans(ever, (begin, np.where(ever, end, begin)))


def _dated(test: Test, values: Values, timezone: str) -> I64:
    """The first day of each value, and the day after its last."""
    days = [day_named(value, timezone) for value in values]
    pairs = [(NO_DAY_YET, NO_DAY_YET) if day is None else _span(test, day) for day in days]
    return np.array(pairs, np.int64).reshape(-1, 2).T


def _span(test: Test, day: int) -> tuple[int, int]:
    always, never = (NO_DAY_YET, NO_DAY_ANY_MORE), (NO_DAY_YET, NO_DAY_YET)
    operand: Any = test.operand
    match test.operator:
        case "before":
            return always if day < operand.toordinal() else never
        case "after":
            return always if day > operand.toordinal() else never
        case "older_than":
            return day + operand // DAY + 1, NO_DAY_ANY_MORE
        case _:
            return NO_DAY_YET, day + -(-operand // DAY)


def day_named(value: Any, timezone: str) -> int | None:
    """The day an ISO date or date and time names, seen from the time zone; None where it names none."""
    if not isinstance(value, str):
        return None
    try:
        if DATE.fullmatch(value):
            return date.fromisoformat(value).toordinal()
        if MOMENT.fullmatch(value):
            return _local(datetime.fromisoformat(value.upper()), timezone).toordinal()
    except (ValueError, OverflowError):
        return None
    return None


def _local(moment: datetime, timezone: str) -> datetime:
    return moment.astimezone(ZoneInfo(timezone)) if moment.tzinfo else moment


@dataclass(frozen=True)
class Segments:
    """Which case is the first that holds for which value from which day on; -1 for none. By value, then day.

    begin: None where each value has one case for ever.
    """

    value: I64
    case: I64
    begin: I64 | None = None


def first_that_holds(cases: Sequence[Tests], values: Values, timezone: str) -> Segments:
    held = [spans(tests, values, timezone) for tests in cases]
    if any(span.days for span in held):
        return _by_day(held, len(values))
    case = np.full(len(values), -1, np.int64)
    for number in reversed(range(len(held))):
        case[held[number].ever] = number
    return Segments(np.arange(len(values)), case)


def _by_day(held: Sequence[Spans], values: int) -> Segments:
    rows = [(value, case, day) for value in range(values) for day, case in _changes([span.of(value) for span in held])]
    return Segments(*np.array(rows, np.int64).reshape(-1, 3).T)


def _changes(held: list[tuple[int, int]]) -> list[tuple[int, int]]:
    days = {NO_DAY_YET, *(day for begin, end in held if begin < end for day in (begin, end))}
    changes: list[tuple[int, int]] = []
    for day in sorted(days - {NO_DAY_ANY_MORE}):
        case = next((number for number, (begin, end) in enumerate(held) if begin <= day < end), -1)
        if not changes or changes[-1][1] != case:
            changes.append((day, case))
    return changes

"""Tests on dates, some of which turn true or false at a midnight by themselves."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from .arrays import DAY, I64
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
    """For each distinct value the days on which it satisfies: `begin` in, `end` out; empty for never."""

    begin: I64
    end: I64

    @property
    def ever(self) -> np.ndarray[Any, np.dtype[np.bool_]]:
        return self.begin < self.end

    @property
    def by_date(self) -> bool:
        """Whether the answer changes with time for any value."""
        some = self.ever
        return bool(((self.begin > NO_DAY_YET) & some).any() or ((self.end < NO_DAY_ANY_MORE) & some).any())


def spans(tests: Tests, values: Values, timezone: str) -> Spans:
    """When all the tests hold, for each distinct value."""
    begin = np.full(len(values), NO_DAY_YET, np.int64)
    end = np.full(len(values), NO_DAY_ANY_MORE, np.int64)
    for test in tests:
        if test.operator in DATES:
            since, until = _dated(test, values, timezone)
            begin, end = np.maximum(begin, since), np.minimum(end, until)
        else:
            end = np.where(satisfying(test, values), end, NO_DAY_YET)
    return Spans(begin, end)


def _dated(test: Test, values: Values, timezone: str) -> tuple[I64, I64]:
    days = [day_named(value, timezone) for value in values]
    pairs = [(NO_DAY_YET, NO_DAY_YET) if day is None else _span(test, day) for day in days]
    return tuple(np.array(pairs, np.int64).reshape(-1, 2).T)  # type: ignore[return-value]


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
    """Which case is the first that holds for which value from which day on; -1 for none. By value, then day."""

    value: I64
    begin: I64
    case: I64


def first_that_holds(cases: Sequence[Tests], values: Values, timezone: str) -> Segments:
    held = [spans(tests, values, timezone) for tests in cases]
    if any(span.by_date for span in held):
        return _by_day(held, len(values))
    case = np.full(len(values), -1, np.int64)
    for number in reversed(range(len(held))):
        case[held[number].ever] = number
    return Segments(np.arange(len(values)), np.full(len(values), NO_DAY_YET, np.int64), case)


def _by_day(held: Sequence[Spans], values: int) -> Segments:
    rows = [
        (value, day, case)
        for value in range(values)
        for day, case in _changes([(int(span.begin[value]), int(span.end[value])) for span in held])
    ]
    return Segments(*np.array(rows, np.int64).reshape(-1, 3).T)


def _changes(held: list[tuple[int, int]]) -> list[tuple[int, int]]:
    days = {NO_DAY_YET, *(day for begin, end in held if begin < end for day in (begin, end))}
    changes: list[tuple[int, int]] = []
    for day in sorted(days - {NO_DAY_ANY_MORE}):
        case = next((number for number, (begin, end) in enumerate(held) if begin <= day < end), -1)
        if not changes or changes[-1][1] != case:
            changes.append((day, case))
    return changes

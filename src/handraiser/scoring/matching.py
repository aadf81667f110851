"""Matching: which event rows are occurrences of which pattern, each condition met once per distinct value."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from .arrays import ALWAYS, I64, NEVER
from .calendar import Calendar
from .columns import coded
from .dates import spans
from .language import EventName
from .operators import number
from .patterns import Pattern
from .reading import EventColumns

MILLION = 1_000_000
MOST_TIMES = 10**12


@dataclass(frozen=True)
class Occurrences:
    """One row a match: event row, pattern, when its date tests let it begin and cease to match, key code.

    key: equal for equal values; -1 where the event has none or the pattern asks none.
    """

    row: I64
    pattern: I64
    begin: I64
    end: I64
    key: I64


def ignore(columns: EventColumns, flags: Sequence[str], patterns: Sequence[Pattern], calendar: Calendar) -> None:
    """Take away the events that exist for nothing in the model. Date tests are met on the day of arrival."""
    for flag in flags:
        columns.keep(~columns.flagged(flag))
    for pattern in patterns:
        found = occurrences(columns, [pattern], calendar)
        arrived = columns.numbers("known_us")[found.row]
        ignored = found.row[(found.begin <= arrived) & (arrived < found.end)]
        kept = np.ones(columns.size, np.bool_)
        kept[ignored] = False
        columns.keep(kept)


def occurrences(columns: EventColumns, patterns: Sequence[Pattern], calendar: Calendar) -> Occurrences:
    found = [
        _of_event(columns, index, event, calendar, pattern)
        for index, pattern in enumerate(patterns)
        for event in pattern.events
    ]
    none = np.empty((5, 0), np.int64)
    return Occurrences(*np.concatenate([none, *found], axis=1))


def _of_event(columns: EventColumns, index: int, event: EventName, calendar: Calendar, pattern: Pattern) -> I64:
    rows = columns.rows(event)
    if not rows.size:
        return np.empty((5, 0), np.int64)
    matches = np.ones(rows.size, np.bool_)
    begin, end = np.full(rows.size, ALWAYS, np.int64), np.full(rows.size, NEVER, np.int64)
    for asked in pattern.where:
        read = columns.coded(event, asked.path)
        held = spans(asked.tests, read.values, calendar.timezone)
        matches &= held.ever[read.codes]
        if held.days is not None:
            begin = np.maximum(begin, calendar.midnight_of(held.days[0])[read.codes])
            end = np.minimum(end, calendar.midnight_of(held.days[1])[read.codes])
    at = np.flatnonzero(matches & (begin < end))
    keys = _keys(columns, event, pattern.key)[at] if pattern.key else np.full(at.size, -1)
    return np.stack([rows[at], np.full(at.size, index), begin[at], end[at], keys])


def _keys(columns: EventColumns, event: EventName, path: str) -> I64:
    read = columns.coded(event, path)
    known = np.array([value is not None for value in read.values], np.bool_)
    return np.where(known, coded(read.values).codes, -1)[read.codes]


def amounts(columns: EventColumns, patterns: Sequence[Pattern], found: Occurrences) -> I64:
    """How often each occurrence pays whose pattern pays for an amount, else 0; empty where no pattern does."""
    if not any(pattern.amount for pattern in patterns):
        return np.empty(0, np.int64)
    times = np.zeros(found.row.size, np.int64)
    for index, pattern in enumerate(patterns):
        if pattern.amount:
            at, (event,) = np.flatnonzero(found.pattern == index), pattern.events
            read = columns.coded(event, pattern.amount.property)
            by_value = np.array([_times(value, pattern.amount.every) for value in read.values], np.int64)
            times[at] = by_value[read.codes[np.searchsorted(columns.rows(event), found.row[at])]]
    return times


def _times(value: Any, every: int) -> int:
    """How often `every` (millionths) goes into a number; a text is no number, and below zero there is nothing."""
    if isinstance(value, str):
        return 0
    try:
        times = Fraction(number(value)) * MILLION // every
    except ValueError:
        return 0
    return max(0, min(times, MOST_TIMES))

"""Arranging: rows of any order become slices, one a lead and pattern, by a counting sort; ties by arrival."""

import numpy as np

from .arrays import I64, NEVER, U8
from .jit import entry, inner
from .plan import Table, table
from .rows import FOUND, LATE, MIXED, ORDERLY


def starts(slices: I64, count: int) -> I64:
    """Where each of `count` slices begins, and at last where all end."""
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(np.bincount(slices, minlength=count))])


@inner
def _before(first: I64, second: I64, a: int, b: int) -> bool:
    return bool(first[a] < first[b] or (first[a] == first[b] and second[a] <= second[b]))


@inner
def _sorted(order: I64, first: I64, second: I64, begin: int, end: int) -> bool:
    for at in range(begin + 1, end):  # noqa: SIM110
        if not _before(first, second, order[at - 1], order[at]):
            return False
    return True


@inner
def _merge(order: I64, spare: I64, first: I64, second: I64, bounds: tuple[int, int, int]) -> None:
    begin, middle, end = bounds
    a, b = begin, middle
    for at in range(begin, end):
        if b >= end or (a < middle and _before(first, second, order[a], order[b])):
            spare[at] = order[a]
            a += 1
        else:
            spare[at] = order[b]
            b += 1
    for at in range(begin, end):
        order[at] = spare[at]


@inner
def _merge_sort(order: I64, spare: I64, first: I64, second: I64, bounds: tuple[int, int]) -> None:
    begin, end = bounds
    width = 1
    while width < end - begin:
        for left in range(begin, end - width, 2 * width):
            _merge(order, spare, first, second, (left, left + width, min(left + 2 * width, end)))
        width *= 2


@entry
def by_slice(slices: I64, start: I64, first: I64, second: I64) -> I64:
    """The order that puts the rows of each slice together, sorted by (first, second)."""
    order = np.empty(slices.size, np.int64)
    at = start[:-1].copy()
    for row in range(slices.size):
        order[at[slices[row]]] = row
        at[slices[row]] += 1
    spare = np.empty(slices.size, np.int64)
    for k in range(start.size - 1):
        if not _sorted(order, first, second, start[k], start[k + 1]):
            _merge_sort(order, spare, first, second, (start[k], start[k + 1]))
    return order


@entry
def link_keys(start: I64, key: I64, keys: int) -> tuple[I64, I64]:
    """For each row, the one before and after it in its slice with the same key; -1 for none, -2 without a key."""
    previous, following = np.full(key.size, -2, np.int64), np.full(key.size, -1, np.int64)
    latest = np.full(keys, -1, np.int64)
    for k in range(start.size - 1):
        for row in range(start[k], start[k + 1]):
            if key[row] >= 0:
                before = latest[key[row]]
                latest[key[row]] = row
                if before >= start[k]:
                    following[before] = row
                previous[row] = before if before >= start[k] else -1
    return previous, following


@entry
def order_of(start: I64, found: Table) -> I64:
    """Of each slice: MIXED, LATE or ORDERLY."""
    order = np.full(start.size - 1, ORDERLY, np.int64)
    for k in range(start.size - 1):
        for row in range(start[k], start[k + 1]):
            if found[row].end < NEVER:
                order[k] = MIXED
            elif row > start[k] and found[row].begin < found[row - 1].begin:
                order[k] = min(order[k], LATE)
    return order


@entry
def new_lows(start: I64, values: I64) -> U8:
    """Where a value is less than all before it in its slice."""
    found = np.zeros(values.size, np.uint8)
    for k in range(start.size - 1):
        least = NEVER
        for row in range(start[k], start[k + 1]):
            if values[row] < least:
                least = values[row]
                found[row] = 1
    return found


def warm() -> None:
    """Compile everything here, or load what was compiled before."""
    nothing, start = np.empty(0, np.int64), np.zeros(1, np.int64)
    by_slice(nothing, start, nothing, nothing)
    link_keys(start, nothing, 0)
    order_of(start, table(FOUND))
    new_lows(start, nothing)

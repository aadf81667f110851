"""The share that people's rows have in the prepared counts, taken out and put in for many people at once."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from handraiser import clock
from handraiser.insight.days import month
from handraiser.insight.models import LONGEST_STAY, Cell, Stay
from handraiser.insight.passing import DIMENSIONS, PAIRS, STAGES, Passed
from handraiser.people import bulk

CELL = ("dimension", "value", "other", "stage", "month", "day")
STAY = ("dimension", "value", "stage", "month", "day", "days")
COUNTS = ("entered", *STAGES[1:])
CellKey = tuple[str, str, str, str, bool, int]
StayKey = tuple[str, str, str, bool, int, int]
_ADD = ", ".join(f"{count} = insight_cell.{count} + excluded.{count}" for count in COUNTS)
_PLACES = [(first + "+" + other, DIMENSIONS.index(first), DIMENSIONS.index(other)) for first, other in PAIRS]


class Shares:
    """What is to be added to cells and stays; `write` adds it and leaves no empty ones."""

    def __init__(self) -> None:
        self._cells: dict[CellKey, list[int]] = defaultdict(lambda: [0] * len(COUNTS))
        self._stays: Counter[StayKey] = Counter()

    def put_in(self, rows: Iterable[Passed], shown: Iterable[tuple[int, int, str]], sign: int) -> None:
        """The share of these rows, and of (person, week, stage) shown; -1: to take it out."""
        for row in rows:
            self._put_row(row, sign)
        for _, week, stage in shown:
            self._cells["showing", "", "", stage, False, week][0] += sign

    def write(self) -> None:
        """Into the database."""
        cells, stays = dict(self._cells), dict(self._stays)
        for (dimension, value, other, stage, _, day), counts in self._cells.items():
            if dimension not in {"kind", "showing"}:
                whole = cells.setdefault((dimension, value, other, stage, True, month(day)), [0] * len(COUNTS))
                whole[:] = map(int.__add__, whole, counts)
        for (dimension, value, stage, _, day, days), people in self._stays.items():
            key = dimension, value, stage, True, month(day), days
            stays[key] = stays.get(key, 0) + people
        changed = sorted((*key, *counts) for key, counts in cells.items() if any(counts))
        conflict = f"(dimension, month, stage, day, value, other) DO UPDATE SET {_ADD}"
        bulk.insert(Cell, (*CELL, *COUNTS), changed, conflict=conflict)
        stayed = sorted((*key, people) for key, people in stays.items() if people)
        conflict = (
            "(dimension, value, month, stage, day, days) DO UPDATE SET people = insight_stay.people + excluded.people"
        )
        bulk.insert(Stay, (*STAY, "people"), stayed, conflict=conflict)
        bulk.execute("DELETE FROM insight_cell WHERE entered = 0")
        bulk.execute("DELETE FROM insight_stay WHERE people = 0")

    def _put_row(self, row: Passed, sign: int) -> None:
        slices = [("", "", ""), *((name, value, "") for name, value in zip(DIMENSIONS, row.values, strict=True))]
        pairs = [(pair, row.values[first], row.values[other]) for pair, first, other in _PLACES]
        kinds = [("kind", kind, "") for kind in row.kinds.split(",") if kind]
        for place, (stage, day) in enumerate(zip(STAGES, row.days, strict=True)):
            if day is None:
                continue
            later = [after for after in range(place + 1, len(STAGES)) if row.days[after] is not None]
            for told in (*slices, *pairs, *(kinds if stage == "lead" else ())):
                counts = self._cells[*told, stage, False, day]
                for count in (0, *later):
                    counts[count] += sign
            for days in _stay(row, place):
                for dimension, value, _ in slices:
                    self._stays[dimension, value, stage, False, day, days] += sign


def _stay(row: Passed, place: int) -> Iterator[int]:
    """The days from a stage to the next, where it was reached later."""
    entered_us, next_us = row.moments[place], (*row.moments, None)[place + 1]
    if entered_us is not None and next_us is not None and next_us >= entered_us:
        yield min((next_us - entered_us) // clock.DAY_US, LONGEST_STAY + 1)

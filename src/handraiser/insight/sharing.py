"""The share that people's rows have in the prepared counts, taken out and put in for many people at once."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from handraiser import clock
from handraiser.insight.days import month
from handraiser.insight.models import LONGEST_STAY, Cell, Stay
from handraiser.insight.passing import DIMENSIONS, PAIRS, STAGES, Days, Passed
from handraiser.people import bulk

CELL = ("dimension", "month", "stage", "day", "value", "other")  # in the order of its index, as STAY is
STAY = ("dimension", "value", "month", "stage", "day", "days")
COUNTS = ("entered", *STAGES[1:])
Of = tuple[str, str, str]  # dimension, value, and that of the other dimension
When = tuple[bool, str, int]  # whether of a month; stage; day
Way = tuple[Days, tuple[int | None, ...], str]  # the day of each stage, how long each lasted, kinds
_ADD = ", ".join(f"{count} = insight_cell.{count} + excluded.{count}" for count in COUNTS)
_PLACES = [(first + "+" + other, DIMENSIONS.index(first), DIMENSIONS.index(other)) for first, other in PAIRS]


class Shares:
    """What is to be added to cells and stays; `write` adds it and leaves no empty ones."""

    def __init__(self) -> None:
        self._cells: dict[When, dict[Of, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0] * len(COUNTS)))
        self._stays: dict[When, Counter[tuple[str, str, int]]] = defaultdict(Counter)

    def put_in(self, rows: Iterable[Passed], shown: Iterable[tuple[int, int, str]], sign: int) -> None:
        """The share of these rows, and of (person, week, stage) shown; -1: to take it out."""
        alike: dict[tuple[str, ...], Counter[Way]] = defaultdict(Counter)
        for row in rows:
            alike[row.values][row.days, tuple(_stays(row)), row.kinds] += sign
        for values, ways in alike.items():
            slices, pairs = _of(values)
            for way, people in ways.items():
                self._put_in(slices, pairs, way, people)
        for _, week, stage in shown:
            self._cells[False, stage, week]["showing", "", ""][0] += sign

    def write(self) -> None:
        """Into the database."""
        self._sum_up_months()
        cells = sorted(
            (of[0], *when, *of[1:], *counts)
            for when, told in self._cells.items()
            for of, counts in told.items()
            if any(counts)
        )
        conflict = f"(dimension, month, stage, day, value, other) DO UPDATE SET {_ADD}"
        bulk.insert(Cell, (*CELL, *COUNTS), cells, conflict=conflict)
        stays = sorted(
            (*of[:2], *when, of[2], people)
            for when, told in self._stays.items()
            for of, people in told.items()
            if people
        )
        conflict = (
            "(dimension, value, month, stage, day, days) DO UPDATE SET people = insight_stay.people + excluded.people"
        )
        bulk.insert(Stay, (*STAY, "people"), stays, conflict=conflict)
        bulk.execute("DELETE FROM insight_cell WHERE entered = 0")
        bulk.execute("DELETE FROM insight_stay WHERE people = 0")

    def _put_in(self, slices: list[Of], pairs: list[Of], way: Way, people: int) -> None:
        """The share of so many people who are alike."""
        days, stays, kinds = way
        for place, (stage, day) in enumerate(zip(STAGES, days, strict=True)):
            if day is None:
                continue
            counted = (0, *(after for after in range(place + 1, len(STAGES)) if days[after] is not None))
            cells = self._cells[False, stage, day]
            consumed = [("kind", kind, "") for kind in kinds.split(",") if kind and stage == "lead"]
            for of in (*slices, *pairs, *consumed):
                counts = cells[of]
                for count in counted:
                    counts[count] += people
            if (stay := stays[place]) is not None:
                lasted = self._stays[False, stage, day]
                for dimension, value, _ in slices:
                    lasted[dimension, value, stay] += people

    def _sum_up_months(self) -> None:
        for (_, stage, day), cells in list(self._cells.items()):
            whole = self._cells[True, stage, month(day)]
            for of, counts in cells.items():
                if of[0] not in {"kind", "showing"}:
                    whole[of] = list(map(int.__add__, whole[of], counts))
        for (_, stage, day), stays in list(self._stays.items()):
            summed = self._stays[True, stage, month(day)]
            for told, people in stays.items():
                summed[told] += people


def _of(values: tuple[str, ...]) -> tuple[list[Of], list[Of]]:
    """What people of these values are counted by: everybody and one dimension; two dimensions."""
    slices = [("", "", ""), *((name, value, "") for name, value in zip(DIMENSIONS, values, strict=True))]
    return slices, [(pair, values[first], values[other]) for pair, first, other in _PLACES]


def _stays(row: Passed) -> Iterator[int | None]:
    """The days from each stage to the next, where it was reached later."""
    for entered_us, next_us in zip(row.moments, (*row.moments[1:], None), strict=True):
        if entered_us is not None and next_us is not None and next_us >= entered_us:
            yield min((next_us - entered_us) // clock.DAY_US, LONGEST_STAY + 1)
        else:
            yield None

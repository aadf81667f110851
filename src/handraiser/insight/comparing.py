"""First against last touch: who came by what, and what the deals of those people were worth."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

from handraiser.insight import reporting, winning
from handraiser.insight.asked import Asked
from handraiser.insight.behind import address, address_of_won
from handraiser.insight.counting import ByStage
from handraiser.insight.days import Calendar
from handraiser.insight.passing import STAGES, TOUCH
from handraiser.insight.reporting import Number
from handraiser.insight.winning import Worth
from handraiser.insight.wording import value_name

COMPARED = STAGES[1:]


class Pair(NamedTuple):
    """How many by the first touch, and how many by the last."""

    first: Number
    last: Number

    @property
    def difference(self) -> int:
        return self.last.people - self.first.people


class Money(NamedTuple):
    """Of one currency, by the first and by the last touch."""

    currency: str
    first: Decimal
    last: Decimal

    @property
    def difference(self) -> Decimal:
        return self.last - self.first


@dataclass(frozen=True)
class Won:
    """Deals won in the period by the first and by the last touch of their people, the addresses list these people."""

    first: Worth
    last: Worth
    first_address: str
    last_address: str

    @property
    def deals(self) -> int:
        """By either touch."""
        return self.first.deals + self.last.deals

    @property
    def money(self) -> list[Money]:
        """A row a currency of which an amount is known."""
        currencies = sorted({*self.first.amounts, *self.last.amounts})
        return [Money(each, self.first.amount(each), self.last.amount(each)) for each in currencies]


@dataclass(frozen=True)
class Row:
    """One value of what is compared, or everybody."""

    name: str
    pairs: list[Pair]  # in the order of COMPARED
    won: Won


def compared(asked: Asked) -> Asked:
    """The question of a dimension that both touches have."""
    name = asked.split.removeprefix("last_")
    return replace(asked, split=name if name in TOUCH else TOUCH[0])


def rows(asked: Asked, calendar: Calendar) -> list[Row]:
    """One a value, the most leads by the first touch first, "not known" last of equals. Raises TooManyToCount."""
    last = replace(asked, split=f"last_{asked.split}")
    counts = reporting.numbers(asked).by_value(), reporting.numbers(last).by_value()
    worths = winning.worth(asked, calendar), winning.worth(last, calendar)
    found = {
        value: Row(
            value_name(asked.split, value),
            [_pair(asked, last, stage, counts, value) for stage in COMPARED],
            _won(asked, last, worths, value),
        )
        for value in {value for each in (*counts, *worths) for value in each}
    }
    ordered = sorted(found, key=lambda value: (*_size(found[value]), not value, found[value].name.casefold()))
    return [found[value] for value in ordered if any(_size(found[value])) or found[value].won.deals]


def everybody(asked: Asked, calendar: Calendar) -> Row:
    """The same people and deals by either touch. Raises TooManyToCount."""
    totals, worth = reporting.numbers(asked).totals(), Worth.summed(winning.worth(asked, calendar).values())
    numbers = [Number(totals[stage].entered, address(asked, stage)) for stage in COMPARED]
    listed = address_of_won(asked)
    return Row("", [Pair(each, each) for each in numbers], Won(worth, worth, listed, listed))


def _size(row: Row) -> Iterable[int]:
    return [-number for pair in row.pairs for number in (pair.first.people, pair.last.people)]


def _pair(asked: Asked, last: Asked, stage: str, counts: tuple[Mapping[str, ByStage], ...], value: str) -> Pair:
    first_many, last_many = (each[value][stage].entered if value in each else 0 for each in counts)
    return Pair(
        Number(first_many, address(asked, stage, value=value)), Number(last_many, address(last, stage, value=value))
    )


def _won(asked: Asked, last: Asked, worths: tuple[Mapping[str, Worth], ...], value: str) -> Won:
    first_worth, last_worth = (each.get(value, Worth()) for each in worths)
    return Won(first_worth, last_worth, address_of_won(asked, value), address_of_won(last, value))

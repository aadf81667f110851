"""Won deals of a period, and those of them that were won before anything else is known of their person."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Count, F, QuerySet, Sum

from handraiser import clock
from handraiser.deals.models import Opportunity, State
from handraiser.insight.asked import Asked
from handraiser.insight.days import Calendar
from handraiser.insight.filtering import of_passage
from handraiser.people.models import Person

_PASSAGE = "person__canonical__passage"


@dataclass(frozen=True)
class Early:
    """A deal and when something else is first known of its person, later than it was won."""

    deal: Opportunity
    person: Person
    won_us: int
    contact_us: int

    @property
    def days(self) -> float:
        return round((self.contact_us - self.won_us) / clock.DAY_US, 1)


@dataclass(frozen=True)
class Worth:
    """Won deals: their known amounts by currency, and how many deals have none."""

    deals: int = 0
    unknown: int = 0
    amounts: Mapping[str, Decimal] = field(default_factory=dict)

    def amount(self, currency: str) -> Decimal:
        return self.amounts.get(currency, Decimal(0))

    @classmethod
    def summed(cls, worths: Iterable["Worth"]) -> "Worth":
        every, amounts = list(worths), defaultdict[str, Decimal](Decimal)
        for each in every:
            for currency, amount in each.amounts.items():
                amounts[currency] += amount
        return cls(sum(each.deals for each in every), sum(each.unknown for each in every), amounts)


def worth(asked: Asked, calendar: Calendar) -> dict[str, Worth]:
    """By each value of the dimension that splits."""
    rows = won(asked, calendar).order_by().values_list(f"{_PASSAGE}__{asked.split}", "currency")
    found: dict[str, list[Worth]] = defaultdict(list)
    for value, currency, deals, known, amount in rows.annotate(Count("id"), Count("amount"), Sum("amount")):
        found[value].append(Worth(deals, deals - known, {currency: amount} if known else {}))
    return {value: Worth.summed(each) for value, each in found.items()}


def won(asked: Asked, calendar: Calendar) -> "QuerySet[Opportunity]":
    """Of people whom lists show and the filters leave; a deal counts on the day on which it was won."""
    since_us, until_us = calendar.start_us(asked.first), calendar.start_us(asked.last + 1)
    deals = Opportunity.objects.filter(state=State.WON, closed_us__gte=since_us, closed_us__lt=until_us)
    return deals.filter(*of_passage(_PASSAGE, asked), **{f"{_PASSAGE}__isnull": False})


def closed_early() -> "QuerySet[Opportunity]":
    """Of all times, won or lost before anything else is known of their person. `contact_us`: when that was."""
    rows = Opportunity.objects.filter(closed_us__isnull=False).annotate(contact_us=F(f"{_PASSAGE}__contact_us"))
    return rows.filter(closed_us__lt=F("contact_us"))


def how_many_early(asked: Asked, calendar: Calendar) -> int:
    """Won before anything else is known of their person."""
    return _early(asked, calendar).count()


def early(asked: Asked, calendar: Calendar, limit: int | None = None) -> list[Early]:
    """These, the newest first."""
    found = _early(asked, calendar).annotate(contact_us=F(f"{_PASSAGE}__contact_us"))
    rows = found.select_related("person__canonical", "company").order_by("-closed_us", "-id")[:limit]
    return [Early(row, row.person.canonical or row.person, row.closed_us or 0, row.contact_us) for row in rows]


def _early(asked: Asked, calendar: Calendar) -> "QuerySet[Opportunity]":
    return won(asked, calendar).filter(closed_us__lt=F(f"{_PASSAGE}__contact_us"))

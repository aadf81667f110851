"""What became of deals: of one person, at any past moment, and counted."""

from collections.abc import Collection
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count, Min, OuterRef, QuerySet, Subquery, Sum

from handraiser.deals.models import Opportunity, OpportunityChange, State
from handraiser.people import bulk
from handraiser.people.models import Person


class Total(NamedTuple):
    """Deals of one state and currency. amount: the sum of the known ones; unknown: how many have none."""

    state: str
    currency: str
    deals: int
    unknown: int
    amount: Decimal


def of(person: Person) -> list[Opportunity]:
    """A canonical person's, the newest first, those of people folded into it too."""
    rows = Opportunity.objects.filter(person__canonical=person).select_related("owner", "company")
    return list(rows.order_by("-created_us", "-id"))


def as_at(at_us: int) -> QuerySet[OpportunityChange]:
    """One row an opportunity that there was: its last change up to that moment, with the terms of then."""
    last = OpportunityChange.objects.filter(opportunity=OuterRef("opportunity"), at_us__lte=at_us)
    return OpportunityChange.objects.filter(pk=Subquery(last.order_by("-at_us", "-id").values("pk")[:1]))


def closed(from_us: int, to_us: int) -> list[Total]:
    """Won and lost from a moment up to, and without, another; each currency by itself."""
    return _totals(Opportunity.objects.filter(closed_us__gte=from_us, closed_us__lt=to_us))


def open_now() -> list[Total]:
    """What is in the pipeline; each currency by itself."""
    return _totals(Opportunity.objects.filter(state=State.OPEN))


def first_won(people: Collection[int]) -> dict[int, int]:
    """When each of these canonical people first won a deal; those who never did are left out."""
    rows = Opportunity.objects.filter(state=State.WON, person__canonical__in=people)
    firsts = rows.values_list("person__canonical").annotate(Min("closed_us"))
    return {person: closed_us for person, closed_us in firsts if person is not None}


def first_contacts(people: Collection[int]) -> dict[int, int]:
    """When anything but deals is first known of these canonical people; only of those who have a deal.

    What sales told of deals is no contact, so that a deal never stands before itself.
    """
    among, ids = bulk.among(people)
    sql = (
        "SELECT p.canonical_id, min(s.occurred_us) FROM people_person p JOIN people_identity i ON i.person_id = p.id"
        " JOIN people_sighting s ON s.identity_id = i.id"
        " LEFT JOIN deals_opportunitychange c ON c.event_id = s.event_id WHERE c.id IS NULL AND p.canonical_id IN"
        " (SELECT d.canonical_id FROM people_person d JOIN deals_opportunity o ON o.person_id = d.id"
        f" WHERE d.canonical_id {among}) GROUP BY p.canonical_id"
    )
    return dict(bulk.rows(sql, ids))


def _totals(rows: QuerySet[Opportunity]) -> list[Total]:
    counted = rows.values_list("state", "currency").order_by("state", "currency")
    sums = counted.annotate(deals=Count("id"), known=Count("amount"), amount=Sum("amount"))
    return [
        Total(state, currency, deals, deals - known, amount or Decimal(0))
        for state, currency, deals, known, amount in sums
    ]

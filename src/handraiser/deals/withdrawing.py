"""What an import said of deals is taken back: rows go, or stand as the change before left them."""

from collections.abc import Collection

from handraiser.deals.models import TERMS, Opportunity, OpportunityChange, State
from handraiser.lifecycle.models import DealMark


def withdraw(event_ids: Collection[int]) -> None:
    """Take back what these events changed, in the caller's transaction; the caller scores."""
    changes = OpportunityChange.objects.filter(event_id__in=event_ids)
    touched = set(changes.values_list("opportunity", flat=True))
    changes.delete()
    DealMark.objects.filter(event_id__in=event_ids).delete()
    for row in Opportunity.objects.filter(pk__in=touched):
        _stand_as_before(row)


def _stand_as_before(row: Opportunity) -> None:
    first = row.changes.order_by("at_us", "id").first()
    last = row.changes.order_by("at_us", "id").last()
    if first is None or last is None:
        row.delete()
        return
    for name in TERMS:
        setattr(row, name, getattr(last, name))
    ends = row.changes.filter(kind=last.state).order_by("at_us", "id").last()
    row.created_us = first.at_us
    row.closed_us = None if row.state == State.OPEN else (ends or last).at_us
    row.event_id = first.event_id
    row.save()

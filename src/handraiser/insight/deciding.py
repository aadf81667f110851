"""The decisions of sales in a period, of those people whom lists show and the filters leave."""

from typing import Any

from django.db.models import QuerySet

from handraiser.handoff.models import Decision
from handraiser.insight.asked import Asked
from handraiser.insight.days import Calendar

_PASSAGE = "handoff__person__canonical__passage"


def decisions(asked: Asked, calendar: Calendar) -> "QuerySet[Decision]":
    """A decision counts on the day on which it was made, whoever is the person by now."""
    filters: dict[str, Any] = {f"{_PASSAGE}__{name}": value for name, value in asked.filters}
    filters |= {"at_us__gte": calendar.start_us(asked.first), "at_us__lt": calendar.start_us(asked.last + 1)}
    return Decision.objects.filter(**filters, **{f"{_PASSAGE}__isnull": False})

"""The decisions of sales in a period, of those people whom lists show and the filters leave."""

from django.db.models import QuerySet

from handraiser.handoff.models import Decision
from handraiser.insight.asked import Asked
from handraiser.insight.days import Calendar
from handraiser.insight.filtering import of_passage

_PASSAGE = "handoff__person__canonical__passage"


def decisions(asked: Asked, calendar: Calendar) -> "QuerySet[Decision]":
    """A decision counts on the day on which it was made, whoever is the person by now."""
    since_us, until_us = calendar.start_us(asked.first), calendar.start_us(asked.last + 1)
    found = Decision.objects.filter(at_us__gte=since_us, at_us__lt=until_us, **{f"{_PASSAGE}__isnull": False})
    return found.filter(*of_passage(_PASSAGE, asked))

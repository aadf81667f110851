"""The funnel's filters on rows that lead to a person and its passage."""

from django.db.models import F
from django.db.models.lookups import Exact

from handraiser.audiences.conditions import Aside
from handraiser.insight.asked import Asked


def of_passage(path: str, asked: Asked) -> list[Exact]:
    """Each as a lookup, to be checked for the rows of a period: by an index a value may lead to half of all people."""
    return [Exact(Aside(F(f"{path}__{name}")), value) for name, value in asked.filters]

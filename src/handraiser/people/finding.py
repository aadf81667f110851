"""Whom an address of a page means."""

from uuid import UUID

from django.shortcuts import get_object_or_404

from handraiser.people.models import Person


def at(key: UUID) -> Person:
    """Who this is now, also where it was folded since; 404 for whom was erased."""
    rows = Person.objects.select_related(
        "canonical__company",
        "canonical__owner",
        "canonical__touches",
        "canonical__standing",
        "canonical__standing__version",
    )
    found = get_object_or_404(rows, key=key, erased_us=None)
    return found.canonical or found

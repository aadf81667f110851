"""What became of hand-offs: of one person, and counted."""

from collections.abc import Collection

from django.db.models import Count

from handraiser.handoff.models import Decision, Handoff
from handraiser.people.models import Person


def of(person: Person) -> list[Handoff]:
    """A canonical person's, the newest first, those of people folded into it too."""
    rows = Handoff.objects.filter(person__canonical=person).select_related("owner", "decision__owner", "decision__by")
    return list(rows.order_by("-opened_us", "-id"))


def opened(from_us: int, to_us: int) -> int:
    """How many were opened from a moment up to, and without, another."""
    return Handoff.objects.filter(opened_us__gte=from_us, opened_us__lt=to_us).count()


def decided(from_us: int, to_us: int) -> dict[str, int]:
    """How many were decided then, by verdict; each verdict that occurred."""
    rows = Decision.objects.filter(at_us__gte=from_us, at_us__lt=to_us).values_list("verdict")
    return dict(rows.annotate(Count("id")).order_by("verdict"))


def first_accepted(people: Collection[int]) -> dict[int, int]:
    """When sales first accepted each of these canonical people; those it never did are left out."""
    rows = Decision.objects.filter(verdict="accepted", handoff__person__canonical__in=people).order_by("-at_us")
    firsts = rows.values_list("handoff__person__canonical_id", "at_us")
    return {person: at_us for person, at_us in firsts if person is not None}

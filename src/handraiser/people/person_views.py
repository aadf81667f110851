"""One person's page: who it is, what it did, and where each fact came from."""

from typing import Any
from uuid import UUID

from django.db.models import Count, Max, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from handraiser.organisation.access import SignedIn
from handraiser.organisation.models import User
from handraiser.people import claims, consenting, duplicates, timeline, traits
from handraiser.people.models import Identity, Merge, Person

AT_ONCE = 40


def person(request: SignedIn, key: UUID) -> HttpResponse:
    """The page; of somebody merged, the page of who that is now."""
    found = at(key)
    if found.key != key:
        return redirect("person", found.key)
    shown = {
        "person": found,
        "owners": User.objects.filter(is_active=True).order_by("name", "email"),
        "traits": traits.in_force(found),
        "company_traits": traits.of_company(found.company) if found.company else [],
        "claims": claims.open_claims(found),
        "duplicates": duplicates.open_duplicates(found),
        "identities": _identities(found),
        "merges": _merges(found),
        "consents": sorted(consenting.in_force(found).items()),
        **_timeline(request, found),
    }
    return render(request, "people/person.html", shown)


def older(request: SignedIn, key: UUID) -> HttpResponse:
    """The next rows of the timeline."""
    found = at(key)
    return render(request, "people/_timeline_rows.html", {"person": found, **_timeline(request, found)})


def trait_history(request: SignedIn, key: UUID) -> HttpResponse:
    """Every value that `name` ever had, with who said so."""
    found, name = at(key), request.GET.get("name", "")
    company = found.company if name.startswith("company.") else None
    values = traits.company_history(company, name.removeprefix("company.")) if company else traits.history(found, name)
    return render(request, "people/_trait_history.html", {"person": found, "name": name, "values": values})


def at(key: UUID) -> Person:
    """Whom a page's address means now."""
    rows = Person.objects.select_related(
        "canonical__company", "canonical__owner", "canonical__standing", "canonical__standing__version"
    )
    found = get_object_or_404(rows, key=key)
    return found.canonical or found


def _timeline(request: SignedIn, found: Person) -> dict[str, Any]:
    before_us, until_us = _moment(request, "before"), _moment(request, "until")
    if until_us is not None:  # a line leads to its event: the page begins with it
        before_us = until_us + 1
    entries = timeline.timeline(found, before_us, AT_ONCE)
    last = entries[-1].occurred_us if len(entries) >= AT_ONCE else None
    return {"entries": entries, "before_us": before_us, "after_us": last}


def _moment(request: SignedIn, name: str) -> int | None:
    asked = request.GET.get(name, "")
    return int(asked) if asked.isdecimal() and len(asked) < 18 else None


def _identities(found: Person) -> QuerySet[Identity]:
    rows = Identity.objects.filter(person__canonical=found)
    rows = rows.annotate(events=Count("sightings"), last_us=Max("sightings__occurred_us"))
    return rows.order_by("-last_us", "kind", "value")


def _merges(found: Person) -> QuerySet[Merge]:
    """Those in force, without open claims: these wait for a word at the top of the page."""
    rows = Merge.objects.filter(kept__canonical=found, undone_at_us=None, speaks_us__isnull=False)
    return rows.select_related("by", "folded").order_by("-at_us", "-id")

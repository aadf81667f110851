"""One person's page: who it is, what it did, and where each fact came from."""

from uuid import UUID

from django.db.models import Count, Max, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render

from handraiser.organisation.access import SignedIn
from handraiser.organisation.users import owners
from handraiser.people import claims, consenting, duplicates, past, tagging, telling, timelines, traits
from handraiser.people.finding import at
from handraiser.people.models import Identity, Merge, Person, Tag
from handraiser.people.telling import Place

TAGS_OFFERED = 500


def person(request: SignedIn, key: UUID) -> HttpResponse:
    """The page; of somebody merged, the page of who that is now."""
    found = at(key)
    if found.key != key:
        return redirect("person", found.key)
    if text := request.GET.get("at"):
        return _as_at(request, found, past.moment(text))
    shown = {
        "person": found,
        "owners": owners(),
        "traits": traits.in_force(found),
        "company_traits": traits.of_company(found.company) if found.company else [],
        "claims": claims.open_claims(found),
        "duplicates": duplicates.open_duplicates(found),
        "identities": _identities(found),
        "merges": _merges(found),
        "consents": sorted(consenting.in_force(found).items()),
        "tags": tagging.of(found),
        "all_tags": Tag.objects.order_by("name")[:TAGS_OFFERED],
        **timelines.asked(request, found),
    }
    return render(request, "people/person.html", shown)


def _as_at(request: SignedIn, found: Person, at_us: int) -> HttpResponse:
    """How the person stood at a past moment, by what was known then. Nothing can be done there."""
    place = Place.read(request.GET.get("after", ""))
    shown = {
        "person": found,
        "at_us": at_us,
        "traits": traits.as_at(found, at_us),
        "company_traits": traits.of_company_as_at(found.company, at_us) if found.company else [],
        "place": place,
        "page": telling.tell(found, Place(at_us + 1, at_us + 1) if place.is_first else place),
    }
    return render(request, "people/person_at.html", shown)


def trait_history(request: SignedIn, key: UUID) -> HttpResponse:
    """Every value that `name` ever had, with who said so."""
    found, name = at(key), request.GET.get("name", "")
    company = found.company if name.startswith("company.") else None
    values = traits.company_history(company, name.removeprefix("company.")) if company else traits.history(found, name)
    return render(request, "people/_trait_history.html", {"person": found, "name": name, "values": values})


def _identities(found: Person) -> QuerySet[Identity]:
    rows = Identity.objects.filter(person__canonical=found)
    rows = rows.annotate(events=Count("sightings"), last_us=Max("sightings__occurred_us"))
    return rows.order_by("-last_us", "kind", "value")


def _merges(found: Person) -> QuerySet[Merge]:
    """Those in force, without open claims: these wait for a word at the top of the page."""
    rows = Merge.objects.filter(kept__canonical=found, undone_at_us=None, speaks_us__isnull=False)
    return rows.select_related("by", "folded").order_by("-at_us", "-id")

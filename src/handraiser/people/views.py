"""The list of people, one person's page, and what users do there."""

from django.http import HttpResponse
from django.shortcuts import render

from handraiser.organisation.access import SignedIn
from handraiser.organisation.models import User
from handraiser.people import listing
from handraiser.people.models import Person


def people(request: SignedIn) -> HttpResponse:
    """Everybody, the last seen first."""
    wanted = listing.Wanted.read(request.GET)
    found, after = listing.page(Person.objects.listed(), wanted)
    query = request.GET.copy()
    query.pop("after", None)
    shown = {"people": found, "after": after, "wanted": wanted, "query": query.urlencode()}
    if request.htmx.target == "more":
        return render(request, "people/_rows.html", shown)
    owners = User.objects.filter(is_active=True).order_by("name", "email")
    return render(request, "people/people.html", {**shown, "owners": owners})

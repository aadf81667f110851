"""The list of people."""

from django.http import HttpResponse
from django.shortcuts import render

from handraiser.organisation.access import SignedIn
from handraiser.organisation.models import Role, User
from handraiser.people import listing
from handraiser.people.searching import search


def people(request: SignedIn) -> HttpResponse:
    """Everybody, the last seen first."""
    wanted = listing.Wanted.read(request.GET)
    found, after = listing.page(search(wanted.text, robots=wanted.robots), wanted)
    query = request.GET.copy()
    query.pop("after", None)
    shown = {"people": found, "after": after, "wanted": wanted, "query": query.urlencode()}
    if request.htmx.trigger == "more":
        return render(request, "people/_rows.html", shown)
    owners = User.objects.filter(is_active=True).exclude(role=Role.VIEWER).order_by("name", "email")
    return render(request, "people/people.html", {**shown, "owners": owners})

"""The list of robots; that of people is `audiences`'."""

from django.http import HttpResponse
from django.shortcuts import render

from handraiser.organisation.access import SignedIn
from handraiser.people import listing
from handraiser.people.searching import search


def robots(request: SignedIn) -> HttpResponse:
    """Who was seen as a crawler only, the last seen first."""
    text = request.GET.get("q", "").strip()[:200]
    found, after = listing.page(search(text, robots=True), request.GET.get("after", ""))
    return render(request, "people/robots.html", {"people": found, "after": after, "text": text})

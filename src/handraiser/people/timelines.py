"""The timeline on a person's page: the whole card, its next rows, and the events of one visit."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from handraiser.organisation.access import SignedIn
from handraiser.people import chronicle, opening, telling
from handraiser.people.chronicle import Row
from handraiser.people.finding import at
from handraiser.people.headings import Heading
from handraiser.people.models import Person
from handraiser.people.opening import Opened
from handraiser.people.telling import VISITS, Place


def asked(request: SignedIn, person: Person) -> dict[str, Any]:
    """What the address asks for: `show` one kind only, `after` a place, `until` the visit of a moment."""
    kinds = [(VISITS, _("Visits")), *((stream.name, stream.words) for stream in chronicle.registered())]
    only = request.GET.get("show", "")
    only = only if only in dict(kinds) else ""
    until_us = _moment(request.GET.get("until", ""))
    place = Place.read(request.GET.get("after", "")) if until_us is None else telling.at(person, until_us)
    page = telling.tell(person, place, only)
    opened = _opened(person, page.rows, until_us) if place.is_first or until_us is not None else None
    return {"page": page, "place": place, "only": only, "kinds": kinds, "opened": opened}


def timeline(request: SignedIn, key: UUID) -> HttpResponse:
    """The card from its beginning, or with `after` the next rows."""
    found = at(key)
    template = "people/_timeline_rows.html" if request.GET.get("after") else "people/_timeline.html"
    return render(request, template, {"person": found, **asked(request, found)})


def visit(request: SignedIn, key: UUID, begin_us: int, end_us: int) -> HttpResponse:
    """The events of one visit."""
    found = at(key)
    opened = opening.open_visit(found, begin_us, end_us)
    shown = {"person": found, "begin_us": begin_us, "rows": opened.rows, "after": opened.after}
    return render(request, "people/_events.html", shown)


def _opened(person: Person, rows: list[Row], until_us: int | None) -> Opened | None:
    """The newest visit stands open. Where the address names a moment, it begins with that."""
    newest = next((row.item.visit for row in rows if isinstance(row.item, Heading)), None)
    if newest is None:
        return None
    return opening.open_visit(person, newest.begin_us, newest.end_us if until_us is None else until_us)


def _moment(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 18 else None

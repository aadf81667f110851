"""What of a person's page is about stages and scores: moving by hand, and the chart."""

from datetime import datetime, time
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from handraiser import clock
from handraiser.errors import HandraiserError
from handraiser.lifecycle import charting, moving, wording
from handraiser.organisation.access import SignedIn, only
from handraiser.people import past
from handraiser.people.finding import at
from handraiser.people.permitted import JUDGES

SPANS = (30, 90, 365)


class NoSuchDay(HandraiserError):
    """What was typed is no date."""


@only(*JUDGES)
@require_POST
def move(request: SignedIn, key: UUID) -> HttpResponse:
    """Set the stage by hand."""
    to, reason = request.POST.get("to", ""), request.POST.get("reason", "")
    moving.move(at(key), to, request.user, _midnight(request.POST.get("review", "")), reason)
    words = (
        _("Moved to %(stage)s. Rules leave it alone until then.")
        if request.POST.get("review")
        else _("Moved to %(stage)s.")
    )
    messages.success(request, words % {"stage": wording.stage_name(to)})
    return redirect("person", key)


def chart(request: SignedIn, key: UUID) -> HttpResponse:
    """The scores of the last `days` up to `at`: for each a Vega-Lite specification, and a table beside it."""
    asked = request.GET.get("days", "")
    days = next((span for span in SPANS if str(span) == asked), SPANS[1])
    person = at(key)
    at_us = past.moment(request.GET["at"]) if "at" in request.GET else clock.now_us()
    charts = charting.charts(person, *charting.window(person, days, at_us))
    told = [{**each, "table": render_to_string("lifecycle/_course_table.html", each)} for each in charts]
    return JsonResponse({"charts": [{name: each[name] for name in ("title", "spec", "table")} for each in told]})


def _midnight(day: str) -> int | None:
    """Where the day begins for the user; None for no day."""
    if not day:
        return None
    try:
        found = parse_date(day)
    except ValueError:
        found = None
    if found is None:
        raise NoSuchDay(_("%(day)s is no date; write it as 2026-05-03.") % {"day": repr(day[:20])})
    return clock.to_us(datetime.combine(found, time.min, timezone.get_current_timezone()))

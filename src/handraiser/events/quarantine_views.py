"""The quarantine page: what was refused, why, and the way back."""

import json

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from handraiser.events.models import Quarantined, Refusal, Source
from handraiser.events.replaying import StillRefused, discard, replay
from handraiser.organisation.access import SignedIn, only
from handraiser.organisation.models import Role

ROWS = 25


@only(Role.MARKETING)
@require_safe
def quarantine(request: SignedIn) -> HttpResponse:
    """What waits, newest first, filtered by reason; how many there are of each."""
    reason = request.GET.get("reason", "")
    waiting = Quarantined.objects.filter(settled_us=None)
    counts = {row["reason"]: row["number"] for row in waiting.values("reason").annotate(number=Count("id"))}
    rows = waiting.filter(reason=reason) if reason in counts else waiting
    page = Paginator(rows.order_by("-id"), ROWS).get_page(request.GET.get("page"))
    names = dict(Source.objects.values_list("id", "name"))
    shown = {
        "page": page,
        "rows": [(row, names.get(row.source_id or 0, ""), _pretty(row.payload)) for row in page],
        "reasons": [(code, Refusal(code).label, number) for code, number in sorted(counts.items())],
        "reason": reason,
        "total": sum(counts.values()),
    }
    return render(request, "events/quarantine.html", shown)


@only(Role.MARKETING)
@require_POST
def replay_one(request: SignedIn, pk: int) -> HttpResponse:
    """Judge it again, as if it had arrived now."""
    row = get_object_or_404(Quarantined, pk=pk, settled_us=None)
    replay(row, request.user)
    messages.success(request, _("Accepted this time. It is scored like any other event."))
    return redirect("quarantine")


@only(Role.MARKETING)
@require_POST
def discard_one(request: SignedIn, pk: int) -> HttpResponse:
    """Set it aside for good; the row stays in the database."""
    discard(get_object_or_404(Quarantined, pk=pk, settled_us=None), request.user)
    messages.success(request, _("Discarded."))
    return redirect("quarantine")


@only(Role.MARKETING)
@require_POST
def settle_ticked(request: SignedIn) -> HttpResponse:
    """Replay or discard every ticked row, each on its own, and say what came of it."""
    ticked = Quarantined.objects.filter(pk__in=_ids(request.POST.getlist("row")), settled_us=None)
    done = refused = 0
    for row in ticked:
        try:
            (replay if request.POST.get("do") == "replay" else discard)(row, request.user)
            done += 1
        except StillRefused:
            refused += 1
    if done:
        messages.success(request, ngettext("%(n)d event settled.", "%(n)d events settled.", done) % {"n": done})
    if refused:
        words = ngettext("%(n)d is refused again.", "%(n)d are refused again.", refused)
        messages.warning(request, words % {"n": refused})
    return redirect("quarantine")


def _ids(values: list[str]) -> list[int]:
    return [int(value) for value in values if value.isdecimal() and len(value) < 18]


def _pretty(payload: str) -> str:
    try:
        return json.dumps(json.loads(payload), indent=2, ensure_ascii=False)
    except ValueError:
        return payload

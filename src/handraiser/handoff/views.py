"""The alerts of the user who is signed in."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from handraiser.handoff.models import Notice
from handraiser.handoff.noticing import read
from handraiser.handoff.wording import word
from handraiser.organisation.access import SignedIn

SHOWN = 100


def alerts(request: SignedIn) -> HttpResponse:
    """The newest first: the unread, or all."""
    mine = Notice.objects.filter(user=request.user)
    everything = "all" in request.GET
    chosen = mine if everything else mine.filter(read_us=None)
    rows = chosen.select_related("alert__person__canonical__standing").order_by("-alert_id")[:SHOWN]
    shown = [{"notice": notice, "alert": notice.alert, "words": word(notice.alert)} for notice in rows]
    context = {"alerts": shown, "everything": everything, "any": bool(shown) or mine.exists(), "limit": SHOWN}
    return render(request, "handoff/alerts.html", context)


def open_alert(request: SignedIn, pk: int) -> HttpResponse:
    """Seen: on to the person's page."""
    notice = get_object_or_404(Notice.objects.select_related("alert__person__canonical"), pk=pk, user=request.user)
    read(Notice.objects.filter(pk=pk))
    person = notice.alert.person
    return redirect("person", (person.canonical or person).key)


@require_POST
def mark_read(request: SignedIn) -> HttpResponse:
    """The notice that the form names, else all of them."""
    mine = Notice.objects.filter(user=request.user)
    chosen = request.POST.get("notice", "")
    if chosen:
        mine = mine.filter(pk=chosen if chosen.isdecimal() else 0)
    read(mine)
    return redirect("alerts")

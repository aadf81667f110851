"""The alerts of the user who is signed in."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from handraiser import clock
from handraiser.handoff.models import Notice
from handraiser.organisation.access import SignedIn

SHOWN = 100


def alerts(request: SignedIn) -> HttpResponse:
    """The newest first; the unread stand out."""
    notices = Notice.objects.filter(user=request.user).select_related(
        "alert__person__company", "alert__person__standing"
    )
    return render(request, "handoff/alerts.html", {"notices": notices.order_by("-alert_id")[:SHOWN]})


@require_POST
def mark_read(request: SignedIn) -> HttpResponse:
    """One notice where `notice` names it, else all."""
    mine = Notice.objects.filter(user=request.user, read_us=None)
    if chosen := request.POST.get("notice", ""):
        mine = mine.filter(pk=chosen)
    mine.update(read_us=clock.now_us())
    return redirect("alerts")

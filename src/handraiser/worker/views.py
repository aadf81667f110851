"""The health page: how quick alerts are, what waits, what failed, and what was set aside."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from handraiser.insight.winning import closed_early
from handraiser.lifecycle import dismissing
from handraiser.lifecycle.models import Dismissal, RefusedOutcome
from handraiser.organisation.access import SignedIn, only
from handraiser.organisation.models import Role
from handraiser.worker import parking
from handraiser.worker.health import health as examine
from handraiser.worker.models import Parked

SHOWN = 100
QUEUES = (
    ("identify", gettext_lazy("Events to identify")),
    ("rescore", gettext_lazy("People to score")),
    ("alert", gettext_lazy("Hand-raises and stage changes to act on")),
    ("fan_out", gettext_lazy("Alerts to pass on")),
    ("deliver", gettext_lazy("Deliveries due")),
)


@only(Role.MARKETING)
@require_safe
def health(request: SignedIn) -> HttpResponse:
    """As of now; the page fetches itself again every few seconds."""
    found = examine()
    queues = [(words, getattr(found.queues, name)) for name, words in QUEUES]
    return render(request, "worker/health.html", {"health": found, "queues": queues})


@only(Role.MARKETING)
@require_safe
def outcomes(request: SignedIn) -> HttpResponse:
    """What sales said that could not be recorded, and deals whose dates do not fit; the newest first."""
    refused = dismissing.waiting().select_related("person__canonical").order_by("-event_id")
    dismissed = Dismissal.objects.select_related("outcome__person__canonical", "by").order_by("-at_us", "-pk")
    early = closed_early().select_related("person__canonical").order_by("-closed_us")
    shown = {"refused": refused[:SHOWN], "dismissed": dismissed[:SHOWN], "early": early[:SHOWN], "limit": SHOWN}
    return render(request, "worker/outcomes.html", shown)


@only(Role.MARKETING)
@require_POST
def dismiss_outcome(request: SignedIn, pk: int) -> HttpResponse:
    """It needs no correction, with a way back."""
    dismissing.dismiss(get_object_or_404(RefusedOutcome, pk=pk), request.POST.get("because", ""), by=request.user)
    messages.success(request, _("Dismissed."), extra_tags=reverse("bring-back-outcome", args=[pk]))
    return redirect("outcome-problems")


@only(Role.MARKETING)
@require_POST
def bring_back_outcome(request: SignedIn, pk: int) -> HttpResponse:
    """It waits for a correction again."""
    dismissing.bring_back(get_object_or_404(RefusedOutcome, pk=pk), by=request.user)
    messages.success(request, _("It is back."))
    return redirect("outcome-problems")


@only()
@require_POST
def retry(request: SignedIn, pk: int) -> HttpResponse:
    """Let the chore try a parked row again."""
    parking.retry(get_object_or_404(Parked, pk=pk, settled_us=None), request.user)
    messages.success(request, _("It will be tried again within a second."))
    return redirect("health")


@only()
@require_POST
def discard(request: SignedIn, pk: int) -> HttpResponse:
    """Give a parked row up."""
    parking.discard(get_object_or_404(Parked, pk=pk, settled_us=None), request.user)
    messages.success(request, _("Discarded."))
    return redirect("health")

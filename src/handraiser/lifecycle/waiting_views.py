"""The page of what only the new version would change, and what is decided there."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from handraiser.lifecycle import settling
from handraiser.lifecycle.models import ModelVersion, Settling, Stage, WaitingChange
from handraiser.lifecycle.settling import Chosen
from handraiser.lifecycle.waiting_rows import Act
from handraiser.lifecycle.waiting_wording import reason
from handraiser.organisation.access import SignedIn, may, only
from handraiser.organisation.models import Role

JUDGES = (Role.MARKETING, Role.SALES)
ROWS = 50
DECISIONS = 20  # shown, newest first


@require_safe
def waiting(request: SignedIn) -> HttpResponse:
    """How many would go from where to where, who they are and why."""
    version = ModelVersion.objects.defer("document").order_by("number").last()
    kinds, kind = settling.kinds(version), _kind(request.GET)
    rows = settling.waiting(version).select_related("person__company").order_by("from_stage", "to_stage", "pk")
    if kind:
        rows = rows.filter(from_stage=kind[0], to_stage=kind[1])
    decided = Settling.objects.select_related("by", "version", "undone_by__by").exclude(act=Act.UNDO)
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    context = {
        "version": version,
        "kinds": kinds,
        "kind": kind,
        "people": sum(each.people for each in kinds),
        "to_sql": sum(each.people for each in kinds if each.to_stage == Stage.SQL),
        "behind": settling.behind(version),
        "working": WaitingChange.objects.filter(done_us=None, settling__isnull=False).count(),
        "page": page,
        "rows": [(row, reason(row)) for row in page],
        "settlings": decided.order_by("-pk")[:DECISIONS],
        "judges": may(request.user, *JUDGES),
    }
    return render(request, "lifecycle/waiting.html", context)


@only(*JUDGES)
@require_POST
def settle(request: SignedIn) -> HttpResponse:
    """Apply or leave: all, one kind, or those that were ticked."""
    act = request.POST.get("some") or request.POST.get("act", "")
    if act not in (Act.APPLY, Act.LEAVE):
        raise settling.NothingWaits(_("Choose whether to apply them or to leave them."))
    chosen = _chosen(request)
    settled = settling.settle(Act(act), chosen, request.POST.get("why", ""), request.user)
    words = {
        Act.APPLY: ngettext("%(number)d person is being moved.", "%(number)d people are being moved.", settled.people),
        Act.LEAVE: ngettext("%(number)d person stays.", "%(number)d people stay where they are.", settled.people),
    }
    messages.success(request, words[Act(act)] % {"number": settled.people})
    return redirect("waiting-changes")


@only(*JUDGES)
@require_POST
def undo(request: SignedIn, pk: int) -> HttpResponse:
    """Let them wait again."""
    settling.undo(get_object_or_404(Settling, pk=pk), request.user)
    messages.success(request, _("Undone: they wait again."))
    return redirect("waiting-changes")


def _chosen(request: SignedIn) -> Chosen:
    """Ticked rows, a kind, or all. A tick that is no number means nobody."""
    if request.POST.get("some"):
        ticked = [int(each) for each in request.POST.getlist("row") if each.isascii() and each.isdecimal()]
        return Chosen(rows=[each for each in ticked if each < 2**62] or [0])
    return Chosen(kind=_kind(request.POST))


def _kind(sent: Any) -> tuple[str, str] | None:
    before, after = sent.get("from", ""), sent.get("to", "")
    return (before, after) if before in Stage.values and after in Stage.values else None

"""What is done to ticked people: one page asks how, another lists what was done and undoes it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from handraiser.audiences import bulk_acting, selecting
from handraiser.audiences.bulk_actions import Action, actions
from handraiser.audiences.models import BulkAction, BulkKind
from handraiser.audiences.selecting import Selection
from handraiser.lifecycle.moving import BY_HAND
from handraiser.organisation.access import SignedIn, may, only
from handraiser.organisation.users import chosen_owner, owners
from handraiser.people.models import Tag
from handraiser.people.permitted import JUDGES, KEEPERS

RECENT = 50
actions["tag"] = Action(gettext_lazy("Tag"), "tag", "bulk-tag", KEEPERS)
actions["untag"] = Action(gettext_lazy("Take a tag off"), "tag-x", "bulk-untag", KEEPERS)
actions["stage"] = Action(gettext_lazy("Move to a stage"), "milestone", "bulk-stage", JUDGES)
actions["robots"] = Action(gettext_lazy("Mark as robots"), "bot", "bulk-robots", KEEPERS)
actions["owner"] = Action(gettext_lazy("Owner"), "user-round-check", "bulk-owner", KEEPERS)


@only(*KEEPERS)
@require_POST
def act(request: SignedIn, kind: str) -> HttpResponse:
    """Ask how; with `sure` do it."""
    _check(request, kind)
    robots = kind == BulkKind.HUMAN
    selection = selecting.selected_robots(request.POST) if robots else selecting.selected(request.POST, request.user)
    if not request.POST.get("sure"):
        stages = [(stage.value, stage.label) for stage in BY_HAND]
        shown = {
            "stages": stages,
            "kind": kind,
            "words": BulkKind(kind).label,
            "selection": selection,
            "owners": owners(),
        }
        return render(request, "audiences/bulk_ask.html", {**shown, "tags": Tag.objects.order_by("name")[:500]})
    done = _act(request, kind, selection)
    undo = reverse("undo-bulk-action", args=[done.pk]) if done.done_us else ""
    messages.success(request, _said(done), extra_tags=undo)
    return redirect(selection.back) if done.done_us else redirect("bulk-actions")


@only(*KEEPERS)
def recent(request: SignedIn) -> HttpResponse:
    """What was done to many at once, newest first."""
    found = BulkAction.objects.select_related("by", "undone_by").order_by("-pk")[:RECENT]
    rows = [(action, action.items.filter(done=True).count() if action.done_us is None else None) for action in found]
    works = any(action.done_us is None or (action.undone_us and action.restored_us is None) for action in found)
    return render(request, "audiences/bulk_actions.html", {"rows": rows, "works": works})


@only(*KEEPERS)
@require_POST
def undo(request: SignedIn, pk: int) -> HttpResponse:
    """Everybody as before."""
    action = get_object_or_404(BulkAction, pk=pk)
    _check(request, action.kind)
    bulk_acting.undo(action, by=request.user)
    messages.success(request, _("Undone.") if action.restored_us else _("Being undone."))
    return redirect("bulk-actions")


def _check(request: SignedIn, kind: str) -> None:
    """Stages are the word of those who may move one person too."""
    if kind == BulkKind.STAGE and not may(request.user, *JUDGES):
        raise PermissionDenied


def _act(request: SignedIn, kind: str, selection: Selection) -> BulkAction:
    if kind == BulkKind.TAG:
        return bulk_acting.tag(selection.people, request.POST.get("tag", ""), by=request.user)
    if kind == BulkKind.UNTAG:
        found = get_object_or_404(Tag, pk=_number(request.POST.get("tag", "")))
        return bulk_acting.untag(selection.people, found, by=request.user)
    if kind == BulkKind.STAGE:
        to, reason = request.POST.get("to", ""), request.POST.get("reason", "")
        return bulk_acting.move(selection.people, to, reason, by=request.user)
    if kind == BulkKind.ROBOTS:
        return bulk_acting.mark_robots(selection.people, by=request.user)
    if kind == BulkKind.HUMAN:
        return bulk_acting.mark_people(selection.people, by=request.user)
    return bulk_acting.set_owner(selection.people, chosen_owner(request.POST.get("owner", "")), by=request.user)


def _said(action: BulkAction) -> str:
    if action.done_us is None:
        words = ngettext("%(people)d person is being changed.", "%(people)d people are being changed.", action.people)
        return words % {"people": action.people}
    changed = action.items.filter(changed=True).count()
    return ngettext("%(people)d person changed.", "%(people)d people changed.", changed) % {"people": changed}


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 18 else 0

"""Audiences: all of them, one with its people, and what is done with it."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from handraiser.audiences import making, members, selecting
from handraiser.audiences.audience_rows import Audience
from handraiser.audiences.bulk_actions import Action, actions
from handraiser.audiences.conditions import whole_numbers
from handraiser.audiences.making import MAKERS
from handraiser.lifecycle.wording import stage_name
from handraiser.organisation.access import SignedIn, may, only
from handraiser.organisation.models import User

SHOWN = 20
actions["keep"] = Action(gettext_lazy("Save as audience"), "users-round", "keep-selected", MAKERS)


def audiences(request: SignedIn) -> HttpResponse:
    """All that the user may see."""
    rows = list(making.seen_by(request.user).select_related("owner"))
    shown = {"audiences": rows, "works": any(_works(each) for each in rows), "may_make": may(request.user, *MAKERS)}
    return render(request, "audiences/audiences.html", shown)


def audience(request: SignedIn, pk: int) -> HttpResponse:
    """What it says, and the first of its people."""
    found = _found(request.user, pk)
    newest = members.inside(found).select_related("person", "person__standing").order_by("-since_us", "-pk")[:SHOWN]
    shown = {
        "audience": found,
        "stages": [stage_name(stage) for stage in found.stages],
        "newest": newest,
        "works": _works(found),
        "may_change": making.may_change(found, request.user),
        "may_make": may(request.user, *MAKERS),
    }
    return render(request, "audiences/audience.html", shown)


@only(*MAKERS)
@require_POST
def act(request: SignedIn, pk: int, verb: str) -> HttpResponse:
    """Ask again, delete, restore or duplicate."""
    found = get_object_or_404(Audience, pk=pk) if verb == "restore" else _found(request.user, pk)
    return _ACTS[verb](request, found)


@only(*MAKERS)
@require_POST
def change_people(request: SignedIn, pk: int) -> HttpResponse:
    """Take one out of a static audience."""
    found = _found(request.user, pk)
    if not making.may_change(found, request.user):
        raise Http404
    members.remove(found, whole_numbers((request.POST.get("remove", ""),)), by=request.user)
    messages.success(request, _("Taken out."))
    return redirect("audience", pk)


@only(*MAKERS)
@require_POST
def keep_selected(request: SignedIn) -> HttpResponse:
    """Ask for a name or a static audience; then put those who are ticked there."""
    selection = selecting.selected(request.POST, request.user)
    own = [each for each in making.seen_by(request.user).filter(live=False) if making.may_change(each, request.user)]
    name, chosen = request.POST.get("name", ""), request.POST.get("audience", "")
    into = next((each for each in own if str(each.pk) == chosen), None)
    if not request.POST.get("sure") or not (name.strip() or into):
        return render(request, "audiences/keep.html", {"selection": selection, "audiences": own})
    if into:
        many = members.add(into, selection.people, by=request.user)
    else:
        into = making.of_people(name, selection.people, by=request.user)
        many = into.people
    words = ngettext("%(people)d person put into “%(name)s”.", "%(people)d people put into “%(name)s”.", many)
    messages.success(request, words % {"people": many, "name": into.name})
    return redirect("audience", into.pk)


def _found(user: User, pk: int) -> Audience:
    return get_object_or_404(making.seen_by(user).select_related("owner"), pk=pk)


def _works(audience: Audience) -> bool:
    return audience.cursor is not None and not audience.problem


def _ask(request: SignedIn, found: Audience) -> HttpResponse:
    making.ask_again(found, by=request.user)
    messages.success(request, _("Everybody is being asked again."))
    return redirect("audience", found.pk)


def _delete(request: SignedIn, found: Audience) -> HttpResponse:
    making.delete(found, by=request.user)
    undo = reverse("restore-audience", args=[found.pk])
    messages.success(request, _("“%(name)s” was deleted.") % {"name": found.name}, extra_tags=undo)
    return redirect("audiences")


def _restore(request: SignedIn, found: Audience) -> HttpResponse:
    making.restore(found, by=request.user)
    messages.success(request, _("“%(name)s” is back.") % {"name": found.name})
    return redirect("audience", found.pk)


def _duplicate(request: SignedIn, found: Audience) -> HttpResponse:
    copy = making.duplicate(found, by=request.user)
    messages.success(request, _("A static copy with the same people."))
    return redirect("edit-audience", copy.pk)


_ACTS: dict[str, Callable[[SignedIn, Audience], HttpResponse]] = {
    "ask": _ask,
    "delete": _delete,
    "restore": _restore,
    "duplicate": _duplicate,
}

"""Saving, changing and deleting views of lists; choosing columns."""

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from handraiser.audiences import saving
from handraiser.audiences.kept import SavedView
from handraiser.audiences.kinds import named
from handraiser.audiences.wanted import Wanted
from handraiser.organisation.access import SignedIn


def _wanted(request: SignedIn, kind: str) -> Wanted:
    return Wanted.read(named(kind), QueryDict(request.POST.get("query", "")))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else 0


def _to(kind: str, query: str = "") -> HttpResponse:
    return redirect(f"{reverse(kind)}?{query}" if query else reverse(kind))


def _opened(view: SavedView) -> HttpResponse:
    return _to(view.kind, f"view={view.pk}&{view.query}")


@require_POST
def save_view(request: SignedIn, kind: str) -> HttpResponse:
    wanted = _wanted(request, kind)
    view = saving.save(wanted, request.POST.get("name", ""), shared="shared" in request.POST, by=request.user)
    messages.success(request, _("Saved as “%(name)s”.") % {"name": view.name})
    return _opened(view)


@require_POST
def overwrite_view(request: SignedIn, pk: int) -> HttpResponse:
    view = get_object_or_404(SavedView, pk=pk, deleted_us=0)
    saving.overwrite(view, _wanted(request, view.kind), by=request.user)
    messages.success(request, _("“%(name)s” shows this from now on.") % {"name": view.name})
    return _opened(view)


@require_POST
def change_view(request: SignedIn, pk: int) -> HttpResponse:
    view = get_object_or_404(SavedView, pk=pk, deleted_us=0)
    saving.change(view, request.POST.get("name", ""), shared="shared" in request.POST, by=request.user)
    messages.success(request, _("Saved."))
    return _opened(view)


@require_POST
def delete_view(request: SignedIn, pk: int) -> HttpResponse:
    view = get_object_or_404(SavedView, pk=pk, deleted_us=0)
    saving.delete(view, by=request.user)
    return _to(view.kind, f"view=all&deleted={view.pk}")


@require_POST
def restore_view(request: SignedIn, pk: int) -> HttpResponse:
    view = get_object_or_404(SavedView, pk=pk)
    saving.restore(view, by=request.user)
    messages.success(request, _("“%(name)s” is back.") % {"name": view.name})
    return _opened(view)


@require_POST
def open_first(request: SignedIn, kind: str) -> HttpResponse:
    view = saving.seen_by(request.user, named(kind)).filter(pk=_number(request.POST.get("view", ""))).first()
    saving.open_first(view, named(kind), by=request.user)
    messages.success(request, _("The list opens with this from now on."))
    return _opened(view) if view else _to(kind, "view=all")


@require_POST
def arrange(request: SignedIn, kind: str) -> HttpResponse:
    """Columns in the order they are posted; `up` names one to move before its neighbour."""
    names = request.POST.getlist("column")
    if (up := request.POST.get("up")) in names and names.index(up) > 0:
        place = names.index(up)
        names[place - 1 : place + 1] = [up, names[place - 1]]
    columns = () if "usual" in request.POST else tuple(dict.fromkeys(["name", *names]))
    saving.arrange(named(kind), columns, compact="compact" in request.POST, by=request.user)
    return _to(kind, _wanted(request, kind).query(columns=()) or "view=all")

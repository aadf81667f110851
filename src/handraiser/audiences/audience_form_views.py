"""The form of an audience: rows and text of its condition side by side, with who would be in it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from handraiser.audiences import building, making, previewing, suggesting
from handraiser.audiences.audience_rows import Audience
from handraiser.audiences.building import Rows
from handraiser.audiences.making import LONGEST_CONDITION, MAKERS, Said, Unreadable
from handraiser.lifecycle.models import Stage
from handraiser.organisation.access import SignedIn, only


@only(*MAKERS)
def new(request: SignedIn) -> HttpResponse:
    if request.method != "POST":
        return _form(request, Said(""), Rows("all", [{"kind": "page"}]))
    return _kept(request, None)


@only(*MAKERS)
def edit(request: SignedIn, pk: int) -> HttpResponse:
    found = get_object_or_404(making.seen_by(request.user), pk=pk)
    if not making.may_change(found, request.user):
        raise Http404
    if request.method != "POST":
        said = Said(
            found.name, found.description, found.condition, tuple(found.stages), live=found.live, shared=found.shared
        )
        return _form(request, said, building.rows_of(said.condition), found)
    return _kept(request, found)


@only(*MAKERS)
def build(request: SignedIn) -> HttpResponse:
    """What follows from what was typed: `act` says where (text, rows, add, remove-2). Nothing is kept."""
    said, act = _said(request), request.POST.get("act", "")
    rows: Rows | None = building.posted(request.POST)
    if act == "text":
        rows = building.rows_of(said.condition)
    elif rows is not None and act != "stages":
        _change(rows, act, request.POST.get("add", ""))
        said = Said(
            said.name, said.description, building.text_of(rows), said.stages, live=said.live, shared=said.shared
        )
    edited = request.POST.get("edited", "")
    pk = int(edited) if edited.isascii() and edited.isdecimal() and len(edited) < 18 else 0
    return _form(request, said, rows, making.seen_by(request.user).filter(pk=pk).first(), act=act)


def _change(rows: Rows, act: str, kind: str) -> None:
    place = act.removeprefix("remove-")
    if act == "add" and kind in building.KINDS and len(rows.rows) < building.MOST_ROWS:
        rows.rows.append({"kind": kind})
    elif place.isdecimal() and len(place) < 3:
        del rows.rows[int(place) : int(place) + 1]


def _kept(request: SignedIn, audience: Audience | None) -> HttpResponse:
    said = _said(request)
    try:
        if audience is None:
            audience = making.make(said, by=request.user)
        else:
            making.change(audience, said, by=request.user)
    except Unreadable:  # the preview says what is wrong, line by line
        return _form(request, said, building.rows_of(said.condition), audience, status=422)
    messages.success(request, _("Saved. Its people are found in the background.") if said.condition else _("Saved."))
    return redirect("audience", audience.pk)


def _said(request: SignedIn) -> Said:
    posted = request.POST
    return Said(
        name=posted.get("name", ""),
        description=posted.get("description", ""),
        condition=posted.get("condition", "")[:LONGEST_CONDITION].replace("\r\n", "\n"),
        stages=tuple(stage for stage in Stage.values if stage in posted.getlist("stage")),
        live=posted.get("live") == "yes",
        shared="shared" in posted,
    )


def _form(
    request: SignedIn,
    said: Said,
    rows: Rows | None,
    audience: Audience | None = None,
    *,
    act: str = "",
    status: int = 200,
) -> HttpResponse:
    shown: dict[str, Any] = {
        "said": said,
        "rows": rows,
        "audience": audience,
        "act": act,
        "preview": previewing.preview(said.condition, said.stages),
        "stages": [(value, words, value in said.stages) for value, words in Stage.choices],
        "kinds": building.KINDS,
    }
    if request.htmx:
        return render(request, "audiences/_built.html", shown | {"offers": suggesting.suggestions()})
    return render(request, "audiences/audience_form.html", shown | {"offers": suggesting.suggestions()}, status=status)

"""The lists of people and of companies."""

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from handraiser.audiences import cells, offering, paging, saving, scores
from handraiser.audiences.bulk_actions import actions
from handraiser.audiences.columns import Column, ListKind
from handraiser.audiences.exporting import EXPORTERS
from handraiser.audiences.kept import Choice, SavedView
from handraiser.audiences.kinds import COMPANIES, PEOPLE, named
from handraiser.audiences.wanted import Wanted
from handraiser.organisation.access import SignedIn, may
from handraiser.organisation.models import User


def people(request: SignedIn) -> HttpResponse:
    """Everybody whom lists show."""
    if request.GET.get("stage") == "robot":
        return redirect("robots")
    return _list(request, PEOPLE)


def companies(request: SignedIn) -> HttpResponse:
    """Every company that somebody listed belongs to."""
    return _list(request, COMPANIES)


def count(request: SignedIn, kind: str) -> HttpResponse:
    """How many rows a list has, where the page did not wait for it."""
    wanted = Wanted.read(named(kind), request.GET)
    return render(request, "audiences/_count.html", {"many": paging.count(wanted, request.user), "kind": wanted.kind})


def companies_named(request: SignedIn) -> HttpResponse:
    """Companies to choose from, by what was typed of a name."""
    choices = offering.companies_named(request.GET.get("called", ""))
    return render(request, "audiences/_options.html", {"name": "company", "options": choices})


def _list(request: SignedIn, kind: ListKind) -> HttpResponse:
    choice = saving.choice(request.user, kind)
    if not request.GET and choice.view and choice.view.deleted_us == 0:
        return redirect(f"{reverse(kind.name)}?{_of_view(choice.view)}")
    wanted = Wanted.read(kind, request.GET)
    shown = _found(request, wanted, choice) | _around(request, wanted)
    return render(request, "audiences/list.html", shown)


def _found(request: SignedIn, wanted: Wanted, choice: Choice) -> dict[str, Any]:
    kind = wanted.kind
    page = paging.page(wanted, request.user)
    offered = scores.columns(kind)
    chosen = wanted.columns or choice.columns.split(",")
    names = [name for name in chosen if name in offered] or list(kind.usual)
    columns = {offered[name]: str(offered[name].words) for name in names[1:]}
    return {
        "kind": kind,
        "wanted": wanted,
        "page": page,
        "query": wanted.query(),
        "rows": [cells.drawn(kind, row, columns) for row in page.rows],
        "headings": [(offered[name], *_turned(wanted, name, offered[name])) for name in names],
        "captions": [(words, wanted.without_given(name).query()) for name, words in page.captions],
        "compact": choice.compact,
        "arranged": [(name, offered[name].words, name in names) for name in dict.fromkeys([*names, *offered])],
        "actions": _actions(request.user) if kind is PEOPLE else [],
    }


def _around(request: SignedIn, wanted: Wanted) -> dict[str, Any]:
    """What stands around the table: tabs, filters and their chips."""
    views = list(saving.seen_by(request.user, wanted.kind))
    chosen = request.GET.get("view", "")
    view = next((each for each in views if str(each.pk) == chosen), None)
    choices = offering.choices(wanted, request.user)
    chips: list[tuple[object, object, str]] = (
        [(_("Search"), f"“{wanted.text}”", replace(wanted, text="").query())] if wanted.text else []
    )
    chips += [
        (choice.words, option.words, wanted.without(choice.name, option.value).query())
        for choice in choices
        for option in choice.chosen
    ]
    return {
        "deleted": _deleted(request, wanted.kind),
        "views": [(each, _of_view(each)) for each in views],
        "view": view,
        "changed": view is not None and view.query != wanted.query(),
        "may_change": view is not None and saving.may_change(view, request.user),
        "choices": choices,
        "chips": chips,
        "may_export": may(request.user, *EXPORTERS),
    }


def _deleted(request: SignedIn, kind: ListKind) -> SavedView | None:
    """The view just deleted, for undoing."""
    pk = request.GET.get("deleted", "")
    gone = SavedView.objects.filter(pk=int(pk) if pk.isascii() and pk.isdecimal() and len(pk) < 18 else 0)
    return gone.filter(user=request.user, kind=kind.name, deleted_us__gt=0).first()


def _of_view(view: SavedView) -> str:
    return f"view={view.pk}&{view.query}" if view.query else f"view={view.pk}"


def _turned(wanted: Wanted, name: str, column: Column) -> tuple[str, str]:
    """The address of the list in the order of a column, the other way round where it is; and how it is now."""
    if wanted.column == name:
        return wanted.query(
            sort=name if wanted.descends else f"-{name}"
        ), "descending" if wanted.descends else "ascending"
    return wanted.query(sort=f"-{name}" if column.is_number else name), ""


def _actions(user: User) -> list[Any]:
    return [action for action in actions.values() if may(user, *action.roles)]

"""Views of a list kept by name, and how each user's lists look."""

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from handraiser import clock
from handraiser.audiences.columns import ListKind
from handraiser.audiences.kept import Choice, SavedView
from handraiser.audiences.wanted import Wanted, is_column
from handraiser.errors import HandraiserError
from handraiser.organisation import audit
from handraiser.organisation.access import may
from handraiser.organisation.models import User

LONGEST_NAME = 80


class NoName(HandraiserError):
    """A view without a name."""


class NotYours(HandraiserError):
    """Somebody else's view."""

    status = 403


def seen_by(user: User, kind: ListKind) -> QuerySet[SavedView]:
    """The user's own views and the shared ones, oldest first."""
    return SavedView.objects.filter(Q(user=user) | Q(shared=True), kind=kind.name, deleted_us=0).order_by("id")


def save(wanted: Wanted, name: str, *, shared: bool, by: User) -> SavedView:
    """Keep the list as it is under a name. Raises NoName."""
    view = SavedView.objects.create(
        kind=wanted.kind.name,
        name=_named(name),
        query=wanted.query(),
        user=by,
        shared=shared,
        saved_us=clock.now_us(),
    )
    audit.record("view.saved", f"view {view.pk} {view.name}", by=by, list=view.kind, shared=shared)
    return view


def overwrite(view: SavedView, wanted: Wanted, *, by: User) -> None:
    """The view shows from now on what the list shows. Raises NotYours."""
    _check(view, by)
    view.query, view.saved_us = wanted.query(), clock.now_us()
    view.save()


def change(view: SavedView, name: str, *, shared: bool, by: User) -> None:
    """Rename, share or take back. Raises NoName, NotYours."""
    _check(view, by)
    view.name, view.shared = _named(name), shared
    view.save()
    audit.record("view.changed", f"view {view.pk} {view.name}", by=by, list=view.kind, shared=shared)


def delete(view: SavedView, *, by: User) -> None:
    """Out of the way until `restore`. Raises NotYours."""
    _check(view, by)
    view.deleted_us = clock.now_us()
    view.save()
    audit.record("view.deleted", f"view {view.pk} {view.name}", by=by, list=view.kind)


def restore(view: SavedView, *, by: User) -> None:
    """Undo `delete`. Raises NotYours."""
    _check(view, by)
    view.deleted_us = 0
    view.save()
    audit.record("view.restored", f"view {view.pk} {view.name}", by=by, list=view.kind)


def follow_tag(before: str, name: str) -> None:
    """Whatever view filters by a tag filters by its new name, also one that is deleted and may be restored."""
    for view in SavedView.objects.select_for_update().filter(kind="people", query__contains="tag="):
        asked = QueryDict(view.query, mutable=True)
        tags = [name if tag.casefold() == before.casefold() else tag for tag in asked.getlist("tag")]
        if tags != asked.getlist("tag"):
            asked.setlist("tag", list(dict.fromkeys(tags)))
            view.query = asked.urlencode()
            view.save(update_fields=["query"])


def open_first(view: SavedView | None, kind: ListKind, *, by: User) -> None:
    """The list opens with this view; None: with everybody."""
    Choice.objects.update_or_create(user=by, kind=kind.name, defaults={"view": view})


def arrange(kind: ListKind, columns: tuple[str, ...], *, compact: bool, by: User) -> None:
    """How the list looks for this user where the address does not say; no columns: the usual ones."""
    names = ",".join(name for name in dict.fromkeys(columns) if is_column(kind, name))
    Choice.objects.update_or_create(user=by, kind=kind.name, defaults={"columns": names, "compact": compact})


def choice(user: User, kind: ListKind) -> Choice:
    """How the list looks for this user; not stored while nothing was chosen."""
    found = Choice.objects.filter(user=user, kind=kind.name).select_related("view").first()
    return found or Choice(user=user, kind=kind.name)


def may_change(view: SavedView, user: User) -> bool:
    """Its own user may, and an administrator."""
    return view.user_id == user.pk or may(user)


def _check(view: SavedView, by: User) -> None:
    if not may_change(view, by):
        raise NotYours(_("This view belongs to %(user)s. Save your own under another name.") % {"user": str(view.user)})


def _named(name: str) -> str:
    name = " ".join(name.replace("\0", "").split())[:LONGEST_NAME]
    if not name:
        raise NoName(_("A view needs a name of up to %(most)d characters.") % {"most": LONGEST_NAME})
    return name

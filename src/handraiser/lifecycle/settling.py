"""Deciding about waiting changes: apply them, leave them, undo that.

A decision marks its rows at once, however many they are; the worker carries it out in batches. Applying is a move by
the user who decided, due for review at once: the stage is set, and the rules go on from there.
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, F, QuerySet
from django.utils.translation import gettext as _

from handraiser import clock
from handraiser.errors import HandraiserError
from handraiser.lifecycle import moving_many
from handraiser.lifecycle.models import ModelVersion, Settling, Standing, WaitingChange
from handraiser.lifecycle.waiting_rows import Act
from handraiser.organisation import audit
from handraiser.organisation.models import User
from handraiser.people import locking


class NothingWaits(HandraiserError):
    """Everybody chosen has moved on, or was decided about meanwhile."""

    status = 409


class UndoneBefore(HandraiserError):
    """Somebody has undone it already, or it undid something itself."""

    status = 409


@dataclass(frozen=True)
class Chosen:
    """Which of the waiting changes are meant: of one kind, of some people, or all where both are empty."""

    kind: tuple[str, str] | None = None  # from, to
    rows: Collection[int] = ()


@dataclass(frozen=True)
class Kind:
    """How many wait to go from one stage to another."""

    from_stage: str
    to_stage: str
    people: int


def waiting(version: ModelVersion | None) -> "QuerySet[WaitingChange]":
    """What waits under a version, of people who still stand where they did when it was published."""
    return WaitingChange.objects.filter(version=version, settling=None, person__standing__stage=F("from_stage"))


def kinds(version: ModelVersion | None) -> list[Kind]:
    """Most first."""
    counted = waiting(version).values_list("from_stage", "to_stage").annotate(people=Count("pk"))
    return [Kind(*row) for row in counted.order_by("-people", "from_stage", "to_stage")]


def behind(version: ModelVersion | None) -> int:
    """How many people are still to be scored by it."""
    return Standing.objects.exclude(version=version).count() if version else 0


def settle(act: Act, chosen: Chosen, why: str, by: User) -> Settling:
    """Decide. Raises NothingWaits."""
    with transaction.atomic():
        version = ModelVersion.objects.order_by("number").last()
        rows = waiting(version)
        if chosen.kind:
            rows = rows.filter(from_stage=chosen.kind[0], to_stage=chosen.kind[1])
        if chosen.rows:
            rows = rows.filter(pk__in=chosen.rows)
        ids = list(rows.select_for_update(of=("self",)).values_list("pk", flat=True))
        if version is None or not ids:
            raise NothingWaits(_("Nobody of those waits any more. Reload the page to see who does."))
        settled = Settling.objects.create(
            version=version, act=act, people=len(ids), at_us=clock.now_us(), by=by, why=why.strip()[:255]
        )
        done_us = settled.at_us if act == Act.LEAVE else None
        WaitingChange.objects.filter(pk__in=ids).update(settling=settled, done_us=done_us)
        _audit(settled, by)
    return settled


def undo(settled: Settling, by: User) -> Settling:
    """Let them wait again; who was moved goes back. Raises UndoneBefore."""
    with transaction.atomic():
        settled = Settling.objects.select_for_update().get(pk=settled.pk)
        if settled.act == Act.UNDO or Settling.objects.filter(undoes=settled).exists():
            raise UndoneBefore(_("That was undone already."))
        back = Settling.objects.create(
            version=settled.version, act=Act.UNDO, undoes=settled, people=settled.people, at_us=clock.now_us(), by=by
        )
        rows = WaitingChange.objects.filter(settling=settled)
        rows.filter(move=None).update(settling=None, done_us=None)
        rows.filter(move__isnull=False).update(settling=back, done_us=None)
        _audit(back, by)
    return back


def carry_out(limit: int) -> int:
    """Do some of what was decided, in the caller's transaction. Returns how many rows it did."""
    todo = WaitingChange.objects.filter(done_us=None, settling__isnull=False).select_related("settling__by", "version")
    rows = list(todo.order_by("settling_id", "pk")[:limit])
    rows = [row for row in rows if row.settling_id == rows[0].settling_id]
    if not rows or rows[0].settling is None:
        return 0
    if rows[0].settling.act == Act.UNDO:
        _take_back(rows, rows[0].settling.by)
    else:
        _apply(rows, rows[0].settling)
    return len(rows)


def _apply(rows: list[WaitingChange], settled: Settling) -> None:
    at_us = locking.present(locking.hold())
    standing = dict(Standing.objects.filter(person__in=[row.person_id for row in rows]).values_list("pk", "stage"))
    still = [row for row in rows if standing.get(row.person_id) == row.from_stage]
    words = settled.why or _("Applied from version %(number)d of the model") % {"number": settled.version.number}
    moves = moving_many.move_once([(row.person_id, row.to_stage) for row in still], at_us, words, settled.by)
    for row, move in zip(still, moves, strict=True):
        row.move = move
    for row in rows:
        row.done_us = clock.now_us()
    WaitingChange.objects.bulk_update(rows, ["move", "done_us"])


def _take_back(rows: list[WaitingChange], by: User) -> None:
    moving_many.take_back([row.move_id for row in rows if row.move_id], by=by)
    WaitingChange.objects.filter(pk__in=[row.pk for row in rows]).update(settling=None, done_us=None, move=None)


def _audit(settled: Settling, by: User) -> None:
    subject = f"model version {settled.version.number}"
    act = {Act.APPLY: "applied", Act.LEAVE: "left", Act.UNDO: "undone"}[Act(settled.act)]
    told = {"people": settled.people, "why": settled.why, "settling": settled.pk, "undoes": settled.undoes_id}
    audit.record(f"model.changes_{act}", subject, by=by, by_name="", **told)

"""One bad row never stops the rest: a failed batch is halved until the culprit is alone, and that one is set aside."""

import logging
import sqlite3
import traceback
from collections.abc import Callable, Collection, Sequence
from typing import TypeVar

import adbc_driver_manager
from django.db import InterfaceError, OperationalError, transaction
from django.utils.translation import gettext as _

from handraiser import clock
from handraiser.errors import HandraiserError
from handraiser.organisation import audit
from handraiser.organisation.models import User
from handraiser.worker.leases import LeaseLost
from handraiser.worker.models import Parked

Row = TypeVar("Row")
EVENTS = "identify"  # the chore whose rows are events
log = logging.getLogger(__name__)

# SQLSTATE classes that say nothing about the row: connection, rollback (deadlock), resources, lock, shutdown
_PASSING_STATES = ("08", "40", "53", "55", "57")
_PASSING_WORDS = ("locked", "busy", "disk", "readonly", "unable to open", "interrupted", "closed")


class AlreadySettled(HandraiserError):
    """The parked row was done or discarded meanwhile."""

    status = 409


class CannotBeDiscarded(HandraiserError):
    """What is parked is no single happening."""

    status = 409


def halve(rows: Sequence[Row], work: Callable[[Sequence[Row]], None], park: Callable[[Row, Exception], None]) -> None:
    """Do `work` on all rows, in order; where it fails on the rows alone, halve them and `park` the culprit.

    What says nothing about the rows (a lost connection, a lost lease) is raised: the whole batch is tried again.
    """
    try:
        work(rows)
    except Exception as error:
        if is_passing(error):
            raise
        if len(rows) == 1:
            park(rows[0], error)
            return
        middle = len(rows) // 2
        halve(rows[:middle], work, park)
        halve(rows[middle:], work, park)


def is_passing(error: Exception) -> bool:
    """Whether trying the same again later can help, because the cause is not in the rows."""
    if isinstance(error, LeaseLost | InterfaceError | adbc_driver_manager.OperationalError):
        return True
    if isinstance(error, sqlite3.OperationalError):  # of a snapshot, which Django does not wrap
        return any(word in str(error).lower() for word in _PASSING_WORDS)
    if not isinstance(error, OperationalError):
        return False
    state = getattr(error.__cause__, "sqlstate", None)
    if state is not None:
        return str(state).startswith(_PASSING_STATES)
    text = str(error).lower()
    return "sqlite" not in type(error.__cause__).__module__ or any(word in text for word in _PASSING_WORDS)


def park(chore: str, row_id: int, error: Exception) -> None:
    """Set a row aside with its error, in the caller's transaction. Once more parked, it waits anew."""
    trace = storable("".join(traceback.format_exception(error)))
    log.error("%s: row %s is set aside:\n%s", chore, row_id, trace)
    Parked.objects.update_or_create(
        chore=chore,
        row_id=row_id,
        defaults={
            "error": storable(f"{type(error).__name__}: {error}")[:2_000],
            "trace": trace[-20_000:],
            "at_us": clock.now_us(),
            "retry_us": None,
            "settled_us": None,
        },
    )


def asked_for(chore: str) -> list[Parked]:
    """The rows that somebody asked to try again."""
    return list(Parked.objects.filter(chore=chore, settled_us=None, retry_us__isnull=False).order_by("row_id"))


def settle(chore: str, row_ids: Collection[int]) -> None:
    """These rows are done after all."""
    Parked.objects.filter(chore=chore, row_id__in=row_ids, settled_us=None).update(settled_us=clock.now_us())


def retry(parked: Parked, by: User | None) -> None:
    """Ask the worker to try a parked row again. Raises AlreadySettled."""
    _settle(parked, by, "parked.retried", retry_us=clock.now_us())


def discard(parked: Parked, by: User | None) -> None:
    """Give a parked event up: it is never tried again. Raises AlreadySettled, CannotBeDiscarded."""
    if parked.chore != EVENTS:
        raise CannotBeDiscarded(_("Only a parked event can be discarded, and this is none: try it again instead."))
    _settle(parked, by, "parked.discarded", settled_us=clock.now_us())


def _settle(parked: Parked, by: User | None, act: str, **fields: int) -> None:
    with transaction.atomic():
        if not Parked.objects.filter(pk=parked.pk, settled_us=None).update(**fields):
            raise AlreadySettled(_("This row is no longer parked: it was done or discarded. Reload to see."))
        audit.record(act, f"{parked.chore} {parked.row_id}", by=by, error=parked.error.partition(":")[0][:200])


def storable(text: str) -> str:
    """An error may quote what neither a database nor a log file takes: a NUL, a lone surrogate."""
    return text.replace("\0", "\\0").encode("utf-8", "backslashreplace").decode()

"""The chores that score: people whom something touched first, then those whom time or a new version may move."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import transaction

from handraiser import clock
from handraiser.lifecycle import due, publishing
from handraiser.lifecycle.due import Due
from handraiser.lifecycle.rescoring import rescore
from handraiser.people import locking
from handraiser.people.models import Moment, Rescore
from handraiser.worker import parking, taking
from handraiser.worker.leases import Held
from handraiser.worker.models import Parked

CHORE = "rescore"
SETTLED_US = 2 * clock.SECOND_US  # an event may be stored, with its time, this much before others can see it


def score_touched(limit: int, held: Held) -> int:
    """Score those about whom something was recorded, as at that record: what is taken later acts later."""
    version = publishing.newest()
    if version is None:
        return 0
    parked = _parked(version)
    return _score(due.touched(limit, parked.apart), parked, held, held.guard)


def look_ahead(limit: int, held: Held) -> int:
    """Score those whom time alone may move, and those whom an older version scored last."""
    version = publishing.newest()
    if version is None:
        return 0
    at_us, parked = _settled_until(clock.now_us() - SETTLED_US), _parked(version)
    people = due.awaited(limit, at_us, parked.apart)
    if len(people) < limit and at_us >= version.published_us:
        met = {one.person for one in people}
        older = due.outdated(limit - len(people), at_us, version.id, parked.apart)
        people += [one for one in older if one.person not in met]

    def guard() -> None:
        """Whatever is taken after this acts after it, also when the clock is set back meanwhile."""
        held.guard()
        locking.advance(at_us)

    return _score(people, parked, held, guard)


def waiting(at_us: int) -> int:
    """How many people are out of date."""
    return Rescore.objects.filter(due_us__lte=at_us).count()


def _settled_until(at_us: int) -> int:
    """Up to when everything that arrived is taken: while events wait, the moment of the last one taken."""
    if not taking.is_behind():
        return at_us
    newest = Moment.objects.values_list("known_us", flat=True).first()
    return min(at_us, newest or 0)


@dataclass(frozen=True)
class _ParkedPeople:
    """apart: wait for an administrator or another version. again: may be tried once more."""

    apart: frozenset[int]
    again: frozenset[int]


def _parked(version: publishing.Publish) -> _ParkedPeople:
    rows = Parked.objects.filter(chore=CHORE, settled_us=None).values_list("row_id", "retry_us", "at_us")
    apart = {row for row, retry_us, at_us in rows if retry_us is None and at_us >= version.published_us}
    return _ParkedPeople(frozenset(apart), frozenset(row for row, *_ in rows if row not in apart))


def _score(people: Sequence[Due], parked: _ParkedPeople, held: Held, guard: Callable[[], None]) -> int:
    failed: set[int] = set()

    def park(one: Due, error: Exception) -> None:
        failed.add(one.person)
        with transaction.atomic():
            held.guard()
            parking.park(CHORE, one.person, error)

    if people:
        parking.halve(people, lambda some: rescore(some, guard), park)
    if again := {one.person for one in people} & parked.again - failed:
        parking.settle(CHORE, again)
    return len(people)

"""A proposed draft beside the version in force: what it would have done, had it been published when the run began.

Each person is folded by the draft from where it stood at the beginning, as a publish does it; what the fold moves on a
day is set against the stage changes of that day. A day is counted once it is over, so a run costs one fold of everybody
a day, and nothing where none runs.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from handraiser import clock
from handraiser.errors import HandraiserError
from handraiser.lifecycle.drafting import held, open_proposal, subject
from handraiser.lifecycle.drafts import Draft, Proposal
from handraiser.lifecycle.models import ShadowDay, ShadowDifference, ShadowRun
from handraiser.lifecycle.shadow_entries import COUNTED, Day, Entries, entries
from handraiser.lifecycle.shadow_rows import Side
from handraiser.lifecycle.signing import NotProposed
from handraiser.organisation import audit
from handraiser.organisation.models import Organisation, User
from handraiser.people.models import Person

LONGEST_DAYS = 90


class RunsAlready(HandraiserError):
    """One runs, or this proposal has had its run."""

    status = 409


class BadDays(HandraiserError):
    """Not a number of days to run for."""


class RunIsOver(HandraiserError):
    """It has ended."""

    status = 409


def begin(draft: Draft, days: int, by: User) -> ShadowRun:
    """Let its proposal run for that many days. Raises NotProposed, RunsAlready, BadDays, DraftIsClosed."""
    if not 1 <= days <= LONGEST_DAYS:
        told = {"found": days, "most": LONGEST_DAYS}
        raise BadDays(_("A shadow run lasts 1 to %(most)d days, not %(found)d.") % told)
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=Organisation.get().pk)
        proposal = open_proposal(held(draft.pk))
        if proposal is None:
            raise NotProposed(_("Only a proposed draft runs beside the version in force. Propose it first."))
        if ShadowRun.objects.filter(ended_us=None).exists():
            raise RunsAlready(_("A shadow run goes on already. End it first: one draft runs at a time."))
        if ShadowRun.objects.filter(proposal=proposal).exists():
            raise RunsAlready(_("This proposal has had its shadow run."))
        now = clock.now_us()
        ends_us = now
        for _day in range(days):
            ends_us = next_midnight(ends_us)
        run = ShadowRun.objects.create(proposal=proposal, begun_us=now, begun_by=by, ends_us=ends_us, counted_us=now)
        audit.record("draft.shadow_begun", subject(draft), by=by, why="", days=days)
    return run


def end(run: ShadowRun, by: User) -> None:
    """Before its time; what was counted stays. Raises RunIsOver."""
    with transaction.atomic():
        run = ShadowRun.objects.select_for_update().get(pk=run.pk)
        if run.ended_us is not None:
            raise RunIsOver(_("This shadow run is over."))
        _end(run, by)


def may_shadow(proposal: Proposal | None) -> bool:
    """Whether a run of it can begin."""
    if proposal is None or ShadowRun.objects.filter(proposal=proposal).exists():
        return False
    return going_on() is None


def going_on() -> ShadowRun | None:
    """The run that is not over."""
    runs = ShadowRun.objects.filter(ended_us=None).select_related("proposal__revision__draft")
    return runs.first()


def zone() -> ZoneInfo:
    """By which days begin."""
    return ZoneInfo(Organisation.get().time_zone)


def day_of(at_us: int) -> date:
    """The organisation's day that a moment lies in."""
    return clock.from_us(at_us).astimezone(zone()).date()


def next_midnight(at_us: int) -> int:
    """The first moment of the organisation's next day."""
    start = datetime.combine(day_of(at_us) + timedelta(days=1), time(), zone())
    return clock.to_us(start)


def count(run: ShadowRun, limit: int, guard: Callable[[], None]) -> int:
    """Count the next people of the day that is over. `guard` runs first in the transaction that writes.

    Returns how many rows it did; 0 where somebody ended the run meanwhile.
    """
    day = Day(run, run.counted_us, min(next_midnight(run.counted_us), run.ends_us))
    some: list[int] = []
    if beside := is_beside(run.proposal):
        people = Person.objects.listed().filter(pk__gt=run.reached).order_by("pk").values_list("pk", flat=True)
        some = list(people[:limit])
    found = entries(day, some) if some else []
    with transaction.atomic():
        guard()
        run = ShadowRun.objects.select_for_update().get(pk=run.pk)
        if run.ended_us is not None:
            return 0
        if not beside:
            _end(run, None)
            return 1
        _write(day, found)
        if some:
            run.reached = some[-1]
        else:
            run.counted_us, run.reached = day.end_us, 0
        run.save(update_fields=["counted_us", "reached"])
        if run.counted_us >= run.ends_us:
            _end(run, None)
    return len(some) or 1


def is_beside(proposal: Proposal) -> bool:
    """Whether it is still proposed, neither withdrawn nor published."""
    return Proposal.objects.filter(pk=proposal.pk, withdrawal=None, version=None).exists()


def _write(day: Day, found: Sequence[Entries]) -> None:
    """Add to the day's rows, which are there also where nobody entered."""
    for stage in COUNTED:
        ShadowDay.objects.get_or_create(run=day.run, begin_us=day.begin_us, stage=stage)
    for one in found:
        ShadowDay.objects.filter(run=day.run, begin_us=day.begin_us, stage=one.stage).update(
            published=F("published") + len(one.published),
            drafted=F("drafted") + len(one.drafted),
            both=F("both") + len(one.published & one.drafted),
        )
        ShadowDifference.objects.bulk_create(_differences(day, one))


def _differences(day: Day, one: Entries) -> list[ShadowDifference]:
    sides = ((Side.PUBLISHED, one.published - one.drafted), (Side.DRAFT, one.drafted - one.published))
    return [
        ShadowDifference(
            run=day.run, person_id=lead, begin_us=day.begin_us, stage=one.stage, side=side, matrix=one.matrix.get(lead)
        )
        for side, who in sides
        for lead in sorted(who)
    ]


def _end(run: ShadowRun, by: User | None) -> None:
    run.ended_us, run.ended_by = clock.now_us(), by
    run.save(update_fields=["ended_us", "ended_by"])
    draft = Draft.objects.get(revisions__proposals=run.proposal_id)
    audit.record("draft.shadow_ended", subject(draft), by=by, by_name="" if by else "system")

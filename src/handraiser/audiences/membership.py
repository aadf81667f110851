"""Who is in which audience: asked in steps, the answers written beside what was asked. Every progress is a row."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, QuerySet

from handraiser import clock
from handraiser.audiences import asking, members
from handraiser.audiences.audience_rows import Audience, AudienceLook
from handraiser.lifecycle import publishing
from handraiser.lifecycle.models import Stage
from handraiser.lifecycle.publishing import Published
from handraiser.people import bulk
from handraiser.people.models import Moment, Person
from handraiser.scoring.language import ModelRefused

Guard = Callable[[], None]


@dataclass(frozen=True)
class Step:
    """Some people, and the audiences that ask them. `telling`: those among them that ask everybody; `is_last` of it."""

    version: Published
    audiences: list[Audience]
    people: list[int]
    at_us: int
    telling: list[Audience]
    is_last: bool


def refresh(people: Sequence[int]) -> None:
    """These people changed: have live audiences ask them, and those that they are folded into, again.

    In the caller's transaction. Who is in no audience and can be in no live one is left alone.
    """
    kinds = Audience.objects.values_list("live", "stages", "deleted_us")
    if not kinds:  # a deleted one may be restored, and then holds whoever these people were folded into
        return
    live = [stages for is_live, stages, deleted_us in kinds if is_live and not deleted_us]
    among, ids = bulk.among(people)
    can = "false"
    if live:
        can = "true" if any(Stage.VISITOR in stages for stages in live) else "p.known_us IS NOT NULL"
    bulk.execute(
        "INSERT INTO audiences_audiencelook (person_id, due_us) SELECT p.id, 0 FROM people_person p"
        f" WHERE (p.id {among} OR p.id IN (SELECT canonical_id FROM people_person WHERE id {among}))"
        f" AND ({can} OR EXISTS (SELECT 1 FROM audiences_audiencemember m WHERE m.person_id = p.id))"
        " ON CONFLICT (person_id) DO UPDATE SET due_us = 0",
        ids,
        ids,
    )


def step(limit: int, guard: Guard) -> int:
    """Ask up to `limit` people: those whose time has come, else the next of an audience that asks everybody.

    guard: called first in the transaction that writes; returns how much was done, 0 where nothing is to do.
    """
    audiences = list(Audience.objects.filter(deleted_us=0))
    version = publishing.current() if audiences else None
    if version is None:
        return 0
    if stale := [each for each in audiences if each.asked_version != version.number and _is_asked(each)]:
        _read_anew(version, stale, guard)
        return len(stale)
    audiences = [each for each in audiences if _is_asked(each) and not each.problem]
    found = _due(version, audiences, limit) or _next_of_all(version, audiences, limit)
    if found is None:
        return 0
    asked = [asking.asked_by(each) for each in found.audiences]
    answers = asking.answers(version, asked, found.people, found.at_us)
    with transaction.atomic():
        guard()
        members.write(found.people, found.audiences, answers, found.at_us)
        _go_on(found)
    return len(found.people) + found.is_last


def begin(audience: Audience) -> None:
    """Have everybody asked, in the background; in the caller's transaction."""
    Audience.objects.filter(pk=audience.pk).update(**_from_the_first(audience))


def _from_the_first(audience: Audience) -> dict[str, int | None]:
    return {"cursor": 0, "asked": 0, "to_ask": _candidates([audience]).count()}


def _is_asked(audience: Audience) -> bool:
    return bool(audience.condition) and (audience.live or audience.cursor is not None)


def _read_anew(version: Published, audiences: Collection[Audience], guard: Guard) -> None:
    """Another version may name other things: what it cannot read says so, the rest asks everybody again."""
    with transaction.atomic():
        guard()
        for audience in audiences:
            problem, again = "", _from_the_first(audience)
            try:
                asking.read(version, audience.condition)
            except ModelRefused as refused:
                problem, again = " ".join(str(each) for each in refused.problems), {"cursor": None}
            fresh = Audience.objects.filter(pk=audience.pk, revision=audience.revision)
            fresh.update(asked_version=version.number, problem=problem, **again)


def _due(version: Published, audiences: list[Audience], limit: int) -> Step | None:
    at_us = _now_us()
    looks = AudienceLook.objects.filter(due_us__lte=at_us).order_by("due_us", "pk")
    people = list(looks.values_list("pk", flat=True)[:limit])
    live = [each for each in audiences if each.live]
    return Step(version, live, people, at_us, [], is_last=False) if people else None


def _next_of_all(version: Published, audiences: list[Audience], limit: int) -> Step | None:
    """All live audiences are asked too, so that each look is due for whichever may change first."""
    cursors = [each.cursor for each in audiences if each.cursor is not None]
    if not cursors:
        return None
    telling = [each for each in audiences if each.cursor == min(cursors)]
    rest = _candidates(telling).filter(pk__gt=min(cursors)).order_by("pk")
    people = list(rest.values_list("pk", flat=True)[:limit])
    asked = [each for each in audiences if each.live or each in telling]
    return Step(version, asked, people, _now_us(), telling, is_last=len(people) < limit)


def _candidates(audiences: Collection[Audience]) -> "QuerySet[Person]":
    everybody = any(Stage.VISITOR in each.stages for each in audiences)
    return Person.objects.listed() if everybody else Person.objects.listed().filter(known_us__isnull=False)


def _now_us() -> int:
    """What is taken counts from its own moment, which may be ahead of a clock that was set back."""
    return max(clock.now_us(), Moment.objects.values_list("known_us", flat=True).first() or 0)


def _go_on(done: Step) -> None:
    for each in done.telling:
        fresh = Audience.objects.filter(pk=each.pk, revision=each.revision)
        if not done.is_last:
            fresh.update(cursor=done.people[-1], asked=F("asked") + len(done.people))
        elif fresh.update(cursor=None, asked=F("asked") + len(done.people), counted_us=done.at_us):
            members.settle(each)

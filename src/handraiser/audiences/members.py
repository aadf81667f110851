"""The rows of who is in which audience: by the condition's answers, and by hand."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from handraiser import clock
from handraiser.audiences.asking import Answer
from handraiser.audiences.audience_rows import Audience, AudienceLook, AudienceMember, How
from handraiser.errors import HandraiserError
from handraiser.lifecycle.models import Stage
from handraiser.organisation import audit
from handraiser.organisation.access import may
from handraiser.organisation.models import User
from handraiser.people import bulk
from handraiser.people.models import Person

COLUMNS = ("audience_id", "person_id", "since_us", "how")
Row = tuple[int, int, int, str]


class KeptByItself(HandraiserError):
    """A live audience takes nobody by hand."""

    status = 409


def inside(audience: Audience) -> "QuerySet[AudienceMember]":
    """Its people."""
    return AudienceMember.objects.filter(audience=audience).exclude(how=How.REMOVED)


def write(people: Sequence[int], audiences: Sequence[Audience], answers: Mapping[int, Answer], at_us: int) -> None:
    """Bring the rows of these people in line with the answers, one a person and audience.

    Who has no answer may be in no audience: folded people hand their places on, the others lose them. Answers to a
    condition that was changed meanwhile do not count. In the caller's transaction.
    """
    current = _unchanged(audiences)
    rows = AudienceMember.objects.filter(person__in=people).values_list("pk", "audience", "person", "since_us", "how")
    held = {(audience, person): (pk, since_us, how) for pk, audience, person, since_us, how in rows}
    new: list[Row] = []
    drop = [pk for (_, person), (pk, _, _) in held.items() if person not in answers]
    change = Counter(
        {
            of: -n
            for of, n in Counter(of for (of, person), (*_, how) in held.items() if _left(person, how, answers)).items()
        }
    )
    for person, answer in answers.items():
        for audience, holds in zip(audiences, answer.holds, strict=True):
            pk, _since_us, how = held.get((audience.pk, person), (0, 0, ""))
            if audience.pk not in current or how in {How.ADDED, How.REMOVED} or holds == bool(how):
                continue
            change[audience.pk] += 1 if holds else -1
            if holds:
                new.append((audience.pk, person, at_us, How.ASKED.value))
            else:
                drop.append(pk)
    AudienceMember.objects.filter(pk__in=drop).delete()
    bulk.insert(AudienceMember, COLUMNS, new)
    _hand_on([(of, person, since_us, how) for (of, person), (_, since_us, how) in held.items()], answers, change)
    _count(change)
    _look_again(people, answers)


def of_person(person: Person, user: User) -> "QuerySet[AudienceMember]":
    """Where a canonical person is, as far as the user may see, by name of the audience."""
    own = Q() if may(user) else Q(audience__owner=user) | Q(audience__shared=True)
    rows = AudienceMember.objects.filter(own, person=person, audience__deleted_us=0).exclude(how=How.REMOVED)
    return rows.select_related("audience").order_by("audience__name", "audience_id")


def forget(rows: "QuerySet[AudienceMember]") -> int:
    """Take these rows away for good, and keep the audiences' numbers right. Returns how many there were."""
    with transaction.atomic():
        inside_now = rows.exclude(how=How.REMOVED).values_list("audience_id", flat=True)
        _count(Counter({audience: -many for audience, many in Counter(inside_now).items()}))
        return AudienceMember.objects.filter(pk__in=list(rows.values_list("pk", flat=True))).delete()[0]


def settle(audience: Audience) -> None:
    """After everybody was asked: visitors who were in it go where it no longer names them; the people are counted."""
    if Stage.VISITOR not in audience.stages:
        AudienceMember.objects.filter(audience=audience, how=How.ASKED, person__known_us=None).delete()
    Audience.objects.filter(pk=audience.pk).update(people=inside(audience).count())


def add(audience: Audience, people: Collection[int] | QuerySet[Any, int], *, by: User) -> int:
    """Put people into a static audience, whatever its condition says. Returns how many were not in it."""
    _check(audience)
    listed = Person.objects.listed().filter(pk__in=people)
    rows = [(audience.pk, pk, clock.now_us(), How.ADDED.value) for pk in listed.values_list("pk", flat=True)]
    with transaction.atomic():
        _unchanged([audience])
        before = inside(audience).count()
        put = "(audience_id, person_id) DO UPDATE SET how = excluded.how"
        bulk.insert(AudienceMember, COLUMNS, rows, conflict=f"{put} WHERE audiences_audiencemember.how = 'removed'")
        return _told(audience, "audience.added", inside(audience).count(), before, by)


def remove(audience: Audience, people: Collection[int] | QuerySet[Any, int], *, by: User) -> int:
    """Take people out of a static audience; asking its condition again does not bring them back."""
    _check(audience)
    with transaction.atomic():
        _unchanged([audience])
        before = inside(audience).count()
        rows = AudienceMember.objects.filter(audience=audience, person__in=people)
        rows.update(how=How.REMOVED)
        return _told(audience, "audience.removed", inside(audience).count(), before, by)


def _told(audience: Audience, act: str, now: int, before: int, by: User) -> int:
    Audience.objects.filter(pk=audience.pk).update(people=now)
    audit.record(act, f"audience {audience.pk} {audience.name}", by=by, people=abs(now - before))
    return abs(now - before)


def _check(audience: Audience) -> None:
    if audience.live:
        raise KeptByItself(
            _("“%(name)s” is live: its condition alone says who is in it. Duplicate it as a static audience first.")
            % {"name": audience.name}
        )


def _left(person: int, how: str, answers: Mapping[int, Answer]) -> bool:
    return person not in answers and how != How.REMOVED


def _unchanged(audiences: Sequence[Audience]) -> set[int]:
    """Locked, so that whoever changes one waits."""
    rows = Audience.objects.select_for_update().filter(pk__in=[each.pk for each in audiences], deleted_us=0)
    rows = rows.order_by("pk")
    now = dict(rows.values_list("pk", "revision"))
    return {each.pk for each in audiences if now.get(each.pk) == each.revision}


def _hand_on(held: Sequence[Row], answers: Mapping[int, Answer], change: Counter[int]) -> None:
    """The places of folded people in static audiences are those of the people they are folded into."""
    folded = {person for _, person, _, how in held if _left(person, how, answers)}
    to = Person.objects.filter(pk__in=folded).exclude(canonical=F("pk"))
    heirs = dict(to.filter(canonical__erased_us=None, canonical__bot=False).values_list("pk", "canonical"))
    static = set(Audience.objects.filter(live=False, pk__in={of for of, *_ in held}).values_list("pk", flat=True))
    places = {
        (of, heirs[person]): (since_us, how) for of, person, since_us, how in held if of in static and person in heirs
    }
    there = set(
        AudienceMember.objects.filter(person__in=set(heirs.values()), audience__in=static).values_list(
            "audience", "person"
        )
    )
    new = [(of, person, since_us, how) for (of, person), (since_us, how) in places.items() if (of, person) not in there]
    bulk.insert(AudienceMember, COLUMNS, new)
    change.update(of for of, *_, how in new if how != How.REMOVED)


def _count(change: Counter[int]) -> None:
    for audience, by in sorted(change.items()):  # in one order, so that two who count do not wait for each other
        if by:
            Audience.objects.filter(pk=audience).update(people=F("people") + by)


def _look_again(people: Sequence[int], answers: Mapping[int, Answer]) -> None:
    due = [(person, answers[person].next_us) for person in people if person in answers]
    AudienceLook.objects.filter(pk__in=people).delete()
    bulk.insert(AudienceLook, ("person_id", "due_us"), [(person, due_us) for person, due_us in due if due_us])

"""Making, changing, deleting and duplicating audiences."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from handraiser import clock
from handraiser.audiences import asking, members, membership
from handraiser.audiences.audience_rows import Audience, AudienceMember, How
from handraiser.errors import HandraiserError
from handraiser.lifecycle import publishing
from handraiser.lifecycle.models import Stage
from handraiser.organisation import audit
from handraiser.organisation.access import may
from handraiser.organisation.models import Role, User
from handraiser.scoring.language import ModelRefused, Problem

MAKERS = (Role.MARKETING,)
LONGEST_NAME = 80
LONGEST_CONDITION = 20_000


class NoName(HandraiserError):
    """An audience without a name."""


class NotYours(HandraiserError):
    """Somebody else's audience."""

    status = 403


class NoModel(HandraiserError):
    """A condition speaks of a model, and none is published."""

    status = 409


class Unreadable(HandraiserError):
    """The condition has problems; nothing was changed."""

    def __init__(self, problems: Collection[Problem]) -> None:
        self.problems = list(problems)
        super().__init__(_("The condition cannot be read.") + " " + " ".join(str(problem) for problem in problems))


@dataclass(frozen=True)
class Said:
    """What a user says an audience is. `condition` "": by hand only, so static."""

    name: str
    description: str = ""
    condition: str = ""
    stages: tuple[str, ...] = ()
    live: bool = False
    shared: bool = True

    def values(self) -> dict[str, Any]:
        """Raises NoName."""
        name = " ".join(self.name.replace("\0", "").split())[:LONGEST_NAME]
        if not name:
            raise NoName(_("An audience needs a name of up to %(most)d characters.") % {"most": LONGEST_NAME})
        return {
            "name": name,
            "description": self.description.replace("\0", "").strip()[:500],
            "condition": self.condition if self.condition.strip() else "",
            "stages": [stage for stage in Stage.values if stage in self.stages],
            "live": self.live,
            "shared": self.shared,
        }


def seen_by(user: User) -> "QuerySet[Audience]":
    """The user's own and the shared ones, by name; an administrator sees all."""
    own = Q() if may(user) else Q(owner=user) | Q(shared=True)
    return Audience.objects.filter(own, deleted_us=0).order_by("name", "pk")


def may_change(audience: Audience, user: User) -> bool:
    """Its owner may while of marketing, and an administrator."""
    return may(user) or (audience.owner_id == user.pk and may(user, *MAKERS))


def make(said: Said, *, by: User) -> Audience:
    """A new one; its people are found in the background. Raises NoName, Unreadable, NoModel."""
    values, now_us = said.values(), clock.now_us()
    version = _checked(said)
    with transaction.atomic():
        made = Audience.objects.create(
            **values, owner=by, created_by=by, created_us=now_us, changed_us=now_us, asked_version=version
        )
        _record("audience.made", made, by)
        _begin(made)
    return made


def change(audience: Audience, said: Said, *, by: User) -> None:
    """Everybody is asked again where condition, stages or kind are others. Raises as `make`, and NotYours."""
    _check(audience, by)
    values, version = said.values(), _checked(said)
    with transaction.atomic():
        audience = Audience.objects.select_for_update().get(pk=audience.pk)
        asks_other = any(values[name] != getattr(audience, name) for name in ("condition", "stages", "live"))
        for name, value in values.items():
            setattr(audience, name, value)
        audience.changed_us = clock.now_us()
        if asks_other:
            audience.revision += 1
            audience.asked_version, audience.problem, audience.cursor = version, "", None
            _keep_what_it_may(audience)
        audience.save()
        _record("audience.changed", audience, by)
        if asks_other:
            _begin(audience)


def ask_again(audience: Audience, *, by: User) -> None:
    """Evaluate a static audience anew; who was put in or taken out by hand stays so. Raises NotYours, Unreadable."""
    _check(audience, by)
    version = _checked(Said(audience.name, condition=audience.condition, live=audience.live))
    with transaction.atomic():
        Audience.objects.filter(pk=audience.pk).update(asked_version=version, problem="")
        _record("audience.asked", audience, by)
        _begin(audience)


def delete(audience: Audience, *, by: User) -> None:
    """Out of the way until `restore`. Raises NotYours."""
    _set_deleted(audience, clock.now_us(), "audience.deleted", by)


def restore(audience: Audience, *, by: User) -> None:
    """Undo `delete`; a live one asks everybody, as nobody was asked meanwhile. Raises NotYours."""
    with transaction.atomic():
        _set_deleted(audience, 0, "audience.restored", by)
        if audience.live:
            _begin(audience)


def duplicate(audience: Audience, *, by: User) -> Audience:
    """A static copy that belongs to whoever asks, with the same people now."""
    with transaction.atomic():
        copy = Audience.objects.get(pk=audience.pk)
        copy.pk, copy.revision, copy.live, copy.cursor = None, 1, False, None
        copy.name = _("%(name)s (copy)") % {"name": audience.name[: LONGEST_NAME - 10]}
        copy.owner = copy.created_by = by
        copy.created_us = copy.changed_us = clock.now_us()
        copy.save()
        rows = members.inside(audience).values_list("person", "since_us", "how")
        AudienceMember.objects.bulk_create(
            [
                AudienceMember(audience=copy, person_id=person, since_us=at, how=how)
                for person, at, how in rows.iterator()
            ],
            batch_size=2_000,
        )
        Audience.objects.filter(pk=copy.pk).update(people=members.inside(copy).count())
        _record("audience.made", copy, by)
    return copy


def of_people(name: str, people: "QuerySet[Any, int]", *, by: User) -> Audience:
    """A static audience of these people, without a condition. Raises NoName."""
    with transaction.atomic():
        made = make(Said(name), by=by)
        members.add(made, people, by=by)
    made.refresh_from_db()
    return made


def _begin(audience: Audience) -> None:
    if audience.condition:
        membership.begin(audience)
    else:
        Audience.objects.filter(pk=audience.pk).update(cursor=None, counted_us=clock.now_us())
        members.settle(audience)


def _keep_what_it_may(audience: Audience) -> None:
    """A live audience has nobody by hand; without a condition nobody is in by one."""
    rows = AudienceMember.objects.filter(audience=audience)
    if audience.live:
        rows.filter(how=How.REMOVED).delete()
        rows.update(how=How.ASKED)
    elif not audience.condition:
        rows.filter(how=How.ASKED).update(how=How.ADDED)


def _checked(said: Said) -> int:
    """The number of the version that reads the condition; 0 without one."""
    if not said.condition.strip():
        if said.live:
            raise NoName(_("A live audience needs a condition. Write one, or make the audience static."))
        return 0
    version = publishing.current()
    if version is None:
        raise NoModel(
            _("No scoring model is published yet, so there is nothing a condition could name. Publish one first.")
        )
    try:
        asking.read(version, said.condition[: LONGEST_CONDITION + 1])
    except ModelRefused as refused:
        raise Unreadable(refused.problems) from refused
    return version.number


def _check(audience: Audience, by: User) -> None:
    if not may_change(audience, by):
        words = _("This audience belongs to %(user)s. Duplicate it to have one of your own.")
        raise NotYours(words % {"user": str(audience.owner)})


def _set_deleted(audience: Audience, at_us: int, act: str, by: User) -> None:
    _check(audience, by)
    with transaction.atomic():
        Audience.objects.filter(pk=audience.pk).update(deleted_us=at_us)
        _record(act, audience, by)


def _record(act: str, audience: Audience, by: User) -> None:
    audit.record(act, f"audience {audience.pk} {audience.name}", by=by, live=audience.live, shared=audience.shared)

"""Doing one thing to many people, and undoing it: few at once, many by the worker."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from handraiser import clock
from handraiser.audiences.models import BulkAction, BulkItem, BulkKind
from handraiser.errors import HandraiserError
from handraiser.lifecycle import moving_many
from handraiser.lifecycle.moving import allowed
from handraiser.organisation import audit
from handraiser.organisation.models import User
from handraiser.people import bulk, correcting, flagging, tagging
from handraiser.people.models import Tag

AT_ONCE = 200  # done before the page answers
UNDO_US = 24 * clock.HOUR_US
_VERDICTS = {BulkKind.ROBOTS, BulkKind.HUMAN}  # on whether somebody is a robot
_OPEN = Q(done_us=None) | Q(undone_us__isnull=False, restored_us=None)


class CannotUndo(HandraiserError):
    """It was undone already, or long ago."""

    status = 409


def tag(people: Iterable[int], name: str, *, by: User) -> BulkAction:
    """Give all the tag of that name. Raises tagging.NoSuchTag."""
    found = tagging.named(name)
    return _begin(BulkKind.TAG, {"tag": found.pk, "name": found.name}, people, by)


def untag(people: Iterable[int], found: Tag, *, by: User) -> BulkAction:
    """Take a tag off all."""
    return _begin(BulkKind.UNTAG, {"tag": found.pk, "name": found.name}, people, by)


def set_owner(people: Iterable[int], owner: User | None, *, by: User) -> BulkAction:
    """Who looks after all of them; None: nobody."""
    facts: dict[str, Any] = {"owner": owner.pk if owner else None, "name": str(owner) if owner else ""}
    return _begin(BulkKind.OWNER, facts, people, by)


def move(people: Iterable[int], to: str, reason: str, *, by: User) -> BulkAction:
    """Move all to a stage by hand, as `moving_many.move_all` does. Raises CannotMove."""
    stage = allowed(to)
    facts: dict[str, Any] = {"stage": stage.value, "name": str(stage.label), "reason": reason.strip()[:255]}
    return _begin(BulkKind.STAGE, facts, people, by)


def mark_robots(people: Iterable[int], *, by: User) -> BulkAction:
    """All they did is a crawler's: kept, not listed, not scored."""
    return _begin(BulkKind.ROBOTS, {}, people, by)


def mark_people(robots: Iterable[int], *, by: User) -> BulkAction:
    """All they did is a human being's: listed and scored like anybody's."""
    return _begin(BulkKind.HUMAN, {}, robots, by)


def undo(action: BulkAction, *, by: User) -> None:
    """Give everybody whom it changed back what they had. Raises CannotUndo, also when two click at once."""
    with transaction.atomic():
        fresh = Q(pk=action.pk, undone_us=None, done_us__isnull=False, at_us__gt=clock.now_us() - UNDO_US)
        if not BulkAction.objects.filter(fresh).update(undone_us=clock.now_us(), undone_by=by):
            raise CannotUndo(
                _("It is at work still, was undone already, or is older than 24 hours. Reload the page to see which.")
            )
        audit.record("bulk.undone", f"bulk action {action.pk}", by=by, kind=action.kind, people=action.people)
    _finish_small(action)


def step(limit: int) -> int:
    """The next people of the oldest action at work, in the caller's transaction. Returns how many it did."""
    action = BulkAction.objects.select_for_update().filter(_OPEN).order_by("pk").first()
    return _step(action, limit) if action else 0


def _begin(kind: BulkKind, facts: dict[str, Any], people: Iterable[int], by: User) -> BulkAction:
    ids = sorted(set(people))
    with transaction.atomic():
        action = BulkAction.objects.create(kind=kind, facts=facts, people=len(ids), by=by, at_us=clock.now_us())
        columns = ("action_id", "person_id", "done", "changed", "restored")
        bulk.insert(BulkItem, columns, [(action.pk, person, False, False, False) for person in ids])
        audit.record(f"bulk.{kind}", f"bulk action {action.pk}", by=by, people=len(ids), **facts)
    _finish_small(action)
    return action


def _finish_small(action: BulkAction) -> None:
    if action.people <= AT_ONCE:
        with transaction.atomic():
            _step(BulkAction.objects.select_for_update().get(pk=action.pk), AT_ONCE)
    action.refresh_from_db()


def _step(action: BulkAction, limit: int) -> int:
    undoing = action.undone_us is not None
    waiting = action.items.filter(changed=True, restored=False) if undoing else action.items.filter(done=False)
    items = list(waiting.order_by("pk")[: limit + 1])
    some = items[:limit]
    if undoing:
        _restore(action, some)
    else:
        _act(action, some)
    if len(items) <= limit:
        field = "restored_us" if undoing else "done_us"
        BulkAction.objects.filter(pk=action.pk).update(**{field: clock.now_us()})
    return len(some)


def _act(action: BulkAction, items: Sequence[BulkItem]) -> None:
    people = [item.person_id for item in items]
    before: Mapping[int, int | None] = {}
    if action.kind == BulkKind.OWNER:
        before = correcting.set_owners(dict.fromkeys(people, action.facts["owner"]), by=action.by)
    elif action.kind == BulkKind.STAGE:
        before = moving_many.move_all(people, action.facts["stage"], by=action.by, reason=action.facts["reason"])
    elif action.kind in _VERDICTS:
        before = flagging.judge_all(dict.fromkeys(people, action.kind == BulkKind.ROBOTS), by=action.by)
    elif found := Tag.objects.filter(pk=action.facts["tag"]).first():
        giving = action.kind == BulkKind.TAG
        before = dict.fromkeys(tagging.give(people, found, by=action.by) if giving else tagging.take(people, found))
    bulk.update(BulkItem, ("done", "changed", "before"), [_done(item, before) for item in items])


def _done(item: BulkItem, before: Mapping[int, int | None]) -> bulk.Row:
    held = before.get(item.person_id)
    return item.pk, True, item.person_id in before, None if held is None else int(held)


def _restore(action: BulkAction, items: Sequence[BulkItem]) -> None:
    by = action.undone_by
    assert by is not None  # whoever asked for it
    if action.kind == BulkKind.OWNER:
        correcting.set_owners({item.person_id: item.before for item in items}, by=by)
    elif action.kind == BulkKind.STAGE:
        moving_many.take_back([item.before for item in items if item.before], by=by)
    elif action.kind in _VERDICTS:
        words = {item.person_id: None if item.before is None else bool(item.before) for item in items}
        flagging.judge_all(words, by=by)
    elif found := Tag.objects.filter(pk=action.facts["tag"]).first():
        people = [item.person_id for item in items]
        if action.kind == BulkKind.TAG:
            tagging.take(people, found)
        else:
            tagging.give(people, found, by=by)
    bulk.update(BulkItem, ("restored",), [(item.pk, True) for item in items])

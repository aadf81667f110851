"""Turns hand-raises and entries into SQL into alerts: one for each event, never two, nobody left out."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from handraiser.clock import now_us
from handraiser.handoff import opening
from handraiser.handoff.calling import Call, calls
from handraiser.handoff.facts import Gathered, stage_facts
from handraiser.handoff.models import Alert, AlertKind, Notice
from handraiser.handoff.reaching import Reach
from handraiser.lifecycle.models import HandRaise, StageChange


def raise_alerts(limit: int) -> int:
    """The chore: act on at most `limit` hand-raises and as many stage changes, which also open hand-offs.

    Returns how many of both it did.
    """
    if not any(model.objects.filter(acted_us=None).exists() for model in (HandRaise, StageChange)):
        return 0  # to find nothing is not worth the writers' lock
    with transaction.atomic():
        raises, changes = _waiting(HandRaise, limit), _waiting(StageChange, limit)
        asked = calls(raises, changes)
        _alert(asked.new)
        _fold_in(asked.late)
        opening.open_for(changes)
        moment = now_us()
        for model, rows in ((HandRaise, raises), (StageChange, changes)):
            if rows:
                model.objects.filter(pk__in=[row.pk for row in rows]).update(acted_us=moment)
    return len(raises) + len(changes)


def _waiting(model: Any, limit: int) -> list[Any]:
    """Rows nobody has acted on, locked; those that another worker holds are left to it."""
    rows = model.objects.filter(acted_us=None).select_for_update(skip_locked=True, of=("self",))
    return list(rows.order_by("pk")[:limit])


def _alert(new: Sequence[Call]) -> None:
    if not new:
        return
    raised = set(Alert.objects.filter(once__in=[call.once for call in new]).values_list("once", flat=True))
    new = [call for call in new if call.once not in raised]
    gathered, reach, moment = Gathered(new), Reach(), now_us()
    reached = [(call, reach.users(gathered.person(call), call.mover_id)) for call in new]
    reached = [(call, users) for call, users in reached if users or call.mover_id is None]
    alerts = Alert.objects.bulk_create(_row(call, gathered, moment) for call, _users in reached)
    Notice.objects.bulk_create(
        Notice(alert=alert, user_id=user)
        for alert, (_call, users) in zip(alerts, reached, strict=True)
        for user in users
    )


def _row(call: Call, gathered: Gathered, moment: int) -> Alert:
    return Alert(
        person=gathered.person(call),
        kind=AlertKind.HAND_RAISE if call.hand_raise else AlertKind.BECAME_SQL,
        once=call.once,
        event_id=call.event_id,
        stage_change_id=call.change.pk if call.change else None,
        unconfirmed=call.unconfirmed,
        facts=gathered.facts(call),
        stored_us=gathered.stored_us(call),
        created_us=moment,
    )


def _fold_in(late: Mapping[str, StageChange]) -> None:
    """An entry into SQL at the moment of a hand-raise that has alerted before is told there, not again."""
    for alert in Alert.objects.filter(once__in=late, stage_change_id=None) if late else ():
        change = late[alert.once]
        alert.stage_change_id, alert.facts = change.pk, alert.facts | stage_facts(change)
        alert.save(update_fields=["stage_change_id", "facts"])

"""What an administrator does with a refused event: judge it again, or let it go."""

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from handraiser.clock import now_us
from handraiser.errors import HandraiserError
from handraiser.events import unpacking
from handraiser.events.judging import judge
from handraiser.events.models import Arrival, Event, Quarantined, Refusal
from handraiser.events.refusing import RequestRefused
from handraiser.events.rows import Key, NewEvent, Sending
from handraiser.organisation import audit
from handraiser.organisation.models import User


class AlreadySettled(HandraiserError):
    """Somebody has replayed or discarded it."""

    status = 409


class StillRefused(HandraiserError):
    """Judged again, with the same outcome."""

    status = 409


def replay(quarantined: Quarantined, by: User | None) -> Event:
    """Store it as an event that arrives now, as if its key had never been revoked. Raises StillRefused."""
    with transaction.atomic(using=settings.EVENTS_DB), transaction.atomic():
        row = _waiting(quarantined)
        event = _store(_judge_again(row))
        _settle(row, "replayed", by)
    return event


def discard(quarantined: Quarantined, by: User | None) -> None:
    """It stays in the table, settled, and is offered no more."""
    with transaction.atomic(using=settings.EVENTS_DB), transaction.atomic():
        _settle(_waiting(quarantined), "discarded", by)


def _waiting(quarantined: Quarantined) -> Quarantined:
    row = Quarantined.objects.select_for_update().get(pk=quarantined.pk)
    if row.settled_us is not None:
        raise AlreadySettled(_("Somebody has settled this event already. Reload to see how."))
    return row


def _judge_again(row: Quarantined) -> NewEvent:
    key = Key(0, row.source_id or 0, row.trust, row.key_digest, revoked=False)
    request = {name: getattr(row, name) for name in ("sent_at", "ip", "user_agent", "flags")}
    sending = Sending(key, row.payload.encode(), row.received_us, **request)
    try:
        message = unpacking.parse(sending.body)
    except RequestRefused as error:
        raise StillRefused(_("The event was too large to be kept whole, so it cannot be replayed.")) from error
    judged = judge(message, 0, sending)
    if isinstance(judged, NewEvent):
        return judged
    reason = Refusal(judged.reason).label
    raise StillRefused(
        _("The event is refused again: %(reason)s (%(detail)s).") % {"reason": reason, "detail": judged.detail}
    )


def _store(new: NewEvent) -> Event:
    """Nothing is stored twice when the sender has sent it again meanwhile."""
    columns = new._asdict()
    once = {name: columns.pop(name) for name in ("source_id", "message_id")}
    try:
        with transaction.atomic(using=settings.EVENTS_DB):
            event, is_new = Event.objects.get_or_create(**once, defaults={**columns, "received_us": now_us()})
            if is_new and settings.EVENTS_DB == "default":
                Arrival.objects.create(event_id=event.pk)
    except DatabaseError as error:
        raise StillRefused(_("The database refuses the row: %(error)s.") % {"error": error}) from error
    return event


def _settle(row: Quarantined, settled_as: str, by: User | None) -> None:
    row.settled_us, row.settled_as = now_us(), settled_as
    row.save(update_fields=["settled_us", "settled_as"])
    audit.record(f"quarantined.{settled_as}", f"quarantined {row.pk}", by=by, reason=row.reason)

"""What becomes of an event that the database refuses."""

from handraiser.clock import now_us
from handraiser.events.models import Flag, Refusal
from handraiser.events.rows import NewEvent, NewRefusal

MAX_DETAIL = 500


def refused(event: NewEvent, error: Exception) -> NewRefusal:
    """The event's row for quarantine, with the database's words."""
    return NewRefusal(
        event.source_id,
        "",
        Refusal.REFUSED_BY_STORE.value,
        str(error).replace("\0", "")[:MAX_DETAIL],
        now_us(),
        event.trust,
        event.flags & Flag.BACKFILL,
        event.sent_at,
        event.ip,
        event.user_agent,
        event.payload,
    )

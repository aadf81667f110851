"""What a person's page tells about hand-offs: each time one was opened, and what sales decided."""

from django.utils.translation import gettext_lazy as _

from handraiser.handoff.models import Decision, Handoff
from handraiser.people import chronicle
from handraiser.people.chronicle import Row, Stream, newest
from handraiser.people.models import Person


def _handoffs(person: Person, before_us: int, limit: int) -> list[Row]:
    opened = Handoff.objects.filter(person__canonical=person, stage_change_id__isnull=False).select_related("owner")
    decided = Decision.objects.filter(handoff__person__canonical=person).select_related("owner", "by")
    first, then = newest(opened, "opened_us", before_us, limit), newest(decided, "at_us", before_us, limit)
    rows = [Row(each.opened_us, "handoff/_opened_row.html", each) for each in first]
    rows += [Row(each.at_us, "handoff/_decided_row.html", each) for each in then]
    return _first(sorted(rows, key=lambda row: -row.at_us), limit)


def _first(rows: list[Row], limit: int) -> list[Row]:
    """So many, with all of the last one's very instant."""
    return [row for row in rows if len(rows) <= limit or row.at_us >= rows[limit - 1].at_us]


chronicle.register(Stream("hand-offs", _("Hand-offs"), _handoffs))

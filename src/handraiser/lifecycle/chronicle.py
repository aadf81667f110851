"""What a person's page tells about stages: each change, and each time a hand was raised."""

from django.utils.translation import gettext_lazy as _

from handraiser.lifecycle.models import HandRaise, StageChange
from handraiser.people import chronicle
from handraiser.people.chronicle import Row, Stream
from handraiser.people.models import Person


def _changes(person: Person, before_us: int, limit: int) -> list[Row]:
    found = StageChange.objects.filter(person=person).select_related("by", "version", "person")
    rows = chronicle.newest(found, "at_us", before_us, limit)
    ordered = sorted(rows, key=lambda change: (change.at_us, change.order), reverse=True)
    return [Row(change.at_us, "lifecycle/_change_row.html", change) for change in ordered]


def _hand_raises(person: Person, before_us: int, limit: int) -> list[Row]:
    found = HandRaise.objects.filter(person__canonical=person)
    rows = chronicle.newest(found, "occurred_us", before_us, limit)
    return [Row(hand.occurred_us, "lifecycle/_raise_row.html", hand) for hand in rows]


chronicle.register(Stream("stages", _("Stage changes"), _changes))
chronicle.register(Stream("hand-raises", _("Hand-raises"), _hand_raises, within=True))

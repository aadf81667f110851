"""What a person's page tells about deals: each change of each, with the terms of then."""

from django.utils.translation import gettext_lazy as _

from handraiser.deals.models import OpportunityChange
from handraiser.people import chronicle
from handraiser.people.chronicle import Row, Stream
from handraiser.people.models import Person


def _changes(person: Person, before_us: int, limit: int) -> list[Row]:
    found = OpportunityChange.objects.filter(opportunity__person__canonical=person)
    rows = chronicle.newest(found.select_related("opportunity", "by"), "at_us", before_us, limit)
    return [Row(change.at_us, "deals/_change_row.html", change) for change in rows]


chronicle.register(Stream("deals", _("Deals"), _changes))

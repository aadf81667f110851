"""Which people a user has ticked in a list, or all that the list holds."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import F, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from handraiser.audiences import planning
from handraiser.audiences.conditions import conditions, uuids
from handraiser.audiences.kinds import PEOPLE
from handraiser.audiences.models import Listed
from handraiser.audiences.wanted import Wanted
from handraiser.errors import HandraiserError
from handraiser.organisation.models import User
from handraiser.people.models import Person

MOST = 1_000


class NothingSelected(HandraiserError):
    """No row was ticked."""


@dataclass(frozen=True)
class Selection:
    """people: ids of canonical people. fields: what a form hands on for the same selection. back: the list."""

    people: QuerySet[Any, int]
    fields: list[tuple[str, str]]
    back: str

    def count(self) -> int:
        return self.people.count()


def selected_robots(posted: QueryDict) -> Selection:
    """What the list of robots posts: `row` (keys). Raises NothingSelected."""
    query = urlencode([("q", posted["q"])]) if posted.get("q") else ""
    keys = uuids(tuple(posted.getlist("row")[:MOST]))
    if not keys:
        raise NothingSelected(_("Nobody is ticked. Tick the people in the list first."))
    rows = Person.objects.filter(key__in=keys, bot=True, canonical=F("pk"), erased_us=None)
    fields = [("row", str(key)) for key in keys] + [("q", posted.get("q", ""))]
    return Selection(rows.values_list("pk", flat=True), fields, f"{reverse('robots')}?{query}")


def selected(posted: QueryDict, user: User) -> Selection:
    """What a list's form posts: `row` (keys), or `all` with the list's `query`. Raises NothingSelected."""
    query = posted.get("query", "")
    wanted = Wanted.read(PEOPLE, QueryDict(query))
    back = f"/people/?{wanted.query()}"
    if posted.get("all"):
        rows = planning.plan(PEOPLE, conditions(wanted, user)).rows
        return Selection(rows.values_list("person_id", flat=True), [("all", "1"), ("query", query)], back)
    keys = uuids(tuple(posted.getlist("row")[:MOST]))
    if not keys:
        raise NothingSelected(_("Nobody is ticked. Tick the people in the list first."))
    rows = Listed.objects.filter(key__in=keys)
    fields = [("row", str(key)) for key in keys] + [("query", query)]
    return Selection(rows.values_list("person_id", flat=True), fields, back)

"""The list of exactly the people whom an import says something about: `/people/?import=7`."""

from typing import Any

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from handraiser.audiences.sources import sources
from handraiser.errors import HandraiserError
from handraiser.events.models import Event
from handraiser.exchange.models import Import
from handraiser.organisation.access import may
from handraiser.organisation.models import Role, User
from handraiser.people import bulk
from handraiser.people.models import Person


class NoSuchImport(HandraiserError):
    """The list's address names no import, or one that the user may not see."""

    status = 404


def people(row: Import, events: int | None = None) -> "QuerySet[Person]":
    """Whom its events are about; `events`: only so many of them."""
    ids = Event.objects.filter(source_id=row.source_id or 0).order_by("id").values_list("id", flat=True)
    some, value = bulk.among(list(ids[:events]))
    whose = (
        "SELECT p.canonical_id FROM people_sighting s JOIN people_identity i ON i.id = s.identity_id"
        f" JOIN people_person p ON p.id = i.person_id WHERE s.event_id {some}"
    )
    return Person.objects.filter(pk__in=RawSQL(whose, [value]))  # the ids as one parameter, whatever their number


def people_of(number: str, user: User) -> tuple[str, QuerySet[Any, Any]]:
    """Raises NoSuchImport."""
    found = Import.objects.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 18 else None
    if found is None or not may(user, Role.MARKETING):
        raise NoSuchImport(_("There is no such import. Open Settings, Imports, and choose one."))
    return _("Import %(number)s: %(file)s") % {"number": found.pk, "file": found.name}, people(found).values("pk")


sources["import"] = people_of

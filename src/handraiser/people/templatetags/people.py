"""People and companies as pages call them."""

import json

from django import template
from django.utils.translation import gettext as _

from handraiser import clock
from handraiser.events.reading import EventRow
from handraiser.organisation.access import may
from handraiser.organisation.models import User
from handraiser.people.folding import Reason
from handraiser.people.models import Company, Duplicate, IdentityKind, Merge, Person
from handraiser.people.permitted import JUDGES, KEEPERS
from handraiser.people.timeline import Entry

register = template.Library()
LONGEST_SAID = 4000
LATE_US = 5 * clock.MINUTE_US


@register.filter
def called(person: Person) -> str:
    """The name, else the e-mail, else a visitor's short number."""
    return person.name or person.email or _("Visitor %(number)s") % {"number": person.key.hex[-6:]}


@register.filter
def company_name(company: Company | None) -> str:
    """The name, else the domain, else the id that a server gave."""
    return (company.name or company.domain or company.group_id or "") if company else ""


@register.filter
def said(event: EventRow) -> str:
    """What a call brought along (its properties or traits) as JSON over several lines; "" for nothing."""
    message = json.loads(event.payload)
    brought = message.get("properties") or message.get("traits")
    text = json.dumps(brought, ensure_ascii=False, indent=2) if brought else ""
    return text if len(text) <= LONGEST_SAID else text[:LONGEST_SAID] + "\n…"


@register.filter
def worth(value: object) -> str:
    """A trait's value as people read it: text as it is, yes and no, lists with commas, else JSON."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list) and all(isinstance(each, str | int | float) for each in value):
        return ", ".join(map(worth, value))
    return json.dumps(value, ensure_ascii=False)


@register.filter
def decoded(text: str) -> object:
    """A recorded value, which is JSON text."""
    return json.loads(text)


@register.filter
def typed(value: object) -> str:
    """A trait's value as a form takes it back."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


@register.filter
def why(merge: Merge) -> str:
    """Why two rows are one person. A claim that stands here was confirmed."""
    if merge.reason == Reason.CLAIMED:
        return _("A device said so, and somebody confirmed it")
    return str(Reason(merge.reason).label) if merge.reason in Reason.values else merge.reason


@register.filter
def other_than(duplicate: Duplicate, person: Person) -> Person | None:
    """The other one of a suggested pair, as it is now."""
    first, second = duplicate.first.canonical, duplicate.second.canonical
    return second if first == person else first


@register.filter
def identity_kind(entry: Entry) -> str:
    """By what sort of identity an event was recognised."""
    return str(IdentityKind(entry.seen.kind).label)


@register.filter
def came_late(entry: Entry) -> bool:
    """Whether it became this person's well after it happened: sent late, or known only by a later event."""
    return entry.seen.known_us - entry.seen.occurred_us > LATE_US


@register.filter
def keeps_people(user: User) -> bool:
    """Whether the user may correct what is known."""
    return may(user, *KEEPERS)


@register.filter
def judges_claims(user: User) -> bool:
    """Whether the user may say who is behind a device."""
    return may(user, *JUDGES)

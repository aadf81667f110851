"""What a column can be: the fields that each kind of file knows, beside any trait or property."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from handraiser.exchange.models import ImportKind


class Reads(StrEnum):
    """How a cell is read."""

    TEXT = "text"
    EMAIL = "email"
    MOMENT = "moment"
    MONEY = "money"
    WHOLE = "whole"
    ANSWER = "answer"  # yes or no
    AUTO = "auto"  # number or yes and no where the whole column is, else text


@dataclass(frozen=True)
class Target:
    """A field. `trait`: its name where it is one; "" where it does something else."""

    name: str
    words: str | Promise
    reads: Reads = Reads.TEXT
    trait: str = ""


TRAIT, PROPERTY = "trait:", "property:"  # a column of the file's own
LEAVE_OUT = ""

_WHO = (
    Target("email", _("E-mail"), Reads.EMAIL),
    Target("user_id", _("Person's id (lead id, contact id)")),
)
_CONTACT = (
    Target("first_name", _("First name"), trait="firstName"),
    Target("last_name", _("Last name"), trait="lastName"),
    Target("name", _("Full name"), trait="name"),
    Target("title", _("Job title"), trait="title"),
    Target("phone", _("Phone"), trait="phone"),
    Target("city", _("City"), trait="city"),
    Target("country", _("Country"), trait="country"),
    Target("company_name", _("Company name"), trait="company.name"),
    Target("company_id", _("Company id")),
    Target("company_employees", _("Company: employees"), Reads.WHOLE, "company.employees"),
    Target("company_industry", _("Company: industry"), trait="company.industry"),
    Target("company_website", _("Company: website"), trait="company.website"),
    Target("first_contact", _("First contact (date)"), Reads.MOMENT),
    Target("origin", _("Origin (source of the first contact)"), trait="origin"),
    Target("landing_page", _("Landing page"), trait="landing_page"),
    Target("consent_marketing", _("Consent to marketing (yes or no)"), Reads.ANSWER),
    Target("consent_profiling", _("Consent to profiling (yes or no)"), Reads.ANSWER),
)
_EVENT = (
    Target("event", _("Event's name")),
    Target("at", _("When (date)"), Reads.MOMENT),
    Target("page_url", _("Page address")),
)
_DEAL = (
    Target("opportunity_id", _("Deal's id")),
    Target("deal_name", _("Deal's name")),
    Target("amount", _("Amount"), Reads.MONEY),
    Target("currency", _("Currency")),
    Target("stage", _("Pipeline stage")),
    Target("state", _("State (open, won, lost)")),
    Target("created", _("Created (date)"), Reads.MOMENT),
    Target("won", _("Won (date)"), Reads.MOMENT),
    Target("lost", _("Lost (date)"), Reads.MOMENT),
    Target("closed", _("Closed (date)"), Reads.MOMENT),
    Target("expected_close", _("Expected close (date)"), Reads.MOMENT),
    Target("reason", _("Reason it was lost")),
    Target("owner", _("Owner's e-mail")),
)
TARGETS: dict[str, tuple[Target, ...]] = {
    ImportKind.CONTACTS: _WHO + _CONTACT,
    ImportKind.EVENTS: _WHO + _EVENT,
    ImportKind.DEALS: _WHO + _DEAL,
}
BY_NAME = {target.name: target for targets in TARGETS.values() for target in targets}


def own(kind: str) -> str:
    """What a column that is no field of ours is kept as: a trait of the person, or a property of the event."""
    return TRAIT if kind == ImportKind.CONTACTS else PROPERTY

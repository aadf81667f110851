"""The two lists: people and companies."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from handraiser.audiences.columns import Column, Filter, ListKind
from handraiser.audiences.models import BESIDE_STAGE, UNKNOWN, Listed, ListedCompany
from handraiser.errors import HandraiserError
from handraiser.events.channels import Channel
from handraiser.lifecycle.models import Stage

SIZES = {
    "1-10": _("1 to 10"),
    "11-50": _("11 to 50"),
    "51-200": _("51 to 200"),
    "201-1000": _("201 to 1,000"),
    "1001-5000": _("1,001 to 5,000"),
    "5001-": _("over 5,000"),
}
WITHIN = {"1": _("1 day"), "7": _("7 days"), "30": _("30 days"), "90": _("90 days"), "365": _("1 year")}
STAGES = dict(Stage.choices)
CHANNELS = dict(Channel.choices)

PEOPLE = ListKind(
    name="people",
    words=_("People"),
    model=Listed,
    key="person_id",
    columns={
        "name": Column(_("Person"), "called", "person"),
        "email": Column(_("E-mail"), "email", "mail"),
        "title": Column(_("Title"), "title", "text"),
        "company": Column(_("Company"), "company_name", "company"),
        "employees": Column(_("Employees"), "employees", "count", UNKNOWN),
        "country": Column(_("Country"), "country", "text"),
        "stage": Column(_("Stage"), "stage", "stage"),
        "stage_since": Column(_("In stage since"), "stage_since_us", "moment", 0),
        "matrix": Column(_("Matrix"), "matrix", "matrix"),
        "total": Column(_("Total"), "total", "points", UNKNOWN),
        "score_1": Column(_("Score 1"), "score_1", "points", UNKNOWN, 1),
        "score_2": Column(_("Score 2"), "score_2", "points", UNKNOWN, 2),
        "score_3": Column(_("Score 3"), "score_3", "points", UNKNOWN, 3),
        "owner": Column(_("Owner"), "owner_name", "owner"),
        "channel": Column(_("First channel"), "first_channel", "channel"),
        "last_channel": Column(_("Last channel"), "last_channel", "channel"),
        "source": Column(_("First source"), "first_source", "text"),
        "campaign": Column(_("First campaign"), "first_campaign", "text"),
        "first_seen": Column(_("First seen"), "first_seen_us", "moment", 0),
        "known": Column(_("Known since"), "known_us", "moment", 0),
        "last_seen": Column(_("Last seen"), "last_seen_us", "moment", 0),
    },
    filters={
        "stage": Filter(_("Stage"), "stage", choices=STAGES),
        "owner": Filter(_("Owner"), "owner_id", "users"),
        "company": Filter(_("Company"), "company_id", "company"),
        "size": Filter(_("Company size"), "employees", "bands", SIZES),
        "country": Filter(_("Country"), "country"),
        "channel": Filter(_("First channel"), "first_channel", choices=CHANNELS),
        "last_channel": Filter(_("Last channel"), "last_channel", choices=CHANNELS),
        "source": Filter(_("First source"), "first_source"),
        "campaign": Filter(_("First campaign"), "first_campaign"),
        "matrix": Filter(_("Matrix"), "matrix"),
        "label_1": Filter(_("Score 1"), "label_1", "labels", score=1),
        "label_2": Filter(_("Score 2"), "label_2", "labels", score=2),
        "label_3": Filter(_("Score 3"), "label_3", "labels", score=3),
        "tag": Filter(_("Tag"), "person__tagged__tag__name", "tags"),
        "audience": Filter(_("Audience"), "person", "audiences"),
        "seen": Filter(_("Seen within"), "last_seen_us", "within", WITHIN),
        "known": Filter(_("Known within"), "known_us", "within", WITHIN),
    },
    usual=("name", "company", "stage", "matrix", "total", "owner", "last_seen"),
    beside_stage=frozenset({"stage", *(each.attname for each in Listed._meta.fields if each.name in BESIDE_STAGE)}),
)
COMPANIES = ListKind(
    name="companies",
    words=_("Companies"),
    model=ListedCompany,
    key="company_id",
    columns={
        "name": Column(_("Company"), "called", "company"),
        "domain": Column(_("Domain"), "domain", "text"),
        "employees": Column(_("Employees"), "employees", "count", UNKNOWN),
        "industry": Column(_("Industry"), "industry", "text"),
        "country": Column(_("Country"), "country", "text"),
        "people": Column(_("People"), "people", "count", 0),
        "leads": Column(_("Leads"), "leads", "count", 0),
        "mqls": Column(_("MQLs"), "mqls", "count", 0),
        "sqls": Column(_("SQLs"), "sqls", "count", 0),
        "customers": Column(_("Customers"), "customers", "count", 0),
        "stage": Column(_("Best stage"), "best_stage", "stage"),
        "total": Column(_("Best total"), "total", "points", UNKNOWN),
        "owner": Column(_("Owner"), "owner_name", "owner"),
        "first_seen": Column(_("First seen"), "first_seen_us", "moment", 0),
        "last_seen": Column(_("Last seen"), "last_seen_us", "moment", 0),
    },
    filters={
        "stage": Filter(_("Best stage"), "best_stage", choices=STAGES),
        "owner": Filter(_("Owner"), "owner_id", "users"),
        "size": Filter(_("Company size"), "employees", "bands", SIZES),
        "country": Filter(_("Country"), "country"),
        "industry": Filter(_("Industry"), "industry"),
        "seen": Filter(_("Seen within"), "last_seen_us", "within", WITHIN),
    },
    usual=("name", "employees", "people", "leads", "mqls", "sqls", "stage", "total", "last_seen"),
)

KINDS = {kind.name: kind for kind in (PEOPLE, COMPANIES)}


class NoSuchList(HandraiserError):
    """An address names another list."""

    status = 404


def named(name: str) -> ListKind:
    """The list of this name. Raises NoSuchList."""
    if name not in KINDS:
        raise NoSuchList(gettext("There is no list of this name; there are those of people and of companies."))
    return KINDS[name]

"""What a company's page sums up: its people, what they come to, and their newest visits."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Avg, Count, F, Max, Q, Sum
from django.utils.translation import gettext_lazy as _

from handraiser.audiences.models import UNKNOWN, Listed
from handraiser.lifecycle import publishing
from handraiser.lifecycle.models import Stage, StageChange
from handraiser.people import company_visits
from handraiser.people.chronicle import Row
from handraiser.people.models import Company, Touches, TraitValue
from handraiser.people.templatetags.people import worth
from handraiser.people.timeline import NEWEST_US

PEOPLE_AT_ONCE = 25
CHANGES = 50  # of stages, at once
ROLES = ("buying_role", "buyingRole", "role")
SCORES = 3  # that prepared rows hold
QUALIFIED = (Stage.MQL, Stage.SQL, Stage.OPPORTUNITY, Stage.CUSTOMER)
SORTS = {
    "total": ("-total", _("Highest total first")),
    "seen": ("-last_seen_us", _("Last seen first")),
    "name": ("called", _("By name")),
}


@dataclass(frozen=True)
class ScoreSum:
    """One score over all people of a company who have it, in millionths; None where nobody has."""

    name: str
    best: int | None
    average: int | None
    total: int | None


@dataclass(frozen=True)
class RollUp:
    """What the people of a company come to."""

    people: int
    qualified: int  # MQL and beyond
    scores: list[ScoreSum]
    best: int | None  # the highest total, millionths
    average: int | None


def roll_up(company: Company) -> RollUp:
    """In one query over the prepared rows, so that it says what the list of its people says."""
    asked: dict[str, Any] = {"people": Count("pk"), "qualified": Count("pk", filter=Q(stage__in=QUALIFIED))}
    names = ["total", *(f"score_{place}" for place in range(1, SCORES + 1))]
    for name in names:
        known = Q(**{f"{name}__gt": UNKNOWN})
        asked |= {f"{name}_{what}": sums(name, filter=known) for what, sums in (("max", Max), ("avg", Avg))}
        asked[f"{name}_sum"] = Sum(name, filter=known)
    found = Listed.objects.filter(company=company).aggregate(**asked)
    scores = [_score(found, f"score_{place}", name) for place, name in enumerate(_score_names(), 1)]
    whole = _score(found, "total", "")
    return RollUp(found["people"], found["qualified"], scores, whole.best, whole.average)


def people(company: Company, sort: str, page: str) -> Page[Listed]:
    """Its people in an order of `SORTS`, some at once."""
    field, _words = SORTS.get(sort, SORTS["total"])
    order = F(field.lstrip("-")).desc() if field.startswith("-") else F(field).asc()
    rows = Listed.objects.filter(company=company).order_by(order, "pk")
    return Paginator(rows, PEOPLE_AT_ONCE).get_page(page)


@dataclass(frozen=True)
class Told:
    """A stretch of the company's timeline, newest first. `before_us`: where the next one ends; 0: there is none."""

    rows: list[Row]
    before_us: int


def tell(company: Company, before_us: int = NEWEST_US) -> Told:
    """Visits of its people that began before a moment, with their stage changes of that time."""
    visits, since_us = company_visits.newest(company, before_us)
    changes = StageChange.objects.filter(person__company=company, at_us__gte=since_us, at_us__lt=before_us)
    found = list(changes.select_related("person", "by").order_by("-at_us", "-pk")[: CHANGES + 1])
    if len(found) > CHANGES:  # what lies before the last one that is shown comes next
        since_us = found[CHANGES - 1].at_us
        found = [
            *found[:CHANGES],
            *(changes.filter(at_us=since_us).exclude(pk__in=[each.pk for each in found[:CHANGES]])),
        ]
        visits = [each for each in visits if each.heading.visit.begin_us >= since_us]
    moved = [Row(change.at_us, "audiences/_company_change.html", change) for change in found]
    done = [Row(each.heading.visit.begin_us, "audiences/_company_visit.html", each) for each in visits]
    return Told(sorted([*moved, *done], key=lambda row: -row.at_us), since_us)


def roles(people: Sequence[Listed]) -> dict[int, str]:
    """The part that some of these people play in buying, where a trait says so."""
    said = TraitValue.objects.filter(
        person__canonical__in=[each.pk for each in people],
        person__speaks_us__isnull=False,
        name__in=ROLES,
        in_force=True,
        value__isnull=False,
    )
    rows = said.values_list("person__canonical_id", "value")
    return {whose: worth(json.loads(value)) for whose, value in rows if whose is not None and value is not None}


def first_touch(company: Company) -> Touches | None:
    """How the first of its people came."""
    return Touches.objects.filter(person__company=company).order_by("first_us").first()


def _score(found: dict[str, Any], field: str, name: str) -> ScoreSum:
    sums = (found[f"{field}_{what}"] for what in ("max", "avg", "sum"))
    return ScoreSum(name, *(None if each is None else round(each) for each in sums))


def _score_names() -> Sequence[str]:
    current = publishing.current()
    return [score.name for score in current.model.scores][:SCORES] if current else []

"""Exactly those people whom a number counts, for the list of people."""

from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.db.models import QuerySet
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from handraiser.audiences.sources import sources
from handraiser.errors import HandraiserError
from handraiser.handoff.models import Verdict
from handraiser.insight import winning
from handraiser.insight.asked import Asked
from handraiser.insight.days import Calendar, to_date, to_day
from handraiser.insight.deciding import decisions
from handraiser.insight.models import Passage, Showing
from handraiser.insight.passing import DIMENSIONS, STAGES
from handraiser.insight.wording import dates, dimension_name, value_name
from handraiser.lifecycle.wording import stage_name
from handraiser.organisation.models import User


class NoSuchNumber(HandraiserError):
    """The address of a list of counted people was changed by hand."""

    status = 404


def address(asked: Asked, stage: str, reached: str = "", value: str | None = None) -> str:
    """Of those who entered the stage (and ever reached another; and have this value of the dimension that splits)."""
    fields = {"entered": stage, "from": asked.first_date.isoformat(), "to": asked.last_date.isoformat()}
    fields |= {"reached": reached} if reached else {}
    fields |= dict(asked.filters) | ({asked.split: value} if value is not None else {})
    return urlencode({"funnel": urlencode(fields)})


def address_of_won(asked: Asked, value: str | None = None) -> str:
    """Of those who won a deal in the period (and have this value of the dimension that splits)."""
    fields = {"won": "deal", "from": asked.first_date.isoformat(), "to": asked.last_date.isoformat()}
    fields |= dict(asked.filters) | ({asked.split: value} if value is not None else {})
    return urlencode({"funnel": urlencode(fields)})


def address_of_decided(asked: Asked, verdict: str, reason: str | None = None) -> str:
    """Of those on whose hand-off sales decided so in the period (for this reason)."""
    fields = {"decided": verdict, "from": asked.first_date.isoformat(), "to": asked.last_date.isoformat()}
    fields |= {"reason": reason} if reason is not None else {}
    return urlencode({"funnel": urlencode(fields | dict(asked.filters))})


def address_of_week(week: int, stage: str) -> str:
    """Of those who did something in the week, having come as far as the stage."""
    return urlencode({"funnel": urlencode({"week": to_date(week).isoformat(), "stage": stage})})


def people_behind(parameter: str, _user: User) -> tuple[str, "QuerySet[Any, Any]"]:
    """The caption of the list, and the ids. Raises NoSuchNumber for what is no address of ours."""
    fields = dict(parse_qsl(parameter[:4_000], keep_blank_values=True))
    if "week" in fields:
        return _week(fields)
    if "won" in fields:
        return _won(fields)
    if "decided" in fields:
        return _decided(fields)
    stage, reached = fields.get("entered", ""), fields.get("reached", "")
    first, last = _day(fields, "from"), _day(fields, "to")
    if stage not in STAGES or (reached and reached not in STAGES):
        raise NoSuchNumber(_("This list is not one of the funnel's. Open the funnel and click on a number."))
    filters = {name: fields[name] for name in DIMENSIONS if name in fields}
    found = Passage.objects.filter(**{f"{stage}_day__range": (first, last)}, **filters)
    words = _("Became %(stage)s %(when)s") % {"stage": stage_name(stage), "when": dates(first, last)}
    if reached:
        found = found.filter(**{f"{reached}_day__isnull": False})
        words = _("%(words)s and ever %(stage)s") % {"words": words, "stage": stage_name(reached)}
    return words + _of(filters), found.values("person_id")


def _won(fields: dict[str, str]) -> tuple[str, "QuerySet[Any, Any]"]:
    asked = _asked(fields)
    words = _("Won a deal %(when)s") % {"when": dates(asked.first, asked.last)}
    return words + _of(dict(asked.filters)), winning.won(asked, Calendar.current()).values("person__canonical")


def _decided(fields: dict[str, str]) -> tuple[str, "QuerySet[Any, Any]"]:
    asked, verdict = _asked(fields), fields["decided"]
    found = decisions(asked, Calendar.current()).filter(verdict=verdict)
    words = f"{dict(Verdict.choices).get(verdict, '')} {dates(asked.first, asked.last)}" + _of(dict(asked.filters))
    if "reason" in fields:
        found = found.filter(reason=fields["reason"])
        words += f" · {fields['reason'] or _('no reason given')}"
    return words, found.values("handoff__person__canonical")


def _asked(fields: dict[str, str]) -> Asked:
    filters = tuple((name, fields[name]) for name in DIMENSIONS if name in fields)
    return Asked(_day(fields, "from"), _day(fields, "to"), filters)


def _of(filters: dict[str, str]) -> str:
    """What follows the caption."""
    return "".join(f" · {dimension_name(name)}: {value_name(name, value)}" for name, value in filters.items())


def _week(fields: dict[str, str]) -> tuple[str, "QuerySet[Any, Any]"]:
    week, stage = _day(fields, "week"), fields.get("stage", "")
    if stage not in STAGES:
        raise NoSuchNumber(_("This list is not one of the funnel's. Open the funnel and click on a number."))
    words = _("Showed up %(when)s as %(stage)s") % {"when": dates(week, week + 6), "stage": stage_name(stage)}
    return words, Showing.objects.filter(week=week, stage=stage).values("person_id")


def _day(fields: dict[str, str], name: str) -> int:
    try:
        found = parse_date(fields.get(name, "")[:10])
    except ValueError:
        found = None
    if found is None or not 1 < found.year < 9999:  # a day before or after it must be one too
        raise NoSuchNumber(_("This list is not one of the funnel's. Open the funnel and click on a number."))
    return to_day(found)


sources["funnel"] = people_behind

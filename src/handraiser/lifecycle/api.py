"""One person for programs: who it is and how it stands, as at now or at any past moment, by what was known then."""

from typing import Any
from uuid import UUID

import msgspec
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from handraiser import clock
from handraiser.errors import HandraiserError
from handraiser.lifecycle import explaining, wording
from handraiser.lifecycle.walking import named
from handraiser.organisation import api
from handraiser.people import finding, normalising, past, traits
from handraiser.people.models import Identity, IdentityKind, Person
from handraiser.scoring.explaining import Explanation
from handraiser.scoring.explanation import Adjustment, Line, NextChange

MILLION = 1_000_000


class NotAsked(HandraiserError):
    """The address names nobody, or two people."""


@api.answers
def person(request: HttpRequest, key: UUID) -> dict[str, Any]:
    """By the key that stands in the address of its page."""
    return _told(finding.at(key), request)


@api.answers
def people(request: HttpRequest) -> dict[str, Any]:
    """The one person of `email` or `user_id`. Raises NotAsked."""
    email, user_id = request.GET.get("email", ""), request.GET.get("user_id", "")
    if bool(email) == bool(user_id):
        raise NotAsked(_("Name one person: ?email=… or ?user_id=…, and &at=… for a past moment."))
    address = normalising.email(email)
    kind = IdentityKind.EMAIL if email else IdentityKind.USER
    value = (address.value if address else None) if email else normalising.identifier(user_id)
    found = Identity.objects.filter(kind=kind, value=value or "").select_related("person").order_by("epoch").last()
    if found is None:
        raise Http404
    return _told(finding.at(found.person.key), request)


def _told(found: Person, request: HttpRequest) -> dict[str, Any]:
    text = request.GET.get("at", "")
    at_us = past.moment(text) if text else clock.now_us()
    explained = explaining.explain(found, at_us)
    return {
        "person": str(found.key),
        "email": found.email,
        "name": found.name,
        "company": found.company and found.company.domain,
        "at": _moment(at_us),
        "model_version": explained.version,
        **_stands(explained.explanation),
        "traits": _traits(found, at_us),
    }


def _stands(explanation: Explanation) -> dict[str, Any]:
    result = explanation.result
    labels, coverage = named(result, "label."), named(result, "coverage.")
    return {
        "stage": result["stage"],
        "stage_since": _moment(result["stage_since_us"]),
        "excluded_by": result["excluded_by"],
        "effect": result["effect"],
        "scores": {
            name: {"points": _points(points), "label": labels.get(name), "coverage": coverage[name]}
            for name, points in named(result, "score.").items()
        },
        "matrix": result["matrix"],
        "total": _points(result["total"]),
        "lines": [_line(line) for line in explanation.lines],
        "adjustments": [_adjustment(each) for each in explanation.adjustments],
        "next_change": _next(explanation.next_change),
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "score": line.score,
        "group": line.group,
        "rule": line.rule,
        "event": line.seq,
        "trait": line.trait,
        "earned": _points(line.points_earned),
        "points": _points(line.points_now),
        "reason": msgspec.to_builtins(line.reason),
        "text": wording.grounds(line.reason),
    }


def _adjustment(each: Adjustment) -> dict[str, Any]:
    """What a cap or range takes or adds."""
    return {
        "score": each.score,
        "group": each.group,
        "rule": each.rule,
        "code": each.code,
        "points": _points(each.points),
    }


def _next(coming: NextChange | None) -> dict[str, Any] | None:
    if coming is None:
        return None
    return {"at": _moment(coming.at_us), "changes": msgspec.to_builtins(coming.changes)}


def _traits(found: Person, at_us: int) -> dict[str, Any]:
    told = {view.name: view.value for view in traits.as_at(found, at_us)}
    company = traits.of_company_as_at(found.company, at_us) if found.company else []
    return told | {f"company.{view.name}": view.value for view in company}


def _moment(at_us: int | None) -> str | None:
    return None if at_us is None else clock.from_us(at_us).isoformat()


def _points(millionths: int | None) -> float | None:
    """Six decimals hold a millionth exactly."""
    return None if millionths is None else millionths / MILLION

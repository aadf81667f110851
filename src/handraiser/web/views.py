"""The start page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from handraiser.insight import looking, nearness
from handraiser.insight.breakages import breakages
from handraiser.insight.models import Mover
from handraiser.lifecycle.models import Stage
from handraiser.organisation.access import SignedIn, may
from handraiser.organisation.models import Role
from handraiser.web import start


@require_safe
def home(request: SignedIn) -> HttpResponse:
    """Where a day starts."""
    maker = may(request.user, Role.MARKETING)
    arriving = start.arriving() if maker else []
    since_us = looking.look(request.user)
    shown = {
        "since_us": since_us,
        "entered": looking.entered(since_us),
        "alerts": start.unread_alerts(request.user),
        "sql": start.ready(Stage.SQL),
        "mql": start.ready(Stage.MQL),
        "near": nearness.near(start.READY),
        "rising": start.movers(Mover.Way.UP),
        "cooling": start.movers(Mover.Way.DOWN),
        "breakages": breakages() if maker else [],
        "counts": start.stage_counts(),
        "maker": maker,
        "arriving": arriving,
        "steps": start.steps(arriving) if maker else [],
    }
    return render(request, "web/home.html", shown)

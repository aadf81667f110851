"""The start page and the page that shows every building block of the others."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from handraiser import clock
from handraiser.lifecycle.models import Stage
from handraiser.organisation.access import SignedIn, may
from handraiser.organisation.models import Role
from handraiser.web import start


def home(request: SignedIn) -> HttpResponse:
    """Where a day starts."""
    maker = may(request.user, Role.MARKETING)
    arriving = start.arriving() if maker else []
    shown = {
        "alerts": start.unread_alerts(request.user),
        "sql": start.ready(Stage.SQL),
        "mql": start.ready(Stage.MQL),
        "counts": start.stage_counts(),
        "maker": maker,
        "arriving": arriving,
        "steps": start.steps(arriving) if maker else [],
    }
    return render(request, "web/home.html", shown)


def components(request: HttpRequest) -> HttpResponse:
    """Every building block on one page, for whoever builds the next one."""
    shown = {
        "now_us": clock.now_us() - clock.HOUR_US,
        "stages": list(Stage.values),
        "tones": ["", "accent", "warn", "bad", "raise"],
        "hostile": "<script>alert(1)</script> שלום 🚀 " + "Wolfeschlegelsteinhausenbergerdorff" * 9,
    }
    return render(request, "web/components.html", shown)

"""The start page and the page that shows every building block of the others."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from handraiser import clock
from handraiser.lifecycle.models import Stage


def home(request: HttpRequest) -> HttpResponse:
    """Where a day starts."""
    return render(request, "web/home.html")


def components(request: HttpRequest) -> HttpResponse:
    """Every building block on one page, for whoever builds the next one."""
    shown = {
        "now_us": clock.now_us() - clock.HOUR_US,
        "stages": list(Stage.values),
        "tones": ["", "accent", "warn", "bad", "raise"],
        "hostile": "<script>alert(1)</script> שלום 🚀 " + "Wolfeschlegelsteinhausenbergerdorff" * 9,
    }
    return render(request, "web/components.html", shown)

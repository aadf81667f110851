"""The page that shows every building block of the others, in every state."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from handraiser import clock
from handraiser.lifecycle.models import Stage

HOSTILE = "<script>alert(1)</script> שלום 🚀 " + "Wolfeschlegelsteinhausenbergerdorff" * 9
SAMPLES = {
    "stages": list(Stage.values),
    "tones": ["", "accent", "warn", "bad", "raise"],
    "toasts": ["success", "bad"],
    "columns": [
        *("Name", "Title", "Company", "Employees", "Country", "Stage"),
        *("Matrix", "Total", "Fit", "Owner", "Channel", "Seen"),
    ],
    "people": [
        {"name": "Bob Operations", "email": "bob@bobco.example", "title": "Head", "company": "BobCo", "known": True},
        {"name": HOSTILE, "title": HOSTILE, "company": HOSTILE, "known": True},
        {"name": "Somebody", "known": False},
    ],
    "hostile": HOSTILE,
}


def components(request: HttpRequest) -> HttpResponse:
    """Every building block on one page, for whoever builds the next one."""
    return render(request, "web/components.html", {**SAMPLES, "now_us": clock.now_us() - clock.HOUR_US})

"""What stands beside the funnel: first against last touch, and deals won before their first contact."""

from django.http import HttpResponse
from django.shortcuts import render

from handraiser.insight import asked as asking
from handraiser.insight import comparing, reporting, winning
from handraiser.insight.days import Calendar
from handraiser.insight.passing import TOUCH
from handraiser.insight.wording import DIMENSION_NAMES
from handraiser.lifecycle.wording import stage_name
from handraiser.organisation.access import SignedIn


def touches(request: SignedIn) -> HttpResponse:
    """The people and won deals of the period by the first and by the last touch."""
    calendar = Calendar.current()
    asked = comparing.compared(asking.read(request.GET, calendar))
    rows = comparing.rows(asked, calendar)
    shown = {
        "asked": asked,
        "calendar": calendar,
        "periods": asking.PERIODS.items(),
        "dimensions": [(name, DIMENSION_NAMES[name]) for name in TOUCH],
        "stages": [stage_name(stage) for stage in comparing.COMPARED],
        "rows": rows[: reporting.MOST_ROWS],
        "more": max(len(rows) - reporting.MOST_ROWS, 0),
        "everybody": comparing.everybody(asked, calendar),
    }
    return render(request, "insight/touches.html", shown)


def early(request: SignedIn) -> HttpResponse:
    """Deals of the period that were won before anything else is known of their person."""
    calendar = Calendar.current()
    asked = asking.read(request.GET, calendar)
    many, deals = winning.how_many_early(asked, calendar), winning.early(asked, calendar, reporting.MOST_ROWS)
    shown = {"asked": asked, "deals": deals, "many": many, "more": many - len(deals)}
    return render(request, "insight/early.html", shown)

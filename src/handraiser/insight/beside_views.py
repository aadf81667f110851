"""What stands beside the funnel: first against last touch, and deals won before their first contact."""

from django.http import HttpResponse
from django.shortcuts import render

from handraiser.insight import asked as asking
from handraiser.insight import comparing, picking, reporting, winning
from handraiser.insight.crossing import TooManyToCount
from handraiser.insight.days import Calendar
from handraiser.insight.passing import TOUCH
from handraiser.insight.wording import DIMENSION_NAMES
from handraiser.lifecycle.wording import stage_name
from handraiser.organisation.access import SignedIn


def touches(request: SignedIn) -> HttpResponse:
    """The people and won deals of the period by the first and by the last touch, of those whom the filters leave."""
    calendar = Calendar.current()
    asked = comparing.compared(asking.read(request.GET, calendar))
    shown = _compared(asked, calendar) | {
        "asked": asked,
        "filters": picking.in_force(asked),
        "pickers": picking.pickers(asked),
        "picked": picking.PICKED,
        "calendar": calendar,
        "periods": asking.PERIODS.items(),
        "dimensions": [(name, DIMENSION_NAMES[name]) for name in TOUCH],
        "stages": [stage_name(stage) for stage in comparing.COMPARED],
    }
    return render(request, "insight/touches.html", shown)


def _compared(asked: asking.Asked, calendar: Calendar) -> dict[str, object]:
    """What is counted; or why it is not."""
    try:
        rows, everybody = comparing.rows(asked, calendar), comparing.everybody(asked, calendar)
    except TooManyToCount as too_many:
        return {"refused": str(too_many)}
    most = reporting.MOST_ROWS
    return {"rows": rows[:most], "more": max(len(rows) - most, 0), "everybody": everybody}


def early(request: SignedIn) -> HttpResponse:
    """Deals of the period that were won before anything else is known of their person."""
    calendar = Calendar.current()
    asked = asking.read(request.GET, calendar)
    many, deals = winning.how_many_early(asked, calendar), winning.early(asked, calendar, reporting.MOST_ROWS)
    shown = {"asked": asked, "deals": deals, "many": many, "more": many - len(deals)}
    return render(request, "insight/early.html", shown)

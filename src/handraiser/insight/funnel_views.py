"""The funnel: how many became what, how they got there, where they came from, and who is showing up."""

from contextlib import suppress

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from handraiser.insight import accepting, charting, files, picking, reporting, showing, winning
from handraiser.insight import asked as asking
from handraiser.insight.behind import address, address_of_week
from handraiser.insight.counting import Numbers
from handraiser.insight.crossing import TooManyToCount
from handraiser.insight.days import Calendar
from handraiser.insight.models import Passage
from handraiser.insight.passing import STAGES
from handraiser.insight.reporting import Number
from handraiser.insight.wording import DIMENSION_NAMES, dates
from handraiser.lifecycle.models import ModelVersion
from handraiser.lifecycle.wording import stage_name
from handraiser.organisation.access import SignedIn


def funnel(request: SignedIn) -> HttpResponse:
    """The numbers of a period, by a dimension, of those whom the filters leave."""
    calendar = Calendar.current()
    asked = asking.read(request.GET, calendar)
    mix = showing.mix(calendar)
    context = _numbers(asked, calendar) | {
        "asked": asked,
        "calendar": calendar,
        "filters": picking.in_force(asked),
        "pickers": picking.pickers(asked),
        "picked": picking.PICKED,
        "mix": [(dates(week, week + 6), _week(week, counts)) for week, counts in reversed(mix.items())],
        "advice": showing.sentence(showing.advise(mix, calendar)),
        "periods": asking.PERIODS.items(),
        "step_names": asking.STEPS.items(),
        "dimensions": DIMENSION_NAMES.items(),
        "stages": [(stage, stage_name(stage)) for stage in STAGES],
        "acceptance": accepting.acceptance(asked, calendar),
        "early": winning.how_many_early(asked, calendar),
        "nobody": not Passage.objects.exists(),
        "no_model": not ModelVersion.objects.exists(),
    }
    return render(request, "insight/funnel.html", context)


def charts(request: SignedIn) -> HttpResponse:
    """The funnel's two charts as Vega-Lite specifications; without the first where there is too much to count."""
    calendar = Calendar.current()
    asked = asking.read(request.GET, calendar)
    found = {"mix": charting.mix(calendar)}
    with suppress(TooManyToCount):
        found["trend"] = charting.trend(asked, calendar)
    return JsonResponse({"charts": found})


def table(request: SignedIn, name: str) -> HttpResponse:
    """One of the page's tables as CSV."""
    if name not in files.TABLES:
        raise Http404(_("The funnel has no table %(name)s.") % {"name": name})
    calendar = Calendar.current()
    return files.answer(name, files.TABLES[name](asking.read(request.GET, calendar), calendar))


def _numbers(asked: asking.Asked, calendar: Calendar) -> dict[str, object]:
    """What is counted; or why it is not."""
    try:
        found = reporting.numbers(asked)
    except TooManyToCount as too_many:
        return {"refused": str(too_many)}
    slices = reporting.slices(found)
    return {
        "steps": reporting.steps(found),
        "slices": slices[: reporting.MOST_ROWS],
        "more_slices": max(len(slices) - reporting.MOST_ROWS, 0),
        "course": _course(found, calendar),
        "velocity": reporting.lead_velocity(found, calendar),
    }


def _course(found: Numbers, calendar: Calendar) -> list[tuple[asking.Asked, list[Number]]]:
    return [
        (part, [Number(counts[stage], address(part, stage)) for stage in STAGES])
        for part, counts in reversed(reporting.course(found, calendar))
    ]


def _week(week: int, counts: dict[str, int]) -> list[Number]:
    return [Number(counts[stage], address_of_week(week, stage)) for stage in STAGES]

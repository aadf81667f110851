"""The page of a shadow run: day by day, who would have entered which stage."""

from typing import Any

import altair as alt
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from handraiser.lifecycle import shadowing
from handraiser.lifecycle.models import Draft, ShadowDay, ShadowRun
from handraiser.lifecycle.shadow_entries import COUNTED
from handraiser.lifecycle.wording import stage_name
from handraiser.organisation import d3
from handraiser.organisation.access import SignedIn, may, only
from handraiser.organisation.models import Role

BOTH = (Role.MARKETING, Role.SALES)
ROWS = 50
HEIGHT = 200
MOST_LABELS = 13  # under the line


@require_safe
def shadow(request: SignedIn, pk: int) -> HttpResponse:
    """The days counted so far, and the people about whom the two differ."""
    run = get_object_or_404(_runs(), pk=pk)
    differences = run.differences.select_related("person").order_by("-begin_us", "stage", "side", "pk")
    page = Paginator(differences, ROWS).get_page(request.GET.get("page"))
    context = {
        "run": run,
        "draft": run.proposal.revision.draft,
        "days": table(run),
        "stages": COUNTED,
        "page": page,
        "speaks": may(request.user, *BOTH),
    }
    with timezone.override(shadowing.zone()):  # its days are the organisation's, wherever the reader is
        return render(request, "lifecycle/shadow.html", context)


@require_safe
def charts(_request: SignedIn, pk: int) -> JsonResponse:
    """One chart a stage, as Vega-Lite."""
    run = get_object_or_404(_runs(), pk=pk)
    return JsonResponse({"charts": {stage: _chart(run, stage) for stage in COUNTED}})


@only(*BOTH)
@require_POST
def begin(request: SignedIn, pk: int) -> HttpResponse:
    """Let a proposed draft run beside the version in force."""
    days = request.POST.get("days", "")
    number = int(days) if days.isascii() and days.isdecimal() and len(days) < 4 else 0
    run = shadowing.begin(get_object_or_404(Draft, pk=pk), number, request.user)
    messages.success(request, _("The shadow run has begun. Each day is counted after its midnight."))
    return redirect("shadow", run.pk)


@only(*BOTH)
@require_POST
def end(request: SignedIn, pk: int) -> HttpResponse:
    """Before its time."""
    shadowing.end(get_object_or_404(ShadowRun, pk=pk), request.user)
    messages.success(request, _("The shadow run has ended. What was counted stays."))
    return redirect("shadow", pk)


def table(run: ShadowRun) -> list[tuple[int, list[ShadowDay]]]:
    """By day, newest first: the row of each stage. A day that is being counted is left out."""
    rows = {(row.begin_us, row.stage): row for row in run.days.filter(begin_us__lt=run.counted_us)}
    days = sorted({begin_us for begin_us, _stage in rows}, reverse=True)
    return [(day, [rows[day, stage] for stage in COUNTED]) for day in days]


def _runs() -> Any:
    return ShadowRun.objects.select_related("proposal__revision__draft", "begun_by", "ended_by")


def _chart(run: ShadowRun, stage: str) -> dict[str, Any]:
    rows = run.days.filter(stage=stage, begin_us__lt=run.counted_us).order_by("begin_us")
    values = [
        {"start": f"{shadowing.day_of(row.begin_us)}T00:00:00", "published": row.published, "drafted": row.drafted}
        for row in rows
    ]
    named = [value["start"] for value in values[:: -(-len(values) // MOST_LABELS) or 1]]
    base = alt.Chart(alt.Data(values=values)).encode(
        x=alt.X("start:T", title=None, axis=alt.Axis(values=named, labelOverlap=True, format=d3.day(), grid=False))
    )
    axis = alt.Axis(tickCount=4, tickMinStep=1, format=",d")
    told = [
        alt.Tooltip("start:T", title="", format=d3.day()),
        alt.Tooltip("published:Q", title=_("In force"), format=",d"),
        alt.Tooltip("drafted:Q", title=_("Draft"), format=",d"),
    ]
    y = alt.Y("drafted:Q", title=_("People"), axis=axis)
    layers = [
        base.mark_line(style="before", aria=False).encode(y=alt.Y("published:Q", title=_("People"))),
        base.mark_line(style="score", aria=False).encode(y=y),
        base.mark_point(style="score", filled=True, size=50, tooltip=True, aria=False).encode(y=y, tooltip=told),
    ]
    said = _("How many became %(stage)s each day, by the draft and by the version in force")
    chart = alt.layer(*layers).properties(
        width="container", height=HEIGHT, description=said % {"stage": stage_name(stage)}
    )
    return {**chart.to_dict(validate=False), "config": {"locale": d3.locale()}}

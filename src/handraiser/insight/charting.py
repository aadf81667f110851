"""The funnel's charts as Vega-Lite specifications. Colours are the page's: marks carry the names of its styles."""

from typing import Any

import altair as alt
from django.utils.translation import gettext as _

from handraiser.insight import reporting, showing
from handraiser.insight.asked import Asked
from handraiser.insight.days import Calendar, to_date
from handraiser.insight.passing import STAGES
from handraiser.insight.wording import dates
from handraiser.lifecycle.wording import stage_name
from handraiser.organisation import d3

HEIGHT = 200
MOST_LABELS = 13  # under the line


def trend(asked: Asked, calendar: Calendar) -> dict[str, Any]:
    """One stage's entries over the period as a line, the period before as a dashed one under it."""
    found = reporting.numbers(asked)
    now, before = reporting.course(found, calendar), reporting.course_before(found, calendar)
    points = []
    for place, (part, counts) in enumerate(now):
        was = before[place] if place < len(before) else None
        points.append(
            {
                "place": place,
                "start": _midnight(part.first),
                "when": dates(part.first, part.last),
                "people": counts[asked.shown],
                "before": was and was[1][asked.shown],
                "earlier": was and dates(was[0].first, was[0].last),
            }
        )
    named = [point["start"] for point in points[:: -(-len(points) // MOST_LABELS)]]
    base = alt.Chart(alt.Data(values=points)).encode(
        x=alt.X("start:T", title=None, axis=alt.Axis(values=named, labelOverlap=True, format=d3.day(), grid=False))
    )
    y = alt.Y("people:Q", title=_("People"), axis=alt.Axis(tickCount=4, tickMinStep=1, format=",d"))
    told = [
        alt.Tooltip("when:N", title=""),
        alt.Tooltip("people:Q", title=_("People"), format=",d"),
        alt.Tooltip("earlier:N", title=_("Before")),
        alt.Tooltip("before:Q", title=_("People"), format=",d"),
    ]
    layers = [
        base.mark_line(style="before", aria=False).encode(y=alt.Y("before:Q", title=_("People"))),
        base.mark_line(style="score", aria=False).encode(y=y),
        base.mark_point(style="score", filled=True, size=50, tooltip=True, aria=False).encode(y=y, tooltip=told),
    ]
    words = {"stage": stage_name(asked.shown), "when": dates(asked.first, asked.last)}
    said = _("How many people became %(stage)s, %(when)s, against the period before") % words
    return _written(alt.layer(*layers).properties(width="container", height=HEIGHT, description=said))


def mix(calendar: Calendar) -> dict[str, Any]:
    """People active by week as bars, stacked by the furthest stage they had reached."""
    values = [
        {
            "week": _midnight(week),
            "when": dates(week, week + 6),
            "stage": stage_name(stage),
            "order": STAGES.index(stage),
            "people": people,
        }
        for week, counts in showing.mix(calendar).items()
        for stage, people in counts.items()
    ]
    chart = (
        alt.Chart(alt.Data(values=values))
        .mark_bar(tooltip=True, aria=False)
        .encode(
            x=alt.X(
                "yearmonthdate(week):O", title=None, axis=alt.Axis(format=d3.day(), labelOverlap=True, labelAngle=0)
            ),
            y=alt.Y("people:Q", title=_("People"), axis=alt.Axis(tickCount=4, tickMinStep=1, format=",d")),
            color=alt.Color(
                "stage:N",
                title=None,
                scale=alt.Scale(domain=[stage_name(stage) for stage in STAGES]),
                legend=alt.Legend(orient="bottom", columns=3),
            ),
            order="order:Q",
            tooltip=[
                alt.Tooltip("when:N", title=""),
                alt.Tooltip("stage:N", title=_("Stage")),
                alt.Tooltip("people:Q", title=_("People"), format=",d"),
            ],
        )
    )
    said = _("People active in each of the last 12 weeks, by the furthest stage they had reached")
    return _written(chart.properties(width="container", height=HEIGHT, description=said))


def _written(chart: alt.LayerChart | alt.Chart) -> dict[str, Any]:
    """Unchecked, for checking takes four times as long as all else; a test does it."""
    return {**chart.to_dict(validate=False), "config": {"locale": d3.locale()}}


def _midnight(day: int) -> str:
    """Without a zone: a date alone would be midnight UTC, which is the day before in America."""
    return f"{to_date(day).isoformat()}T00:00:00"

"""A person's scores over time as Vega-Lite charts. Colours are the page's: marks carry the names of its styles."""

import functools
import json
from itertools import pairwise
from typing import Any

import altair as alt
import pyarrow as pa
from django.utils.translation import gettext as _

from handraiser import clock
from handraiser.lifecycle import explaining, wording
from handraiser.lifecycle.models import StageChange
from handraiser.organisation import d3, regions
from handraiser.people.models import Person
from handraiser.scoring.language import Label, Score

MILLION = 1_000_000
HEIGHT = 130
WEEK_MS = 7 * clock.DAY_US // 1000


def charts(person: Person, from_us: int, to_us: int) -> list[dict[str, Any]]:
    """One chart a score: its course, its labels' thresholds, the stage changes, and the same in a few rows.

    Raises NothingPublished.
    """
    series = explaining.series(person, from_us, to_us)
    model = explaining.in_force(to_us).model
    changes = _changes(person, from_us, to_us)
    return [
        {"title": wording.spoken(score.name), "spec": _chart(course, score, thresholds, changes), "rows": rows(course)}
        for score in model.scores
        for course in [_course(series, score.name)]
        for thresholds in [_thresholds(score, model.labels.get(score.name, ()))]
    ]


def rows(course: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the chart's table says, newest first: now, where label or stage changed, else one moment a week."""
    kept = course[:1]
    for point, after in pairwise([*course[1:], None]):
        assert point is not None
        changed = (point["label"], point["stage"]) != (kept[-1]["label"], kept[-1]["stage"])
        if changed or after is None or point["t"] - kept[-1]["t"] >= WEEK_MS:
            kept.append(point)
    return [{**point, "at_us": point["t"] * 1000} for point in reversed(kept)]


def _chart(
    course: list[dict[str, Any]], score: Score, thresholds: list[dict[str, Any]], changes: list[dict[str, Any]]
) -> dict[str, Any]:
    ends = [point["points"] for point in course if point["points"] is not None] + [0]
    ends += [each["points"] for each in thresholds]
    margin = max(1.0, (max(ends) - min(ends)) * 0.15)  # above: the stages' names
    domain = [min(ends) - (margin if min(ends) < 0 else 0), max(ends) + margin]
    words = {"score": wording.spoken(score.name), "points": f"{course[-1]['points'] or 0:g}"}
    spec = json.loads(_shape(str(regions.locale())))
    for layer in spec["layer"]:
        if "scale" in layer["encoding"].get("y", {}):
            layer["encoding"]["y"]["scale"]["domain"] = domain
    spec["description"] = _("%(score)s over time, now %(points)s points") % words
    spec["datasets"] = {"thresholds": thresholds, "changes": changes, "course": course}
    return dict(spec)


@functools.cache
def _shape(_locale: str) -> str:
    """What is the same for everybody, in the locale that is in use, as JSON: Altair needs 50 ms to say it."""
    y = alt.Y("points:Q", title=None, scale=alt.Scale(domain=[0, 1], nice=False), axis=alt.Axis(tickCount=4))
    x = alt.X("t:T", title=None, axis=alt.Axis(tickCount=6, labelOverlap=True, format=d3.day(), grid=False))
    layers = [*_threshold_layers(y), *_change_layers(x), *_course_layers(x, y)]
    chart = alt.layer(*layers).properties(width="container", height=HEIGHT)
    return json.dumps({**chart.to_dict(), "config": {"locale": d3.locale()}})


def _course_layers(x: alt.X, y: alt.Y) -> list[alt.Chart]:
    base = alt.Chart(alt.NamedData("course")).encode(x=x, y=y)
    told = [
        alt.Tooltip("t:T", title="", format=d3.DATE_AND_TIME),
        alt.Tooltip("points:Q", title=_("Points"), format=".2~f"),
        alt.Tooltip("label:N", title=_("Label")),
        alt.Tooltip("stage:N", title=_("Stage")),
    ]
    line = base.mark_line(interpolate="step-after", style="score", clip=True, aria=False)
    return [line, base.mark_point(size=90, opacity=0, tooltip=True, aria=False).encode(tooltip=told)]


def _threshold_layers(y: alt.Y) -> list[alt.Chart]:
    base = alt.Chart(alt.NamedData("thresholds")).encode(y=y)
    return [
        base.mark_rule(style="threshold", aria=False),
        base.mark_text(style="threshold-text", align="left", dx=3, dy=-6, aria=False).encode(
            x=alt.value(0), text="label:N"
        ),
    ]


def _change_layers(x: alt.X) -> list[alt.Chart]:
    """Each with its stage beside it: before it where it stands at the very end."""
    base = alt.Chart(alt.NamedData("changes")).encode(x=x)
    text = base.encode(y=alt.value(0), text="stage:N")
    told = [alt.Tooltip("stage:N", title=_("Stage")), alt.Tooltip("t:T", title="", format=d3.DATE_AND_TIME)]
    return [
        base.mark_rule(style="change", tooltip=True, aria=False).encode(tooltip=told),
        text.transform_filter("!datum.late").mark_text(style="change-text", align="left", dx=4, dy=8, aria=False),
        text.transform_filter("datum.late").mark_text(style="change-text", align="right", dx=-4, dy=8, aria=False),
    ]


def _course(series: pa.Table, score: str) -> list[dict[str, Any]]:
    rows = series.select(["at_us", f"score.{score}", "stage"]).to_pylist()
    labels = series.column(f"label.{score}").to_pylist() if f"label.{score}" in series.column_names else []
    return [
        {
            "t": row["at_us"] // 1000,
            "points": None if row[f"score.{score}"] is None else row[f"score.{score}"] / MILLION,
            "label": (labels[place] if labels else None) or "–",
            "stage": wording.stage_name(row["stage"]),
        }
        for place, row in enumerate(rows)
    ]


def _thresholds(score: Score, labels: tuple[Label, ...]) -> list[dict[str, Any]]:
    """Those that the score can cross."""
    low, high = score.range.low, score.range.high
    return [
        {"label": label.name, "points": label.threshold / MILLION} for label in labels if low < label.threshold <= high
    ]


def _changes(person: Person, from_us: int, to_us: int) -> list[dict[str, Any]]:
    """The last change of each moment."""
    rows = StageChange.objects.filter(person=person, at_us__range=(from_us, to_us)).order_by("at_us", "order")
    last = {row.at_us: row for row in rows}
    late_us = to_us - (to_us - from_us) // 8
    return [
        {"t": at_us // 1000, "stage": wording.stage_name(row.to_stage), "late": at_us > late_us}
        for at_us, row in last.items()
    ]


def window(person: Person, days: int, now_us: int) -> tuple[int, int]:
    """The last `days`, but not from before there was anything to see."""
    begin = max(now_us - days * clock.DAY_US, person.first_seen_us - clock.DAY_US)
    return min(begin, now_us - clock.DAY_US), now_us

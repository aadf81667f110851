"""Stages, labels and points as people read them."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from handraiser.lifecycle.models import Stage
from handraiser.organisation import regions

register = template.Library()
MILLION = 1_000_000


@register.simple_tag
def stage_chip(stage: str | None) -> SafeString | str:
    """The stage in its colour; nothing while a person has no result yet."""
    if not stage:
        return ""
    words = Stage(stage).label if stage in Stage.values else stage
    return format_html('<span class="chip {}">{}</span>', stage, words)


@register.filter
def points(millionths: int | str | None) -> str:
    """Integer millionths as points: `82`, `12.5`, `-3`; at most two decimals. A dash where there is no result."""
    if not isinstance(millionths, int):
        return "–"
    return regions.number(millionths / MILLION)


@register.filter
def whole(millionths: int | str | None) -> str:
    """Points without decimals, for lists."""
    return points(round(millionths, -6)) if isinstance(millionths, int) else "–"


@register.filter
def exact_points(millionths: int | None) -> str:
    """To the millionth, as lines are added up."""
    return "" if millionths is None else f"{millionths / MILLION:.6f}".rstrip("0").rstrip(".")


@register.filter
def signed(millionths: int) -> str:
    """Points with their sign: `+10`, `−3`, `0`."""
    return f"+{points(millionths)}" if millionths > 0 else points(millionths)


@register.filter
def percent(share: float | None) -> str:
    """0.5 as `50 %`."""
    return "–" if share is None else f"{round(share * 100)} %"


@register.filter
def of(mapping: dict[str, object] | None, key: str) -> object:
    """The value of a key that only the model knows."""
    return (mapping or {}).get(key)


@register.simple_tag
def stages() -> list[tuple[str, str]]:
    """Every stage with its word."""
    return [(value, str(label)) for value, label in Stage.choices]

"""Times as people read them: how long ago, with the exact moment in the user's zone on hover."""

from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton, format_time, format_timedelta
from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from handraiser import clock
from handraiser.organisation import regions

register = template.Library()
Unit = Literal["day", "hour", "minute"]
STEPS: tuple[tuple[int, Unit], ...] = ((clock.DAY_US, "day"), (clock.HOUR_US, "hour"), (clock.MINUTE_US, "minute"))


@register.simple_tag
def moment(at: int | datetime | None) -> SafeString | str:
    """`5m ago`, `in 3d`, or a date when further than a week; microseconds or a datetime."""
    if at is None:
        return _("never")
    at_us = at if isinstance(at, int) else clock.to_us(at)
    local = _local(at_us)
    return format_html(
        '<time datetime="{}" title="{}" data-us="{}">{}</time>', local.isoformat(), exact(at_us), at_us, _roughly(at_us)
    )


@register.filter
def exact(at_us: int) -> str:
    """`3 May 2026, 14:05:09 (Europe/Zurich)`."""
    local = _local(at_us)
    zone = local.tzinfo.key if isinstance(local.tzinfo, ZoneInfo) else "UTC"
    return f"{_date('yMMMd', local)}, {format_time(local, 'medium', locale=regions.locale())} ({zone})"


@register.filter
def typed_moment(at_us: int) -> str:
    """As a field for date and time takes it, in the zone in use: `2026-05-03T14:05:09`."""
    return _local(at_us).strftime("%Y-%m-%dT%H:%M:%S")


@register.filter
def day(at_us: int | None) -> str:
    """`3 May`, with the year where it is not this one."""
    if at_us is None:
        return ""
    local = _local(at_us)
    return _date("MMMd" if local.year == timezone.localtime().year else "yMMMd", local)


@register.filter
def day_name(at_us: int) -> str:
    """`Today`, `Yesterday`, else the weekday and the date."""
    ago = (timezone.localdate() - _local(at_us).date()).days
    if ago in {0, 1}:
        return _("Today") if ago == 0 else _("Yesterday")
    return f"{_date('EEEE', _local(at_us))}, {day(at_us)}"


@register.filter
def clock_time(at_us: int) -> str:
    """`14:05`, or `2:05 PM`."""
    return str(format_time(_local(at_us), "short", locale=regions.locale()))


@register.filter
def day_and_time(at: datetime) -> str:
    """`3 May, 14:05` in the zone and region in use."""
    at_us = clock.to_us(at)
    return f"{day(at_us)}, {clock_time(at_us)}"


@register.filter
def seconds(span_us: float | None) -> str:
    """A duration of microseconds as `84 ms` or `1.2 s`."""
    if span_us is None:
        return "–"
    if span_us < clock.SECOND_US:
        return f"{span_us / 1000:.0f} ms"
    if span_us < 2 * clock.MINUTE_US:
        return f"{span_us / clock.SECOND_US:.1f} s"
    return f"{span_us / clock.MINUTE_US:.0f} min"


def _roughly(at_us: int) -> str:
    ago_us = clock.now_us() - at_us
    if abs(ago_us) >= 7 * clock.DAY_US:
        return day(at_us)
    for size, unit in STEPS:
        if abs(ago_us) >= size:
            return _relative(-(abs(ago_us) // size) if ago_us > 0 else abs(ago_us) // size, unit)
    return _("just now") if ago_us >= 0 else _("in a moment")


def _relative(units: int, unit: Unit) -> str:
    """`5h ago`, `in 3d`; the script that keeps these true on an open page asks the browser for the same words."""
    span = timedelta(**{f"{unit}s": units})
    tongue = (get_language() or "en").replace("-", "_")
    return str(
        format_timedelta(span, granularity=unit, threshold=1, format="narrow", add_direction=True, locale=tongue)
    )


def _date(skeleton: str, local: datetime) -> str:
    return str(format_skeleton(skeleton, local, locale=regions.locale()))


def _local(at_us: int) -> datetime:
    try:
        return timezone.localtime(clock.from_us(at_us))
    except OverflowError:  # a time that an SDK made up: the year 30000
        return timezone.localtime(clock.from_us(0))

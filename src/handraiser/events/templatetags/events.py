"""Events as people read them."""

import itertools
import json
from collections.abc import Collection, Iterator

from django import template
from django.utils.translation import gettext as _

from handraiser.events.models import Flag, Kind
from handraiser.events.reading import EventRow

register = template.Library()
SHOWN_ELSEWHERE = {"path", "url", "title", "referrer", "search", "name"}
ICONS = {
    Kind.TRACK: "mouse-pointer-click",
    Kind.PAGE: "file-text",
    Kind.SCREEN: "smartphone",
    Kind.IDENTIFY: "id-card",
    Kind.GROUP: "building-2",
    Kind.ALIAS: "link",
}


@register.filter
def deed(event: EventRow) -> str:
    """What was done, in few words: the event's name, the page's title or path, or the kind of call."""
    if event.kind == Kind.TRACK:
        return event.name or ""
    if event.kind == Kind.PAGE:
        return _("Viewed %(page)s") % {"page": event.title or event.path or event.name or _("a page")}
    if event.kind == Kind.SCREEN:
        return _("Opened %(screen)s") % {"screen": event.name or _("a screen")}
    words = {Kind.IDENTIFY: _("Said who they are"), Kind.GROUP: _("Joined a company"), Kind.ALIAS: _("Took another id")}
    return str(words.get(Kind(event.kind), event.kind))


@register.filter
def particulars(event: EventRow) -> str:
    """What else is worth a glance: the page's path, or the first few plain values that came along."""
    if event.kind == Kind.PAGE:
        return (event.path or "")[:60] if event.title else ""
    try:
        message = json.loads(event.payload)
    except ValueError:
        return ""
    said = message.get("traits" if event.kind in {Kind.IDENTIFY, Kind.GROUP} else "properties")
    shown = frozenset() if event.kind == Kind.TRACK else SHOWN_ELSEWHERE
    return " · ".join(itertools.islice(_plain(said, shown), 3))[:120]


def _plain(said: object, shown: Collection[str]) -> Iterator[str]:
    for name, value in said.items() if isinstance(said, dict) else ():
        if isinstance(value, dict):
            yield from _plain(value, shown)
        elif isinstance(value, str) and value and name not in shown:
            yield value[:60]
        elif isinstance(value, int | float) and name not in shown:
            yield f"{name} {value}"[:60]


@register.filter
def event_icon(event: EventRow) -> str:
    """The name of the kind's icon."""
    return ICONS.get(Kind(event.kind), "circle")


@register.filter
def by_robot(event: EventRow) -> bool:
    """Whether it was judged to come from a crawler, a scanner or a browser without a screen."""
    return bool(event.flags & (Flag.BOT | Flag.HEADLESS))


@register.filter
def whose(event: EventRow) -> str:
    """The id it was sent with."""
    return event.user_id or event.anonymous_id or ""


@register.filter
def at(mapping: dict[int, str], key: int) -> str:
    """The value of a key that only the template knows."""
    return mapping.get(key, "")

"""How far an erasure is."""

from django import template

from handraiser.privacy.erasing import EVENTS
from handraiser.privacy.models import Erasure

register = template.Library()


@register.filter
def events_gone(erasure: Erasure) -> int:
    """Deleted from the log so far."""
    return int(erasure.gone.get(EVENTS, 0))


@register.filter
def events_held(erasure: Erasure) -> int:
    """Those there were; at least one, so that a bar can be drawn."""
    return max(1, int(erasure.expected.get(EVENTS, 0)))

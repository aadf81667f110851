"""Numbers of prepared rows."""

from django import template

from handraiser.audiences.models import UNKNOWN

register = template.Library()


@register.filter
def known(number: int) -> int | None:
    """None where it is not known."""
    return None if number == UNKNOWN else number

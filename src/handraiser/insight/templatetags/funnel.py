"""Counts that lead to the people behind them, shares and spans, as the user's region writes them."""

from decimal import Decimal

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from handraiser.insight.asked import Asked
from handraiser.insight.models import LONGEST_STAY
from handraiser.insight.reporting import Number
from handraiser.insight.wording import dates
from handraiser.organisation import regions

register = template.Library()


@register.simple_tag
def people(number: Number | None) -> SafeString | str:
    """The count, as a link to exactly these people; nothing to follow where there are none."""
    if number is None:
        return "–"
    if not number.people:
        return "0"
    return format_html('<a href="{}?{}">{}</a>', reverse("people"), number.address, regions.number(number.people))


@register.filter
def percent(share: float | None) -> str:
    """`12.5 %`; a dash where there was nothing to divide by."""
    return "–" if share is None else f"{regions.number(share * 100, 1)} %"


@register.filter
def signed(share: float | None) -> str:
    """`+12.5 %`."""
    return "–" if share is None else f"{'+' if share > 0 else ''}{percent(share)}"


@register.filter
def more_or_less(difference: int) -> str:
    """`+3`, `−2`; nothing where there is none."""
    return f"{'+' if difference > 0 else ''}{regions.number(difference)}" if difference else ""


@register.filter
def money_more_or_less(difference: Decimal, currency: str) -> str:
    """`+1,200 EUR`; nothing where there is none."""
    return f"{'+' if difference > 0 else '−'}{regions.money(abs(difference), currency)}" if difference else ""


@register.filter
def days(span: float | None) -> str:
    """`3.5`, `> 400`; a dash where nobody stayed."""
    if span is None:
        return "–"
    return f"> {LONGEST_STAY}" if span > LONGEST_STAY else regions.number(span, 1)


@register.filter
def between(asked: Asked) -> str:
    """`3 – 30 May 2026`."""
    return dates(asked.first, asked.last)


@register.simple_tag
def asking(asked: Asked, **changes: str) -> str:
    """The page's query with changes."""
    return asked.query(**changes)

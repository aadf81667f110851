"""Counts and money as the user's region writes them."""

from decimal import Decimal

from django import template

from handraiser.organisation import regions

register = template.Library()


@register.filter
def number(value: float | Decimal | None) -> str:
    """`1,234.5`; a dash for None."""
    return "–" if value is None else regions.number(value)


@register.filter
def money(amount: Decimal | None, currency: str) -> str:
    """`1,234.50 CHF`; a dash for an unknown amount."""
    return "–" if amount is None else regions.money(amount, currency)

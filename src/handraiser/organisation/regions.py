"""How a region writes dates and numbers, and with which day its week begins: CLDR, through Babel.

The words stay those of the page's language: English with Swiss numbers is `en_CH`. Where no region is in use (the
command line) Europe's is.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import Decimal
from functools import cache

from babel import Locale, UnknownLocaleError, localedata
from babel.numbers import format_currency, format_decimal
from django.utils import translation

EUROPE = "150"
_region: ContextVar[str] = ContextVar("region", default=EUROPE)


@contextmanager
def use(region: str) -> Iterator[None]:
    """Write for this region within the block."""
    before = _region.set(region)
    try:
        yield
    finally:
        _region.reset(before)


def locale() -> Locale:
    """The page's language as the region in use writes it."""
    return _locale(translation.get_language() or "en", _region.get())


def number(value: float | Decimal, places: int = 2) -> str:
    """Grouped, at most `places` decimals, with a real minus sign: `1,234.5`, `−3`."""
    pattern = "#,##0." + "#" * places if places else "#,##0"
    text = format_decimal(value, pattern, locale=locale())
    return "0" if text == "-0" else text.replace("-", "−")


def money(amount: Decimal, currency: str) -> str:
    """`1,234.50 CHF`, in the region's order; whole amounts without their zeros."""
    whole = amount == amount.to_integral_value()
    pattern = str(locale().currency_formats["standard"].pattern)
    return str(
        format_currency(
            amount,
            currency,
            pattern.replace(".00", "") if whole else pattern,
            locale=locale(),
            currency_digits=not whole,
        )
    )


def first_weekday() -> int:
    """0 is Monday, 6 Sunday."""
    return int(locale().first_week_day)


@cache
def choices() -> list[tuple[str, str]]:
    """Regions for which English has formats, by name; Europe, the default, first."""
    codes = {
        each.split("_")[1] for each in localedata.locale_identifiers() if each.count("_") == 1 and each[:3] == "en_"
    }
    names = Locale("en").territories
    named = sorted((str(names[code]), code) for code in codes if len(code) == 2 and code in names)
    return [(EUROPE, "Europe"), *((code, name) for name, code in named)]


@cache
def _locale(language: str, region: str) -> Locale:
    tongue = language.partition("-")[0]
    try:
        return Locale.parse(f"{tongue}_{region}")
    except (UnknownLocaleError, ValueError):
        return Locale.parse(tongue)

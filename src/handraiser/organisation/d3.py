"""How the region in use writes dates and numbers in charts: CLDR's patterns in the words of d3, which Vega reads."""

import re
from typing import Any

from handraiser.organisation import regions

# https://d3js.org/d3-time-format#locale_format by Unicode's date field symbols
DIRECTIVES = {
    "d": "%-d",
    "dd": "%d",
    "E": "%a",
    "EEE": "%a",
    "EEEE": "%A",
    "M": "%-m",
    "MM": "%m",
    "MMM": "%b",
    "MMMM": "%B",
    "y": "%Y",
    "yy": "%y",
    "yyyy": "%Y",
    "H": "%-H",
    "HH": "%H",
    "h": "%-I",
    "hh": "%I",
    "mm": "%M",
    "ss": "%S",
    "a": "%p",
}
_FIELD = re.compile(r"'([^']*)'|([A-Za-z])\2*")
DATE, DATE_AND_TIME = "%x", "%x, %X"


def day() -> str:
    """The directives of a day without its year: `%-d %b`."""
    return directives(str(regions.locale().datetime_skeletons["MMMd"].pattern))


def directives(pattern: str) -> str:
    """A CLDR pattern as d3 writes it. Raises KeyError for a field that charts have no use for."""
    return _FIELD.sub(lambda found: found[1] if found[1] is not None else DIRECTIVES[found[0]], pattern)


def locale() -> dict[str, Any]:
    """Vega-Lite's `config.locale`: https://vega.github.io/vega-lite/docs/config.html."""
    place = regions.locale()
    symbols, months, days = place.number_symbols["latn"], place.months["format"], place.days["format"]
    date = directives(str(place.datetime_skeletons["yMMMd"].pattern))
    time = directives(str(place.time_formats["short"].pattern))
    periods = place.day_periods["format"]["abbreviated"]
    weekdays = [6, 0, 1, 2, 3, 4, 5]  # d3 begins on Sunday, Babel counts from Monday
    return {
        "number": {
            "decimal": symbols["decimal"],
            "thousands": symbols["group"],
            "grouping": [3],
            "currency": ["", ""],
            "minus": "\N{MINUS SIGN}",
        },
        "time": {
            "dateTime": f"{date}, {time}",
            "date": date,
            "time": time,
            "periods": [periods["am"], periods["pm"]],
            "days": [days["wide"][each] for each in weekdays],
            "shortDays": [days["abbreviated"][each] for each in weekdays],
            "months": [months["wide"][each] for each in range(1, 13)],
            "shortMonths": [months["abbreviated"][each] for each in range(1, 13)],
        },
    }

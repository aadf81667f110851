"""One cell as a date, a number, a yes or no. Empty is missing, never a value."""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, tzinfo
from decimal import Decimal

from handraiser.clock import to_us
from handraiser.events import clocks

LONGEST_NUMBER = 50  # characters
FORMATS = ("iso", "dd.mm.yyyy", "dd/mm/yyyy", "mm/dd/yyyy", "seconds")
_DATE = re.compile(
    r"\s*(\d{1,2})[./-](\d{1,2})[./-](\d{1,4}),?"
    r"(?:[ T]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*([AaPp]\.?[Mm]\.?)?)?\s*"
)
_PLAIN = re.compile(r"[+-]?(\d+|\d{1,3}(?:[ '’\u00a0\u202f]\d{3})+)(\.\d+)?")
_YES = frozenset({"yes", "true", "1", "y", "ja", "oui", "si", "x", "on", "t"})
_NO = frozenset({"no", "false", "0", "n", "nein", "non", "off", "f"})


def date_format(cells: Iterable[str]) -> tuple[str, bool]:
    """The format that reads all of a column's cells, and whether two do: then somebody must say which."""
    filled = [cell for cell in cells if cell.strip()][:500]
    fitting = [name for name in FORMATS if filled and all(_readable(cell, name) for cell in filled)]
    slashes = "/" in "".join(filled)
    order = (
        "iso",
        "seconds",
        *(("mm/dd/yyyy", "dd/mm/yyyy", "dd.mm.yyyy") if slashes else ("dd.mm.yyyy", "mm/dd/yyyy", "dd/mm/yyyy")),
    )
    fitting.sort(key=order.index)
    asked = {"dd/mm/yyyy", "mm/dd/yyyy"} <= set(fitting) and slashes and "iso" not in fitting
    return (fitting[0] if fitting else "iso"), asked


def _readable(cell: str, name: str) -> bool:
    try:
        moment(cell, name, UTC)
    except ValueError:
        return False
    return True


def moment(cell: str, name: str, zone: tzinfo) -> int:
    """Microseconds UTC; a date without time is its first instant in `zone`. Raises ValueError."""
    text = cell.strip()
    if name == "seconds":
        return clocks.read(float(text))
    if name == "iso":
        found = datetime.fromisoformat(text.replace("/", "-") if "/" in text else text)
        return to_us(found if found.tzinfo else found.replace(tzinfo=zone))
    match = _DATE.fullmatch(text)
    if match is None:
        raise ValueError(text)
    first, second, year = (int(part) for part in match.group(1, 2, 3))
    day, month = (second, first) if name == "mm/dd/yyyy" else (first, second)
    hour = int(match[4] or 0)
    if match[7]:
        hour = hour % 12 + (12 if match[7][0] in "pP" else 0)
    year += 2000 if year < 70 else 1900 if year < 100 else 0
    return to_us(datetime(year, month, day, hour, int(match[5] or 0), int(match[6] or 0), tzinfo=zone))


def decimal_mark(cells: Iterable[str]) -> str:
    """`,` where the column's numbers are written 1.234,56; else `.`."""
    for cell in cells:
        digits = re.sub(r"[^\d.,]", "", cell)
        comma, point = digits.rfind(","), digits.rfind(".")
        if comma > point and (point >= 0 or len(digits) - comma - 1 != 3):
            return ","
        if point > comma and (comma >= 0 or len(digits) - point - 1 != 3):
            return "."
    return "."


def number(cell: str, mark: str) -> int | float:
    """`1'234.50`, `1.234,50 €`, `(12)` for minus twelve. Raises ValueError."""
    text = re.sub(r"(?i)^[a-z$€£¥]{0,3}\s*|\s*[a-z$€£¥%]{0,3}$", "", cell.strip())
    if text.startswith("(") and text.endswith(")"):
        text = f"-{text[1:-1]}"
    between = "." if mark == "," else ","
    text = re.sub(rf"[{between}](?=\d{{3}}(\D|$))", "", text)
    if between in text:  # 1234.56 in a column of 1.234,56 is not 123456
        raise ValueError(cell)
    text = text.replace(",", ".")
    if not _PLAIN.fullmatch(text) or len(text) > LONGEST_NUMBER:
        raise ValueError(cell)
    value = Decimal(re.sub(r"[^\d.+-]", "", text))
    return int(value) if value == value.to_integral_value() and abs(value) < 2**53 else float(value)


def answer(cell: str) -> bool:
    """Yes or no. Raises ValueError."""
    word = cell.strip().lower()
    if word in _YES or word in _NO:
        return word in _YES
    raise ValueError(cell)


def kind_of(cells: Iterable[str]) -> str:
    """What a column without a field of ours holds: "number", "answer" or "text". Leading zeros make it text."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    if filled and all(re.fullmatch(r"-?(0|[1-9]\d{0,14})(\.\d{1,9})?", cell) for cell in filled):
        return "number"
    if filled and {cell.lower() for cell in filled} <= {"true", "false", "yes", "no"}:
        return "answer"
    return "text"


Reader = Callable[[str], object]

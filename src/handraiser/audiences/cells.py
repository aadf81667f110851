"""What stands in the cells of a list: drawn by functions, one a column, not by a part of a template each."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from handraiser.audiences.columns import Column, ListKind
from handraiser.audiences.kinds import CHANNELS
from handraiser.lifecycle.templatetags.standing import stage_chip, whole
from handraiser.organisation import regions

NOTHING = {True: SafeString('<td class="none number"></td>'), False: SafeString('<td class="none"></td>')}
SAID_BY_THEMSELVES = {"email", "title", "company_name", "owner_name"}  # understood without the column's name


class Cell(NamedTuple):
    """`html` is the whole cell, except for a moment: that stands in `at_us`."""

    html: SafeString = SafeString("")
    name: str = ""
    at_us: int = 0


class Drawn(NamedTuple):
    """One row. address: of its page. beneath: what stands in small letters below a person's name."""

    row: Any
    address: str
    beneath: str
    cells: list[Cell]


def drawn(kind: ListKind, row: Any, columns: Mapping[Column, str]) -> Drawn:
    """columns: those after the first, with their words."""
    is_person = kind.name == "people"
    return Drawn(
        row,
        reverse("person" if is_person else "company", args=[row.key]),
        _beneath(row, {column.order for column in columns}) if is_person else "",
        [_cell(getattr(row, column.order), column, words) for column, words in columns.items()],
    )


def _beneath(row: Any, shown: set[str]) -> str:
    """What neither the name nor a column shows already."""
    named = {"email"} if not row.name else set()
    return next((text for name in ("email", "title") if name not in shown | named and (text := getattr(row, name))), "")


def _cell(value: Any, column: Column, words: str) -> Cell:
    if value == column.nothing and not (column.kind == "count" and value == 0):
        return Cell(NOTHING[column.is_number])
    if column.kind == "moment":
        return Cell(name=words, at_us=value)
    return Cell(DRAWN.get(column.kind, _text)(value, column, words))


def _text(value: str, column: Column, words: str) -> SafeString:
    name = "" if column.order in SAID_BY_THEMSELVES else words
    return format_html(
        '<td{}><span class="cut {}" dir="auto">{}</span></td>',
        _named(name),
        column.kind,
        CHANNELS.get(value, value) if column.kind == "channel" else value,
    )


def _stage(value: str, _column: Column, _words: str) -> SafeString:
    return format_html("<td>{}</td>", stage_chip(value))


def _matrix(value: str, _column: Column, _words: str) -> SafeString:
    return format_html('<td><span class="matrix">{}</span></td>', value)


def _points(value: int, _column: Column, words: str) -> SafeString:
    return format_html('<td class="number"{}>{}</td>', _named(words), whole(value))


def _count(value: int, _column: Column, words: str) -> SafeString:
    return format_html('<td class="number"{}>{}</td>', _named(words), regions.number(value, 0))


def _named(words: str) -> SafeString:
    """For narrow screens, where a row has no headings above it."""
    return format_html(' data-name="{}"', words) if words else SafeString("")


DRAWN: dict[str, Callable[[Any, Column, str], SafeString]] = {
    "stage": _stage,
    "matrix": _matrix,
    "points": _points,
    "count": _count,
}

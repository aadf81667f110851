"""What the pages show of an import: how its columns would be read, and what became of it."""

import zoneinfo
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from handraiser import clock
from handraiser.exchange.importing import listing, mapping, preparing, reading
from handraiser.exchange.importing.cells import Reader, Refused
from handraiser.exchange.importing.detecting import Form
from handraiser.exchange.importing.judging import Judge, Judged
from handraiser.exchange.importing.mapping import Column
from handraiser.exchange.importing.remarks import Reason
from handraiser.exchange.importing.targets import LEAVE_OUT, TARGETS, Reads, own
from handraiser.exchange.importing.telling import Writing
from handraiser.exchange.models import Import
from handraiser.organisation.models import Organisation
from handraiser.people.models import Person

MOST_PEOPLE = 12
DATES = (
    ("iso", "2026-03-31"),
    ("dd.mm.yyyy", "31.03.2026"),
    ("dd/mm/yyyy", "31/03/2026"),
    ("mm/dd/yyyy", "03/31/2026"),
    ("seconds", "1774915200"),
)
NUMBERS = ((".", "1,234.56"), (",", "1.234,56"))


@dataclass(frozen=True)
class ColumnView:
    """One column with what can be chosen for it. `choice`: a field, "own" or "" (left out)."""

    at: int
    column: Column
    choice: str
    forms: tuple[tuple[str, str], ...]
    examples: list[str]


@dataclass(frozen=True)
class RowView:
    """One of the first rows, as it would be read; None in `cells` is missing."""

    number: int
    cells: list[str | None]
    remarks: list[tuple[str | Promise, str, bool]]


def column_views(row: Import) -> list[ColumnView]:
    """Every column with its first three values."""
    columns = preparing.columns_of(row)
    first = [found.cells for found in islice(reading.rows(preparing.path_of(row), Form.of(row.form)), mapping.SHOWN)]
    return [
        _column_view(row.kind, at, column, [cells[at] for cells in first if at < len(cells)])
        for at, column in enumerate(columns)
    ]


def _column_view(kind: str, at: int, column: Column, cells: list[str]) -> ColumnView:
    choice = "own" if column.target.startswith(own(kind)) else column.target
    forms = DATES if column.reads == Reads.MOMENT else NUMBERS if column.reads in (Reads.MONEY, Reads.WHOLE) else ()
    examples = [cell.replace("\0", "").strip()[:60] for cell in cells if cell.strip()][:3]
    return ColumnView(at, column, choice, forms, examples)


def choices(kind: str) -> list[tuple[str, str | Promise]]:
    """What a column can be."""
    kept = _("Keep as a trait of its own") if own(kind) == "trait:" else _("Keep as a property of its own")
    return [("own", kept), (LEAVE_OUT, _("Leave out")), *((target.name, target.words) for target in TARGETS[kind])]


def preview(row: Import) -> list[RowView]:
    """The first rows as they would be read."""
    zone = zoneinfo.ZoneInfo(Organisation.get().time_zone)
    columns = preparing.columns_of(row)
    reader = Reader(columns, zone)
    writing = Writing(row.pk, 0, clock.now_us(), event=row.options.get("event", ""))
    judge = Judge(row.kind, reader, writing)
    rows = islice(reading.rows(preparing.path_of(row), Form.of(row.form)), mapping.SHOWN)
    return [_row_view(columns, reader, judge.judge(each)) for each in rows]


def _row_view(columns: list[Column], reader: Reader, judged: Judged) -> RowView:
    remarks: list[tuple[str | Promise, str, bool]] = [
        (Reason(each.reason).label, each.found, each.refused) for each in judged.remarks
    ]
    cells = list(judged.row.cells[: len(columns)])
    try:
        said = reader.read(judged.row.cells)
    except Refused:
        shown: list[str | None] = [cell.strip() or None for cell in cells]
    else:
        shown = [_shown(said.own if column.reads == Reads.AUTO else said.fields, column) for column in columns]
    return RowView(judged.row.number, shown, remarks)


def _shown(values: dict[str, Any], column: Column) -> str | None:
    name = column.target.partition(":")[2] or column.target
    if not column.target or name not in values:
        return None
    value = values[name]
    if column.reads == Reads.MOMENT:
        return f"{clock.from_us(value):%Y-%m-%d %H:%M} UTC"
    return {True: _("yes"), False: _("no")}[value] if isinstance(value, bool) else str(value)


def reasons(row: Import) -> list[tuple[str | Promise, int]]:
    """Why rows were refused or remarked on, the most frequent first."""
    return [(Reason(code).label, count) for code, count in sorted(row.reasons.items(), key=lambda each: -each[1])]


def people(row: Import) -> list[Person]:
    """Some of the people about whom it says something."""
    if row.source_id is None:
        return []
    return list(listing.people(row, MOST_PEOPLE).order_by("name", "email"))

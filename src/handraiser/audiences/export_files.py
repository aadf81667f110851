"""Lists as files: CSV and Excel, harmless for whoever opens them there."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter
from django.utils import timezone

from handraiser import clock
from handraiser.audiences.columns import Column
from handraiser.audiences.kept import Format

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes for the beginning of a formula
MILLION = 1_000_000
Value = str | int | float | None


def write(file: Path, format: str, columns: Sequence[Column], rows: Iterable[Any]) -> None:
    """One line a row below the columns' names. Times are ISO 8601 in the zone in force; rows are taken one by one."""
    lines = _lines(columns, rows)
    if format == Format.CSV:
        _write_csv(file, lines)
    else:
        _write_xlsx(file, lines)


def _lines(columns: Sequence[Column], rows: Iterable[Any]) -> Iterator[list[Value]]:
    yield [str(column.words) for column in columns]
    for row in rows:
        yield [_value(row, column) for column in columns]


def _value(row: Any, column: Column) -> Value:
    if column.order == "called":
        return str(row.name or getattr(row, "email", ""))
    value: Any = getattr(row, column.order)
    if (value == column.nothing and column.kind != "count") or (column.kind == "count" and value < 0):
        return None
    if column.kind == "points":
        return float(value / MILLION)
    if column.kind == "moment":
        return str(timezone.localtime(clock.from_us(value)).isoformat(timespec="seconds"))
    return value if isinstance(value, int) else str(value)


def _write_csv(file: Path, lines: Iterable[list[Value]]) -> None:
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        csv.writer(out).writerows([_harmless(value) for value in line] for line in lines)


def _harmless(value: Value) -> Value:
    """Text that a spreadsheet would run gets an apostrophe; numbers stay numbers."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def _write_xlsx(file: Path, lines: Iterable[list[Value]]) -> None:
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "in_memory": False}
    with xlsxwriter.Workbook(file, options | {"tmpdir": str(file.parent)}) as book:
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 1)
        for line, values in enumerate(lines):
            for place, value in enumerate(values):
                if isinstance(value, str):
                    sheet.write_string(line, place, value)
                elif value is not None:
                    sheet.write_number(line, place, value)

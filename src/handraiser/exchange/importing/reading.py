"""The rows of a file, one at a time: nothing of it is held in memory but the row."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _

from handraiser.exchange.importing.detecting import LONGEST_CELL, Form, Unreadable

MOST_COLUMNS = 1_000


class Row(NamedTuple):
    """`number` counts rows, the header being row 1; a row whose cells hold line breaks is one row."""

    number: int
    cells: list[str]


def folder() -> Path:
    """Where the files wait; readable by us only."""
    place = settings.DATA / "imports"
    place.mkdir(0o700, parents=True, exist_ok=True)
    return place


def header(path: Path, form: Form) -> list[str]:
    """The names of the columns; an unnamed one is called by its number. Raises Unreadable."""
    first = next(_records(path, form), None)
    if first is None or not any(cell.strip() for cell in first):
        raise Unreadable(_("The first row is empty; it must hold the names of the columns."))
    if len(first) > MOST_COLUMNS:
        raise Unreadable(_("The first row has %(count)s cells; up to 1,000 columns are read.") % {"count": len(first)})
    named = [cell.replace("\0", "").strip() for cell in first]
    return [name[:255] or _("Column %(number)s") % {"number": at + 1} for at, name in enumerate(named)]


def rows(path: Path, form: Form) -> Iterator[Row]:
    """All rows below the header; those without a single character are left out. Raises Unreadable."""
    for number, cells in enumerate(_records(path, form), 1):
        if number > 1 and any(cells):
            yield Row(number, cells)


def _records(path: Path, form: Form) -> Iterator[list[str]]:
    if not path.is_file():
        raise Unreadable(
            _("The file is not in this machine's data folder any more, or on another machine. Bring it again.")
        )
    csv.field_size_limit(LONGEST_CELL)
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if form.quote else csv.QUOTE_NONE
    with path.open(
        encoding="utf-8-sig" if form.encoding == "utf-8" else form.encoding, errors="replace", newline=""
    ) as file:
        lines = (line.replace("\0", "") for line in file)
        reader = csv.reader(lines, delimiter=form.delimiter, quotechar=form.quote or None, quoting=quoting)
        try:
            yield from reader
        except (csv.Error, UnicodeError) as error:
            raise Unreadable(
                _("Reading stops near line %(line)s: %(error)s. Is it another delimiter, quote or encoding?")
                % {"line": reader.line_num, "error": error}
            ) from error

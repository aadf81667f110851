"""The rows that were refused, or imported with a remark, as a file to mend and to import again."""

import csv
import io
from collections.abc import Iterator, Sequence

from handraiser.exchange.importing.remarks import Reason
from handraiser.exchange.models import Import

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")  # what a spreadsheet would compute
MARK = "\ufeff"  # so that spreadsheets read it as UTF-8


def report(row: Import, *, refused_only: bool) -> str:
    """CSV: row number, what became of it, why, where, and the cells as they stood. No cell is a formula."""
    text = io.StringIO()
    writer = csv.writer(text)
    headers = [str(column["header"]) for column in row.columns]
    writer.writerow(["row", "imported", "reason", "column", "found", *map(safe, headers)])
    writer.writerows(_lines(row, refused_only))
    return MARK + text.getvalue()


def _lines(row: Import, refused_only: bool) -> Iterator[Sequence[object]]:
    remarks = row.remarks.order_by("row", "id")
    for remark in remarks.filter(refused=True) if refused_only else remarks:
        about = safe(str(Reason(remark.reason).label)), safe(remark.column), safe(remark.found)
        yield (remark.row, "no" if remark.refused else "yes", *about, *map(safe, remark.cells))


def safe(cell: str) -> str:
    """Text that a spreadsheet shows and does not compute."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell

"""How is this file written: its encoding, what parts its cells, what quotes them. A guess from the beginning."""

import codecs
import csv
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import charset_normalizer
import clevercsv
from django.utils.translation import gettext as _

from handraiser.errors import HandraiserError

SAMPLE = 256 * 1024  # bytes looked at
LONGEST_CELL = 1_000_000  # characters; a quote that never ends would make one cell of the file
LINES = 60  # of them for the delimiter
DELIMITERS = (",", ";", "\t", "|")
ENCODINGS = ("utf-8", "utf-16", "utf-16-le", "utf-16-be", "windows-1252", "iso-8859-1", "iso-8859-15", "windows-1250",
             "windows-1251", "mac-roman", "shift_jis", "gb18030")  # fmt: skip
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class Unreadable(HandraiserError):
    """The file is no text of rows, or not in the form that was said."""


@dataclass(frozen=True)
class Form:
    """`quote` is "" where nothing is quoted."""

    encoding: str
    delimiter: str
    quote: str = '"'

    @classmethod
    def of(cls, told: dict[str, Any]) -> "Form":
        """Raises Unreadable for a form that is not offered."""
        form = cls(str(told.get("encoding")), str(told.get("delimiter")), str(told.get("quote", '"')))
        if form.encoding not in ENCODINGS or form.delimiter not in DELIMITERS or form.quote not in ('"', "'", ""):
            raise Unreadable(_("This encoding, delimiter or quote is none that is offered."))
        return form

    def told(self) -> dict[str, str]:
        """As JSON."""
        return asdict(self)


def detect(path: Path) -> Form:
    """The form that the file's beginning suggests. Raises Unreadable where it is empty or no text."""
    with path.open("rb") as file:
        sample = file.read(SAMPLE)
    if not sample.strip():
        raise Unreadable(_("The file is empty. Export it again with at least a header and one row."))
    if sample[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0") or sample[:5] == b"%PDF-":
        raise Unreadable(_("This is no text file. Save the sheet as CSV (comma separated values) and import that."))
    encoding = _encoding(sample)
    text = sample.decode(encoding, errors="replace")
    delimiter, quote = _dialect("".join(text.splitlines(keepends=True)[:LINES]))
    return Form(encoding, delimiter, quote)


def _encoding(sample: bytes) -> str:
    for mark, encoding in _MARKS:
        if sample.startswith(mark):
            return encoding
    if zeros := sample.count(0):
        odd = sample[1::2].count(0)
        if zeros > len(sample) // 4:
            return "utf-16-le" if odd * 2 > zeros else "utf-16-be"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return _guessed(sample)
    return "utf-8"


def _guessed(sample: bytes) -> str:
    best = charset_normalizer.from_bytes(
        sample[: SAMPLE // 4], cp_isolation=["cp1252", "cp1250", "cp1251", "shift_jis"]
    ).best()
    names = {"cp1252": "windows-1252", "cp1250": "windows-1250", "cp1251": "windows-1251", "shift_jis": "shift_jis"}
    if best is None or "cp1252" in best.could_be_from_charset:
        return "windows-1252"  # by far the most frequent, where it reads the same
    return names.get(best.encoding, "windows-1252")


def _dialect(text: str) -> tuple[str, str]:
    """By how evenly each delimiter parts the lines; where two are as good, CleverCSV decides."""
    scores = {delimiter: _evenness(text, delimiter) for delimiter in DELIMITERS}
    best = max(scores.values())
    likely = [delimiter for delimiter in DELIMITERS if scores[delimiter] == best]
    if best == (0.0, 0):
        return ",", '"'
    if len(likely) == 1:
        return likely[0], '"'
    try:
        found = clevercsv.Sniffer().sniff(text[:8_000], delimiters=likely)
    except clevercsv.exceptions.Error:
        found = None
    return (found.delimiter if found and found.delimiter in likely else likely[0]), '"'


def _evenness(text: str, delimiter: str) -> tuple[float, int]:
    """The share of lines that have as many cells as the header, and how many those are; (0, 0) where it is one cell."""
    csv.field_size_limit(LONGEST_CELL)
    rows: Sequence[list[str]] = [row for row in csv.reader(text.splitlines(keepends=True), delimiter=delimiter) if row]
    width = len(rows[0]) if rows else 0
    if width < 2:
        return 0.0, 0
    rows = rows[:-1] or rows  # the last may be cut off
    return round(sum(len(row) == width for row in rows) / len(rows), 1), width

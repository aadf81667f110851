"""A row's cells as values, by the columns' mapping; an empty cell is missing."""

from collections.abc import Callable, Sequence
from datetime import tzinfo
from typing import Any, NamedTuple

from handraiser.exchange.importing import values
from handraiser.exchange.importing.mapping import Column
from handraiser.exchange.importing.remarks import Reason
from handraiser.exchange.importing.targets import PROPERTY, TRAIT, Reads

SHOWN = 80  # characters of a bad cell


class Refused(Exception):
    """Never leaves this package: a refused row is a value."""

    def __init__(self, reason: Reason, column: str = "", found: str = "") -> None:
        super().__init__(reason)
        self.reason, self.column, self.found = reason, column, found[:SHOWN]


class Said(NamedTuple):
    """What a row says: fields of ours, and what is kept under a name of its own."""

    fields: dict[str, Any]
    own: dict[str, Any]


class Reader:
    """Reads rows of one file."""

    def __init__(self, columns: Sequence[Column], zone: tzinfo) -> None:
        self._columns = columns
        self._zone = zone
        self._width = len(columns)
        self._readers = [
            (at, column, column.target.removeprefix(TRAIT).removeprefix(PROPERTY), self._reader(column))
            for at, column in enumerate(columns)
            if column.target
        ]
        self.headers = {column.target: column.header for column in columns if column.target}

    def read(self, cells: Sequence[str]) -> Said:
        """Raises Refused."""
        if len(cells) != self._width:
            raise Refused(Reason.CELLS, "", f"{len(cells)} / {self._width}")
        fields: dict[str, Any] = {}
        own: dict[str, Any] = {}
        for at, column, name, read in self._readers:
            text = cells[at].strip()
            if not text:
                continue
            try:
                value = read(text)
            except (ValueError, OverflowError):
                raise Refused(_UNREAD[column.reads], column.header, text) from None
            (own if column.reads == Reads.AUTO else fields)[name] = value
        return Said(fields, own)

    def _reader(self, column: Column) -> Callable[[str], Any]:
        if column.reads == Reads.MOMENT:
            return lambda text: values.moment(text, column.form or "iso", self._zone)
        if column.reads in (Reads.MONEY, Reads.WHOLE):
            return lambda text: values.number(text, column.form or ".")
        if column.reads == Reads.ANSWER:
            return values.answer
        return _AUTO.get(column.form, str) if column.reads == Reads.AUTO else str


def _number_or_text(text: str) -> object:
    """The column holds numbers as far as was seen; what is none stays as it stands."""
    try:
        return values.number(text, ".") if values.kind_of([text]) == "number" else text
    except ValueError:
        return text


def _answer_or_text(text: str) -> object:
    try:
        return values.answer(text)
    except ValueError:
        return text


_AUTO: dict[str, Callable[[str], object]] = {"number": _number_or_text, "answer": _answer_or_text}
_UNREAD = {
    Reads.MOMENT: Reason.BAD_DATE,
    Reads.MONEY: Reason.BAD_NUMBER,
    Reads.WHOLE: Reason.BAD_NUMBER,
    Reads.ANSWER: Reason.BAD_ANSWER,
}

"""A table of events becomes the kernel's, a batch at a time."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..arrays import I64, NEVER, Bools
from ..columns import truths
from ..reading import CALLS, PAGE_PROPERTIES
from .cells import as_json, joined, objects, plain_text
from .leads import LeadBook
from .naming import Reading, columns_of, is_asked
from .problems import FilesRefused, Problems, shown
from .sources import Source
from .times import moments

NEEDED = ("lead_id", "time")
OURS = ("lead_id", "time", "event", "type", "id", "known_at", "properties", "bot", "system", *PAGE_PROPERTIES)
KINDS = (*CALLS, "alias")
TRUE = ("true", "1", "yes")
FALSE = ("false", "0", "no")
_PATH = r"^[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*(?P<path>/[^?#]*)"


@dataclass
class Told:
    """What is worth saying about a table once it is read."""

    rows: int = 0
    zoneless: int = 0
    first_us: int = NEVER
    last_us: int = -NEVER


class Events:
    """Reads one source of events. Rows that cannot be read are noted and left out."""

    def __init__(self, source: Source, reading: Reading, asked: frozenset[str], book: LeadBook, problems: Problems):
        self.told = Told()
        self._source, self._reading, self._book, self._problems = source, reading, book, problems
        self._columns = columns_of("events", source, reading, NEEDED)
        if "event" not in self._columns and "type" not in self._columns:
            raise FilesRefused(
                f"{source.name} has neither a column 'event' (what happened: Demo Requested, page) nor 'type' (track,"
                f" page). It has: {', '.join(source.names)}."
                f" Say which it is, for example: --map event={source.names[-1]}"
            )
        self._ours = {theirs: ours for ours, theirs in self._columns.items()}
        self._asked = asked

    def batches(self) -> Iterator[pa.RecordBatch]:
        """`lead` (the book's numbers), `id`, and the other columns of `EVENTS`; `seq` is the row's number."""
        before = 0
        for batch in self._source.read(self._is_wanted):
            numbers = self._source.numbers(before, batch.num_rows)
            before += batch.num_rows
            columns = {self._ours.get(name, name): name for name in batch.schema.names}
            read = _Batch(batch, numbers, columns, self._reading, self._source, self._problems)
            table = read.table(self._book)
            self.told.zoneless += read.zoneless
            yield self._counted(table)

    def _is_wanted(self, theirs: str) -> bool:
        ours = self._ours.get(theirs, theirs)
        return ours in OURS or is_asked(ours, self._asked)

    def _counted(self, table: pa.RecordBatch) -> pa.RecordBatch:
        told = self.told
        told.rows += table.num_rows
        if table.num_rows:
            first, last = pc.min_max(table["known_us"]).as_py().values()
            told.first_us, told.last_us = min(told.first_us, first), max(told.last_us, last)
        return table


class _Batch:
    def __init__(
        self,
        batch: pa.RecordBatch,
        numbers: I64,
        columns: dict[str, str],
        reading: Reading,
        source: Source,
        problems: Problems,
    ) -> None:
        self.batch, self.numbers, self.columns = batch, numbers, columns
        self.reading, self.source, self.problems = reading, source, problems
        self.good: Bools = np.ones(batch.num_rows, np.bool_)
        self.zoneless = 0

    def column(self, name: str) -> pa.Array | None:
        return self.batch[self.columns[name]] if name in self.columns else None

    def table(self, book: LeadBook) -> pa.RecordBatch:
        ids = self._lead_ids()
        occurred = self._moments("time", needed=True)
        known = self._moments("known_at", needed=False) if "known_at" in self.columns else occurred
        kind, name = self._kind_and_name()
        page = {prop: self._text(prop) for prop in PAGE_PROPERTIES}
        if "path" not in self.columns:
            page["path"] = pc.struct_field(pc.extract_regex(page["url"], _PATH), ["path"])
        payload = self._payload(kind)
        known = np.where(known == -NEVER, occurred, known)
        rows = np.flatnonzero(self.good)
        columns = {
            "lead": pa.array(book.numbers(ids.take(pa.array(rows)))),
            "id": self._text("id"),
            "seq": pa.array(self.numbers),
            "occurred_us": pa.array(occurred),
            "known_us": pa.array(known),
            "kind": kind,
            "name": name,
            **page,
            "payload": payload,
            "bot": self._flag("bot"),
            "system": self._flag("system"),
        }
        return pa.RecordBatch.from_pydict(
            {name: column if name == "lead" else column.take(pa.array(rows)) for name, column in columns.items()}
        )

    def _refuse(self, row: int, column: str, found: str, allowed: str) -> None:
        if self.good[row]:
            self.good[row] = False
            self.problems.note(
                self.source.name, int(self.numbers[row]), self.columns.get(column, column), found, allowed
            )

    def _lead_ids(self) -> pa.Array:
        ids = self._text("lead_id")
        empty = ~np.logical_or.reduce([truths(self._text(name).is_valid()) for name in ("lead_id", "event", "type")])
        self.good &= ~(empty & ~self._there("time"))  # an empty line says nothing, which is no mistake
        for row in np.flatnonzero(~truths(ids.is_valid()) & self.good).tolist():
            self._refuse(row, "lead_id", "nothing", "the id of a lead")
        return ids

    def _there(self, name: str) -> Bools:
        column = self.column(name)
        return truths(plain_text(column).is_valid()) if column is not None else np.zeros(len(self.good), np.bool_)

    def _moments(self, name: str, needed: bool) -> I64:
        column = self.column(name)
        column = pa.nulls(len(self.good)) if column is None else column
        plain = plain_text(column) if isinstance(column, pa.ExtensionArray) else column
        read = moments(plain, self.reading.form)
        for row, allowed in read.allowed.items():
            self._refuse(row, name, shown(plain[row].as_py()), allowed)
        for row in np.flatnonzero(~read.there).tolist() if needed else ():
            self._refuse(row, name, "nothing", "a time")
        self.zoneless += read.zoneless
        return np.where(read.there, read.us, -NEVER)

    def _kind_and_name(self) -> tuple[pa.Array, pa.Array]:
        """Without a type, an event called page, screen, identify or group is such a call, any other was tracked."""
        event, kind = self._text("event"), self._text("type")
        calls = pa.array([call for call in CALLS if call != "track"])
        implied = pc.if_else(pc.is_in(event, calls), event, pa.scalar("track"))
        kind = pc.coalesce(kind, implied)
        for row in np.flatnonzero(~truths(pc.is_in(kind, pa.array(KINDS))) & self.good).tolist():
            self._refuse(row, "type", shown(kind[row].as_py()), ", ".join(KINDS))
        nameless = truths(pc.equal(kind, "track")) & ~truths(event.is_valid())
        for row in np.flatnonzero(nameless & self.good).tolist():
            self._refuse(row, "event", "nothing", "the name of an event")
        return kind, pc.if_else(pc.equal(kind, "track"), event, None)

    def _payload(self, kind: pa.Array) -> pa.Array:
        own = {ours: self.batch[theirs] for ours, theirs in self.columns.items() if ours not in OURS}
        cells = [as_json(column, from_text=self.source.from_text) for column in own.values()]
        around = None
        if (column := self.column("properties")) is not None:
            around, bad = objects(self._object_texts(column))
            for row in bad:
                self._refuse(row, "properties", shown(plain_text(column)[row].as_py()), "a JSON object, such as {...}")
        told = joined(list(own), cells, around)
        if told is None:
            return pa.nulls(len(self.good), pa.string())
        holder = pc.if_else(pc.is_in(kind, pa.array(["identify", "group"])), '{"traits":', '{"properties":')
        return pc.binary_join_element_wise(holder, told, "}", "")

    def _object_texts(self, column: pa.Array) -> pa.Array:
        """Objects written as text stay as they are, others are written."""
        if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
            return pc.if_else(pc.equal(pc.utf8_trim_whitespace(column), ""), None, column).cast(pa.string())
        return as_json(column, from_text=False)

    def _text(self, name: str) -> pa.Array:
        column = self.column(name)
        return pa.nulls(len(self.good), pa.string()) if column is None else plain_text(column)

    def _flag(self, name: str) -> pa.Array:
        text = pc.utf8_lower(self._text(name))
        known = truths(pc.is_in(text, pa.array([*TRUE, *FALSE]))) | ~truths(text.is_valid())
        for row in np.flatnonzero(~known & self.good).tolist():
            self._refuse(row, name, shown(text[row].as_py()), "true or false")
        return pc.is_in(text, pa.array(TRUE))

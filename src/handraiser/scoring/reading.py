"""Reading what rules ask of events: which rows an event name means, and the values at a dotted path.

A condition meets distinct values, never rows: every answer is dictionary codes into a short list.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .arrays import I64, Bools
from .language import EventName
from .operators import Values, kind_and_value

CALLS = ("track", "page", "screen", "identify", "group")
PAGE_PROPERTIES = ("path", "url", "title", "referrer", "search")
NO_CODE = -2
OF_TRAITS = (CALLS.index("identify"), CALLS.index("group"))


@dataclass(frozen=True)
class Coded:
    """`values[codes[i]]` is what row i holds, None where it holds nothing."""

    codes: I64
    values: Values


class _Message(msgspec.Struct):
    properties: Any = None
    traits: Any = None
    context: Any = None


_decode = msgspec.json.Decoder(_Message).decode


class EventColumns:
    """The events of one history, read column by column and only where a rule asks. Rows are counted from 0."""

    def __init__(self, events: pa.Table) -> None:
        self._events = events
        self._columns: dict[str, pa.Array] = {}
        self._kept = np.ones(events.num_rows, np.bool_)
        self._rows: dict[EventName, I64] = {}
        self._messages: dict[EventName, list[_Message | None]] = {}
        self._coded: dict[tuple[EventName, str], Coded] = {}

    def keep(self, kept: Bools) -> None:
        """From here on only these rows exist."""
        self._kept = self._kept & kept
        self._rows.clear()
        self._messages.clear()
        self._coded.clear()

    @property
    def size(self) -> int:
        return len(self._kept)

    @property
    def kept(self) -> I64:
        return np.flatnonzero(self._kept)

    def rows(self, event: EventName) -> I64:
        """The rows an event name means, ascending. "*" means no system events."""
        if event not in self._rows:
            self._rows[event] = np.flatnonzero(self._named(event) & self._kept)
        return self._rows[event]

    def flagged(self, flag: str) -> Bools:
        return truths(self._plain(flag))

    def numbers(self, column: str) -> I64:
        return whole(self._plain(column))

    def coded(self, event: EventName, path: str) -> Coded:
        """The values at a dotted path of the rows of an event, as codes."""
        if (event, path) not in self._coded:
            self._coded[event, path] = self._read(event, path)
        return self._coded[event, path]

    def _named(self, event: EventName) -> Bools:
        if event.call == "*":
            return ~self.flagged("system")
        of_call: Bools = self._calls == CALLS.index(event.call)
        if event.call != "track":
            return of_call
        codes, names = self._names
        named: Bools = codes == names.get(event.name, NO_CODE)
        return of_call & named

    @cached_property
    def _calls(self) -> I64:
        encoded = self._plain("kind").dictionary_encode()
        order = {call: index for index, call in enumerate(CALLS)}
        calls = np.array([order.get(call, -1) for call in encoded.dictionary.to_pylist()], np.int64)
        return np.take(calls, whole(encoded.indices))

    @cached_property
    def _names(self) -> tuple[I64, dict[Any, int]]:
        encoded = self._plain("name").dictionary_encode()
        return whole(encoded.indices, -1), {name: code for code, name in enumerate(encoded.dictionary.to_pylist())}

    def _plain(self, column: str) -> pa.Array:
        if column not in self._columns:
            self._columns[column] = one_chunk(self._events[column])
        return self._columns[column]

    def _read(self, event: EventName, path: str) -> Coded:
        rows = self.rows(event)
        if path not in PAGE_PROPERTIES or event.call in ("identify", "group", "*"):
            return coded([self._value(row, message, path) for row, message in self._with_messages(event)])
        column = self._plain(path).take(pa.array(rows))
        asked = self._only_in_payload(column, rows, path)
        encoded = column.dictionary_encode()
        read = _read_codes(encoded)
        messages = zip(rows[asked].tolist(), self._messages_of(rows[asked]), strict=True)
        return _patched(read, asked, [self._value(row, message, path) for row, message in messages])

    def _only_in_payload(self, column: pa.Array, rows: I64, path: str) -> I64:
        """Which of the rows have no such column but may have the property, say because it is no text."""
        empty = np.flatnonzero(truths(column.is_null()))
        payloads = self._plain("payload").take(pa.array(rows[empty]))
        return np.compress(truths(pc.match_substring(payloads, f'"{path}"')), empty)

    def _value(self, row: int, message: _Message | None, path: str) -> Any:
        """What an event holds at a path; None where it holds nothing."""
        for holder in self._holders(row, message):
            if (value := at_path(holder, path)) is not None:
                return value
        if path not in PAGE_PROPERTIES:
            return None
        column = self._plain(path)[row].as_py()
        return column if column is not None or message is None else at_path(message.context, f"page.{path}")

    def _holders(self, row: int, message: _Message | None) -> Iterable[Any]:
        if message is None:
            return ()
        if self._calls[row] in OF_TRAITS:
            return message.traits, at_path(message.context, "traits")
        return (message.properties,)

    def _with_messages(self, event: EventName) -> Iterable[tuple[int, _Message | None]]:
        rows = self.rows(event)
        if event not in self._messages:
            self._messages[event] = self._messages_of(rows)
        return zip(rows.tolist(), self._messages[event], strict=True)

    def _messages_of(self, rows: I64) -> list[_Message | None]:
        return [_message(payload) for payload in self._plain("payload").take(pa.array(rows)).to_pylist()]


def _message(payload: str | None) -> _Message | None:
    try:
        return None if payload is None else _decode(payload)
    except msgspec.DecodeError:
        return None


def _read_codes(encoded: pa.DictionaryArray) -> Coded:
    """Arrow's codes, nulls last."""
    values = encoded.dictionary.to_pylist()
    return Coded(whole(encoded.indices, len(values)), [*values, None])


def whole(numbers: pa.Array, null: int = 0) -> I64:
    """Whole numbers, with another in place of null."""
    there = pc.fill_null(numbers, null) if numbers.null_count else numbers
    found: I64 = there.to_numpy(zero_copy_only=False).astype(np.int64, copy=False)
    return found


def truths(flags: pa.Array) -> Bools:
    """Null is false."""
    there = pc.fill_null(flags, False) if flags.null_count else flags
    found: Bools = there.to_numpy(zero_copy_only=False)
    return found


def one_chunk(column: pa.ChunkedArray) -> pa.Array:
    chunks = column.combine_chunks()
    return chunks if isinstance(chunks, pa.Array) else pa.concat_arrays(chunks.chunks)


def at_path(holder: Any, path: str) -> Any:
    """Walks nested objects; a flat key of that exact name is taken where the walk finds nothing."""
    if not isinstance(holder, dict):
        return None
    value: Any = holder
    for part in path.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return holder.get(path) if value is None else value


def coded(values: Sequence[Any]) -> Coded:
    """Equal values share a code: 1 and 1.0 are equal, 1 and true are not."""
    known: dict[Any, int] = {}
    distinct: list[Any] = []
    codes = np.empty(len(values), np.int64)
    for row, value in enumerate(values):
        key = value if type(value) is str else None if value is None else kind_and_value(value)
        code = known.setdefault(key, len(distinct))
        if code == len(distinct):
            distinct.append(value)
        codes[row] = code
    return Coded(codes, distinct)


def _patched(read: Coded, at: I64, values: Sequence[Any]) -> Coded:
    if not at.size:
        return read
    patch = coded(values)
    codes = read.codes.copy()
    codes[at] = patch.codes + len(read.values)
    return Coded(codes, [*read.values, *patch.values])

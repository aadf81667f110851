"""Reading what rules ask of events: which rows an event name means, and the values at a dotted path.

A condition meets distinct values, never rows: every answer is dictionary codes into a short list.
"""

from collections.abc import Callable, Iterable
from functools import cached_property, lru_cache
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .arrays import I64, Bools
from .columns import Coded, as_coded, coded, one_chunk, patched, truths, whole
from .language import EventName

CALLS = ("track", "page", "screen", "identify", "group")
PAGE_PROPERTIES = ("path", "url", "title", "referrer", "search")
NO_CODE = -2
OF_TRAITS = (CALLS.index("identify"), CALLS.index("group"))


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
        reads_traits = event.call in ("identify", "group", "*")
        if path in PAGE_PROPERTIES and not reads_traits:
            return self._read_column(event, path)
        if reads_traits:
            return coded([self._value(row, message, path) for row, message in self._with_messages(event)])
        find = finder(path)
        return coded([find(message.properties) if message else None for _, message in self._with_messages(event)])

    def _read_column(self, event: EventName, path: str) -> Coded:
        rows = self.rows(event)
        column = self._plain(path).take(pa.array(rows))
        asked = self._only_in_payload(column, rows, path)
        messages = zip(rows[asked].tolist(), self._messages_of(rows[asked]), strict=True)
        values = [self._value(row, message, path) for row, message in messages]
        return patched(as_coded(column.dictionary_encode()), asked, values)

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


def at_path(holder: Any, path: str) -> Any:
    return finder(path)(holder)


@lru_cache(maxsize=1024)
def finder(path: str) -> Callable[[Any], Any]:
    """Walks nested objects; a flat key of that exact name is taken where the walk finds nothing."""
    first, *parts = path.split(".")

    def find(holder: Any) -> Any:
        if type(holder) is not dict:
            return None
        value = holder.get(first)
        for part in parts:
            value = value.get(part) if type(value) is dict else None
        return holder.get(path) if value is None and parts else value

    return find

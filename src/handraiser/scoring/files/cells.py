"""The cells of a column as JSON, which is how the kernel reads properties and traits."""

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

JSON = pa.json_(pa.string())
NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,15})?")
TRUTHS = ("true", "false")
_encode = msgspec.json.Encoder().encode


def as_json(column: pa.Array, *, from_text: bool) -> pa.Array:
    """Each cell's JSON text; null where it is missing.

    from_text: the column comes from a file that knows only text (CSV), so that a cell which reads as a number, as
        true or false or as a JSON list or object is one; an empty one is missing. A number with leading zeros, a plus
        or more digits than a number holds stays text.
    """
    if column.type == JSON:
        texts = column.storage
        return pc.if_else(pc.equal(texts, "null"), None, texts)
    if pa.types.is_nested(column.type) and not pa.types.is_dictionary(column.type):
        return pa.array([None if cell is None else _text(cell) for cell in column.to_pylist()], pa.string())
    encoded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    read: Callable[[Any], str | None] = _of_text if from_text else _text
    distinct = [None if cell is None else read(cell) for cell in encoded.dictionary.to_pylist()]
    return pa.array(distinct, pa.string()).take(encoded.indices)


def plain_text(column: pa.Array) -> pa.Array:
    """The texts of a column, a number or a truth as written; null where it is missing or of another kind."""
    if column.type == JSON:
        return pa.array([_spoken(text) for text in column.storage.to_pylist()], pa.string())
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_nested(column.type):
        return pa.nulls(len(column), pa.string())
    text = column.cast(pa.string())
    return pc.if_else(pc.equal(text, ""), None, text)


def objects(texts: pa.Array) -> tuple[pa.Array, list[int]]:
    """JSON objects as they are; and the rows that hold something else."""
    decode, bad = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode, []
    for row, text in enumerate(texts.to_pylist()):
        try:
            if text is not None:
                decode(text)
        except msgspec.DecodeError:
            bad.append(row)
    kept = np.ones(len(texts), np.bool_)
    kept[bad] = False
    return pc.if_else(pa.array(kept), texts, None), bad


def joined(names: list[str], columns: list[pa.Array], around: pa.Array | None) -> pa.Array | None:
    """An object a row of the cells that are there, added to the objects `around`; null where there is nothing.

    None where no column is asked.
    """
    parts = [
        pc.binary_join_element_wise(f",{_text(name)}:", cells, "") for name, cells in zip(names, columns, strict=True)
    ]
    if around is not None:
        inner = pc.utf8_trim_whitespace(pc.utf8_slice_codeunits(pc.utf8_trim_whitespace(around), 1, -1))
        parts.append(pc.if_else(pc.equal(inner, ""), None, pc.binary_join_element_wise(",", inner, "")))
    if not parts:
        return None
    body = pc.binary_join_element_wise(*(pc.fill_null(part, "") for part in parts), "")
    told = pc.binary_join_element_wise("{", pc.utf8_slice_codeunits(body, 1), "}", "")
    return pc.if_else(pc.equal(body, ""), None, told)


def _of_text(cell: str) -> str | None:
    text = cell.strip()
    if not text:
        return None
    if NUMBER.fullmatch(text) or text in TRUTHS:
        return text
    if text[0] in "[{" and _is_json(text):
        return text
    return _text(cell)


def _is_json(text: str) -> bool:
    try:
        msgspec.json.decode(text)
    except msgspec.DecodeError:
        return False
    return True


def _text(cell: Any) -> str | None:
    """A value of Arrow's as JSON; what is no number there (NaN) is missing."""
    if isinstance(cell, float) and not np.isfinite(cell):
        return None
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    if isinstance(cell, datetime | date):
        return _encode(cell.isoformat()).decode()
    return _encode(cell).decode()


def _spoken(text: str | None) -> str | None:
    value = None if text is None else msgspec.json.decode(text)
    return text if isinstance(value, bool | int | float) else value if isinstance(value, str) and value else None

"""Columns: Arrow's as NumPy's, and values as codes into a short list of distinct ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .arrays import I64, Bools
from .operators import Values, kind_and_value


@dataclass(frozen=True)
class Coded:
    """`values[codes[i]]` is what row i holds, None where it holds nothing."""

    codes: I64
    values: Values


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


def as_coded(encoded: pa.DictionaryArray) -> Coded:
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


def patched(read: Coded, at: I64, values: Sequence[Any]) -> Coded:
    if not at.size:
        return read
    patch = coded(values)
    codes = read.codes.copy()
    codes[at] = patch.codes + len(read.values)
    return Coded(codes, [*read.values, *patch.values])

"""Where rows come from: a CSV, JSONL or Parquet file, or anything that speaks the Arrow PyCapsule interface."""

import csv
import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from ..arrays import I64
from .cells import JSON
from .problems import FilesRefused, Problems, shown

BLOCK = 8 << 20  # bytes of a CSV file at a time
LINES = 20_000  # of a JSONL file at a time
ROWS = 131_072  # of a Parquet file at a time
DELIMITERS = ",;\t|"
KINDS = {
    "csv": "csv",
    "tsv": "csv",
    "txt": "csv",
    "jsonl": "jsonl",
    "ndjson": "jsonl",
    "parquet": "parquet",
    "pq": "parquet",
}
Batches = Iterator[pa.RecordBatch]
Wanted = Callable[[str], bool]


@dataclass
class Source:
    """One table of rows, read once and a batch at a time.

    names: its columns; of a JSONL file those of its first lines. read: the batches with the columns that are wanted.
    from_text: it knows only text. first_row: what its first row is called. skipped: numbers of rows that are in no
    batch, in ascending order, filled while it is read.
    """

    name: str
    names: list[str]
    read: Callable[[Wanted], Batches]
    from_text: bool = False
    first_row: int = 1
    skipped: list[int] = field(default_factory=list)

    def numbers(self, before: int, rows: int) -> I64:
        """What the rows after `before` others are called."""
        there = np.arange(self.first_row + before, self.first_row + before + rows)
        skipped = np.array(self.skipped, np.int64)
        return there + np.searchsorted(skipped - np.arange(skipped.size), there, side="right")


def source(table: Any, name: str, problems: Problems) -> Source:
    """table: a path, or anything with `__arrow_c_stream__` or `__arrow_c_array__`. Raises FilesRefused."""
    if isinstance(table, str | Path):
        return _file(Path(table), problems)
    if not hasattr(table, "__arrow_c_stream__") and hasattr(table, "__arrow_c_array__"):
        table = pa.Table.from_batches([pa.record_batch(table)])
    if not hasattr(table, "__arrow_c_stream__"):
        raise FilesRefused(
            f"{name} is {type(table).__name__!r}; allowed: the path of a file, or a table that speaks the Arrow"
            " PyCapsule interface, such as one of PyArrow, Polars, pandas or DuckDB."
        )
    reader = pa.RecordBatchReader.from_stream(table)
    _check_names(name, reader.schema.names)
    return Source(name, list(reader.schema.names), lambda wanted: _plain(reader, wanted))


def _plain(batches: Batches, wanted: Wanted) -> Batches:
    """Only these columns, without views, which few functions of Arrow's take."""
    for batch in batches:
        names = list(filter(wanted, batch.schema.names))
        columns = [batch.column(name) for name in names]
        plain = [column.cast(pa.string()) if pa.types.is_string_view(column.type) else column for column in columns]
        yield pa.RecordBatch.from_arrays(plain, names)


def _file(path: Path, problems: Problems) -> Source:
    endings = [ending.lower().lstrip(".") for ending in path.suffixes]
    packed = bool(endings) and endings[-1] in ("gz", "bz2", "zst")
    kind = KINDS.get(endings[-2 if packed else -1]) if len(endings) > packed else None
    if kind is None:
        raise FilesRefused(f"{path.name} ends in none of .csv, .tsv, .jsonl and .parquet, so its form is not known.")
    if not path.is_file():
        raise FilesRefused(f"There is no file {path}.")
    opens = {"csv": _csv, "jsonl": _jsonl, "parquet": _parquet}
    return opens[kind](path, problems)


def _parquet(path: Path, _: Problems) -> Source:
    try:
        file = pq.ParquetFile(path)
    except (pa.ArrowInvalid, OSError) as error:
        raise FilesRefused(f"{path.name} cannot be read as Parquet: {error}") from error
    _check_names(path.name, file.schema_arrow.names)

    def read(wanted: Wanted) -> Batches:
        return _plain(file.iter_batches(ROWS, columns=list(filter(wanted, file.schema_arrow.names))), wanted)

    return Source(path.name, list(file.schema_arrow.names), read)


def _csv(path: Path, problems: Problems) -> Source:
    with pa.input_stream(str(path), compression="detect") as opened:
        start = opened.read(BLOCK)
    try:
        lines = start.decode("utf-8-sig", errors="strict" if len(start) < BLOCK else "ignore").splitlines()
    except UnicodeDecodeError as error:
        row = start[: error.start].count(b"\n") + 1
        raise FilesRefused(f"{path.name}, row {row:,}: this is not UTF-8. Save the file as UTF-8.") from error
    if not lines or not lines[0].strip():
        raise FilesRefused(f"{path.name} is empty; its first row must hold the names of the columns.")
    delimiter = max(DELIMITERS, key=lines[0].count)
    names = [name.strip() for name in next(csv.reader(lines, delimiter=delimiter))]
    _check_names(path.name, names)
    found = Source(path.name, names, _nothing, from_text=True, first_row=2)
    found.read = lambda wanted: _csv_batches(path, found, delimiter, problems, wanted)
    return found


def _csv_batches(path: Path, found: Source, delimiter: str, problems: Problems, wanted: Wanted) -> Batches:
    def bad(row: Any) -> str:
        found.skipped.append(row.number)
        if row.text.strip():
            problems.note(
                found.name, row.number, "", f"{row.actual_columns} cells", f"{row.expected_columns}, as in the header"
            )
        return "skip"

    everything = pyarrow.csv.ConvertOptions(
        column_types=dict.fromkeys(found.names, pa.string()),
        include_columns=list(filter(wanted, found.names)),
        strings_can_be_null=False,
    )
    reading = pyarrow.csv.ReadOptions(block_size=BLOCK, use_threads=False, column_names=found.names, skip_rows=1)
    parsing = pyarrow.csv.ParseOptions(
        delimiter=delimiter, newlines_in_values=True, invalid_row_handler=bad, ignore_empty_lines=False
    )
    try:
        with pa.input_stream(str(path), compression="detect") as opened:
            reader = pyarrow.csv.open_csv(opened, reading, parsing, everything)
            yield from reader
    except (pa.ArrowInvalid, OSError) as error:
        raise FilesRefused(f"{path.name} cannot be read to its end: {error}") from error


def _jsonl(path: Path, problems: Problems) -> Source:
    first = list(itertools.islice(_json_rows(path, Problems(leave_out=True)), LINES))
    names = list(dict.fromkeys(itertools.chain.from_iterable(row for _, row in first)))
    if not names:
        raise FilesRefused(f"{path.name} holds no row; each line must be a JSON object.")
    found = Source(path.name, names, _nothing)

    def read(wanted: Wanted) -> Batches:
        rows = _json_rows(path, problems)
        expected = 1
        while part := list(itertools.islice(rows, LINES)):
            for number, _ in part:
                found.skipped.extend(range(expected, number))
                expected = number + 1
            yield _json_batch([row for _, row in part], wanted)

    found.read = read
    return found


def _json_rows(path: Path, problems: Problems) -> Iterator[tuple[int, dict[str, msgspec.Raw]]]:
    decode = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
    with pa.input_stream(str(path), compression="detect") as opened:
        for number, line in enumerate(_lines(opened), 1):
            if not line.strip():
                continue
            try:
                yield number, decode(line)
            except (msgspec.DecodeError, UnicodeDecodeError):
                problems.note(path.name, number, "", shown(line[:80].decode(errors="replace")), "a JSON object a line")


def _lines(opened: Any) -> Iterator[bytes]:
    rest = b""
    while block := opened.read(BLOCK):
        *whole, rest = (rest + block).split(b"\n")
        yield from whole
    if rest:
        yield rest


def _json_batch(rows: list[dict[str, msgspec.Raw]], wanted: Wanted) -> pa.RecordBatch:
    names = list(filter(wanted, dict.fromkeys(itertools.chain.from_iterable(rows))))
    columns = []
    for name in names:
        cells = [row.get(name) for row in rows]
        texts = pa.array([None if cell is None else bytes(cell).decode() for cell in cells], pa.string())
        columns.append(pa.ExtensionArray.from_storage(JSON, texts))
    return pa.RecordBatch.from_arrays(columns, names)


def _nothing(_: Wanted) -> Batches:
    return iter(())


def _check_names(file: str, names: Sequence[str]) -> None:
    twice = sorted({name for name in names if list(names).count(name) > 1})
    if twice:
        raise FilesRefused(f"{file} has more than one column called {', '.join(map(repr, twice))}; names must differ.")

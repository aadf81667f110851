"""Tables as files, by the ending of their name. A file is there as a whole or not at all."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from .problems import FilesRefused

ENDINGS = (".csv", ".jsonl", ".parquet")


def check(path: Path | None) -> None:
    """Before long work, rather than after it. Raises FilesRefused."""
    if path is None:
        return
    if path.suffix.lower() not in ENDINGS:
        raise FilesRefused(f"{path.name} ends in none of {', '.join(ENDINGS)}, so its form is not known.")
    if not path.parent.is_dir():
        raise FilesRefused(f"There is no folder {path.parent} to write {path.name} into.")


def write(table: pa.Table, path: Path | None) -> None:
    """To a file, or as CSV to standard output. Raises FilesRefused."""
    if path is None:
        _csv(table, sys.stdout.buffer)
        sys.stdout.buffer.flush()
        return
    forms: dict[str, Callable[[pa.Table, BinaryIO], None]] = {".csv": _csv, ".jsonl": _jsonl, ".parquet": _parquet}
    draft = path.with_name(f".{path.name}.draft")
    try:
        with draft.open("wb") as opened:
            forms[path.suffix.lower()](table, opened)
        draft.replace(path)
    except OSError as error:
        raise FilesRefused(f"{path} cannot be written: {error.strerror or error}.") from error
    finally:
        draft.unlink(missing_ok=True)


def _csv(table: pa.Table, to: BinaryIO) -> None:
    pyarrow.csv.write_csv(_readable(table), to, pyarrow.csv.WriteOptions(quoting_style="needed"))


def _jsonl(table: pa.Table, to: BinaryIO) -> None:
    for batch in _readable(table).to_batches(10_000):
        to.writelines(f"{json.dumps(_filled(row), ensure_ascii=False)}\n".encode() for row in batch.to_pylist())


def _parquet(table: pa.Table, to: BinaryIO) -> None:
    pq.write_table(table, to, compression="zstd")


def _filled(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value is not None}


def _readable(table: pa.Table) -> pa.Table:
    """Times as ISO 8601, without fractions of a second where there are none."""
    for at, field in enumerate(table.schema):
        if pa.types.is_timestamp(field.type):
            text = pc.strftime(table.column(at), "%Y-%m-%dT%H:%M:%SZ")
            table = table.set_column(at, field.name, pc.replace_substring(text, ".000000Z", "Z"))
    return table

"""Events by the part of the leads they belong to: in memory while they are few, else in files of their own."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

import numpy as np
import pyarrow as pa

from .leads import Together

PARTS = 32
IN_MEMORY = 1_000_000  # events


class Spool:
    """Takes batches of events; gives those of each part of the leads back as one table. Use as a context."""

    def __init__(self, schema: pa.Schema, together: Together, in_memory: int = IN_MEMORY) -> None:
        self._schema = schema
        self._together = together
        self._in_memory = in_memory
        self._waiting: list[pa.RecordBatch] = []
        self._rows = 0
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._writers: list[pa.RecordBatchFileWriter] = []

    @property
    def parts(self) -> int:
        """How many there are once everything is in."""
        return PARTS if self._writers else 1

    def add(self, batch: pa.RecordBatch) -> None:
        self._waiting.append(batch)
        self._rows += batch.num_rows
        if self._rows >= self._in_memory:
            self._write()

    def close(self) -> None:
        """Nothing more comes."""
        if self._writers:
            self._write()
            for writer in self._writers:
                writer.close()

    def tables(self) -> Iterator[pa.Table]:
        """Part by part; may be asked again."""
        if not self._writers:
            yield pa.Table.from_batches(self._waiting, self._schema)
            return
        for part in range(PARTS):
            with pa.memory_map(str(self._path(part))) as file:
                yield pa.ipc.open_file(file).read_all()

    def __enter__(self) -> "Spool":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for writer in self._writers:
            writer.close()
        if self._folder is not None:
            self._folder.cleanup()

    def _path(self, part: int) -> Path:
        assert self._folder is not None
        return Path(self._folder.name) / f"{part}.arrow"

    def _write(self) -> None:
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="handraiser-")
            options = pa.ipc.IpcWriteOptions(compression="lz4")
            self._writers = [
                pa.ipc.new_file(str(self._path(part)), self._schema, options=options) for part in range(PARTS)
            ]
        table = pa.Table.from_batches(self._waiting, self._schema)
        self._waiting, self._rows = [], 0
        part = self._together.part_of(table["lead"].to_numpy(), PARTS)
        order = np.argsort(part, kind="stable")
        ends = np.cumsum(np.bincount(part, minlength=PARTS))
        table = table.take(pa.array(order))
        for at, writer in enumerate(self._writers):
            begin = int(ends[at - 1]) if at else 0
            writer.write_table(table.slice(begin, int(ends[at]) - begin))

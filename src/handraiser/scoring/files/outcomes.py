"""A table of outcomes: what sales and deals said of a lead, and when."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..columns import truths
from ..history import DEALS, OUTCOMES
from .cells import plain_text
from .leads import LeadBook
from .naming import Reading, columns_of
from .problems import Problems, shown
from .sources import Source
from .times import moments

OURS = ("lead_id", "time", "outcome", "opportunity")
WHATS = ("accepted", "rejected", "opportunity", "won", "lost")


@dataclass(frozen=True)
class Outcomes:
    """rows: one an outcome, `what` one of `WHATS`."""

    rows: pa.Table
    zoneless: int = 0

    def deals(self) -> pa.Table:
        """Those that move a lead whatever the rules say, as the kernel takes them.

        A deal that was won or lost and that nobody said was created was created at that moment.
        """
        kept = self.rows.filter(pc.is_in(self.rows["what"], pa.array(["opportunity", "won", "lost"])))
        kept = kept.sort_by([("lead", "ascending"), ("at_us", "ascending"), ("seq", "ascending")])
        seen: set[tuple[int, str]] = set()
        rows: list[dict[str, object]] = []
        for row in kept.to_pylist():
            deal = {"lead": row["lead"], "opportunity": row["opportunity"], "at_us": row["at_us"]}
            if row["what"] == "opportunity" or (row["lead"], row["opportunity"]) not in seen:
                rows.append(deal | {"what": "created", "seq": len(rows)})
                seen.add((row["lead"], row["opportunity"]))
            if row["what"] != "opportunity":
                rows.append(deal | {"what": row["what"], "seq": len(rows)})
        return pa.Table.from_pylist(rows, DEALS)


def outcomes(source: Source, reading: Reading, book: LeadBook, problems: Problems) -> Outcomes:
    """Raises FilesRefused for a missing column."""
    columns = columns_of("outcomes", source, reading, ("lead_id", "time", "outcome"))
    ours = {theirs: name for name, theirs in columns.items() if name in OURS}
    before, zoneless, parts = 0, 0, []
    for batch in source.read(ours.__contains__):
        numbers = source.numbers(before, batch.num_rows)
        before += batch.num_rows
        there = {ours[name]: batch[name] for name in batch.schema.names}
        nothing = pa.nulls(batch.num_rows, pa.string())
        lead, what, deal = (plain_text(there.get(name, nothing)) for name in ("lead_id", "outcome", "opportunity"))
        time = there.get("time", nothing)
        read = moments(plain_text(time) if isinstance(time, pa.ExtensionArray) else time, reading.form)
        zoneless += read.zoneless
        what = pc.utf8_lower(what)
        wrong: dict[int, tuple[str, str, str]] = {}
        for row in np.flatnonzero(~truths(pc.is_in(what, pa.array(WHATS)))).tolist():
            wrong[row] = ("outcome", shown(what[row].as_py() or "nothing"), ", ".join(WHATS))
        for row, allowed in read.allowed.items():
            wrong[row] = ("time", shown(time[row].as_py()), allowed)
        for row in np.flatnonzero(~read.there).tolist():
            wrong[row] = ("time", "nothing", "a time")
        for row in np.flatnonzero(~truths(lead.is_valid())).tolist():
            wrong[row] = ("lead_id", "nothing", "the id of a lead")
        blank = ~(truths(lead.is_valid()) | truths(what.is_valid()) | read.there)
        for row, (column, found, allowed) in sorted(wrong.items()):
            if not blank[row]:
                problems.note(source.name, int(numbers[row]), columns[column], found, allowed)
        kept = pa.array([row for row in range(batch.num_rows) if row not in wrong], pa.int64())
        leads = book.numbers(lead.take(kept))
        deal = pc.coalesce(deal.take(kept), pa.scalar("the only one"))
        rows = [leads, read.us[kept.to_numpy()], what.take(kept), deal, numbers[kept.to_numpy()]]
        parts.append(pa.table(rows, schema=OUTCOMES))
    return Outcomes(pa.concat_tables(parts) if parts else OUTCOMES.empty_table(), zoneless)

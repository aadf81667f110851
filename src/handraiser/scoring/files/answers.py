"""What models say of the leads in some records: scores, their lines, and where two models differ."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..backtest.asking import Question
from ..backtest.running import BackTest, back_test
from ..compiling import CompiledModel
from ..evaluating import MILLION, evaluate
from ..explaining import Explanation, explain, explain_each
from ..history import History
from .problems import FilesRefused
from .records import Records

MOMENT = pa.timestamp("us", "UTC")
LINES = pa.schema(
    [
        ("lead_id", pa.string()),
        ("score", pa.string()),
        ("group", pa.string()),
        ("rule", pa.string()),
        ("kind", pa.string()),
        ("reason", pa.string()),
        ("event_row", pa.int64()),
        ("trait", pa.string()),
        ("points_earned", pa.float64()),
        ("points_now", pa.float64()),
    ]
)


def score(model: CompiledModel, records: Records, at_us: int) -> pa.Table:
    """One row a lead that was there at that moment, in the order in which the tables name them: `lead_id`, `stage`,

    `stage_since`, `matrix`, `total`, then `score.<name>` and `label.<name>` and `coverage.<name>`, `excluded_by`,
    `effect`, `next_look`. Points are points, times UTC.
    """
    parts = [_results(model, part.history, at_us) for part in records.parts()]
    found = pa.concat_tables(parts).sort_by("lead")
    return in_points(found.set_column(0, "lead_id", records.book.ids(found["lead"].to_numpy())))


def _results(model: CompiledModel, history: History, at_us: int) -> pa.Table:
    known = pc.less_equal(history.people["known_us"], at_us)
    return evaluate(model, history, at_us=at_us).results.filter(known)


def in_points(found: pa.Table) -> pa.Table:
    """Rows of `Evaluation.results` as people read them: points for millionths, times for microseconds."""
    first = ["lead_id", "stage", "stage_since_us", "matrix", "total"]
    last = ["excluded_by", "effect", "next_look_us"]
    inner = [name for name in found.column_names if name.partition(".")[0] in ("score", "label", "coverage")]
    columns = {}
    for name in (*first, *inner, *last):
        column = found[name]
        if name == "total" or name.startswith("score."):
            column = pc.divide(column.cast(pa.float64()), float(MILLION))
        if name.endswith("_us"):
            name, column = name.removesuffix("_us"), column.cast(MOMENT)
        columns[name] = column
    return pa.table(columns)


def lines(model: CompiledModel, records: Records, at_us: int, lead: str | None = None) -> pa.Table:
    """The lines and adjustments that add up to each score exactly: of one lead, or of all. event_row: of the table.

    Raises FilesRefused where nobody of that id was there.
    """
    rows = [row for name, told in explained(model, records, at_us, lead) for row in _lines(name, told)]
    return pa.Table.from_pylist(rows, LINES)


def explained(
    model: CompiledModel, records: Records, at_us: int, lead: str | None = None
) -> Iterator[tuple[str, Explanation]]:
    """Each lead with its explanation; with what comes next where one is asked for. Raises FilesRefused."""
    wanted = None if lead is None else records.book.find(lead)
    if lead is not None and wanted is None:
        raise FilesRefused(f"No lead {lead!r} is in {' or '.join(each.name for each in records.sources.values())}.")
    names = records.book.all()
    for part in records.parts():
        people = part.history.people.filter(pc.less_equal(part.history.people["known_us"], at_us))
        if wanted is None:
            told = explain_each(model, replace(part.history, people=people), np.full(people.num_rows, at_us))
            yield from zip(names.take(people["lead"]).to_pylist(), told, strict=True)
        elif wanted in people["lead"].to_pylist():
            yield str(lead), explain(model, of_lead(part.history, wanted), at_us)
            return
    if lead is not None:
        raise FilesRefused(f"Nothing was known of {lead!r} at that moment.")


def of_lead(history: History, lead: int) -> History:
    """All of it where companies are told, asked for the one lead alone: its colleagues may count."""
    if history.companies.num_rows:
        return history.asking(pa.array([history.people["lead"].to_pylist().index(lead)]))
    tables = (history.people, history.events, history.traits, history.moves, history.deals)
    return History(*(table.filter(pc.equal(table["lead"], lead)) for table in tables))


def _lines(name: str, told: Explanation) -> Iterator[dict[str, object]]:
    for line in told.lines:
        yield {
            "lead_id": name,
            "score": line.score,
            "group": line.group,
            "rule": line.rule,
            "kind": line.kind,
            "reason": msgspec.json.encode({"code": line.reason.code, **line.reason.params}).decode(),
            "event_row": line.seq,
            "trait": line.trait,
            "points_earned": line.points_earned / MILLION,
            "points_now": line.points_now / MILLION,
        }
    for bite in told.adjustments:
        same = {"lead_id": name, "score": bite.score, "group": bite.group, "rule": bite.rule, "kind": bite.code}
        yield same | {"points_now": bite.points / MILLION}


def differ(before: CompiledModel, after: CompiledModel, records: Records, at_us: int) -> pa.Table:
    """The leads of whom the two models say something else: `lead_id`, then `<what>.before` and `<what>.after` of the

    stage, the matrix, the total, and every score and label that either has.
    """
    old, new = score(before, records, at_us), score(after, records, at_us)
    compared = [name for name in dict.fromkeys((*new.column_names, *old.column_names)) if _is_compared(name)]
    columns, differs = {"lead_id": new["lead_id"]}, np.zeros(new.num_rows, np.bool_)
    for name in compared:
        pair = [table[name] if name in table.column_names else None for table in (old, new)]
        kind = next(column.type for column in pair if column is not None)
        was, now = (pa.nulls(new.num_rows, kind) if column is None else column.combine_chunks() for column in pair)
        columns |= {f"{name}.before": was, f"{name}.after": now}
        same = pc.or_(pc.fill_null(pc.equal(was, now), False), pc.and_(was.is_null(), now.is_null()))
        differs |= ~same.to_numpy(zero_copy_only=False)
    return pa.table(columns).filter(pa.array(differs))


def compare(
    old: CompiledModel,
    new: CompiledModel,
    records: Records,
    question: Question,
    progress: Callable[[int], None] = lambda _: None,
) -> BackTest:
    """A back-test whose tables name leads by their own ids. progress: leads done. Raises BackTestRefused."""
    parts = ((part.history, part.outcomes) for part in records.parts())
    told = back_test(old, new, parts, question, progress)
    return BackTest(told.sayings, {name: _named(table, records) for name, table in told.tables.items()}, told.notes)


def _named(table: pa.Table, records: Records) -> pa.Table:
    if "lead" not in table.column_names:
        return table
    return table.set_column(0, "lead_id", records.book.ids(table["lead"].to_numpy()))


def _is_compared(name: str) -> bool:
    return name in ("stage", "matrix", "total") or name.startswith(("score.", "label."))

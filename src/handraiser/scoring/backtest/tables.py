"""The tables of a back-test. Each is one Arrow table, one row a what its docstring says."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..arrays import DAY, I64, NEVER, Bools
from ..columns import one_chunk, truths
from ..compiling import STAGE_NAMES, CompiledModel
from ..evaluating import MILLION
from .asking import Question
from .leads import FURTHEST, moments
from .rates import Rate

VERSIONS = ("old", "new")
BANDS = 10
MOMENT = pa.timestamp("us", "UTC")
WEEKS = pa.schema(
    [("week", pa.date32()), ("stage", pa.string())]
    + [(f"{what}_{version}", pa.int64()) for what in ("entered", "left") for version in VERSIONS]
)


def weeks(moves: dict[str, pa.Table], question: Question) -> pa.Table:
    """Entries into and exits from every stage: one row a week that the period touches, and stage."""
    mondays = question.mondays()
    counts = {
        f"{what}_{version}": _counted(moves[version], end, mondays)
        for what, end in (("entered", "to"), ("left", "from"))
        for version in VERSIONS
    }
    size = mondays.size
    columns = {"week": np.repeat(_dates(question, mondays), len(STAGE_NAMES)), "stage": list(STAGE_NAMES) * size}
    return pa.table(columns | {name: count.ravel() for name, count in counts.items()}, schema=WEEKS)


def _counted(moves: pa.Table, end: str, mondays: I64) -> I64:
    week = np.searchsorted(mondays, moves["at_us"].to_numpy(), side="right") - 1
    stage = one_chunk(pc.index_in(moves[end], pa.array(STAGE_NAMES))).to_numpy()
    counts = np.zeros((mondays.size, len(STAGE_NAMES)), np.int64)
    np.add.at(counts, (np.maximum(week, 0), stage), 1)
    return counts


def _dates(question: Question, mondays: I64) -> Any:
    days = question.calendar().day_of(mondays)
    return (days - 719_163).astype("datetime64[D]")  # the ordinal of 1970-01-01


def handoffs(by_week: pa.Table, question: Question) -> pa.Table:
    """One row a week: hand-offs by each model, for a salesperson, and how many are over what all can take."""
    rows = by_week.filter(pc.equal(by_week["stage"], question.handoff))
    columns: dict[str, Any] = {"week": rows["week"]}
    room = question.salespeople * question.capacity
    for version in VERSIONS:
        count = rows[f"entered_{version}"]
        columns[f"handoffs_{version}"] = count
        columns[f"each_{version}"] = pc.divide(count.cast(pa.float64()), float(question.salespeople))
        over = pc.max_element_wise(pc.subtract(count, room), 0)
        columns[f"over_{version}"] = over if question.capacity else pa.nulls(rows.num_rows, pa.int64())
    return pa.table(columns)


def days(leads: pa.Table) -> pa.Table:
    """One row a lead and stage that both models bring it to: when, and the days that the new one gains (or loses).

    Leads that stood there at the beginning of the period by either are left out: nobody knows since when.
    """
    parts = []
    for stage in ("mql", "sql"):
        old, new = moments(leads, f"old.{stage}_us"), moments(leads, f"new.{stage}_us")
        both = (old < NEVER) & (new < NEVER) & ~standing(leads, "old", stage) & ~standing(leads, "new", stage)
        row = np.flatnonzero(both)
        columns = {
            "lead": leads["lead"].take(pa.array(row)),
            "stage": pa.array([stage] * row.size, pa.string()),
            "old": pa.array(old[row]).cast(MOMENT),
            "new": pa.array(new[row]).cast(MOMENT),
            "days_gained": pa.array((old[row] - new[row]) / DAY),
        }
        parts.append(pa.table(columns))
    return pa.concat_tables(parts)


def standing(leads: pa.Table, version: str, stage: str) -> Bools:
    """Who stood there already when the period began."""
    reached = {"mql": ["mql", "sql"], "sql": ["sql"]}[stage]
    return truths(one_chunk(pc.is_in(leads[f"{version}.stage_before"], pa.array(reached))))


def by_label(leads: pa.Table, models: dict[str, CompiledModel], conversion: str) -> pa.Table:
    """Conversion by label: one row a version, what is labelled (each score, the matrix) and label, best first."""
    converted = leads[f"{conversion}_us"].is_valid()
    rows = []
    for version, model in models.items():
        labels = {score: [label.name for label in of] for score, of in model.model.labels.items()}
        named = {f"label.{score}": names for score, names in labels.items()} | {"matrix": list(model.codes)}
        for what, names in named.items():
            column = leads[f"{version}.{what}"]
            for name in names:
                has = pc.fill_null(pc.equal(column, name), False)
                rate = Rate(pc.sum(pc.and_(has, converted)).as_py() or 0, pc.sum(has).as_py() or 0)
                row = {"version": version, "of": what.removeprefix("label."), "label": name}
                rows.append(row | {"leads": rate.cases, "converted": rate.hits} | rate.columns("rate"))
    return pa.Table.from_pylist(rows, _rates([("version", TEXT), ("of", TEXT), ("label", TEXT)]))


TEXT = pa.string()


def _rates(first: list[tuple[str, pa.DataType]]) -> pa.Schema:
    told = [
        ("rate", pa.float64()),
        ("rate_low", pa.float64()),
        ("rate_high", pa.float64()),
        ("rate_enough", pa.bool_()),
    ]
    return pa.schema([*first, ("leads", pa.int64()), ("converted", pa.int64()), *told])


def by_band(leads: pa.Table, models: dict[str, CompiledModel], conversion: str) -> pa.Table:
    """Conversion by points: one row a version, score (and the total) and tenth of its range."""
    converted = leads[f"{conversion}_us"].is_valid().to_numpy(zero_copy_only=False)
    rows = []
    for version, what, low, step, band in _banded(leads, models):
        for at in range(BANDS):
            inside = band == at
            rate = Rate(int((inside & converted).sum()), int(inside.sum()))
            row = {"version": version, "of": what, "from": low + at * step, "to": low + (at + 1) * step}
            rows.append(row | {"leads": rate.cases, "converted": rate.hits} | rate.columns("rate"))
    schema = _rates([("version", TEXT), ("of", TEXT), ("from", pa.float64()), ("to", pa.float64())])
    return pa.Table.from_pylist(rows, schema)


def histogram(leads: pa.Table, models: dict[str, CompiledModel]) -> pa.Table:
    """One row a version, score (and the total), tenth of its range and outcome: how many leads."""
    outcome = one_chunk(pc.index_in(leads["outcome"], pa.array([*FURTHEST, "none"]))).to_numpy()
    rows = []
    for version, what, low, step, band in _banded(leads, models):
        for at in range(BANDS):
            for number, name in enumerate([*FURTHEST, "none"]):
                count = int(((band == at) & (outcome == number)).sum())
                row = {"version": version, "of": what, "from": low + at * step, "to": low + (at + 1) * step}
                rows.append(row | {"outcome": name, "leads": count})
    ends = [("from", pa.float64()), ("to", pa.float64())]
    schema = pa.schema([("version", TEXT), ("of", TEXT), *ends, ("outcome", TEXT), ("leads", pa.int64())])
    return pa.Table.from_pylist(rows, schema)


def _banded(leads: pa.Table, models: dict[str, CompiledModel]) -> Iterator[tuple[str, str, float, float, I64]]:
    """Version, what, where its range begins, how wide a band is, and each lead's band; -1 where it was not rated."""
    for version, model in models.items():
        ranges = {score.name: score.range for score in model.model.scores}
        if model.model.total is not None:
            ranges["total"] = model.model.total.range
        for what, range_ in ranges.items():
            low, width = range_.low / MILLION, max(1, range_.high - range_.low) / MILLION
            column = leads[f"{version}.{what if what == 'total' else f'score.{what}'}"]
            value = pc.fill_null(column, 0).to_numpy().astype(np.float64) / MILLION
            band = np.clip(((value - low) / (width / BANDS)).astype(np.int64), 0, BANDS - 1)
            yield version, what, low, width / BANDS, np.where(truths(one_chunk(column.is_valid())), band, -1)


def precision(leads: pa.Table) -> pa.Table:
    """One row a version and outcome. precision: of the leads flagged as MQL, how many came so far afterwards.

    recall: of those that came so far, how many had been flagged before. Of `accepted`, only leads that sales decided
    on count as flagged.
    """
    rows = []
    for version in VERSIONS:
        flagged_us = moments(leads, f"{version}.mql_us")
        for outcome in ("accepted", "opportunity", "won"):
            at = moments(leads, f"{outcome}_us")
            decided = np.minimum(moments(leads, "accepted_us"), moments(leads, "rejected_us"))
            after = decided if outcome == "accepted" else np.full(at.size, NEVER)
            of = (flagged_us < NEVER) & ((outcome != "accepted") | ((after < NEVER) & (after >= flagged_us)))
            found = (flagged_us < NEVER) & (at < NEVER) & (at >= flagged_us)
            precise, recall = (
                Rate(int((of & found).sum()), int(of.sum())),
                Rate(int(found.sum()), int((at < NEVER).sum())),
            )
            row: dict[str, Any] = {
                "version": version,
                "outcome": outcome,
                "flagged": precise.cases,
                "outcomes": recall.cases,
            }
            rows.append(row | {"found": recall.hits} | precise.columns("precision") | recall.columns("recall"))
    kinds: Sequence[tuple[str, pa.DataType]] = [
        ("version", TEXT),
        ("outcome", TEXT),
        ("flagged", pa.int64()),
        ("outcomes", pa.int64()),
        ("found", pa.int64()),
    ]
    rates = [
        (f"{name}{end}", pa.bool_() if end == "_enough" else pa.float64())
        for name in ("precision", "recall")
        for end in ("", "_low", "_high", "_enough")
    ]
    return pa.Table.from_pylist(rows, pa.schema([*kinds, *rates]))

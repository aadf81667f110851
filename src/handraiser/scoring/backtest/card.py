"""The acceptance card: three checks that a model has to pass, each with what was found."""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..arrays import NEVER
from ..columns import truths
from ..compiling import CompiledModel
from .leads import moments
from .rates import ENOUGH, Rate

FLAGS = (0.15, 0.35)
HOLDS = 0.60
TIMES = 10.0
CARD = pa.schema(
    [
        ("version", pa.string()),
        ("check", pa.string()),
        ("wanted", pa.string()),
        ("found", pa.float64()),
        ("passes", pa.bool_()),
        ("because", pa.string()),
    ]
)


def card(leads: pa.Table, labels: pa.Table, models: dict[str, CompiledModel], conversion: str) -> pa.Table:
    """One row a version and check. passes: null where the data are too few to say; `because` says why."""
    rows = [row for version in models for row in _of(version, leads, labels, models[version], conversion)]
    return pa.Table.from_pylist(rows, CARD)


def _of(version: str, leads: pa.Table, labels: pa.Table, model: CompiledModel, conversion: str) -> list[dict[str, Any]]:
    flagged, at = moments(leads, f"{version}.mql_us"), moments(leads, f"{conversion}_us")
    flags = Rate(int((flagged < NEVER).sum()), leads.num_rows)
    holds = Rate(int(((at < NEVER) & (at >= flagged)).sum()), int((at < NEVER).sum()))
    share = _row(version, "flags", f"{FLAGS[0]:.0%} to {FLAGS[1]:.0%} of leads become MQL", flags.value)
    if flags.enough and flags.value is not None:
        share |= {"passes": FLAGS[0] <= flags.value <= FLAGS[1]}
    held = _row(version, "holds", f"{HOLDS:.0%} of conversions or more were MQL before", holds.value)
    if holds.cases >= ENOUGH and holds.value is not None:
        held |= {"passes": holds.value >= HOLDS}
    share["because"] = f"{flags.hits:,} of {flags.cases:,} leads"
    held["because"] = f"{holds.hits:,} of {holds.cases:,} conversions ({conversion})"
    return [share, held, _lift(version, labels, model)]


def _lift(version: str, labels: pa.Table, model: CompiledModel) -> dict[str, Any]:
    """The best label against the worst that anybody has: of the matrix, else of the only score with labels.

    Where none of the worst converted, its rate is taken for what it may be at most: 3 of as many.
    Source: Hanley and Lippman-Hand (1983), JAMA 249:1743-1745.
    """
    of = "matrix" if model.codes else next(iter(model.model.labels), "")
    row = _row(version, "lift", f"the top label converts {TIMES:g} times the bottom one or more", None)
    rows = labels.filter(pc.and_(pc.equal(labels["version"], version), pc.equal(labels["of"], of))).to_pylist()
    held = [each for each in rows if each["leads"]]
    if len(held) < 2:
        return row | {"because": "fewer than two labels have leads"}
    top, bottom = (Rate(each["converted"], each["leads"]) for each in (held[0], held[-1]))
    low = bottom.value if bottom.hits else 3 / bottom.cases
    said = " and ".join(
        f"{each['converted']:,} of {each['leads']:,} in {each['label']}" for each in (held[0], held[-1])
    )
    row |= {"found": (top.value or 0.0) / (low or 1.0), "because": said}
    if top.hits >= ENOUGH and bottom.cases >= 2 * ENOUGH:
        row["passes"] = bool(row["found"] >= TIMES)
    return row


def _row(version: str, check: str, wanted: str, found: float | None) -> dict[str, Any]:
    return {"version": version, "check": check, "wanted": wanted, "found": found, "passes": None}


def counted(leads: pa.Table) -> pa.Table:
    """Those that were there in the period and had not converted before it."""
    return leads.filter(pa.array(np.asarray(truths(leads["counted"].combine_chunks()))))

"""What became of each lead, and how both models saw it coming: one row a lead."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..arrays import ALWAYS, I64, NEVER
from ..columns import one_chunk, truths, whole
from ..history import History
from .asking import Question
from .walking import Walked

MEANS = {  # the first of these says that it came so far
    "accepted": ("accepted",),
    "rejected": ("rejected",),
    "opportunity": ("opportunity", "won", "lost"),
    "won": ("won",),
    "lost": ("lost",),
}
FURTHEST = ("won", "lost", "opportunity", "accepted", "rejected")


def outcomes_of(history: History, outcomes: pa.Table) -> dict[str, I64]:
    """When each lead first came so far, by outcome; `NEVER` where it did not. In the order of `history.people`."""
    leads = history.people["lead"].to_numpy()
    order = np.argsort(leads, kind="stable")
    first = {}
    for outcome, means in MEANS.items():
        rows = outcomes.filter(pc.is_in(outcomes["what"], pa.array(means)))
        first[outcome] = np.full(leads.size, NEVER)
        if leads.size:
            place = np.searchsorted(leads[order], rows["lead"].to_numpy())
            ours = leads[order][np.minimum(place, leads.size - 1)] == rows["lead"].to_numpy()
            np.minimum.at(first[outcome], order[place[ours]], rows["at_us"].to_numpy()[ours])
    return first


def table(history: History, first: dict[str, I64], walks: Sequence[tuple[str, Walked]], question: Question) -> pa.Table:
    """`lead`; `<outcome>_us` inside the period; `outcome`, the furthest of them; `counted`: whether it was there in the

    period and had not converted before it; then what each model's walk says, as `old.<name>` and `new.<name>`.
    """
    begin, until = question.begin_us, question.until_us
    known = whole(one_chunk(history.people["known_us"]), NEVER)
    columns: dict[str, object] = {"lead": history.people["lead"]}
    furthest = np.full(known.size, len(FURTHEST))
    for outcome, at in first.items():
        inside = (at >= begin) & (at < until)
        columns[f"{outcome}_us"] = pa.array(at, mask=~inside)
        furthest = np.where(inside, np.minimum(furthest, FURTHEST.index(outcome)), furthest)
    columns["outcome"] = pa.array([*FURTHEST, "none"]).take(pa.array(furthest))
    columns["counted"] = pa.array((known < until) & (first[question.conversion] >= begin))
    for version, walked in walks:
        columns |= {f"{version}.{name}": walked.rest[name] for name in walked.rest.column_names}
    return pa.table(columns)


def moments(leads: pa.Table, name: str, null: int = NEVER) -> I64:
    return whole(one_chunk(leads[name]), null)


def differing(leads: pa.Table) -> tuple[I64, I64]:
    """Which rows the two models treat differently: another time of reaching MQL or SQL, or another stage at the end.

    And for each the moment at which to ask both why: the first at which they part, `ALWAYS` where only the end differs.
    """
    apart = np.full(leads.num_rows, NEVER)
    for name in ("mql_us", "sql_us"):
        old, new = moments(leads, f"old.{name}"), moments(leads, f"new.{name}")
        apart = np.where(old != new, np.minimum(apart, np.minimum(old, new)), apart)
    end = ~truths(one_chunk(pc.equal(leads["old.stage"], leads["new.stage"])))
    row = np.flatnonzero((apart < NEVER) | end)
    return row, np.where(apart[row] < NEVER, apart[row], ALWAYS)

"""Each value that a trait of some leads, or of their companies, took, as it took force."""

from itertools import groupby
from operator import itemgetter
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from handraiser.lifecycle.clusters import NOBODY, SILENT, Clusters
from handraiser.lifecycle.snapshots import Read, in_list
from handraiser.people.precedence import Value, as_known
from handraiser.scoring.history import TRAITS

Bools = NDArray[np.bool_]
_VALUES = pa.schema(
    [
        ("of", pa.int64()),
        ("name", pa.string()),
        ("value", pa.string()),
        ("trust", pa.int64()),
        ("known_us", pa.int64()),
        ("seq", pa.int64()),
    ]
)


def traits(read: Read, found: Clusters) -> pa.Table:
    """In the kernel's form; a company's are named `company.<name>` and stand once for each of its leads."""
    return pa.concat_tables([*_of_people(read, found), _of_companies(read, found)])


def _of_people(read: Read, found: Clusters) -> list[pa.Table]:
    """What a lead's own row was told is the history as it is; where others speak too, precedence says what it is."""
    values = read(
        "SELECT person_id, name, value, trust, set_us, id FROM people_traitvalue"
        f" WHERE person_id IN ({in_list(found.persons)}) AND NOT refused",
        _VALUES,
    )
    row = found.rows_of(values["of"])
    speaks, lead = found.column("speaks_us")[row], found.column("lead")[row]
    values = values.append_column("lead", pa.array(lead)).append_column("speaks_us", pa.array(speaks))
    with_others = np.isin(lead, found.column("lead")[found.column("speaks_us") > 0])
    if not with_others.any():
        return [_in_order(_where(values, speaks == 0))]
    return [
        _in_order(_where(values, ~with_others & (speaks == 0))),
        _folded(_where(values, with_others & (speaks != SILENT))),
    ]


def _where(values: pa.Table, wanted: Bools) -> pa.Table:
    """Nearly always that is all of them."""
    return values if wanted.all() else values.filter(pa.array(wanted))


def _in_order(values: pa.Table) -> pa.Table:
    """Where history was imported that was so before what had been recorded, precedence says what took force when."""
    owner, set_us, seq = (values[name].to_numpy() for name in ("lead", "known_us", "seq"))
    order = np.lexsort((seq, owner))
    owners, moments = owner[order], set_us[order]
    back = (owners[1:] == owners[:-1]) & (moments[1:] < moments[:-1])
    if not back.any():
        return _as_kernel(values)
    reached = np.isin(owner, owners[1:][back])
    return pa.concat_tables([_as_kernel(_where(values, ~reached)), _folded(_where(values, reached))])


def _folded(values: pa.Table) -> pa.Table:
    by_lead = groupby(sorted(values.to_pylist(), key=itemgetter("lead")), itemgetter("lead"))
    known = [(lead, *took) for lead, rows in by_lead for took in as_known(map(_value, rows))]
    columns = zip(*known, strict=True) if known else ([] for _ in TRAITS.names)
    return pa.table([pa.array(column, field.type) for column, field in zip(columns, TRAITS, strict=True)], TRAITS)


def _value(row: dict[str, Any]) -> Value:
    return Value(row["name"], row["value"], row["trust"], row["known_us"], row["seq"], row["speaks_us"])


def _of_companies(read: Read, found: Clusters) -> pa.Table:
    leads = found.leads
    company, lead = leads["company"].fill_null(NOBODY).to_numpy(), leads["lead"].to_numpy()
    values = read(
        "SELECT company_id, 'company.' || name, value, trust, set_us, id FROM people_traitvalue"
        f" WHERE company_id IN ({in_list(np.unique(company[company != NOBODY]))}) AND NOT refused",
        _VALUES,
    )
    spoken = values.append_column("lead", values["of"]).append_column("speaks_us", pa.repeat(0, values.num_rows))
    values = _in_order(spoken)
    row, member = _pairs(values["lead"].to_numpy(), company)
    return _as_kernel(values.take(pa.array(row)).set_column(0, "lead", pa.array(lead[member])))


def _pairs(left: np.ndarray, right: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The places of all equal pairs."""
    order = np.argsort(right, kind="stable")
    first, last = (np.searchsorted(right[order], left, side) for side in ("left", "right"))
    sizes = last - first
    place = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes - first, sizes)
    return np.repeat(np.arange(len(left)), sizes), order[place]


def _as_kernel(values: pa.Table) -> pa.Table:
    return values.select(TRAITS.names).cast(TRAITS)

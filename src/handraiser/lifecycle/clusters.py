"""Which rows of people count for whom, and since when: a person and all that are folded into it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from handraiser.lifecycle.snapshots import Read, in_list

Int64s = NDArray[np.int64]
NOBODY = -1
SILENT = -1  # an open claim: its traits do not count

_PEOPLE = pa.schema(
    [
        (name, pa.int64())
        for name in ("person", "lead", "folded_us", "speaks_us", "first_seen_us", "known_us", "company")
    ]
)


@dataclass(frozen=True)
class Clusters:
    """`people`: one row a person row that counts for a lead, ordered by person; `leads`: the leads' own rows of it."""

    people: pa.Table

    @property
    def leads(self) -> pa.Table:
        return self.people.filter(pc.equal(self.people["person"], self.people["lead"]))

    def folds(self) -> dict[int, list[tuple[int, int]]]:
        """By lead: each other person, and since when it counts."""
        others = self.people.filter(pc.not_equal(self.people["person"], self.people["lead"]))
        folds: dict[int, list[tuple[int, int]]] = {}
        for lead, *fold in zip(*(others[name].to_pylist() for name in ("lead", "person", "folded_us")), strict=True):
            folds.setdefault(lead, []).append((fold[0], fold[1]))
        return folds

    @property
    def persons(self) -> Int64s:
        return self.column("person")

    def column(self, name: str) -> Int64s:
        return np.asarray(self.people[name], np.int64)

    def rows_of(self, person: pa.ChunkedArray) -> Int64s:
        """The row of `people` that each of a column of persons stands in."""
        return np.searchsorted(self.persons, np.asarray(person, np.int64)).astype(np.int64, copy=False)


def clusters(read: Read, leads: Sequence[int]) -> Clusters:
    """The people behind `leads`. Ids that are folded into somebody else, or of nobody, are left out."""
    people = read(
        "SELECT id, canonical_id, folded_us, speaks_us, first_seen_us, known_us, company_id FROM people_person"
        f" WHERE canonical_id IN ({in_list(leads)}) ORDER BY id",
        _PEOPLE,
    )
    speaks = people["speaks_us"].fill_null(SILENT)
    return Clusters(people.set_column(3, "speaks_us", speaks))

"""How many rows of a list have each value of the columns that filters offer."""

import contextlib
from collections import Counter
from collections.abc import Collection, Iterator

from handraiser.audiences.models import ValueCount
from handraiser.people import bulk

FIRST = ("first_channel", "first_source", "first_campaign", "last_channel")
LABELS = ("label_1", "label_2", "label_3")
PEOPLE = ("stage", "owner_id", "country", "matrix", *FIRST, *LABELS)
COUNTED: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "people": ("audiences_listed", "person_id", PEOPLE),
    "companies": ("audiences_listedcompany", "company_id", ("best_stage", "owner_id", "country", "industry")),
}
Counts = Counter[tuple[str, str]]


@contextlib.contextmanager
def kept(of: str, keys: Collection[int]) -> Iterator[None]:
    """Whatever the block makes of the rows of the list `of` with these keys, the counts follow."""
    before = _counted(of, keys)
    yield
    change = _counted(of, keys)
    change.subtract(before)
    rows = sorted((field, value, by) for (field, value), by in change.items() if by)
    bulk.insert(
        ValueCount,
        ("field", "value", "listed"),
        rows,
        conflict="(field, value) DO UPDATE SET listed = audiences_valuecount.listed + excluded.listed",
    )
    bulk.execute("DELETE FROM audiences_valuecount WHERE listed <= 0")


def _counted(of: str, keys: Collection[int]) -> Counts:
    """What these rows add to the counts; "" stands for no value."""
    table, key, columns = COUNTED[of]
    among, ids = bulk.among(keys)
    counts: Counts = Counter()
    for row in bulk.rows(f"SELECT {', '.join(columns)} FROM {table} WHERE {key} {among}", ids):
        counts[of, ""] += 1
        counts.update(
            (f"{of}.{column}", "" if value is None else str(value)) for column, value in zip(columns, row, strict=True)
        )
    return counts

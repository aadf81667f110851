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


def of_list(of: str) -> int:
    """How many rows the list has."""
    return sum(ValueCount.objects.filter(field=of).values_list("listed", flat=True))


def of_values(of: str, column: str, values: Collection[str]) -> int:
    """How many rows of the list have one of the values in a column whose values are counted."""
    found = ValueCount.objects.filter(field=f"{of}.{column}", value__in=values)
    return sum(found.values_list("listed", flat=True))


def most_frequent(of: str, columns: Collection[str], limit: int) -> dict[str, dict[str, int]]:
    """The most frequent values of each of these columns, and how many rows have them, in one query."""
    each = (
        "SELECT * FROM (SELECT field, value, listed FROM audiences_valuecount WHERE field = %s"
        f" ORDER BY listed DESC, value LIMIT {limit:d}) AS frequent"
    )
    found: dict[str, dict[str, int]] = {column: {} for column in columns}
    named = [f"{of}.{column}" for column in columns]
    for field, value, listed in bulk.rows(" UNION ALL ".join([each] * len(named)), *named) if named else ():
        found[field.partition(".")[2]][value] = listed
    return found


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

"""Whose prepared rows (lists, reports) are out of date. Most marks are made by the database's own triggers."""

from collections.abc import Iterable

from handraiser.people import bulk
from handraiser.people.models import Changed

TOGETHER = 5  # marks looked at for one person who is taken


def mark(people: Iterable[int]) -> None:
    """Have what is prepared about them made anew; for changes outside of people, standings and stage changes."""
    bulk.insert(Changed, ("person_id",), [(person,) for person in sorted(set(people))])


def take(limit: int) -> list[int]:
    """Take the oldest marks off, in the caller's transaction: up to `limit` people, each once, folded ones too.

    Their next marks go too: whatever made a later one is seen by who makes their rows anew now. One that waits far
    behind stays, as does that of a transaction that is not over yet, which cannot be seen.
    """
    marks = list(Changed.objects.order_by("id").values_list("id", "person_id")[: TOGETHER * limit])
    people = set(list(dict.fromkeys(person for _, person in marks))[:limit])
    among, ids = bulk.among([pk for pk, person in marks if person in people])
    bulk.execute(f"DELETE FROM people_changed WHERE id {among}", ids)  # by person all that wait would be read
    return sorted(people)


def waiting() -> int:
    """How many marks wait."""
    return Changed.objects.count()

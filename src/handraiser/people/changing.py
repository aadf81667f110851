"""Whose prepared rows (lists, reports) are out of date. Most marks are made by the database's own triggers."""

from collections.abc import Iterable

from handraiser.people import bulk
from handraiser.people.models import Changed


def mark(people: Iterable[int]) -> None:
    """Have what is prepared about them made anew; for changes outside of people, standings and stage changes."""
    bulk.insert(Changed, ("person_id",), [(person,) for person in sorted(set(people))])


def take(limit: int) -> list[int]:
    """Take the oldest marks off, in the caller's transaction: the people they name, each once, folded ones too.

    All marks of these people go: whatever made a later one is seen by who makes their rows anew now. A mark of a
    transaction that is not over yet cannot be seen, and stays.
    """
    marks = Changed.objects.order_by("id").values_list("person_id", flat=True)[:limit]
    people = sorted(set(marks))
    among, ids = bulk.among(people)
    bulk.execute(f"DELETE FROM people_changed WHERE person_id {among}", ids)
    return people


def waiting() -> int:
    """How many marks wait."""
    return Changed.objects.count()

"""Queues people to be scored anew."""

from django.db import connection

from handraiser.people import bulk
from handraiser.people.models import Rescore


def touch(due_us: dict[int, int]) -> None:
    """Queue people, each at the moment of its newest record.

    In the order of their ids, so that two transactions never wait for each other in a circle.
    """
    newest = "max" if connection.vendor == "sqlite" else "greatest"
    again = (
        f"(person_id) DO UPDATE SET touches = people_rescore.touches + 1, due_us = CASE WHEN people_rescore.touches > 0"
        f" THEN {newest}(people_rescore.due_us, excluded.due_us) ELSE excluded.due_us END"
    )
    rows = [(person_id, at_us, 1) for person_id, at_us in sorted(due_us.items())]
    bulk.insert(Rescore, ("person_id", "due_us", "touches"), rows, conflict=again)

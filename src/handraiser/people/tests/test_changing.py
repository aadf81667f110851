"""The marks of who changed: each person is taken once, and quickly however many wait."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from handraiser.people import bulk, changing
from handraiser.people.models import Changed

pytestmark = pytest.mark.django_db


def mark(*people: int) -> None:
    bulk.insert(Changed, ("person_id",), [(person,) for person in people])


def test_all_marks_of_those_who_are_taken_go_with_them():
    mark(1, 2, 1, 3, 2, 1)
    assert changing.take(2) == [1, 2]
    assert changing.take(2) == [3]
    assert changing.take(2) == []


def test_a_mark_that_waits_far_behind_is_taken_once_more_and_not_lost():
    mark(*[7] * 100, 8, 7)
    assert changing.take(1) == [7]
    taken = []
    while some := changing.take(1):
        taken += some
    assert set(taken) == {7, 8}
    assert changing.waiting() == 0


def test_taking_a_few_of_many_marks_reads_no_others():
    """With a million waiting, PostgreSQL compared each with each of a thousand people: ten seconds a batch."""
    mark(*range(1, 20_001))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE people_changed")
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert changing.take(100) == list(range(1, 101))
        (deletion,) = [each["sql"] for each in captured if each["sql"].startswith("DELETE")]
        cursor.execute(f"EXPLAIN {'QUERY PLAN ' if connection.vendor == 'sqlite' else ''}{deletion}")
        plan = str(cursor.fetchall())
    assert "Seq Scan" not in plan
    assert "SCAN people_changed" not in plan

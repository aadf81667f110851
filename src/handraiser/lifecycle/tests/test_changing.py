"""Who changed is marked by the database itself, and taken once."""

import pytest

from handraiser.lifecycle.models import ModelVersion, Standing
from handraiser.people import changing
from handraiser.people.models import Changed, Person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_marked(db) -> None:
    """Whatever other tests left: rows that are deleted mark people too."""
    Changed.objects.all().delete()


def seen() -> Person:
    return Person.objects.create(first_seen_us=1, last_seen_us=1)


def test_a_changed_person_is_taken_once() -> None:
    person = seen()
    assert changing.take(100) == [person.pk]
    assert changing.take(100) == []
    Person.objects.update(title="Head of Operations")
    assert changing.take(100) == [person.pk]


def test_a_fold_marks_whom_it_was_and_whom_it_is_now() -> None:
    kept, folded, third = seen(), seen(), seen()
    changing.take(100)
    Person.objects.filter(pk=folded.pk).update(canonical=kept)
    assert changing.take(100) == [kept.pk, folded.pk]
    Person.objects.filter(pk=folded.pk).update(canonical=third)
    assert changing.take(100) == [kept.pk, folded.pk, third.pk]


def test_a_standing_marks_its_person() -> None:
    person = seen()
    changing.take(100)
    version = ModelVersion.objects.create(number=1, document="", published_us=0)
    Standing.objects.create(person=person, version=version, at_us=1, stage="lead")
    assert changing.take(100) == [person.pk]
    Standing.objects.all().delete()
    assert changing.take(100) == [person.pk]


def test_what_is_left_behind_stays_marked() -> None:
    first, second = seen(), seen()
    changing.take(100)
    changing.mark([second.pk, first.pk, second.pk])
    assert changing.take(1) == [first.pk]
    assert changing.waiting() == 1
    assert changing.take(1) == [second.pk]


def test_all_marks_of_somebody_go_together() -> None:
    first, second = seen(), seen()
    changing.take(100)
    changing.mark([first.pk, second.pk])
    changing.mark([first.pk])
    assert changing.take(1) == [first.pk]
    assert changing.take(100) == [second.pk]
    assert changing.waiting() == 0

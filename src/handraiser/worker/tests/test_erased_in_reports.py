"""Somebody erased is counted nowhere."""

import pytest

from handraiser.insight.models import Cell, Passage, Showing
from handraiser.people import changing
from handraiser.people.models import Person
from handraiser.privacy.erasing import erase
from handraiser.privacy.models import Reason
from handraiser.worker.refreshing import REFRESHES

pytestmark = pytest.mark.django_db


def refreshed() -> None:
    while people := changing.take(1_000):
        for each in REFRESHES:
            each(people)


def test_an_erased_person_is_taken_out_of_every_report(root) -> None:
    kept, gone = (Person.objects.create(first_seen_us=us, last_seen_us=us, known_us=us) for us in (1, 2))
    refreshed()
    assert Cell.objects.get(dimension="", stage="lead", month=False).entered == 2
    erase(gone, reason=next(iter(Reason)), by=root)
    refreshed()
    assert Passage.objects.get().person_id == kept.pk
    assert not Showing.objects.filter(person=gone).exists()
    assert Cell.objects.get(dimension="", stage="lead", month=False).entered == 1

"""Visits: whole, however the timeline is read."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handraiser import clock
from handraiser.people import telling, timeline, visited
from handraiser.people.models import Identity, Person, Sighting
from handraiser.people.telling import Place
from handraiser.people.visits import GAP_US, visits

pytestmark = pytest.mark.django_db
NOON_US = 1_700_000_000_000_000
gaps = st.sampled_from([0, 1, clock.MINUTE_US, GAP_US, GAP_US + 1, clock.DAY_US])


def somebody(steps) -> Person:
    """With a sighting after each of the gaps, on one of two devices in turn."""
    Sighting.objects.all().delete()
    Identity.objects.all().delete()
    person = Person.objects.create(first_seen_us=NOON_US, last_seen_us=NOON_US)
    devices = [
        Identity.objects.create(kind="anonymous", value=f"d{number}", raw="d", person=person, linked_us=0)
        for number in (1, 2)
    ]
    at_us, rows = NOON_US, []
    for number, step in enumerate(steps, 1):
        at_us += step
        rows.append(Sighting(event_id=number, identity=devices[number % 2], known_us=at_us, occurred_us=at_us))
    Sighting.objects.bulk_create(rows)
    return person


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(gaps, max_size=30), st.integers(1, 7))
def test_read_in_chunks_the_timeline_gives_the_same_visits_as_read_at_once(db, steps, size):
    person = somebody(steps)
    at_once = visits(timeline.chunk(person, timeline.NEWEST_US, 1_000), lambda each: each.occurred_us)
    assert [visit.seen for visit in visited.before(person, timeline.NEWEST_US, 100, size=size)] == at_once


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(gaps, max_size=30))
def test_pages_of_the_timeline_cut_no_visit_and_lose_none(db, steps):
    person = somebody(steps)
    whole = visited.before(person, timeline.NEWEST_US, 100)
    paged, before_us = [], timeline.NEWEST_US
    while page := visited.before(person, before_us, 2):
        paged += page
        before_us = page[-1].begin_us
    assert paged == whole


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(gaps, min_size=1, max_size=20), st.integers(0, 19))
def test_the_page_of_a_moment_begins_with_the_visit_during_which_it_was(db, steps, which):
    person = somebody(steps)
    moments = [each.occurred_us for each in timeline.back(person)]
    asked_us = moments[which % len(moments)]
    first = visited.before(person, telling.at(person, asked_us).visits_us, 1)[0]
    assert first in visited.before(person, timeline.NEWEST_US, 100)
    assert first.begin_us <= asked_us <= first.end_us


@pytest.mark.parametrize("text", ["", "x", "1", "1_", "-1_2", "9" * 18 + "_1", "1_2\0"])
def test_a_place_that_makes_no_sense_is_the_beginning(text):
    assert Place.read(text) == Place()


def test_a_place_is_read_as_it_was_written():
    assert Place.read(str(Place(17, 4))) == Place(17, 4)

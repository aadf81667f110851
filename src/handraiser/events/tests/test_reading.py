"""Reading the log: arrival order, a cursor on SQLite, an inbox on PostgreSQL."""

import pytest
from django.conf import settings

from handraiser.events import reading
from handraiser.events.models import Arrival, Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def three():
    return [_event(f"m{number}", source_id=1 + number % 2) for number in range(3)]


def _event(message_id: str, source_id: int) -> Event:
    return Event.objects.create(
        source_id=source_id, message_id=message_id, kind="page", trust=0, occurred_us=1, received_us=2, payload="{}"
    )


def test_events_are_read_in_arrival_order_from_a_position(three):
    assert [row.message_id for row in reading.after(0, 10)] == ["m0", "m1", "m2"]
    assert [row.message_id for row in reading.after(three[0].id, 1)] == ["m1"]
    assert reading.after(three[2].id, 10) == []


def test_a_row_holds_every_column_of_the_event(three):
    row = reading.after(0, 1)[0]
    assert row._asdict() == {field.attname: getattr(three[0], field.attname) for field in Event._meta.fields}


def test_rows_by_id_come_in_arrival_order_whatever_order_is_asked(three):
    ids = [event.id for event in reversed(three)]
    assert [row.message_id for row in reading.by_ids([*ids, 10**9])] == ["m0", "m1", "m2"]
    assert reading.by_ids([]) == []


def test_the_latest_events_of_a_source_come_newest_first(three):
    assert [row.message_id for row in reading.latest(1, 10)] == ["m2", "m0"]
    assert [row.message_id for row in reading.latest(1, 1)] == ["m2"]
    assert reading.latest(9, 10) == []


@pytest.mark.parametrize("few", [1, 1_000])
def test_old_events_of_a_quiet_source_are_found_behind_the_recent_ones(three, monkeypatch, few):
    monkeypatch.setattr(reading, "RECENT", 1)
    monkeypatch.setattr(reading, "FEW", few)
    assert [row.message_id for row in reading.latest(1, 10)] == ["m2", "m0"]


def test_the_inbox_keeps_what_was_not_taken_out(three):
    if settings.EVENTS_DB != "default":
        pytest.skip("SQLite has one writer and reads by a cursor")
    Arrival.objects.bulk_create(Arrival(event_id=event.id) for event in three)
    assert [row.message_id for row in reading.arrived(2)] == ["m0", "m1"]
    reading.take_out([three[0].id, three[1].id])
    assert [row.message_id for row in reading.arrived(10)] == ["m2"]

"""The same events, sent twice or in other portions, taken one by one or all at once, give the same stages."""

import os
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import connections
from hypothesis import HealthCheck, given
from hypothesis import settings as tries
from hypothesis import strategies as st

from handraiser.handoff.models import Alert
from handraiser.lifecycle import snapshots
from handraiser.lifecycle.models import HandRaise, StageChange, Standing
from handraiser.lifecycle.publishing import publish
from handraiser.lifecycle.tests.websites import Website, store_events
from handraiser.people.models import Person
from handraiser.worker import leases, scoring, taking
from handraiser.worker.chores import CHORES, LEASE
from handraiser.worker.tests.test_publishing import GENEROUS

BEGIN = datetime(2026, 3, 2, 9, tzinfo=UTC)
EXAMPLES = int(os.environ.get("HANDRAISER_TEST_STORIES", "8"))
LOG_TABLES = ("events_event", "events_arrival")
TABLES = (
    *("handoff_notice", "handoff_alert", "lifecycle_stagechange", "lifecycle_handraise", "lifecycle_standing"),
    *("lifecycle_modelversion", "people_rescore", "people_sighting", "people_link", "people_merge", "people_duplicate"),
    *("people_traitvalue", "people_consent", "people_identity", "people_person", "people_company", "people_moment"),
    *("worker_cursor", "worker_parked", "events_sourcekey", "events_source"),
)

devices = st.sampled_from(["laptop", "phone", "tablet"])
messages = st.one_of(
    st.builds(lambda device: _said("page", device, properties={"path": "/blog"}), devices),
    st.builds(lambda device: _said("track", device, event="Demo Requested"), devices),
    st.builds(
        lambda device, who: _said("identify", device, traits={"email": f"{who}@reader.example"}),
        devices,
        st.sampled_from(["ann", "ben"]),
    ),
    st.builds(
        lambda device, who: _said("identify", device, userId=f"user-{who}", trust=1), devices, st.sampled_from("ab")
    ),
)


def _said(kind: str, device: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, "anonymousId": device, **more}


@st.composite
def stories(draw) -> tuple[list[dict[str, Any]], list[int], list[int], int]:
    """What happens, a second apart; which are sent twice; where portions end; how many rows a chore takes."""
    told = draw(st.lists(messages, min_size=1, max_size=14))
    places = st.integers(0, len(told) - 1)
    return told, draw(st.lists(places, max_size=3)), draw(st.lists(places, max_size=6)), draw(st.integers(1, 3))


@pytest.mark.django_db(transaction=True)
@tries(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=stories())
def test_portions_and_copies_never_change_stages(sam, story):
    told, twice, ends, limit = story
    at_once = _stages(told, [], [], 10_000)
    assert _stages(told, twice, ends, limit) == at_once
    snapshots.close()


def _stages(told: list[dict[str, Any]], twice: list[int], ends: list[int], limit: int) -> Any:
    """What is known in the end, in words that do not depend on ids."""
    _forget_everything()
    with time_machine.travel(BEGIN, tick=False) as time:
        publish(GENEROUS, by=None)
        website = Website()
        rows = []
        for number, message in enumerate(told):
            time.shift(1)
            said = {key: value for key, value in message.items() if key != "trust"} | {"messageId": f"message {number}"}
            rows.append(website.event(said, message.get("trust", 0)))
            store_events(rows[-1:])
            if number in twice:
                store_events([rows[number]])
            if number in ends:
                _work(limit)
        _work(limit)
    return _told()


def _work(limit: int) -> None:
    held = leases.take(LEASE, "worker")
    assert held is not None
    while taking.take(limit, held) + scoring.score_touched(limit, held) + sum(chore.work(limit) for chore in CHORES):
        pass


def _told() -> Any:
    names = {person.pk: person.first_seen_us for person in Person.objects.all()}
    standings = {row.person_id: row for row in Standing.objects.all()}
    changes = StageChange.objects.filter(person__in=standings).order_by("at_us", "order", "person")
    return {
        "standings": sorted((names[person], row.stage, str(row.scores)) for person, row in standings.items()),
        "changes": [(names[row.person_id], row.at_us, row.from_stage, row.to_stage, row.cause) for row in changes],
        "hand raises": sorted(HandRaise.objects.values_list("occurred_us", flat=True)),
        "alerts": sorted(Alert.objects.filter(kind="hand_raise").values_list("stored_us", flat=True)),
    }


def _forget_everything() -> None:
    for alias, tables in ((settings.EVENTS_DB, LOG_TABLES), ("default", TABLES)):
        with connections[alias].cursor() as cursor:
            if connections[alias].vendor == "postgresql":
                cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
                continue
            cursor.execute("PRAGMA foreign_keys = OFF")
            for table in tables:
                cursor.execute(f"DELETE FROM {table}")
            cursor.execute("PRAGMA foreign_keys = ON")

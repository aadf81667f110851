"""A refused event can be replayed or discarded, once."""

import json

import pytest

from handraiser.events import keys, replaying
from handraiser.events.models import Arrival, Flag, KeyKind, Quarantined, Refusal
from handraiser.events.tests.conftest import on_sqlite, quarantined, stored, track
from handraiser.organisation.models import AuditEntry

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def refused(send, website):
    keys.revoke(website.source.keys.get(kind=KeyKind.PUBLIC), None)
    send({"anonymousId": "a", "properties": {"path": "/x"}}, "/v1/page")
    return quarantined()[0]


def test_a_replayed_event_is_stored_as_if_its_key_were_in_force(refused, root, website):
    event = replaying.replay(refused, root)
    assert [row.pk for row in stored()] == [event.pk]
    assert (event.kind, event.path, event.source_id, event.trust) == ("page", "/x", website.source.pk, 0)
    assert event.ip == "203.0.113.0"
    refused.refresh_from_db()
    assert refused.settled_as == "replayed"
    assert AuditEntry.objects.latest("id").act == "quarantined.replayed"
    if not on_sqlite():
        assert Arrival.objects.get().event_id == event.pk


def test_imported_history_stays_history_on_replay(send, website, root):
    keys.revoke(website.source.keys.get(kind=KeyKind.PUBLIC), None)
    send({"batch": [track("Demo Requested", timestamp="2023-05-01T10:00:00Z")]}, "/v1/import")
    assert replaying.replay(quarantined()[0], root).flags & Flag.BACKFILL


def test_an_event_is_settled_once(refused, root):
    replaying.replay(refused, root)
    for settle in (replaying.replay, replaying.discard):
        with pytest.raises(replaying.AlreadySettled):
            settle(refused, root)
    assert len(stored()) == 1


def test_a_discarded_event_stays_in_the_table_and_out_of_the_log(refused, root):
    replaying.discard(refused, root)
    assert quarantined()[0].settled_as == "discarded"
    assert stored() == []
    assert AuditEntry.objects.latest("id").act == "quarantined.discarded"


def test_what_is_still_wrong_is_refused_again_in_words(send, root):
    send(track(event=""))
    with pytest.raises(replaying.StillRefused, match="A track call without an event name"):
        replaying.replay(quarantined()[0], root)
    assert quarantined()[0].settled_us is None
    assert stored() == []


def test_what_was_cut_cannot_be_replayed(send, root):
    send(track(properties={"text": "x" * 70_000}))
    with pytest.raises(replaying.StillRefused, match="too large to be kept whole"):
        replaying.replay(quarantined()[0], root)


def test_a_replay_of_what_was_sent_again_meanwhile_stores_nothing_twice(send, website, root):
    send(track())
    row = Quarantined.objects.create(
        source_id=website.source.pk, reason=Refusal.REFUSED_BY_STORE, received_us=1, payload=json.dumps(track())
    )
    assert replaying.replay(row, root).pk == stored()[0].pk
    assert len(stored()) == 1


def test_a_pixel_is_believed_no_more_on_replay(refused, root):
    refused.payload = json.dumps({"type": "page", "anonymousId": "a", "not_believed": {"userId": "bob"}})
    refused.save()
    assert replaying.replay(refused, root).user_id is None

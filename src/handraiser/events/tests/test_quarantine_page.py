import json

import pytest
from django.urls import reverse

from handraiser.events.keys import create_source
from handraiser.events.models import Event, Quarantined

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def refused(root):
    source = create_source("Website", by=root).source

    def refuse(message: dict, reason: str = "no_name", **columns) -> Quarantined:
        return Quarantined.objects.create(
            source_id=source.pk, reason=reason, detail=HOSTILE, received_us=1, payload=json.dumps(message), **columns
        )

    return refuse


def test_a_refused_event_is_shown_with_its_reason_and_harmlessly(client, ada, refused):
    refused({"type": "track", "userId": HOSTILE})
    client.force_login(ada)
    page = client.get(reverse("quarantine")).content.decode()
    assert "A track call without an event name" in page
    assert HOSTILE not in page
    assert "&lt;script&gt;" in page


def test_replaying_a_mended_event_stores_it(client, ada, refused):
    row = refused({"type": "track", "event": "Demo Requested", "userId": "u1", "messageId": "m1"}, "revoked_key")
    client.force_login(ada)
    client.post(reverse("quarantine-replay", args=[row.pk]))
    assert Event.objects.get().message_id == "m1"
    row.refresh_from_db()
    assert row.settled_as == "replayed"


def test_what_is_still_wrong_stays_and_says_so(client, ada, refused):
    row = refused({"type": "track", "userId": "u1"})
    client.force_login(ada)
    answer = client.post(reverse("quarantine-replay", args=[row.pk]))
    assert answer.status_code == 409
    assert "refused again" in answer.content.decode()
    row.refresh_from_db()
    assert row.settled_us is None


def test_ticked_rows_are_settled_each_on_its_own(client, ada, refused):
    good = refused({"type": "track", "event": "A", "userId": "u1"}, "revoked_key")
    bad = refused({"type": "track", "userId": "u1"})
    client.force_login(ada)
    page = client.post(reverse("quarantine-ticked"), {"row": [good.pk, bad.pk, "x"], "do": "replay"}, follow=True)
    assert [row.pk for row, *_ in page.context["rows"]] == [bad.pk]
    assert [str(message) for message in page.context["messages"]] == ["1 event settled.", "1 is refused again."]


def test_a_viewer_is_kept_out(client, sam, refused):
    client.force_login(sam)
    assert client.get(reverse("quarantine")).status_code == 403

"""The alerts page: each user's own, unread until opened."""

import pytest

from handraiser import clock
from handraiser.handoff.models import Alert, Notice
from handraiser.people.models import Person

pytestmark = pytest.mark.django_db


def _notice(user, name: str = "Bob") -> Notice:
    now_us = clock.now_us()
    person = Person.objects.create(first_seen_us=now_us, last_seen_us=now_us, name=name)
    Person.objects.filter(pk=person.pk).update(canonical=person)
    who = {"key": str(person.key), "name": name, "email": "bob@bobco.example", "title": "Head", "company": "Bobco"}
    hand_raise = {"name": "Demo Requested", "occurred_us": now_us, "event": 1}
    deed = {"event": 1, "kind": "page", "name": None, "path": "/pricing", "title": "Pricing", "occurred_us": now_us}
    facts = {"person": who, "hand_raise": hand_raise, "stage": None, "result": {}, "lines": [], "deeds": [deed]}
    alert = Alert.objects.create(
        person=person, kind="hand_raise", once=f"event:{person.pk}", created_us=now_us, facts=facts, unconfirmed=True
    )
    return Notice.objects.create(alert=alert, user=user)


def test_an_alert_says_who_why_what_they_did_last_and_how_sure_we_are(client, sam):
    _notice(sam)
    client.force_login(sam)
    page = client.get("/alerts/").content.decode()
    for words in ("Bob raised a hand: Demo Requested", "Head at Bobco", "Viewed Pricing", "identity unconfirmed"):
        assert words in page


def test_opening_an_alert_reads_it_and_shows_the_person(client, sam):
    notice = _notice(sam)
    client.force_login(sam)
    answer = client.get(f"/alerts/{notice.pk}/")
    assert answer.headers["Location"] == f"/people/{notice.alert.person.key}/"
    notice.refresh_from_db()
    assert notice.read_us
    assert "All read" in client.get("/alerts/").content.decode()


def test_nobody_reads_or_opens_the_alerts_of_others(client, sam, ada):
    notice = _notice(sam)
    client.force_login(ada)
    assert client.get(f"/alerts/{notice.pk}/").status_code == 404
    client.post("/alerts/read/", {"notice": notice.pk})
    notice.refresh_from_db()
    assert notice.read_us is None


def test_one_is_read_or_all(client, sam):
    first, _second = _notice(sam), _notice(sam, "Eve")
    client.force_login(sam)
    client.post("/alerts/read/", {"notice": first.pk})
    assert Notice.objects.filter(read_us=None).count() == 1
    client.post("/alerts/read/", {"notice": "nonsense"})
    assert Notice.objects.filter(read_us=None).count() == 1
    client.post("/alerts/read/")
    assert not Notice.objects.filter(read_us=None).exists()

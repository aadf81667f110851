"""The pages about people's rights, as administrators, marketing and sales meet them."""

import io
import json
import zipfile

import pytest
from django.db import transaction

from handraiser.audiences import making
from handraiser.events.models import Event, Quarantined
from handraiser.events.reading import by_ids
from handraiser.lifecycle.tests.websites import Website
from handraiser.organisation.models import AuditEntry
from handraiser.people import consenting
from handraiser.people.identifying import identify
from handraiser.people.models import Consent, Person
from handraiser.people.remarks import Note
from handraiser.privacy.models import Erasure, Purpose, Retention

pytestmark = pytest.mark.django_db(transaction=True)
BOB = "bob@bobco.example"


@pytest.fixture
def bob() -> Person:
    website = Website()
    website.identify("laptop", email=BOB, name="=Bob", consent={"marketing": True, "wording": "News?", "version": "3"})
    website.page("/pricing", "laptop", messageId="p1")
    with transaction.atomic():
        identify(by_ids(list(Event.objects.values_list("pk", flat=True))))
    return Person.objects.get(email=BOB)


def test_an_administrator_sees_what_goes_and_types_the_name(client, root, bob):
    client.force_login(root)
    page = client.get(f"/people/{bob.key}/erase/").content.decode()
    assert "What will go" in page
    refused = client.post(f"/people/{bob.key}/erase/now/", {"typed": "somebody", "reason": "request"})
    assert refused.status_code == 400
    assert not Erasure.objects.exists()
    answer = client.post(f"/people/{bob.key}/erase/now/", {"typed": " =bob ", "reason": "request"}, follow=True)
    assert "Erased." in answer.content.decode()
    assert Erasure.objects.get().by == root
    assert client.get(f"/people/{bob.key}/").status_code == 404


@pytest.mark.parametrize("path", ["erase/", "erase/now/"])
def test_only_administrators_erase(client, ada, bob, path):
    client.force_login(ada)
    assert client.get(f"/people/{bob.key}/{path}").status_code == 403
    assert client.post(f"/people/{bob.key}/{path}", {"typed": "=Bob"}).status_code == 403
    assert not Erasure.objects.exists()


def test_marketing_takes_everything_held_about_somebody_home_as_one_file(client, ada, sam, bob):
    Note.objects.create(person=bob, text="Likes tea", by=sam, at_us=1)
    making.of_people("Call today", [bob.pk], by=ada)
    client.force_login(ada)
    answer = client.post(f"/people/{bob.key}/export/")
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    facts = json.loads(archive.read("person.json"))
    assert [note["text"] for note in facts["notes"]] == ["Likes tea"]
    assert {row["name"]: row["value"] for row in facts["traits"]}["email"] == BOB
    assert [(row["audience_name"], row["how"]) for row in facts["audiences"]] == [("Call today", "added")]
    assert [(row["purpose"], row["granted"], row["version"]) for row in facts["consents"]] == [("marketing", True, "3")]
    lines = [json.loads(line) for line in archive.read("events.jsonl").splitlines()]
    assert [line["kind"] for line in lines] == ["identify", "page"]
    assert archive.read("events.csv").decode().count("\r\n") == 3
    assert AuditEntry.objects.filter(act="person.exported", subject=f"person {bob.pk}").exists()
    client.force_login(sam)
    assert client.post(f"/people/{bob.key}/export/").status_code == 403


def test_a_consent_is_shown_with_its_proof(client, sam, bob):
    client.force_login(sam)
    page = client.get(f"/people/{bob.key}/consents/").content.decode()
    for shown in ("marketing", "News?", "Website", "A browser said so"):
        assert shown in page


def test_sam_records_an_objection_that_no_browser_takes_back(client, sam, bob):
    client.force_login(sam)
    given = {"purpose": "marketing", "answer": "no", "came_from": "On the phone, 3 May"}
    client.post(f"/people/{bob.key}/consents/", given)
    assert consenting.in_force(bob) == {"marketing": False}
    row = Consent.objects.latest("id")
    assert (row.by, row.came_from, row.trust) == (sam, "On the phone, 3 May", 2)
    assert client.post(f"/people/{bob.key}/consents/", given | {"came_from": " "}).status_code == 400
    assert Consent.objects.count() == 2


def test_the_privacy_page_asks_before_anything_goes(client, root):
    Quarantined.objects.create(reason="no_name", received_us=1, payload="{}", settled_as="")
    client.force_login(root)
    assert client.get("/settings/privacy/").status_code == 200
    client.post("/settings/privacy/retention/", {"quarantine_days": "30", "visitor_days": ""})
    assert Retention.get().quarantine_days == 30
    assert Retention.get().visitor_days is None
    page = client.get("/settings/privacy/retention/preview/").content.decode()
    assert "Delete this now and from now on" in page
    client.post("/settings/privacy/retention/agree/")
    assert Retention.get().agreed_by == root
    client.post("/settings/privacy/retention/", {"quarantine_days": "3"})
    assert Retention.get().agreed_us is None
    assert client.post("/settings/privacy/retention/", {"quarantine_days": "0"}).status_code == 422


def test_a_purpose_is_declared_and_its_words_changed(client, root):
    client.force_login(root)
    client.post("/settings/privacy/purposes/", {"name": "marketing", "wording": "May we write?", "version": "1"})
    client.post("/settings/privacy/purposes/", {"name": "marketing", "wording": "May we write to you?", "version": "2"})
    assert Purpose.objects.get().version == "2"
    assert "May we write to you?" in client.get("/settings/privacy/").content.decode()

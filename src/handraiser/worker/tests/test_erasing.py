"""Who is erased is gone from everywhere, stays gone whatever servers send, and may come back of their own will."""

import json

import pytest
from django.conf import settings
from django.db import connections
from django.db.models import PROTECT
from django.http import QueryDict

from handraiser.audiences import exporting, making, members
from handraiser.audiences.audience_rows import AudienceMember
from handraiser.audiences.kinds import PEOPLE
from handraiser.audiences.wanted import Wanted
from handraiser.events.models import Event, Quarantined
from handraiser.exchange.models import Delivery, OutboxMail
from handraiser.handoff.models import Alert
from handraiser.lifecycle.tests.websites import store_events
from handraiser.organisation.models import AuditEntry
from handraiser.people.models import Identity, Person, Sighting, TraitValue
from handraiser.privacy import carrying_out
from handraiser.privacy.erasing import AlreadyErased, erase, preview
from handraiser.privacy.holdings import HOLDINGS, IDENTITIES
from handraiser.privacy.models import Erased, Erasure, Reason

pytestmark = pytest.mark.django_db(transaction=True)
BOB = "robert@fenwick.example"
MINUTE = 60


@pytest.fixture
def bob(website, starter_model, work, sam) -> Person:
    """Has asked for a demo; sam was alerted. Alice is beside him."""
    website.identify("tablet", email="alice@aliceco.example")
    website.identify("laptop", user="u-77", email=BOB, name="Robert Fenwick", title="Keeper of the Keys")
    website.page("/pricing", "laptop")
    website.track("Demo Requested", "laptop")
    work()
    alert = Alert.objects.get()
    mail = Delivery.objects.filter(alert=alert).first()
    folder = settings.DATA / "outbox"
    folder.mkdir()
    (folder / "1.eml").write_text(BOB)
    OutboxMail.objects.create(delivery=mail, to=sam.email, subject="Bob", file="1.eml", text=BOB, at_us=1)
    return Person.objects.get(email=BOB)


def everything() -> str:
    """Every value of every table but the audit log, as text."""
    found = []
    for alias in settings.DATABASES:
        with connections[alias].cursor() as cursor:
            for table in connections[alias].introspection.table_names(cursor):
                cursor.execute(f'SELECT * FROM "{table}"')
                found += [str(row) for row in cursor.fetchall()]
    return "\n".join(found)


def test_nothing_of_an_erased_person_is_left_anywhere(bob, work, root, time):
    payload = json.dumps({"type": "track", "userId": "u-77"})
    Quarantined.objects.create(reason="no_name", received_us=1, payload=payload, settled_as="")
    kept = Quarantined.objects.create(reason="no_name", received_us=1, payload='{"userId": "u-7"}', settled_as="")
    erase(bob, reason=Reason.REQUEST, by=root)
    work()
    left = everything()
    for trace in (BOB, "u-77", "laptop", "Robert", "Keeper of the Keys"):
        assert trace not in left, trace
    assert "alice@aliceco.example" in left
    assert list((settings.DATA / "outbox").iterdir()) == []
    assert list(Quarantined.objects.all()) == [kept]
    assert Event.objects.count() == Sighting.objects.count() == 1


def test_files_of_lists_that_lie_here_still_go_too(bob, work, ada, root):
    work()
    export = exporting.ask(Wanted.read(PEOPLE, QueryDict()), "csv", by=ada)
    assert "Robert" in exporting.path(export).read_text()
    erase(bob, reason=Reason.REQUEST, by=root)
    assert not exporting.path(export).exists()


def test_an_erased_person_leaves_every_audience(bob, ada, root, work):
    alice = Person.objects.exclude(pk=bob.pk).get()
    made = making.of_people("Call today", [bob.pk, alice.pk], by=ada)
    other = making.of_people("Never mind", [bob.pk], by=ada)
    members.remove(other, [bob.pk], by=ada)
    erase(bob, reason=Reason.REQUEST, by=root)
    assert [row.person_id for row in AudienceMember.objects.all()] == [alice.pk]
    work()
    made.refresh_from_db()
    other.refresh_from_db()
    assert (made.people, other.people) == (1, 0)


def test_an_erased_person_is_hidden_before_the_history_is_gone(bob, root, client):
    erase(bob, reason=Reason.REQUEST, by=root)
    client.force_login(root)
    assert client.get(f"/people/{bob.key}/").status_code == 404
    assert BOB not in client.get("/alerts/").content.decode()
    assert not Person.objects.listed().filter(pk=bob.pk).exists()
    assert Event.objects.filter(anonymous_id="laptop").count() == 3


def test_an_erasure_that_was_interrupted_goes_on_where_it_stopped(bob, root, time):
    erasure = erase(bob, reason=Reason.REQUEST, by=root)

    def killed() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        carrying_out.carry_on(2, killed)
    assert Event.objects.filter(anonymous_id="laptop").count() == 1
    while carrying_out.carry_on(2, lambda: None):
        pass
    erasure.refresh_from_db()
    assert erasure.done_us
    assert erasure.gone["events"] == erasure.expected["events"] == 3
    assert not Identity.objects.filter(person=bob).exists()


def test_the_preview_counts_what_goes(bob):
    found = {each.name: each.rows for each in preview(bob)}
    assert found["events"] == 3
    assert found["identities"] == 3
    assert found["alerts"] == found["mails"] == 1


def test_nobody_is_erased_twice(bob, root):
    erase(bob, reason=Reason.REQUEST, by=root)
    with pytest.raises(AlreadyErased, match="erased already"):
        erase(bob, reason=Reason.REQUEST, by=root)
    assert Erasure.objects.count() == 1


def test_the_audit_log_says_that_somebody_was_erased_and_not_who(bob, root):
    erase(bob, reason=Reason.REQUEST, by=root)
    entry = AuditEntry.objects.get(act="person.erased")
    assert (entry.by, entry.subject, entry.facts["reason"]) == (root, f"person {bob.pk}", "request")
    assert BOB not in str(entry.facts)


def test_what_servers_and_the_old_device_send_later_brings_nobody_back(bob, root, website, work, time):
    erase(bob, reason=Reason.REQUEST, by=root)
    work()
    people = Person.objects.count()
    time.shift(MINUTE)
    website.page("/blog", "laptop")
    website.identify("crm", trust=1, user="u-77", email=BOB, consent={"marketing": True})
    website.identify("phone", email=BOB)
    work()
    assert Person.objects.count() == people
    assert Sighting.objects.count() == 1
    time.shift(31 * MINUTE)
    work()
    assert Event.objects.count() == 1


def test_a_form_sent_later_starts_a_new_person(bob, root, website, work, time):
    erase(bob, reason=Reason.REQUEST, by=root)
    work()
    time.shift(MINUTE)
    website.identify("phone", email=BOB, name="Robert Fenwick")
    work()
    assert not Person.objects.filter(email=BOB).exists()
    website.track("Form Submitted", "phone")
    work()
    new = Person.objects.get(email=BOB)
    assert new != bob
    assert TraitValue.objects.filter(person=new, name="name").exists()
    assert Sighting.objects.filter(identity__person__canonical=new).count() == 2
    assert Erased.objects.filter(kind="email", lifted_us=None).count() == 0
    website.page("/docs", "phone")
    website.identify("crm", trust=1, user="u-77")
    work()
    assert Sighting.objects.filter(identity__person__canonical=new).count() == 3


def test_a_demo_asked_for_on_the_old_device_starts_a_new_person_who_alerts(bob, root, website, work, time):
    erase(bob, reason=Reason.REQUEST, by=root)
    work()
    time.shift(MINUTE)
    website.track("Demo Requested", "laptop")
    website.identify("laptop", email=BOB)
    work()
    new = Person.objects.get(email=BOB)
    assert {alert.person for alert in Alert.objects.all()} == {new}
    assert Sighting.objects.filter(identity__person__canonical=new).count() == 2


def test_an_address_with_a_fresh_yes_starts_a_new_person(bob, root, website, work, time):
    erase(bob, reason=Reason.REQUEST, by=root)
    time.shift(MINUTE)
    website.identify("phone", email=BOB, consent={"marketing": True})
    work()
    assert Person.objects.filter(email=BOB).exists()


def test_what_was_done_before_the_erasure_and_sent_later_brings_nobody_back(bob, root, website, work, time):
    time.shift(MINUTE)
    before = website.event({"type": "track", "event": "Demo Requested", "anonymousId": "laptop"})
    time.shift(MINUTE)
    erase(bob, reason=Reason.REQUEST, by=root)
    store_events([before])
    work()
    assert not Alert.objects.exists()


def test_a_device_that_somebody_else_uses_now_stays_theirs(bob, root, website, work, time):
    website.identify("laptop", email="carol@carolco.example")
    work()
    erase(bob, reason=Reason.REQUEST, by=root)
    work()
    website.page("/blog", "laptop")
    work()
    carol = Person.objects.get(email="carol@carolco.example")
    assert Sighting.objects.filter(identity__person=carol).count() == 2


def test_every_table_about_people_is_erased():
    """Rows that cascade are prepared ones; whoever protects a person from deletion has a holding."""
    covered = {each.rows([0]).model for each in (*HOLDINGS, IDENTITIES)} | {Erasure, Person}
    held = {each.related_model for each in Person._meta.related_objects if each.on_delete is PROTECT}
    assert held - covered == set()

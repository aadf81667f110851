"""One thing done to many people at once, and undone."""

import pytest
import time_machine
from django.db import transaction

from handraiser import clock
from handraiser.audiences import bulk_acting, preparing
from handraiser.audiences.models import BulkAction
from handraiser.events.models import Event, Flag, Source
from handraiser.lifecycle import moving
from handraiser.lifecycle.models import ModelVersion, Move, StageChange, Standing
from handraiser.organisation.models import AuditEntry
from handraiser.people import correcting, tagging
from handraiser.people.models import Identity, Person, Sighting, Tag, Tagged

pytestmark = pytest.mark.django_db


def crawler(word: bool | None, flags: int) -> Person:
    """Somebody with one event on one device."""
    now_us = clock.now_us()
    source, _ = Source.objects.get_or_create(pk=1, defaults={"name": "Website"})
    person = Person.objects.create(first_seen_us=now_us, last_seen_us=now_us, bot=bool(flags))
    device = Identity.objects.create(kind="anonymous", value=f"d{person.pk}", person=person, linked_us=now_us, bot=word)
    event = Event.objects.create(
        source_id=source.pk,
        message_id=f"m{person.pk}",
        kind="page",
        trust=0,
        flags=flags,
        occurred_us=now_us,
        received_us=now_us,
        payload="{}",
    )
    Sighting.objects.create(event_id=event.pk, identity=device, known_us=now_us, occurred_us=now_us, bot=bool(flags))
    return person


@pytest.fixture
def people(db) -> list[Person]:
    at_us = clock.now_us()
    made = [
        Person.objects.create(first_seen_us=at_us, last_seen_us=at_us, known_us=at_us, email=f"p{n}@acme.com")
        for n in range(5)
    ]
    preparing.refresh([person.pk for person in made])
    return made


def ids(people) -> list[int]:
    return [person.pk for person in people]


def test_undoing_an_owner_gives_everybody_back_who_looked_after_them(people, ada, sam):
    correcting.set_owner(people[0], ada, by=sam)
    action = bulk_acting.set_owner(ids(people), sam, by=ada)
    assert set(Person.objects.values_list("owner", flat=True)) == {sam.pk}
    bulk_acting.undo(action, by=ada)
    assert list(Person.objects.order_by("pk").values_list("owner", flat=True)) == [ada.pk, None, None, None, None]
    assert AuditEntry.objects.filter(act__startswith="bulk.").count() == 2


def test_undoing_a_tag_leaves_those_who_had_it_before(people, ada):
    tagging.add(people[0], "VIP", by=ada)
    action = bulk_acting.tag(ids(people), "vip", by=ada)
    assert Tagged.objects.count() == 5
    bulk_acting.undo(action, by=ada)
    assert list(Tagged.objects.values_list("person", flat=True)) == [people[0].pk]


def test_undoing_an_untagging_tags_only_those_who_had_the_tag(people, ada):
    tag = tagging.add(people[0], "VIP", by=ada)
    action = bulk_acting.untag(ids(people), tag, by=ada)
    assert not Tagged.objects.exists()
    bulk_acting.undo(action, by=ada)
    assert list(Tagged.objects.values_list("person", flat=True)) == [people[0].pk]


def test_many_are_done_by_the_worker_step_by_step(people, ada, sam, monkeypatch):
    monkeypatch.setattr(bulk_acting, "AT_ONCE", 2)
    action = bulk_acting.set_owner(ids(people), sam, by=ada)
    assert action.done_us is None
    with transaction.atomic():
        assert [bulk_acting.step(2) for _ in range(4)] == [2, 2, 1, 0]
    action.refresh_from_db()
    assert action.done_us
    bulk_acting.undo(action, by=ada)
    with transaction.atomic():
        assert [bulk_acting.step(3) for _ in range(3)] == [3, 2, 0]
    assert set(Person.objects.values_list("owner", flat=True)) == {None}


def test_nothing_is_undone_twice_nor_after_a_day(people, ada, sam):
    action = bulk_acting.set_owner(ids(people), sam, by=ada)
    with time_machine.travel((clock.now_us() + 25 * clock.HOUR_US) / 1e6), pytest.raises(bulk_acting.CannotUndo):
        bulk_acting.undo(action, by=ada)
    bulk_acting.undo(action, by=ada)
    with pytest.raises(bulk_acting.CannotUndo):
        bulk_acting.undo(action, by=ada)


def test_ticked_people_are_tagged_from_the_list_and_the_message_undoes_it(client, people, ada):
    client.force_login(ada)
    ticked = {"row": [str(people[0].key), str(people[1].key)], "query": "stage=lead"}
    assert "2 people" in client.post("/people/tag/", ticked).content.decode()
    answer = client.post("/people/tag/", {**ticked, "sure": "yes", "tag": "<b>"}, follow=True).content.decode()
    action = BulkAction.objects.get()
    assert f'action="/bulk-actions/{action.pk}/undo/"' in answer
    assert Tagged.objects.count() == 2
    assert "&lt;b&gt;" in client.get("/bulk-actions/").content.decode()
    client.post(f"/bulk-actions/{action.pk}/undo/")
    assert not Tagged.objects.exists()
    assert Tag.objects.exists()


def test_undoing_robots_gives_back_the_word_of_before(ada):
    judged, unjudged = crawler(False, Flag.BOT), crawler(None, 0)
    mixed = crawler(None, Flag.BOT)
    action = bulk_acting.mark_robots(ids([judged, unjudged, mixed]), by=ada)
    assert set(Person.objects.values_list("bot", flat=True)) == {True}
    bulk_acting.undo(action, by=ada)
    words = {row.person_id: row.bot for row in Identity.objects.all()}
    assert words == {judged.pk: False, unjudged.pk: None, mixed.pk: None}
    assert dict(Person.objects.values_list("pk", "bot")) == {judged.pk: False, unjudged.pk: False, mixed.pk: True}


def test_a_move_of_many_leaves_visitors_deals_and_those_already_there_alone(people, sam):
    version = ModelVersion.objects.create(number=1, document="", published_us=1)
    for person, stage in zip(people, ("lead", "mql", "customer", "opportunity"), strict=False):
        Standing.objects.create(person=person, version=version, at_us=1, stage=stage)
    Person.objects.filter(pk=people[4].pk).update(known_us=None)
    action = bulk_acting.move(ids(people), "mql", "Met at the fair", by=sam)
    assert list(Move.objects.values_list("person", "reason")) == [(people[0].pk, "Met at the fair")]
    assert action.items.filter(changed=True).count() == 1


def test_undoing_a_move_adds_a_counter_move_that_is_due_for_review(people, sam):
    moved_us = clock.now_us() - clock.HOUR_US
    StageChange.objects.create(
        person=people[0], at_us=moved_us, from_stage="lead", to_stage="mql", cause="rule", recorded_us=moved_us
    )
    action = bulk_acting.move(ids(people[:2]), "disqualified", "Students", by=sam)
    moving.move(people[1], "sql", sam, None, "No, she asked for a call")
    bulk_acting.undo(action, by=sam)
    (counter,) = Move.objects.filter(takes_back__isnull=False)
    assert (counter.person, counter.to_stage, counter.review_us) == (people[0], "mql", counter.at_us)
    assert Move.objects.count() == 4


def test_marketing_moves_nobody_and_undoes_no_move(client, people, ada, sam):
    action = bulk_acting.move(ids(people), "mql", "", by=sam)
    client.force_login(ada)
    assert "/people/move/" not in client.get("/people/").content.decode()
    form = {"row": str(people[0].key), "sure": "yes", "to": "sql"}
    assert client.post("/people/move/", form).status_code == 403
    assert client.post(f"/bulk-actions/{action.pk}/undo/").status_code == 403


def test_a_stage_nobody_is_moved_to_changes_nothing(client, people, sam):
    client.force_login(sam)
    form = {"row": str(people[0].key), "sure": "yes", "to": "customer"}
    assert client.post("/people/move/", form).status_code == 400
    assert not BulkAction.objects.exists()


def test_a_viewer_does_nothing_to_many(client, people, django_user_model):
    client.force_login(django_user_model.objects.create_user("v@acme.example", "a long enough word", role="viewer"))
    for address in (
        "/people/tag/",
        "/people/untag/",
        "/people/set-owner/",
        "/people/mark-robots/",
        "/bulk-actions/1/undo/",
    ):
        assert client.post(address, {"row": str(people[0].key)}).status_code == 403


def test_a_viewer_is_made_nobodys_owner(client, people, ada, django_user_model):
    viewer = django_user_model.objects.create_user("v@acme.example", "a long enough word", role="viewer")
    client.force_login(ada)
    form = {"row": str(people[0].key), "sure": "yes", "owner": str(viewer.pk)}
    assert client.post("/people/set-owner/", form).status_code == 400
    assert not BulkAction.objects.exists()


def test_robots_marked_as_people_are_listed_until_it_is_undone(client, ada, sam):
    flagged, said = crawler(None, Flag.BOT), crawler(True, 0)
    Person.objects.filter(pk=said.pk).update(bot=True)
    client.force_login(sam)
    page = client.get("/people/robots/").content.decode()
    assert page.count('name="row"') == 2
    ticked = {"row": [str(flagged.key), str(said.key)], "q": "a&b"}
    assert "Mark as people: 2 people" in client.post("/people/mark-people/", ticked).content.decode()
    answer = client.post("/people/mark-people/", {**ticked, "sure": "yes"})
    assert answer.url == "/people/robots/?q=a%26b"
    assert not Person.objects.filter(bot=True).exists()
    assert set(Identity.objects.values_list("bot", flat=True)) == {False}
    client.post(f"/bulk-actions/{BulkAction.objects.get().pk}/undo/")
    assert Person.objects.filter(bot=True).count() == 2
    assert dict(Identity.objects.values_list("person", "bot")) == {flagged.pk: None, said.pk: True}


def test_only_robots_are_marked_as_people(client, people, sam):
    client.force_login(sam)
    client.post("/people/mark-people/", {"row": [str(people[0].key)], "sure": "yes"})
    assert BulkAction.objects.get().people == 0
    assert client.post("/people/mark-people/", {"row": ["nonsense"], "sure": "yes"}).status_code == 400

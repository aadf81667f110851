"""Audiences on their pages, and their conditions as rows and as text."""

import threading
import time

import pytest
from django.db import connection, transaction

from handraiser import clock
from handraiser.audiences import building, making, members, membership, preparing
from handraiser.audiences.asking import Answer
from handraiser.audiences.audience_rows import Audience, AudienceLook
from handraiser.audiences.building import Rows
from handraiser.audiences.making import Said
from handraiser.lifecycle.publishing import publish
from handraiser.organisation.models import AuditEntry
from handraiser.people.models import Person, TraitValue
from handraiser.scoring.language import starter

ROWS = [
    {"kind": "trait", "trait": "country", "operator": "in", "value": "CH, DE"},
    {"kind": "trait", "trait": "company.employees", "operator": "gte", "value": "50"},
    {"kind": "event", "event": "E-Book Downloaded", "times": "2", "days": "30"},
    {"kind": "page", "path": "/pricing*", "times": "1", "days": "7"},
    {"kind": "absent", "event": "*", "days": "30"},
    {"kind": "label", "score": "fit", "labels": "A, B"},
    {"kind": "score", "score": "engagement", "least": "12.5"},
    {"kind": "hand_raise", "days": ""},
]


@pytest.fixture
def model(transactional_db):
    return publish(starter("b2b-saas"), by=None)


@pytest.fixture
def people(transactional_db) -> list[Person]:
    at_us = clock.now_us()
    made = [
        Person.objects.create(
            first_seen_us=at_us, last_seen_us=at_us, known_us=at_us, name=f"<b>{n}", email=f"p{n}@a.example"
        )
        for n in range(3)
    ]
    preparing.refresh([person.pk for person in made])
    return made


def post(client, **fields):
    return client.post("/audiences/new/", {"name": "Keen", "live": "yes", "shared": "on", **fields})


@pytest.mark.parametrize("join", ["all", "any"])
def test_rows_and_text_say_the_same(join):
    text = building.text_of(Rows(join, ROWS))
    assert building.rows_of(text) == Rows(join, ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["kind"])
def test_every_row_writes_what_the_language_reads(model, ada, row):
    assert making.make(Said("x", condition=building.text_of(Rows("all", [row]))), by=ada)


@pytest.mark.parametrize(
    "text",
    [
        *("not: {hand_raise: any}", "a: [", "hand_raise: any # why", "- x", "1", "all: [1]", "event: {a: b}"),
        *("[" * 6_000, "trait: x\nin: [&a x, *a]"),
    ],
    ids=lambda text: text[:30],
)
def test_what_rows_cannot_show_is_edited_as_text(text):
    assert building.rows_of(text) is None


@pytest.mark.django_db(transaction=True)
class TestPages:
    def test_a_condition_with_a_mistake_is_told_with_its_line_and_not_kept(self, client, model, ada):
        client.force_login(ada)
        answer = post(client, condition="all:\n  - hand_raise: any\n  - label: {fit: [Z]}")
        assert answer.status_code == 422
        assert "Line 3" in answer.content.decode()
        assert not Audience.objects.exists()

    def test_typing_shows_who_would_be_in_it(self, client, model, people, ada):
        client.force_login(ada)
        fields = {
            "act": "rows",
            "row-0-kind": "trait",
            "row-0-trait": "country",
            "row-0-operator": "ne",
            "row-0-value": "X",
        }
        page = client.post("/audiences/build/", fields, headers={"HX-Request": "true"}).content.decode()
        assert "trait: country" in page
        page = client.post(
            "/audiences/build/", {"act": "text", "condition": "not: {trait: country, eq: X}"}
        ).content.decode()
        assert "3 people" in page
        assert "&lt;b&gt;0" in page

    def test_ticked_people_become_an_audience_whose_people_are_listed(self, client, people, ada):
        client.force_login(ada)
        ticked = {"row": [str(people[0].key), str(people[1].key)], "sure": "yes", "name": "Two <i>"}
        client.post("/people/keep/", ticked)
        made = Audience.objects.get()
        assert (made.people, made.live) == (2, False)
        listed = client.get(f"/people/?audience={made.pk}").content.decode()
        assert '<span class="soft">Audience</span> Two &lt;i&gt;' in listed
        assert listed.count('name="row"') == 2
        client.post(f"/audiences/{made.pk}/people/", {"remove": str(people[0].pk)})
        assert [each.person_id for each in members.inside(made)] == [people[1].pk]
        for nobody in ("9" * 30, "9" * 5_000, "x"):
            assert client.post(f"/audiences/{made.pk}/people/", {"remove": nobody}).status_code == 302

    def test_a_value_with_half_a_character_is_not_offered(self, client, model, people, ada):
        for value in ('"Chef"', '"\\ud800"'):
            TraitValue.objects.create(person=people[0], name="x", value=value, in_force=True, set_us=1, trust=1)
        client.force_login(ada)
        page = client.get("/audiences/new/")
        assert (page.status_code, page.context["offers"].values) == (200, ["Chef"])

    def test_deleting_is_undone_and_stands_in_the_audit_log(self, client, people, ada):
        client.force_login(ada)
        made = making.of_people("Some", Person.objects.values_list("pk", flat=True), by=ada)
        answer = client.post(f"/audiences/{made.pk}/delete/", follow=True).content.decode()
        assert f"/audiences/{made.pk}/restore/" in answer
        assert client.get(f"/audiences/{made.pk}/").status_code == 404
        client.post(f"/audiences/{made.pk}/restore/")
        assert client.get(f"/audiences/{made.pk}/").status_code == 200
        assert AuditEntry.objects.filter(act__startswith="audience.").count() == 4

    def test_sales_reads_and_writes_nothing_and_sees_nothing_private(self, client, people, ada, sam):
        client.force_login(sam)
        shared, own = (making.make(Said(name, shared=name == "Shared"), by=ada) for name in ("Shared", "Own"))
        page = client.get("/audiences/").content.decode()
        assert "Shared" in page
        assert "Own<" not in page
        members.add(own, [people[0].pk], by=ada)
        members.add(shared, [people[1].pk], by=ada)
        listed = client.get(f"/people/?audience={own.pk}")
        assert listed.context["rows"] == []
        assert "one that you cannot see" in listed.content.decode()
        assert "Own<" not in listed.content.decode()
        both = client.get(f"/people/?audience={own.pk}&audience={shared.pk}").context["rows"]
        assert [row.row.pk for row in both] == [people[1].pk]
        assert "Own<" not in client.get(f"/people/{people[0].key}/").content.decode()
        assert "Shared<" in client.get(f"/people/{people[1].key}/").content.decode()
        for path in ("new/", f"{shared.pk}/edit/", f"{shared.pk}/delete/", f"{shared.pk}/people/", "build/"):
            assert client.post(f"/audiences/{path}").status_code == 403

    def test_the_list_offers_audiences_by_name_and_finds_whoever_is_in_one_of_them(self, client, people, ada):
        one, two = (making.of_people(f"{n} <i>", [people[n].pk], by=ada) for n in (0, 1))
        members.remove(two, [people[1].pk], by=ada)
        client.force_login(ada)
        offered = {choice.name: choice for choice in client.get("/people/").context["choices"]}["audience"]
        assert [(each.words, each.rows) for each in offered.options] == [("0 <i>", 1), ("1 <i>", 0)]
        found = client.get(f"/people/?audience={one.pk}&audience={two.pk}").context["rows"]
        assert [row.row.pk for row in found] == [people[0].pk]
        making.delete(one, by=ada)
        assert client.get(f"/people/?audience={one.pk}").context["rows"] == []

    def test_a_live_audience_takes_nobody_by_hand(self, client, model, people, ada):
        made = making.make(Said("Live", condition="hand_raise: any", live=True), by=ada)
        with pytest.raises(members.KeptByItself):
            members.add(made, [people[0].pk], by=ada)

    def test_by_hand_and_by_the_condition_at_once_everybody_is_counted(self, people, ada):
        made = making.of_people("Some", [people[0].pk], by=ada)
        written = threading.Event()

        def ask() -> None:
            try:
                with transaction.atomic():
                    members.write([people[1].pk], [made], {people[1].pk: Answer((True,), None)}, 1)
                    written.set()
                    time.sleep(0.3)
            finally:
                connection.close()

        asking = threading.Thread(target=ask)
        asking.start()
        assert written.wait(10)
        members.add(made, [people[2].pk], by=ada)
        asking.join()
        made.refresh_from_db()
        assert (made.people, members.inside(made).count()) == (3, 3)

    def test_whoever_is_folded_while_an_audience_is_deleted_is_looked_at_again(self, people, ada):
        made = making.of_people("Some", [people[0].pk], by=ada)
        making.delete(made, by=ada)
        membership.refresh([people[0].pk])
        assert AudienceLook.objects.filter(pk=people[0].pk, due_us=0).exists()

"""Beside the editor: what the text would say of people, and what each of its rules gives today."""

import pytest

from handraiser.lifecycle import previewing
from handraiser.lifecycle.models import Pin
from handraiser.lifecycle.tests.test_person_page import MODEL, arrive, bob, model, work
from handraiser.people.models import Person

__all__ = ["bob", "model"]
pytestmark = pytest.mark.django_db(transaction=True)
MILLION = 1_000_000
GENEROUS = MODEL.replace("{contains: Head, points: 20}", "{contains: Head, points: 60}")


def beside(client, path, document=GENEROUS, **more):
    answer = client.post(f"/model/{path}/", {"document": document, "name": "", "base": "1", **more})
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_text_is_tried_on_who_moved_last_beside_the_version_in_force(bob, ada):
    (shown,) = previewing.preview(GENEROUS, ada)
    assert (shown.person, shown.is_pinned, shown.objects) == (bob, False, False)
    assert shown.before["scores"]["fit"] == 20 * MILLION
    assert shown.after["scores"]["fit"] == 60 * MILLION
    assert (shown.before["labels"]["fit"], shown.after["labels"]["fit"]) == ("B", "A")
    assert shown.before["scores"]["engagement"] == shown.after["scores"]["engagement"]
    assert shown.after["stage"] == "sql"


def test_who_is_pinned_is_shown_instead_until_let_go(client, bob, ada):
    arrive("identify", 2, traits={"email": "cat@else.example", "title": "Head of Sales"})
    work()
    cat = Person.objects.get(email="cat@else.example")
    client.force_login(ada)
    assert "cat@else.example" in beside(client, "pins", who="cat@else.example")
    assert [each.person for each in previewing.preview(GENEROUS, ada)] == [cat]
    assert client.post("/model/pins/", {"document": MODEL, "who": "nobody@else.example"}).status_code == 404
    beside(client, f"pins/{cat.key}")
    assert not Pin.objects.exists()


def test_no_more_are_pinned_than_can_be_shown(bob, ada, monkeypatch):
    monkeypatch.setattr(previewing, "MOST_PINS", 1)
    previewing.pin(ada, bob)
    previewing.pin(ada, bob)
    arrive("identify", 2, traits={"email": "cat@else.example"})
    work()
    with pytest.raises(previewing.TooManyPins):
        previewing.pin(ada, Person.objects.get(email="cat@else.example"))


def test_each_rule_is_weighed_by_what_it_gives_today(bob, ada):
    weights = previewing.weigh(GENEROUS)
    assert (weights.asked, weights.is_all) == (1, True)
    given = {rule.path.rpartition(".")[2]: (rule.people, rule.points) for rule in weights.rules}
    assert given["seniority"] == (1, 60 * MILLION)
    assert given["demo"] == (1, 12_500_000)
    assert given["size"] == (0, 0)
    assert given["blog"][0] == 1


def test_of_many_some_are_drawn_by_lot_and_the_page_says_so(bob, ada, client, monkeypatch):
    monkeypatch.setattr(previewing, "SAMPLE", 1)
    for number in range(3):
        arrive("identify", 2 + number, traits={"email": f"cat{number}@else.example"})
        work()
    weights = previewing.weigh(GENEROUS)
    assert (weights.asked, weights.is_all) == (1, False)
    client.force_login(ada)
    assert "drawn by lot" in beside(client, "weigh")


def test_a_text_with_problems_scores_nobody(client, bob, ada, sam):
    client.force_login(ada)
    assert "no problems" in beside(client, "preview", document="language: 1")
    assert "no problems" in beside(client, "weigh", document="language: 1")
    client.force_login(sam)
    assert client.post("/model/preview/", {"document": MODEL}).status_code == 403


def test_nobody_is_shown_before_anybody_came(client, ada, model):
    client.force_login(ada)
    assert "Nobody has moved yet" in beside(client, "preview")
    assert "Nobody is scored yet" in beside(client, "weigh")

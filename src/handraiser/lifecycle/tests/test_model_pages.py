"""The scoring model's pages: who may change it, what a refusal shows, two people at once."""

import pytest

from handraiser.lifecycle import comparing, publishing
from handraiser.lifecycle.models import Draft, Revision
from handraiser.scoring.language import starter

pytestmark = pytest.mark.django_db
DOCUMENT = starter("b2b-saas")


def _save(client, document: str, base: int = 0, **more):
    return client.post("/model/save/", {"document": document, "name": "why", "base": base, **more})


def test_marketing_saves_a_draft_and_everybody_sees_it(client, ada, sam):
    client.force_login(ada)
    _save(client, DOCUMENT.replace("\n", "\r\n"))  # as browsers send it
    assert Revision.objects.get().document == DOCUMENT
    client.force_login(sam)
    assert "why" in client.get("/model/").content.decode()
    assert "Nobody has the role" not in client.get(f"/model/drafts/{Draft.objects.get().pk}/").content.decode()


def test_a_versions_document_can_be_downloaded(client, sam):
    publishing.publish(DOCUMENT, None)
    client.force_login(sam)
    assert client.get("/model/1.yaml").content.decode() == DOCUMENT


@pytest.mark.parametrize("path", ["/model/edit/", "/model/check/", "/model/save/"])
def test_sales_reads_the_model_but_does_not_change_it(client, sam, path):
    client.force_login(sam)
    assert client.post(path, {"document": DOCUMENT}).status_code == 403


@pytest.mark.parametrize("act", ["propose", "publish", "call-off", "discard"])
def test_sales_signs_and_withdraws_but_leaves_the_rest_to_marketing(client, ada, sam, act):
    client.force_login(ada)
    _save(client, DOCUMENT)
    client.force_login(sam)
    assert client.post(f"/model/drafts/{Draft.objects.get().pk}/{act}/", {"why": "x", "seen": 1}).status_code == 403


def test_a_document_with_problems_is_kept_and_its_problems_are_told(client, ada):
    client.force_login(ada)
    page = client.get(_save(client, "colour: <b>red</b>\n" + DOCUMENT).headers["Location"]).content.decode()
    assert "It cannot be proposed yet" in page
    assert "Line 1:" in page
    assert "<b>red" not in page


def test_a_draft_without_a_name_comes_back_as_it_was_typed(client, ada):
    client.force_login(ada)
    answer = _save(client, DOCUMENT + "# mine\n", name=" ")
    assert answer.status_code == 422
    assert "Say what the draft changes" in answer.content.decode()
    assert "# mine" in answer.content.decode()


def test_who_edited_an_older_version_is_told_what_the_newer_changed(client, ada):
    publishing.publish(DOCUMENT, None, "")
    publishing.publish(DOCUMENT.replace("points: 15", "points: 20"), None, "")
    client.force_login(ada)
    answer = _save(client, DOCUMENT + "# mine\n", base=1)
    page = answer.content.decode()
    assert "Version 2 came in force while you edited" in page
    assert "E book: 15 → 20 points" in page
    assert "# mine" in page
    assert not Draft.objects.exists()


def test_a_check_says_what_would_change_in_words(client, ada):
    publishing.publish(DOCUMENT, None, "")
    client.force_login(ada)
    page = client.post("/model/check/", {"document": DOCUMENT.replace("points: 15", "points: 20")}).content.decode()
    assert "E book: 15 → 20 points" in page


def test_a_time_that_is_none_is_refused_in_words(client, ada):
    client.force_login(ada)
    _save(client, DOCUMENT)
    answer = client.post(f"/model/drafts/{Draft.objects.get().pk}/publish/", {"at": "tomorrow"})
    assert answer.status_code == 400
    assert "tomorrow is no time; allowed" in answer.content.decode()


@pytest.mark.parametrize("number", ["9", "x", "", "99999999999999999999"])
def test_a_version_that_is_not_there_is_not_found(client, ada, number):
    publishing.publish(DOCUMENT, None, "")
    client.force_login(ada)
    assert client.get("/model/compare/", {"from": number, "to": "1"}).status_code == 404


def test_lines_that_changed_come_with_their_numbers():
    lines = comparing.lines("a\nb\nc\n", "a\nx\nc\n")
    assert [(line.kind, line.text, line.number) for line in lines] == [
        ("same", "a", 1),
        ("removed", "b", 0),
        ("added", "x", 2),
        ("same", "c", 3),
    ]

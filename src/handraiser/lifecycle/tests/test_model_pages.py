"""The scoring model's pages: who may change it, what a refusal shows, two people at once."""

import pytest

from handraiser.lifecycle import comparing, publishing
from handraiser.lifecycle.models import ModelVersion
from handraiser.scoring.language import starter

pytestmark = pytest.mark.django_db
DOCUMENT = starter("b2b-saas")


def _publish(client, document: str, base: int = 0):
    return client.post("/model/publish/", {"document": document, "note": "why", "base": base})


def test_marketing_publishes_and_everybody_sees_it(client, ada, sam):
    client.force_login(ada)
    _publish(client, DOCUMENT.replace("\n", "\r\n"))  # as browsers send it
    assert ModelVersion.objects.get().document == DOCUMENT
    client.force_login(sam)
    assert "Version 1" in client.get("/model/").content.decode()
    assert client.get("/model/1.yaml").content.decode() == DOCUMENT


@pytest.mark.parametrize("path", ["/model/edit/", "/model/check/", "/model/publish/"])
def test_sales_reads_the_model_but_does_not_change_it(client, sam, path):
    client.force_login(sam)
    assert client.post(path, {"document": DOCUMENT}).status_code == 403


def test_a_refused_document_comes_back_with_its_problems(client, ada):
    client.force_login(ada)
    answer = _publish(client, "colour: <b>red</b>\n" + DOCUMENT)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'data-line="1"' in page
    assert "colour: &lt;b&gt;red" in page
    assert "<b>red" not in page


def test_who_edited_an_older_version_is_told_of_the_newer(client, ada):
    publishing.publish(DOCUMENT, None, "")
    client.force_login(ada)
    answer = _publish(client, DOCUMENT + "# mine\n", base=0)
    assert "Version 1 was published while you edited" in answer.content.decode()
    assert "# mine" in answer.content.decode()
    assert ModelVersion.objects.count() == 1


def test_a_check_says_what_would_change_in_words(client, ada):
    publishing.publish(DOCUMENT, None, "")
    client.force_login(ada)
    page = client.post("/model/check/", {"document": DOCUMENT.replace("points: 15", "points: 20")}).content.decode()
    assert "e_book: points 15 -&gt; 20" in page


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

"""What programs read of a person, and who may."""

import pytest
from django.test import Client

from handraiser import clock
from handraiser.lifecycle.models import StageChange
from handraiser.lifecycle.tests.test_person_page import bob, model
from handraiser.organisation import tokens
from handraiser.organisation.models import ApiToken, AuditEntry

__all__ = ["bob", "model"]
pytestmark = pytest.mark.django_db(transaction=True)
MILLION = 1_000_000


@pytest.fixture
def ask(root):
    """Ask as a program with a token."""
    text = tokens.create("warehouse", by=root).text

    def ask(path: str, token: str = text, method: str = "get"):
        return getattr(Client(), method)(f"/api/v1/people{path}", headers={"Authorization": f"Bearer {token}"})

    return ask


def test_a_program_reads_how_bob_stands_and_what_adds_up_to_it(ask, bob):
    told = ask("?email=Bob@BobCo.example").json()
    assert (told["person"], told["stage"], told["model_version"]) == (str(bob.key), "sql", 1)
    for name, score in told["scores"].items():
        terms = [each["points"] for each in (*told["lines"], *told["adjustments"]) if each["score"] == name]
        assert sum(round(points * MILLION) for points in terms) == round(score["points"] * MILLION)
    assert told["traits"]["title"] == "Head of Operations"
    assert told == ask(f"/{bob.key}?at={told['at']}").json()


def test_a_past_moment_is_told_as_known_then(ask, bob):
    known, raised = StageChange.objects.filter(person=bob).order_by("at_us")
    before = ask(f"/{bob.key}?at={known.at_us - 1}").json()
    assert (before["stage"], before["traits"], before["scores"]["fit"]["points"]) == ("visitor", {}, 0)
    at = ask(f"/{bob.key}?at={raised.at_us}").json()
    assert at["stage"] == "sql"
    assert {name: score["label"] for name, score in at["scores"].items()} == raised.labels
    assert at["stage_since"] == clock.from_us(raised.at_us).isoformat()


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("?email=nobody@else.example", 404, "nobody"),
        ("?email=null", 404, "nobody"),
        ("?user_id=undefined", 404, "nobody"),
        ("", 400, "Name one person"),
        ("?email=bob@bobco.example&user_id=7", 400, "Name one person"),
        ("?email=bob@bobco.example&at=soon", 400, "is no moment"),
        ("?email=bob@bobco.example&at=2999-01-01", 400, "still to come"),
    ],
)
def test_a_question_that_cannot_be_answered_says_why(ask, bob, path, status, words):
    answer = ask(path)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/json")
    assert words in answer.json()["message"]


def test_nobody_reads_without_a_token_in_force(ask, bob, root, client):
    assert client.get(f"/api/v1/people/{bob.key}").status_code == 401
    assert ask(f"/{bob.key}", token="hr_api_wrong").status_code == 401
    assert ask(f"/{bob.key}", method="post").status_code == 405
    tokens.revoke(ApiToken.objects.get(), by=root)
    refused = ask(f"/{bob.key}")
    assert (refused.status_code, refused["WWW-Authenticate"]) == (401, "Bearer")
    assert list(AuditEntry.objects.filter(act__startswith="token").values_list("act", flat=True)) == [
        "token.revoked",
        "token.created",
    ]


def test_a_user_who_is_signed_in_may_look_too(bob, ada, client):
    client.force_login(ada)
    assert client.get(f"/api/v1/people/{bob.key}").json()["stage"] == "sql"


def test_the_administrator_makes_a_token_that_is_shown_once(client, root, sam):
    client.force_login(sam)
    assert client.get("/settings/api/").status_code == 403
    client.force_login(root)
    told = client.post("/settings/api/", {"name": "warehouse"}).content.decode()
    token = ApiToken.objects.get()
    assert tokens.PREFIX in told
    assert token.hint in told
    page = client.get("/settings/api/").content.decode()
    assert "warehouse" in page
    assert tokens.PREFIX not in page
    assert client.post("/settings/api/", {"name": "warehouse"}).status_code == 400
    assert client.post("/settings/api/", {"name": " "}).status_code == 400

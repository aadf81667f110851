"""What eleven real SDKs have sent, byte for byte, becomes the rows it should."""

import base64
import json
from pathlib import Path

import pytest

from handraiser.events import paths
from handraiser.events.models import KeyKind
from handraiser.events.tests.conftest import Asked, known_key, quarantined, stored

pytestmark = pytest.mark.django_db(transaction=True)
RECORDED = [
    json.loads(line) for line in Path(__file__).with_name("sdk_requests.jsonl").read_text(encoding="utf-8").splitlines()
]
EVENTS = [each for each in RECORDED if each["m"] == "POST" and paths.find(each["p"].partition("?")[0].rstrip("/"))]


def as_asked(recorded: dict) -> Asked:
    return Asked(recorded["p"], base64.b64decode(recorded["raw_b64"]), recorded["h"], recorded["m"])


def messages(recorded: dict) -> list[dict]:
    body = recorded["json"]
    return body.get("batch", [body])


@pytest.fixture
def recorded_keys(website):
    known_key(website.source, "WK")
    known_key(website.source, "secret", KeyKind.SECRET)  # Jitsu sends "kid:secret"


def test_every_recorded_event_becomes_its_row(collect, recorded_keys, settings):
    settings.RATE_LIMIT_A_SECOND = 0
    replies = collect(*map(as_asked, EVENTS), at_once=False)
    assert {reply.status for reply in replies} == {200}
    assert all(reply.json == {"success": True} for reply in replies)
    assert quarantined() == []
    sent = [message for each in EVENTS for message in messages(each)]
    found = [(row.message_id, row.kind, row.name, row.anonymous_id, row.user_id) for row in stored()]
    assert found == [
        (
            message["messageId"],
            message["type"],
            message.get("event") or (message.get("name") if message["type"] in ("page", "screen") else None),
            message.get("anonymousId") or None,
            message.get("userId") or None,
        )
        for message in sent
    ]
    assert len(found) > 40


def test_traits_properties_and_page_of_every_recorded_event_are_kept(collect, recorded_keys):
    collect(*map(as_asked, EVENTS), at_once=False)
    rows = {row.message_id: row for row in stored()}
    for each in EVENTS:
        for message in messages(each):
            row = rows[message["messageId"]]
            kept = json.loads(row.payload)
            assert "writeKey" not in kept
            assert kept == {name: value for name, value in message.items() if name != "writeKey"}
            page = (message.get("context") or {}).get("page") or {}
            assert row.path == (message.get("properties") or {}).get("path", page.get("path"))


def test_jitsu_with_its_two_part_key_is_a_server(collect, recorded_keys):
    jitsu = [each for each in EVENTS if each["p"].startswith("/api/s/")]
    collect(*map(as_asked, jitsu))
    assert {row.trust for row in stored()} == {1}
    assert len(stored()) == len(jitsu) == 7


def test_every_recorded_request_sent_again_stores_nothing_twice(collect, recorded_keys):
    collect(*map(as_asked, EVENTS + EVENTS))
    collect(*map(as_asked, EVENTS))
    assert len(stored()) == sum(len(messages(each)) for each in EVENTS)


@pytest.mark.parametrize("each", [r for r in RECORDED if r["m"] == "OPTIONS"], ids=lambda each: each["p"][:30])
def test_a_recorded_preflight_allows_what_the_browser_asked(collect, each):
    reply = collect(as_asked(each))[0]
    if "snowplow" in each["p"] or each["p"].startswith("/e/"):
        assert reply.status == 404
        return
    assert reply.status == 204
    assert reply.headers["access-control-allow-headers"] == each["h"]["Access-Control-Request-Headers"]
    assert reply.headers["access-control-allow-origin"] == each["h"]["Origin"]
    assert each["h"]["Access-Control-Request-Method"] in reply.headers["access-control-allow-methods"]


FOREIGN = ("/batch/", "/e/", "/array/", "/flags/", "/com.snowplow")


@pytest.mark.parametrize(
    "each", [r for r in RECORDED if r["p"].startswith(FOREIGN)], ids=lambda each: f"{each['m']} {each['p'][:30]}"
)
def test_paths_of_other_products_get_a_404_that_programs_can_read(collect, each):
    assert paths.collects(each["p"].partition("?")[0])
    reply = collect(as_asked(each))[0]
    assert reply.status == 404
    assert reply.json["code"] == "not_found"


def test_the_recorded_settings_requests_are_answered(collect, recorded_keys):
    asked = [each for each in RECORDED if each["m"] == "GET" and not each["p"].startswith("/array/")]
    replies = collect(*map(as_asked, asked))
    assert len(replies) == 4
    for each, reply in zip(asked, replies, strict=True):
        assert reply.status == 200
        if "settings" in each["p"]:
            assert reply.json["metrics"] == {"sampleRate": 0}
            assert reply.json["integrations"]["Segment.io"]["apiKey"] == "WK"
        else:
            assert reply.json["source"]["enabled"] is True
            assert reply.json["source"]["destinations"] == []

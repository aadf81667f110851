"""The collector's contract with every SDK: paths, keys, packing, answers, limits."""

import base64
import gzip
import json
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import pytest

from handraiser.events import collector as collecting
from handraiser.events import keys, paths
from handraiser.events.models import Flag, KeyKind, Refusal, SourceKey
from handraiser.events.tests.conftest import BROWSER, Asked, basic, quarantined, stored, track

pytestmark = pytest.mark.django_db(transaction=True)


# ---- paths ------------------------------------------------------------------------------------------------


def test_every_path_of_the_contract_stores_its_kind(collect, website):
    kinds = ("identify", "track", "page", "screen", "group", "alias")
    single = [f"/v1/{kind}" for kind in kinds] + [f"/v1/{kind[0]}" for kind in kinds]
    single += [f"/api/s/{kind}" for kind in kinds] + [f"/api/s/s2s/{kind}" for kind in kinds]
    asked = [
        Asked(path, {"anonymousId": "a", "event": "E", "messageId": path}, basic(website.public_key)) for path in single
    ]
    replies = collect(*asked)
    assert {reply.status for reply in replies} == {200}
    assert {row.message_id: row.kind for row in stored()} == {
        path: next(kind for kind in kinds if kind.startswith(path.rsplit("/", 1)[1])) for path in single
    }


def test_every_batch_path_stores_every_kind_and_an_import_is_marked(collect, website):
    batches = ("/v1/batch", "/v1/b", "/beacon/v1/batch", "/v1/import", "/v1/batch/")
    kinds = ("identify", "track", "page", "screen", "group", "alias")
    asked = [
        Asked(
            path,
            {"batch": [track(messageId=f"{path}{kind}") | {"type": kind} for kind in kinds]},
            basic(website.public_key),
        )
        for path in batches
    ]
    assert {reply.status for reply in collect(*asked)} == {200}
    assert len(stored()) == len(batches) * len(kinds)
    assert all(bool(row.flags & Flag.BACKFILL) == row.message_id.startswith("/v1/import") for row in stored())


def test_metrics_are_answered_and_dropped(send):
    assert send({"series": [{"metric": "a"}]}, "/v1/m").json == {"success": True}
    assert stored() == quarantined() == []


def test_health_answers_and_needs_no_key(collect):
    reply = collect(Asked("/health", method="GET"))[0]
    assert (reply.status, reply.json) == (200, {"status": "ok", "events_waiting": 0})


def test_an_unknown_path_and_a_wrong_method_are_answered_in_json(collect, website):
    unknown, wrong, head = collect(
        Asked("/v1/unheard", {}, basic(website.public_key)),
        Asked("/v1/track", method="GET"),
        Asked("/health", method="HEAD"),
    )
    assert (unknown.status, unknown.json["code"]) == (404, "not_found")
    assert (wrong.status, wrong.json["code"], wrong.headers["allow"]) == (405, "wrong_method", "POST")
    assert (head.status, head.body) == (200, b"")


@pytest.mark.parametrize("path", ["/", "/people/", "/settings/sources/", "/static/x.js", "/live/alerts", "/health/"])
def test_the_pages_keep_their_paths(path):
    assert not paths.collects(path)


# ---- keys -------------------------------------------------------------------------------------------------


def test_the_key_is_found_in_all_four_places(collect, website):
    public, event = website.public_key, {"anonymousId": "a", "event": "E"}
    replies = collect(
        Asked("/v1/track", {**event, "messageId": "basic"}, basic(public)),
        Asked("/v1/track", {**event, "messageId": "header"}, {"x-write-key": public}),
        Asked("/v1/track", {**event, "messageId": "body", "writeKey": public}),
        Asked(f"/v1/track?writeKey={public}", {**event, "messageId": "query"}),
        Asked("/v1/batch", {"writeKey": public, "batch": [track(messageId="batch")]}),
    )
    assert [reply.status for reply in replies] == [200] * 5
    assert {row.message_id for row in stored()} == {"basic", "header", "body", "query", "batch"}
    assert {row.trust for row in stored()} == {0}


def test_jitsus_key_with_an_id_before_the_colon_is_known_and_stars_in_the_body_do_no_harm(collect, website):
    key = f"any:{website.secret_key}"
    event = track() | {"writeKey": "any:***"}
    by_header, by_basic = collect(
        Asked("/api/s/track", event, {"x-write-key": key}),
        Asked(
            "/v1/track",
            track(messageId="2"),
            {"authorization": "Basic " + base64.b64encode(key.encode()).decode()},
        ),
    )
    assert (by_header.status, by_basic.status) == (200, 200)
    assert [row.trust for row in stored()] == [1, 1]


def test_a_key_of_ours_is_found_behind_one_that_is_not(collect, website):
    asked = Asked("/v1/track", track() | {"writeKey": website.public_key}, basic("a proxy's user"))
    assert collect(asked)[0].status == 200


def test_an_unknown_key_and_no_key_are_refused_and_store_nothing(collect):
    unknown, none, odd = collect(
        Asked("/v1/track", track(), basic("hr_pub_unknown")),
        Asked("/v1/track", track()),
        Asked("/v1/track", track(), {"authorization": "Basic %%%"}),
    )
    assert {(reply.status, reply.json["code"]) for reply in (unknown, none, odd)} == {(401, "unknown_key")}
    assert stored() == quarantined() == []


def test_what_a_revoked_key_sends_is_quarantined_and_acknowledged(send, website):
    keys.revoke(website.source.keys.get(kind=KeyKind.PUBLIC), None)
    reply = send(track())
    assert (reply.status, reply.json["quarantined"]) == (200, 1)
    assert stored() == []
    (row,) = quarantined()
    assert (row.reason, row.source_id) == (Refusal.REVOKED_KEY, website.source.pk)
    assert json.loads(row.payload) == track()


def test_a_key_made_a_moment_ago_is_known(website):
    """The collector holds its keys in memory; a first event must not be lost to that."""
    import asyncio

    from handraiser.events.tests.conftest import ask

    async def story():
        collector = collecting.Collector()
        await collector.start()
        made = await asyncio.to_thread(_new_secret_key, website.source)
        reply = await ask(collector, Asked("/v1/track", track(), basic(made)))
        await collector.stop()
        return reply

    assert asyncio.run(story()).status == 200


def test_while_the_keys_cannot_be_read_nobody_is_called_unknown(collect, website, monkeypatch):
    """SDKs throw away what a 401 answers; a database that starts after the collector must cost no event."""
    monkeypatch.setattr("handraiser.events.keyring.bots.refresh", _no_database)
    reply = collect(Asked("/v1/track", track(), basic(website.public_key)))[0]
    assert (reply.status, reply.json["code"], reply.headers["retry-after"]) == (503, "store_away", "5")


def _no_database() -> None:
    from django.db import OperationalError

    raise OperationalError("gone")


def _new_secret_key(source) -> str:
    from django.db import connections

    try:
        return keys.add_key(source, KeyKind.SECRET, None).text
    finally:
        connections.close_all()


def test_two_sources_may_use_the_same_message_id(collect, website):
    other = keys.create_source("Shop", None)
    collect(
        Asked("/v1/track", track(), basic(website.public_key)), Asked("/v1/track", track(), basic(other.public_key))
    )
    assert {row.source_id for row in stored()} == {website.source.pk, other.source.pk}


# ---- packing ----------------------------------------------------------------------------------------------


def test_a_packed_body_is_unpacked_by_header_or_by_its_first_bytes(send):
    packed = gzip.compress(json.dumps(track()).encode())
    assert send(packed, content_encoding="gzip", content_type="application/json").status == 200
    packed = gzip.compress(json.dumps(track(messageId="2")).encode())
    assert send(packed, content_type="application/x-www-form-urlencoded").status == 200
    assert send(track(messageId="3"), content_encoding="gzip", content_type="text/plain").status == 200
    plain = json.dumps(track(messageId="4")).encode()
    assert send(gzip.compress(plain[:20]) + gzip.compress(plain[20:])).status == 200, "two packed files on end"
    assert len(stored()) == 4


def test_a_body_that_cannot_be_read_is_a_400_with_code_and_message(send):
    packed = gzip.compress(json.dumps(track()).encode())
    broken = {
        b"{": "bad_json",
        b"": "bad_json",
        b"not json": "bad_json",
        b'{"a":1}{"b":2}': "bad_json",
        b"\xff\xfe\x00": "bad_json",
        b"[" * 100_000: "too_deep",
        b"[" * 100_000 + b"]" * 100_001: "too_deep",
        b"[" * 200_000 + b"]" * 200_000: "too_deep",
        packed[:-9]: "bad_gzip",
        packed[:20]: "bad_gzip",
        b"\x1f\x8b broken": "bad_gzip",
    }
    for body, code in broken.items():
        reply = send(body)
        assert (reply.status, reply.json["code"]) == (400, code), body[:20]
        assert reply.json["message"]
        assert reply.json["success"] is False
    assert stored() == quarantined() == []


def test_a_batch_without_a_list_is_a_400(send):
    for body in ({}, {"batch": None}, {"batch": {"a": 1}}, [track()], "text", 7):
        reply = send(body, "/v1/batch")
        assert (reply.status, reply.json["code"]) == (400, "bad_json" if body == {} else "no_batch"), body


def test_an_empty_batch_is_a_success(send):
    assert send({"batch": []}, "/v1/batch").json == {"success": True}


# ---- limits -----------------------------------------------------------------------------------------------


def test_too_large_is_a_413_packed_or_not(send):
    bomb = gzip.compress(b'{"a":"' + b" " * 50_000_000 + b'"}')
    assert len(bomb) < 500 * 1024
    for body in (b" " * (500 * 1024 + 1), bomb):
        reply = send(body)
        assert (reply.status, reply.json["code"]) == (413, "too_large")
    at_the_limit = json.dumps({"batch": [track()]}).encode()
    assert send(at_the_limit + b" " * (500 * 1024 - len(at_the_limit)), "/v1/batch").status == 200


def test_a_batch_may_hold_2500_events(send):
    batch = [{"type": "page", "anonymousId": "a", "messageId": str(n)} for n in range(2501)]
    reply = send({"batch": batch}, "/v1/batch")
    assert (reply.status, reply.json["code"]) == (413, "too_many")
    assert send({"batch": batch[:2500]}, "/v1/batch").status == 200
    assert len(stored()) == 2500


def test_a_key_that_sends_too_much_is_told_when_to_come_back(collect, website, settings):
    settings.RATE_LIMIT_A_SECOND = 5
    public, secret = basic(website.public_key), basic(website.secret_key)
    replies = collect(*(Asked("/v1/track", track(messageId=str(n)), public) for n in range(8)))
    assert sorted(reply.status for reply in replies) == [200] * 5 + [429] * 3
    late = next(reply for reply in replies if reply.status == 429)
    assert late.json["code"] == "rate_limit"
    assert int(late.headers["retry-after"]) >= 1
    assert late.headers["access-control-expose-headers"] == "Retry-After"
    batch = {"batch": [track(messageId=f"b{n}") for n in range(100)]}
    assert collect(Asked("/v1/batch", batch, secret))[0].status == 200, "a batch larger than a second's events"


# ---- judged one by one ------------------------------------------------------------------------------------


def test_the_good_of_a_batch_is_stored_and_the_bad_quarantined(send):
    batch = [track("One"), {"type": "nonsense"}, track("Two"), "text", track("Three", timestamp="0000-00-00")]
    reply = send({"batch": batch}, "/v1/batch")
    assert reply.status == 200
    assert reply.json["success"] is True
    assert [(each["index"], each["reason"]) for each in reply.json["refusals"]] == [
        (1, "unknown_type"),
        (3, "not_an_object"),
        (4, "bad_time"),
    ]
    assert [row.name for row in stored()] == ["One", "Two"]
    assert [row.reason for row in quarantined()] == ["unknown_type", "not_an_object", "bad_time"]


def test_hostile_events_are_stored_or_quarantined_and_never_crash_the_collector(send):
    hostile = [
        rb'{"type":"page","anonymousId":"\u0000\ud800","name":"\u0000"}',
        b'{"type":"page","anonymousId":"\xff\xfe","properties":{"n":%b}}' % (b"9" * 400),
        b'{"type":"page","anonymousId":{"$ne":1},"userId":["x"]}',
        b'{"type":"page","anonymousId":"' + b"x" * 300 + b'","timestamp":"9999-99-99"}',
        json.dumps({"type": "page", "anonymousId": "a", "properties": {str(n): n for n in range(10_000)}}).encode(),
        b'{"type":"page","anonymousId":"a","properties":' + b'{"a":' * 200 + b"1" + b"}" * 200 + b"}",
        b'{"type":"page","anonymousId":"a","timestamp":-1e300,"sentAt":1e300,"context":{"ip":{"a":1}}}',
        b'{"type":"page","anonymousId":"a","messageId":"\\u0000","sentAt":{"a":1}}',
    ]
    reply = send(b'{"batch":[' + b",".join(hostile) + b"]}", "/v1/batch")
    assert reply.status == 200
    assert len(stored()) + len(quarantined()) == len(hostile)


def test_one_event_nested_without_end_costs_the_others_nothing(send):
    bottomless = b'{"type":"page","anonymousId":"a","properties":' + b'{"a":' * 5_000 + b'"}]"' + b"}" * 5_000 + b"}"
    reply = send(b'{"batch":[' + json.dumps(track()).encode() + b"," + bottomless + b"]}", "/v1/batch")
    assert (reply.status, reply.json["refusals"][0]["reason"]) == (200, Refusal.TOO_DEEP)
    assert [row.name for row in stored()] == ["Pricing Seen"]


def test_a_long_query_string_and_a_broken_length_harm_nothing(collect, website):
    many = "&".join(f"utm_{number}=x" for number in range(500))
    data = base64.b64encode(json.dumps(track(messageId="2")).encode()).decode()
    replies = collect(
        Asked(f"/v1/track?{many}", track(), basic(website.public_key)),
        Asked(f"/v1/pixel/track?{many}&writeKey={website.public_key}&data={quote(data)}", method="GET"),
        Asked("/v1/track", track(messageId="3"), basic(website.public_key) | {"content-length": "many"}),
    )
    assert [reply.status for reply in replies] == [200, 200, 200]
    assert len(stored()) == 3


def test_thousands_of_packed_files_on_end_are_refused_at_once(send):
    reply = send(gzip.compress(b"") * 20_000)
    assert (reply.status, reply.json["code"]) == (400, "bad_gzip")
    assert "packed files" in reply.json["message"]


def test_what_is_sent_twice_is_stored_once(collect, send):
    send(track())
    send(track(properties={"again": True}))
    send({"batch": [track(), track()]}, "/v1/batch")
    send({"anonymousId": "a", "event": "E"})
    send({"anonymousId": "a", "event": "E"})
    assert [(row.name, json.loads(row.payload).get("properties")) for row in stored()] == [
        ("Pricing Seen", None),
        ("E", None),
    ]


# ---- browsers ---------------------------------------------------------------------------------------------


def test_a_preflight_allows_whatever_the_sdk_will_send(collect):
    asked = {"origin": "https://shop.example", "access-control-request-headers": "authorization,x-retry-count"}
    reply = collect(Asked("/v1/t", None, asked, "OPTIONS"))[0]
    assert reply.status == 204
    assert reply.headers["access-control-allow-headers"] == "authorization,x-retry-count"
    assert reply.headers["access-control-allow-origin"] == "https://shop.example"
    assert reply.headers["vary"] == "Origin"


def test_a_page_may_read_every_answer_and_its_retry_after(collect):
    for path, method in (("/v1/track", "POST"), ("/v1/nothing", "POST"), ("/health", "GET")):
        reply = collect(Asked(path, None, {"origin": "https://shop.example"}, method))[0]
        assert reply.headers["access-control-allow-origin"] == "https://shop.example"
        assert reply.headers["access-control-expose-headers"] == "Retry-After"


# ---- pixel ------------------------------------------------------------------------------------------------


def _pixel(kind: str, message: object) -> Asked:
    data = base64.b64encode(json.dumps(message).encode()).decode().rstrip("=")
    return Asked(f"/v1/pixel/{kind}?data={quote(data)}", method="GET", headers={"user-agent": BROWSER})


def test_a_pixel_is_always_an_image(collect, website, settings):
    settings.RATE_LIMIT_A_SECOND = 2
    event = track(userId="bob", writeKey=website.public_key)
    unhappy = [
        _pixel("track", track()),
        _pixel("unheard", event),
        _pixel("identify", event),
        Asked("/v1/pixel/track", method="GET"),
        Asked("/v1/pixel/track?data=%25%25", method="GET"),
        Asked("/v1/pixel/track?data=" + "x" * 5000, method="GET"),
        Asked("/v1/pixel/track?" + "data=1&" * 500, method="GET"),
    ]
    for reply in collect(_pixel("track", event), *unhappy, *[_pixel("page", event)] * 5, at_once=False):
        assert (reply.status, reply.headers["content-type"], reply.body[:6]) == (200, "image/gif", b"GIF89a")
    (row,) = stored()
    assert (row.name, row.user_id, row.anonymous_id) == ("Pricing Seen", None, "a1")


# ---- what browser SDKs ask first --------------------------------------------------------------------------


def test_analytics_js_is_told_to_send_here_and_to_report_nothing(collect, website):
    asked = Asked(f"/v1/projects/{website.public_key}/settings", method="GET", headers={"host": "e.acme.example"})
    reply = collect(asked)[0]
    assert reply.status == 200
    assert reply.json["metrics"] == {"sampleRate": 0}
    segment = reply.json["integrations"]["Segment.io"]
    assert (segment["apiKey"], segment["apiHost"], segment["protocol"]) == (
        website.public_key,
        "e.acme.example/v1",
        "http",
    )
    assert collect(asked._replace(path="/v1/projects/unknown/settings"))[0].status == 401


def test_a_forged_host_is_not_repeated(collect, website, settings):
    settings.PUBLIC_URL = "https://events.acme.example"
    asked = Asked(f"/v1/projects/{website.public_key}/settings", method="GET", headers={"host": 'x"><script>'})
    assert collect(asked)[0].json["integrations"]["Segment.io"]["apiHost"] == "events.acme.example/v1"


# ---- the database cannot keep up --------------------------------------------------------------------------


def test_when_too_much_waits_the_sender_is_told_to_come_back(collect, website, settings):
    settings.QUEUE_EVENTS = 20
    asked = [
        Asked("/v1/batch", {"batch": [track(messageId=f"{n} {m}") for m in range(8)]}, basic(website.public_key))
        for n in range(5)
    ]
    replies = collect(*asked)
    assert sorted(reply.status for reply in replies) == [200, 200, 503, 503, 503]
    busy = next(reply for reply in replies if reply.status == 503)
    assert (busy.json["code"], busy.headers["retry-after"]) == ("busy", "1")
    assert len(stored()) == 16


def test_many_threads_of_senders_lose_and_double_nothing(collect, website):
    """Requests of several loops, as several collectors on one database."""

    def one(start: int) -> None:
        asked = [
            Asked("/v1/track", track(messageId=str(n)), basic(website.public_key)) for n in range(start, start + 60)
        ]
        assert {reply.status for reply in collect(*asked)} == {200}

    with ThreadPoolExecutor(3) as threads:
        list(threads.map(one, [0, 30, 60]))
    assert sorted(int(row.message_id) for row in stored()) == list(range(120))


def test_a_deleted_source_takes_nothing_more(collect, website):
    SourceKey.objects.all().delete()
    assert collect(Asked("/v1/track", track(), basic(website.public_key)))[0].status == 401

"""Each message of a request is judged by itself: an event, or quarantine with a reason."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from handraiser.clock import HOUR_US, MINUTE_US, SECOND_US, to_us
from handraiser.events import unpacking
from handraiser.events.judging import MAX_EVENT, judge
from handraiser.events.models import Flag, Kind, Refusal
from handraiser.events.rows import Key, NewEvent, NewRefusal, Sending
from handraiser.events.tests.conftest import BROWSER, track

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
NOW_US = to_us(NOW)
PUBLIC = Sending(Key(1, 7, 0, "d" * 64, False), b"{}", NOW_US, ip="203.0.113.77", user_agent=BROWSER)
SECRET = PUBLIC._replace(key=Key(2, 7, 1, "e" * 64, False), user_agent="analytics-python/2.4.0")


def accepted(message, sending: Sending = PUBLIC, index: int = 0) -> NewEvent:
    judged = judge(json.loads(json.dumps(message)), index, sending)
    assert isinstance(judged, NewEvent), judged
    return judged


def refused(message, sending: Sending = PUBLIC) -> NewRefusal:
    judged = judge(message, 0, sending)
    assert isinstance(judged, NewRefusal), judged
    return judged


def ago(**span: float) -> str:
    return (NOW - timedelta(**span)).isoformat()


# ---- what is refused ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        ("text", Refusal.NOT_AN_OBJECT),
        (None, Refusal.NOT_AN_OBJECT),
        ([1], Refusal.NOT_AN_OBJECT),
        ({"anonymousId": "a"}, Refusal.UNKNOWN_TYPE),
        (track() | {"type": "purchase"}, Refusal.UNKNOWN_TYPE),
        (track() | {"type": ["track"]}, Refusal.UNKNOWN_TYPE),
        (track(event=None), Refusal.NO_NAME),
        (track(event="  "), Refusal.NO_NAME),
        (track(event={"a": 1}), Refusal.NO_NAME),
        (track(anonymousId=None), Refusal.NO_IDENTIFIER),
        (track(anonymousId="", userId=""), Refusal.NO_IDENTIFIER),
        (track(anonymousId=["a"], userId={"id": 1}), Refusal.NO_IDENTIFIER),
        (track(anonymousId=True), Refusal.NO_IDENTIFIER),
        (track(properties=["a"]), Refusal.WRONG_SHAPE),
        (track(traits="a"), Refusal.WRONG_SHAPE),
        (track(context=7), Refusal.WRONG_SHAPE),
        (track(context={"traits": [1]}), Refusal.WRONG_SHAPE),
        (track(properties={"text": "x" * MAX_EVENT}), Refusal.TOO_LARGE),
        (track(properties={f"key {n}": n for n in range(10_000)}), Refusal.TOO_LARGE),
        (track(timestamp="0000-00-00"), Refusal.BAD_TIME),
        (track(timestamp="yesterday"), Refusal.BAD_TIME),
        (track(timestamp="2026-02-30T00:00:00Z"), Refusal.BAD_TIME),
        (track(timestamp={"at": 1}), Refusal.BAD_TIME),
        (track(timestamp=True), Refusal.BAD_TIME),
        (track(timestamp=1e300), Refusal.BAD_TIME),
    ],
)
def test_a_message_that_is_no_event_goes_to_quarantine_with_its_reason(message, reason):
    row = refused(message)
    assert row.reason == reason
    assert row.detail
    assert json.loads(row.payload) == message if len(row.payload) < 60_000 else True
    assert (row.source_id, row.key_digest, row.received_us) == (7, "d" * 64, NOW_US)


def test_a_refusal_says_what_was_found_and_what_is_allowed():
    assert refused(track() | {"type": "purchase"}).detail == (
        "found 'purchase'; allowed: track, page, screen, identify, group, alias"
    )
    assert refused(track(context=7)).detail == "context: found int; allowed: an object"
    assert refused(track(timestamp="0000-00-00")).detail == "timestamp: found '0000-00-00'; allowed: ISO 8601"


def test_what_is_kept_of_a_huge_event_is_cut():
    assert len(refused(track(properties={"text": "x" * 400_000})).payload) == 64 * 1024


def test_a_ten_deep_object_is_stored_a_forty_deep_one_is_not():
    assert accepted(track(properties=nested(10)))
    assert refused(track(properties=nested(40))).reason == Refusal.TOO_DEEP


def test_many_shallow_objects_are_not_taken_for_deep_ones():
    assert accepted(track(properties={"items": [{"n": [n]} for n in range(50)]}))


def nested(levels: int) -> dict:
    inner: dict = {}
    for _ in range(levels):
        inner = {"in": inner}
    return inner


def test_an_event_of_a_revoked_key_is_quarantined_whole():
    row = refused(track(), PUBLIC._replace(key=PUBLIC.key._replace(revoked=True)))
    assert row.reason == Refusal.REVOKED_KEY
    assert json.loads(row.payload) == track()


# ---- identifiers ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("never", ["undefined", "null", "[object Object]", "x" * 300, "0000-0000"])
def test_an_identifier_that_identifies_nobody_is_kept_as_sent(never):
    assert accepted(track(userId=never)).user_id == never


@pytest.mark.parametrize("nobody", [["u1"], {"id": "u1"}, True, "", None, 1.5])
def test_a_user_id_that_is_no_text_is_no_user_id_and_the_event_is_kept(nobody):
    event = accepted(track(userId=nobody))
    assert (event.user_id, event.anonymous_id) == (None, "a1")


def test_a_number_is_an_identifier():
    assert accepted(track(userId=42, anonymousId=None)).user_id == "42"


# ---- the message's own id ---------------------------------------------------------------------------------


def test_without_a_message_id_key_body_and_index_make_one():
    message = track(messageId=None)
    ids = {
        accepted(message).message_id,
        accepted(message, index=1).message_id,
        accepted(message, PUBLIC._replace(body=b"other")).message_id,
        accepted(message, SECRET).message_id,
    }
    assert len(ids) == 4
    assert accepted(message).message_id in ids


def test_an_overlong_message_id_still_dedupes():
    long = accepted(track(messageId="x" * 300)).message_id
    assert len(long) <= 255
    assert long == accepted(track(messageId="x" * 300)).message_id != accepted(track(messageId="x" * 301)).message_id
    assert accepted(track(messageId=7)).message_id == "7"


# ---- time -------------------------------------------------------------------------------------------------


def test_a_time_within_five_minutes_of_travel_is_left_alone():
    event = accepted(track(timestamp=ago(minutes=10), sentAt=ago(minutes=4)))
    assert event.occurred_us == NOW_US - 10 * MINUTE_US
    assert not event.flags & Flag.CLOCK_CORRECTED


def test_a_clock_that_is_an_hour_behind_is_corrected():
    event = accepted(track(timestamp=ago(minutes=70), sentAt=ago(minutes=60)))
    assert event.occurred_us == NOW_US - 10 * MINUTE_US
    assert event.flags & Flag.CLOCK_CORRECTED


def test_a_clock_that_is_an_hour_ahead_is_corrected():
    event = accepted(track(timestamp=ago(minutes=-50), sentAt=ago(minutes=-60)))
    assert event.occurred_us == NOW_US - 10 * MINUTE_US


def test_a_clock_a_little_ahead_never_puts_an_event_in_the_future():
    event = accepted(track(timestamp=ago(seconds=-60), sentAt=ago(seconds=-61)))
    assert event.occurred_us == NOW_US - SECOND_US
    assert event.flags & Flag.CLOCK_CORRECTED


@pytest.mark.parametrize("future", ["2099-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z", 4_070_908_800_000])
def test_a_date_in_the_far_future_happened_now(future):
    assert accepted(track(timestamp=future)).occurred_us == NOW_US


@pytest.mark.parametrize("past", ["1970-01-01T00:00:00Z", 0, "1970-01-01", "1970-01-01T01:00:00+01:00"])
def test_a_date_in_1970_is_taken_at_its_word(past):
    assert accepted(track(timestamp=past)).occurred_us == 0


def test_a_clock_that_stands_at_1970_is_corrected():
    event = accepted(track(timestamp="1970-01-01T00:00:10Z", sentAt="1970-01-01T00:00:40Z"))
    assert event.occurred_us == NOW_US - 30 * SECOND_US


def test_the_year_one_is_stored():
    assert accepted(track(timestamp="0001-01-01T00:00:00Z", sentAt="9999-12-31T00:00:00Z")).occurred_us < 0


@pytest.mark.parametrize(
    ("text", "after_ten"),
    [
        ("2026-11-21T10:00:00.5Z", SECOND_US // 2),
        ("2026-11-21T10:00:00", 0),
        ("2026-11-21 11:00:00+0100", 0),
        ("2026-11-21T10:00:00.123456789Z", 123_456),
        (1_795_255_200, 0),
        (1_795_255_200_250, SECOND_US // 4),
        ("1795255200250", SECOND_US // 4),
    ],
)
def test_times_are_read_in_the_forms_that_sdks_send(text, after_ten):
    assert accepted(track(timestamp=text)).occurred_us == NOW_US - 2 * HOUR_US + after_ten


def test_the_original_timestamp_counts_where_there_is_no_other():
    assert accepted(track(originalTimestamp=ago(hours=1))).occurred_us == NOW_US - HOUR_US
    assert accepted(track(timestamp=ago(hours=2), originalTimestamp=ago(hours=1))).occurred_us == NOW_US - 2 * HOUR_US


def test_without_a_time_it_happened_when_it_arrived():
    assert accepted(track()).occurred_us == NOW_US


def test_the_batch_says_when_it_was_sent_where_the_message_does_not():
    batch = PUBLIC._replace(sent_at=ago(hours=1))
    assert accepted(track(timestamp=ago(hours=1)), batch).occurred_us == NOW_US
    assert accepted(track(timestamp=ago(hours=1), sentAt=ago()), batch).occurred_us == NOW_US - HOUR_US


def test_the_raw_times_are_kept():
    event = accepted(track(timestamp="2099-01-01T00:00:00Z", sentAt="junk"))
    assert event.sent_at == "junk"
    assert json.loads(event.payload)["timestamp"] == "2099-01-01T00:00:00Z"


# ---- trust, addresses, agents -----------------------------------------------------------------------------


def test_a_secret_key_is_trusted_a_public_one_is_not():
    assert accepted(track(), SECRET).trust == 1
    assert accepted(track(), PUBLIC).trust == 0


def test_addresses_are_shortened_wherever_they_stand():
    message = track(context={"ip": "198.51.100.23"}, request_ip="2001:db8:1:2::3")
    event = accepted(message, SECRET)
    assert event.ip == "198.51.100.0"
    assert json.loads(event.payload)["context"]["ip"] == "198.51.100.0"
    assert json.loads(event.payload)["request_ip"] == "2001:db8:1::"
    assert refused(track(event="", context={"ip": "198.51.100.23"})).payload.count("198.51.100.23") == 0
    assert refused(track(event="")).ip == "203.0.113.0"


def test_addresses_are_kept_whole_where_the_settings_say_so(settings):
    settings.KEEP_WHOLE_IPS = True
    event = accepted(track(context={"ip": "198.51.100.23"}), SECRET)
    assert event.ip == json.loads(event.payload)["context"]["ip"] == "198.51.100.23"


def test_a_browser_is_where_its_request_came_from_whatever_it_says():
    assert accepted(track(context={"ip": "198.51.100.23"})).ip == "203.0.113.0"
    assert accepted(track(), PUBLIC._replace(ip="::ffff:203.0.113.77")).ip == "203.0.113.0"
    assert accepted(track(), PUBLIC._replace(ip="2001:db8:1:2::3")).ip == "2001:db8:1::"
    assert accepted(track(), PUBLIC._replace(ip="unix:")).ip is None


def test_a_servers_own_address_and_agent_say_nothing_about_the_person():
    event = accepted(track(), SECRET)
    assert (event.ip, event.user_agent, event.flags) == (None, None, 0)


def test_what_a_server_passes_on_about_the_browser_counts():
    event = accepted(track(context={"userAgent": "Googlebot/2.1 (+http://www.google.com/bot.html)"}), SECRET)
    assert event.flags & Flag.BOT


def test_a_crawler_is_flagged_and_kept():
    crawler = PUBLIC._replace(user_agent="Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)")
    assert accepted(track(), crawler).flags & Flag.BOT
    assert accepted(track(), PUBLIC).flags == 0


def test_the_flags_of_the_path_are_kept():
    assert accepted(track(), PUBLIC._replace(flags=Flag.BACKFILL.value)).flags == Flag.BACKFILL


# ---- columns ----------------------------------------------------------------------------------------------


def test_the_page_of_a_call_comes_before_the_page_around_it():
    around = {"page": {"path": "/around", "url": "https://x.test/around", "title": "Around", "referrer": "https://r"}}
    event = accepted({"type": "page", "anonymousId": "a", "properties": {"path": "/own"}, "context": around})
    assert (event.path, event.title, event.referrer) == ("/own", "Around", "https://r")


def test_an_address_alone_tells_path_and_search():
    event = accepted({"type": "page", "anonymousId": "a", "properties": {"url": "https://x.test/pricing?a=1#top"}})
    assert (event.path, event.search) == ("/pricing", "?a=1")
    assert accepted({"type": "page", "anonymousId": "a", "properties": {"url": "http://[broken"}}).path is None


def test_the_campaign_comes_from_the_context_or_the_query():
    given = {"campaign": {"name": "spring", "source": "news", "medium": "mail", "content": "b"}}
    event = accepted(track(context=given))
    assert (event.utm_source, event.utm_medium, event.utm_campaign, event.utm_content) == (
        "news",
        "mail",
        "spring",
        "b",
    )
    landed = {"campaign": {}, "page": {"search": "?utm_source=ads&utm_campaign=a%20b"}}
    event = accepted(track(context=landed))
    assert (event.utm_source, event.utm_campaign, event.utm_term) == ("ads", "a b", None)


def test_fields_of_the_wrong_kind_leave_their_column_empty():
    event = accepted(
        track(properties={"path": 7, "url": ["x"]}, context={"page": "x", "campaign": [1], "userAgent": 1})
    )
    assert (event.path, event.url, event.utm_source) == (None, None, None)


@pytest.mark.parametrize("kind", Kind.values)
def test_the_path_says_the_kind_and_the_payload_keeps_it(kind):
    event = accepted({"anonymousId": "a", "event": "E", "name": "N"}, PUBLIC._replace(kind=kind))
    assert event.kind == json.loads(event.payload)["type"] == kind
    assert event.name == {"track": "E", "page": "N", "screen": "N"}.get(kind)


def test_no_key_reaches_the_disk():
    for judged in (accepted(track(writeKey="hr_sec_x")), refused(track(event="", writeKey="hr_sec_x"))):
        assert "hr_sec_x" not in str(judged)


def test_jitsu_names_a_page_among_its_properties():
    page = {"type": "page", "anonymousId": "a", "properties": {"name": "Pricing"}}
    assert accepted(page).name == "Pricing"
    assert accepted(page | {"name": "Home"}).name == "Home"


# ---- who is not believed ----------------------------------------------------------------------------------

LINK = {"page": {"search": "?ajs_uid=bob&ajs_trait_email=bob%40x.example", "path": "/"}}


def test_a_link_that_names_somebody_identifies_nobody():
    message = {"type": "identify", "anonymousId": "a", "userId": "bob", "traits": {"email": "b@x.example"}}
    event = accepted({**message, "context": LINK})
    kept = json.loads(event.payload)
    assert event.user_id is None
    assert "userId" not in kept
    assert "traits" not in kept
    assert kept["not_believed"] == {"userId": "bob", "traits": {"email": "b@x.example"}}


def test_a_page_view_with_such_a_link_is_only_the_devices():
    event = accepted({"type": "page", "anonymousId": "a", "userId": "bob", "context": LINK})
    assert (event.user_id, event.anonymous_id) == (None, "a")


def test_what_such_a_link_made_the_browser_remember_is_not_believed_either():
    """RudderStack's SDK sends the traits it was told in the context of every call."""
    claimed = {"traits": {"email": "bob@x.example"}}
    event = accepted({"type": "page", "anonymousId": "a", "userId": "bob", "context": {**LINK, **claimed}})
    kept = json.loads(event.payload)
    assert "traits" not in kept["context"]
    assert kept["not_believed"] == {"userId": "bob", "context.traits": {"email": "bob@x.example"}}


def test_such_a_link_in_another_spelling_is_recognised():
    link = {"page": {"search": "?%61js_uid=bob"}}
    assert accepted({"type": "page", "anonymousId": "a", "userId": "bob", "context": link}).user_id is None


def test_somebody_else_on_such_a_link_is_believed_as_ever():
    assert accepted({"type": "page", "anonymousId": "a", "userId": "ann", "context": LINK}).user_id == "ann"


def test_a_server_is_believed_whatever_link_its_visitor_followed():
    assert accepted({"type": "page", "userId": "bob", "context": LINK}, SECRET).user_id == "bob"


PIXEL = PUBLIC._replace(pixel=True, kind="track")


def test_a_pixel_never_identifies():
    event = accepted(
        track(userId="bob", traits={"email": "b@x"}, context={"traits": {"email": "b@x"}, "app": 1}), PIXEL
    )
    kept = json.loads(event.payload)
    assert event.user_id is None
    assert (kept.get("userId"), kept.get("traits"), kept["context"]) == (None, None, {"app": 1})
    assert kept["not_believed"] == {"userId": "bob", "traits": {"email": "b@x"}, "context.traits": {"email": "b@x"}}


@pytest.mark.parametrize("kind", ["identify", "group", "alias", "unheard"])
def test_a_pixel_takes_no_identity_call(kind):
    assert refused(track(userId="bob"), PIXEL._replace(kind=kind)).reason == Refusal.UNKNOWN_TYPE


def test_a_pixel_without_an_anonymous_id_is_nobodys():
    assert refused(track(userId="bob", anonymousId=None), PIXEL).reason == Refusal.NO_IDENTIFIER


# ---- hostile text -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "raw",
    [
        b'{"event":"a\\u0000b","anonymousId":"a"}',
        b'{"event":"a\x00b","anonymousId":"a"}',
        b'{"event":"a\\ud800b","anonymousId":"a"}',
        b'{"event":"a\\udfffb","anonymousId":"a"}',
        b'{"event":"a\xffb","anonymousId":"a"}',
        b'{"event":"a\xed\xa0\x80b","anonymousId":"a"}',
        b'\xef\xbb\xbf{"event":"a\\ufffdb","anonymousId":"a"}',
    ],
)
def test_text_that_no_database_stores_is_made_storable(raw):
    event = accepted(unpacking.parse(raw), PUBLIC._replace(kind="track"))
    assert event.name
    assert event.name[0] + event.name[-1] == "ab"
    for text in (event.name, event.payload):
        assert "\0" not in text
        text.encode()


def test_a_pair_of_surrogates_is_one_character():
    assert unpacking.parse(b'{"e":"\\ud83d\\ude00\\u0000"}') == {"e": "😀\N{REPLACEMENT CHARACTER}"}


@pytest.mark.parametrize(
    ("number", "kept"),
    [
        (b"9223372036854775807", 9223372036854775807),
        (b"9223372036854775808", "9223372036854775808"),
        (b"-9223372036854775809", "-9223372036854775809"),
        (b"1" * 5000, "1" * 5000),
        (b"1e999", "1e999"),
        (b"NaN", None),
        (b"-Infinity", None),
        (b"0.1", 0.1),
    ],
)
def test_a_number_beyond_64_bits_keeps_its_digits_as_text(number, kept):
    event = accepted(
        unpacking.parse(b'{"anonymousId":"a","properties":{"n":%b}}' % number), PUBLIC._replace(kind="page")
    )
    assert json.loads(event.payload)["properties"]["n"] == kept

"""Whatever is sent, each message is an event or a refusal, and either can be stored on both databases."""

import json
from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from handraiser.events import unpacking
from handraiser.events.judging import judge
from handraiser.events.models import Event, Kind, Quarantined
from handraiser.events.refusing import RequestRefused
from handraiser.events.rows import Key, NewEvent, NewRefusal, Sending

TEXT = st.text(st.characters(codec=None), max_size=20) | st.sampled_from(["", "\0", "\ud800", "null", "::1", "1e400"])
NUMBERS = st.integers(-(10**30), 10**30) | st.floats() | st.sampled_from([2**63, -(2**63) - 1, 10**400])
ANY = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXT | st.datetimes().map(str),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)
PAGE = st.fixed_dictionaries({}, optional=dict.fromkeys(("path", "url", "title", "referrer", "search"), ANY))
CONTEXT = st.fixed_dictionaries(
    {}, optional={"page": PAGE | ANY, "campaign": ANY, "ip": ANY, "userAgent": ANY, "traits": ANY, "screen": ANY}
)
MESSAGES = st.fixed_dictionaries(
    {"anonymousId": st.just("a") | ANY},
    optional={
        "type": st.sampled_from(Kind.values) | ANY,
        "event": st.just("E") | ANY,
        "context": CONTEXT | ANY,
        "properties": PAGE | ANY,
        **dict.fromkeys(
            ("userId", "messageId", "timestamp", "originalTimestamp", "sentAt", "traits", "name", "ip"), ANY
        ),
    },
)
PUBLIC = Key(1, 1, 0, "d" * 64, False)
SENDINGS = st.builds(
    Sending,
    key=st.sampled_from([PUBLIC, PUBLIC._replace(trust=1), PUBLIC._replace(revoked=True)]),
    body=st.just(b""),
    arrived_us=st.just(1_795_262_400_000_000),
    kind=st.none() | st.sampled_from(Kind.values),
    sent_at=ANY,
    ip=st.none() | TEXT,
    user_agent=st.none() | st.just("Mozilla/5.0"),
    flags=st.just(0),
    pixel=st.booleans(),
)


@settings(max_examples=150, deadline=None)
@given(message=MESSAGES | ANY, sending=SENDINGS)
def test_any_message_is_an_event_or_a_refusal_that_can_be_stored(message, sending):
    body = json.dumps({"batch": [message], "sentAt": sending.sent_at}).encode("utf-8", "surrogatepass")
    envelope = unpacking.parse(body)
    judged = judge(envelope["batch"][0], 0, sending._replace(sent_at=envelope["sentAt"]))
    _check(judged, Event if isinstance(judged, NewEvent) else Quarantined)
    if isinstance(judged, NewEvent):
        assert judged.occurred_us <= sending.arrived_us
        assert isinstance(json.loads(judged.payload), dict)


@settings(max_examples=100, deadline=None)
@given(body=st.binary(max_size=60) | st.binary(max_size=60).map(lambda tail: b"\x1f\x8b" + tail))
def test_any_bytes_are_json_or_a_request_refused(body):
    with suppress(RequestRefused):  # any other exception fails the test
        unpacking.parse(unpacking.unpack(body))


def _check(row: NewEvent | NewRefusal, table: type) -> None:
    """What both databases take: text without NUL and surrogates, within its column; numbers within theirs."""
    for name, value in row._asdict().items():
        field = table._meta.get_field(name)
        if isinstance(value, str):
            assert "\0" not in value
            value.encode()
            assert field.max_length is None or len(value) <= field.max_length
        elif value is None:
            assert field.null, name
        else:
            assert -(2**63) <= value < 2**63

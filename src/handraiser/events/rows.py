"""What the collector hands to the store: rows not yet written, and what all messages of one request share."""

from typing import NamedTuple


class Key(NamedTuple):
    """A key as the collector knows it."""

    id: int
    source_id: int
    trust: int  # 0: public, 1: secret
    digest: str
    revoked: bool


class Sending(NamedTuple):
    """What the messages of one request have in common."""

    key: Key
    body: bytes  # unpacked; names messages that came without an id
    arrived_us: int
    kind: str | None = None  # said by the path; None: each message says its own
    sent_at: object = None
    ip: str | None = None  # whole: shortened when judged
    user_agent: str | None = None
    flags: int = 0  # bits of models.Flag
    pixel: bool = False
    signal: str = ""  # of the browser against profiling: "gpc" or "dnt"


class NewEvent(NamedTuple):
    """The columns of `models.Event` but `id` and `received_us`, which the store gives."""

    source_id: int
    message_id: str
    kind: str
    name: str | None
    anonymous_id: str | None
    user_id: str | None
    trust: int
    occurred_us: int
    sent_at: str | None
    path: str | None
    url: str | None
    title: str | None
    referrer: str | None
    search: str | None
    utm_source: str | None
    utm_medium: str | None
    utm_campaign: str | None
    utm_term: str | None
    utm_content: str | None
    ip: str | None
    user_agent: str | None
    flags: int
    payload: str


class NewRefusal(NamedTuple):
    """The columns of `models.Quarantined` that are known when an event is refused."""

    source_id: int
    key_digest: str
    reason: str
    detail: str
    received_us: int
    trust: int
    flags: int
    sent_at: str | None
    ip: str | None
    user_agent: str | None
    payload: str

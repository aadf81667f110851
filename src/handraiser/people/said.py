"""What one event says about who sent it, read once from its row."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec
from msgspec import Raw

from handraiser.events.models import Flag, Kind
from handraiser.events.reading import EventRow
from handraiser.people import normalising
from handraiser.people.models import Trust
from handraiser.people.normalising import Email

COMPANY = "company"  # a trait of this name, or one that starts with it and a dot, is the company's
CONSENT = "consent"
LONGEST_NAME = 255
LONGEST_WORDING = 4_000

Values = dict[str, str | None]  # trait -> JSON text; None removes it


@dataclass(slots=True)
class Said:
    """One event. Identifiers are normalised; None where it names none that identifies anybody."""

    event: EventRow
    anonymous: str | None = None
    user: str | None = None
    email: Email | None = None
    traits: Values = field(default_factory=dict)
    company: Values = field(default_factory=dict)  # of the sender's company
    consents: dict[str, bool] = field(default_factory=dict)
    agrees: bool = False  # a yes among its own traits: a form's, not the state that a consent tool repeats
    wording: str = ""  # that the yes or no was an answer to
    wording_version: str = ""
    previous: str | None = None  # alias
    group: str | None = None
    known_us: int = 0  # the moment it acts; set when it is taken

    @property
    def trust(self) -> int:
        return self.event.trust

    @property
    def bot(self) -> bool:
        return bool(self.event.flags & (Flag.BOT | Flag.HEADLESS))

    @property
    def is_history(self) -> bool:
        """Imported by a server: known from the moment it occurred. A browser's word changes nobody's past."""
        return self.trusted and bool(self.event.flags & Flag.BACKFILL)

    @property
    def corrects(self) -> bool:
        """Other calls only repeat the traits that the browser remembers: they fill, and correct nothing."""
        return self.event.kind in (Kind.IDENTIFY, Kind.GROUP)

    @property
    def trusted(self) -> bool:
        return self.trust >= Trust.T1


class _Context(msgspec.Struct):
    traits: Raw = Raw(b"null")
    consent: Raw = Raw(b"null")


class _Payload(msgspec.Struct):
    traits: Raw = Raw(b"null")
    context: Raw = Raw(b"null")
    previousId: Raw = Raw(b"null")
    groupId: Raw = Raw(b"null")


_payload = msgspec.json.Decoder(_Payload)
_context = msgspec.json.Decoder(_Context)
_members = msgspec.json.Decoder(dict[str, Raw])
_anything = msgspec.json.Decoder()


def read(event: EventRow) -> Said:
    """What the event says. Never raises on a payload that the collector accepted."""
    said = Said(event, _identifier(event.anonymous_id), _identifier(event.user_id))
    payload = _payload.decode(event.payload)
    if event.kind == Kind.ALIAS:
        said.previous = _identifier(_text(payload.previousId))
        return said
    context = _read_context(payload.context)
    own = _values(payload.traits)
    if event.kind == Kind.GROUP:
        said.group = _identifier(_text(payload.groupId))
        said.company = own if said.group else {}
        own = {}
    traits = _values(context.traits) | own
    answers = traits.pop(CONSENT, None)
    said.consents = _consents(context.consent) | _consents(answers)
    if said.consents:
        said.agrees = any(_consents(answers).values())
        said.wording, said.wording_version = _shown(answers or context.consent)
    said.traits = traits
    said.email = _email(traits)
    if event.kind != Kind.GROUP:
        said.company = _of_company(traits)
    return said


def _read_context(raw: Raw) -> _Context:
    try:
        return _context.decode(raw)
    except msgspec.ValidationError:
        return _Context()


def _values(raw: Raw) -> Values:
    """The members of a JSON object, each as JSON text; nothing where it is no object."""
    if bytes(raw)[:1] != b"{":
        return {}
    return {
        name: None if (text := bytes(value).decode()) == "null" else text
        for name, value in _members.decode(raw).items()
        if 0 < len(name) <= LONGEST_NAME and "\0" not in name
    }


def _text(raw: Raw | str) -> str | None:
    """Text, or a whole number as text: ids are often sent as numbers."""
    value = _anything.decode(raw)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) else None


def _identifier(raw: str | None) -> str | None:
    return normalising.identifier(raw) if raw else None


def _email(traits: Mapping[str, str | None]) -> Email | None:
    raw = traits.get("email")
    return _decoded_email(raw) if raw else None


@functools.lru_cache(maxsize=16_384)
def _decoded_email(raw: str) -> Email | None:
    text = _text(raw)
    return normalising.email(text) if text else None


def _of_company(traits: Values) -> Values:
    """`company: {name, ...}`, `company: "Acme"` and `"company.name"` all speak of the company."""
    values = {name[len(COMPANY) + 1 :]: value for name, value in traits.items() if name.startswith(f"{COMPANY}.")}
    for name in values:
        del traits[f"{COMPANY}.{name}"]
    whole = traits.get(COMPANY)
    if whole is not None:
        values |= _values(Raw(whole.encode())) if whole[0] == "{" else {"name": whole} if whole[0] == '"' else {}
    values.pop("", None)
    return values


def _shown(raw: Raw | str) -> tuple[str, str]:
    """The wording that was shown, and its version, where the consent names them."""
    given: Any = _anything.decode(raw)
    texts = (given.get("wording"), given.get("version")) if isinstance(given, dict) else ("", "")
    wording, version = (str(text).replace("\0", "") if isinstance(text, str | int) else "" for text in texts)
    return wording[:LONGEST_WORDING], version[:64]


def _consents(raw: Raw | str | None) -> dict[str, bool]:
    """Segment's `categoryPreferences`, or plain purposes, where they are yes or no."""
    if raw is None:
        return {}
    given: Any = _anything.decode(raw)
    if isinstance(given, dict) and isinstance(given.get("categoryPreferences"), dict):
        given = given["categoryPreferences"]
    if not isinstance(given, dict):
        return {}
    answers = {purpose.replace("\0", "")[:64]: answer for purpose, answer in given.items() if isinstance(answer, bool)}
    return {purpose: answer for purpose, answer in answers.items() if purpose}

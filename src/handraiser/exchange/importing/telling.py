"""What a row says, told as events: who it is, then what was so or happened."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import msgspec

from handraiser.events import pages
from handraiser.events.judging import MAX_EVENT
from handraiser.events.models import Flag, Kind
from handraiser.events.rows import NewEvent
from handraiser.exchange.importing.cells import Refused, Said
from handraiser.exchange.importing.remarks import Reason
from handraiser.exchange.importing.targets import BY_NAME
from handraiser.people import companies, normalising
from handraiser.people.models import Trust
from handraiser.people.normalising import Email

FIRST_CONTACT = "First Contact"
MOST_ADDRESSES = 10
_encode = msgspec.json.Encoder().encode


class Who(NamedTuple):
    """Whom a row is about."""

    user: str | None  # as it stands in the file
    email: Email | None
    others: tuple[Email, ...] = ()  # further addresses

    @property
    def keys(self) -> list[tuple[str, str]]:
        """(kind of identity, value as compared)."""
        user = normalising.identifier(self.user) if self.user else None
        found = [("user", user)] if user else []
        return found + ([("email", self.email.value)] if self.email and not self.email.role else [])


class Writing(NamedTuple):
    """What the events of an import have in common."""

    import_id: int
    source_id: int
    now_us: int
    wording: str = ""
    event: str = ""  # the name of all, where no column names them


def who(said: Said, headers: Mapping[str, str]) -> tuple[Who, bool]:
    """Whom the row is about, and whether an id was left out. Raises Refused."""
    emails = [_email(part, headers) for part in re.split(r"[;,\s]+", said.fields.get("email", "")) if part][
        :MOST_ADDRESSES
    ]
    user = said.fields.get("user_id")
    is_id = bool(user and normalising.identifier(user))
    own = [email for email in emails if not email.role]
    if not is_id and not own:
        if user:
            raise Refused(Reason.BAD_ID, headers["user_id"], user)
        if emails:
            raise Refused(Reason.ROLE_EMAIL, headers["email"], emails[0].raw)
        raise Refused(Reason.NO_IDENTIFIER)
    first = next(iter(own or emails), None)
    others = tuple(email for email in own if email is not first)
    return Who(user if is_id else None, first, others), bool(user) and not is_id


def _email(text: str, headers: Mapping[str, str]) -> Email:
    found = normalising.email(text.strip("<>\"'").removeprefix("mailto:"))
    if found is None:
        raise Refused(Reason.BAD_EMAIL, headers["email"], text)
    return found


class Teller:
    """Makes the events of one row; message ids follow from the import and the row, so that none is stored twice."""

    def __init__(self, writing: Writing, row: int, who: Who) -> None:
        self._writing, self._row, self._who = writing, row, who
        self._made = 0

    def contact(self, said: Said) -> Iterator[NewEvent]:
        """A first contact where there is a date; further addresses; what is known of the person; its company."""
        if "first_contact" in said.fields:
            yield self._first_contact(said.fields)
        traits = {BY_NAME[name].trait: value for name, value in said.fields.items() if BY_NAME[name].trait} | said.own
        for other in self._who.others if self._who.user else ():
            yield self._event(Kind.IDENTIFY, self._writing.now_us, traits={"email": other.raw})
        if self._who.others and not self._who.user:
            traits["other_emails"] = [other.value for other in self._who.others]
        yield self._event(Kind.IDENTIFY, self._writing.now_us, traits=traits, **self._consent(said.fields))
        if group := self._group(said.fields):
            company = {
                name.removeprefix("company."): value for name, value in traits.items() if name.startswith("company.")
            }
            yield self._event(Kind.GROUP, self._writing.now_us, groupId=group, traits=company)

    def event(self, said: Said) -> Iterator[NewEvent]:
        """What happened, when it did."""
        name, url = said.fields.get("event", self._writing.event), said.fields.get("page_url")
        properties = said.own | ({"url": url} if url else {})
        if url and name.strip().lower() in ("page", "page view", "page viewed", "pageview"):
            yield self._event(Kind.PAGE, said.fields["at"], properties=properties)
        else:
            yield self._event(Kind.TRACK, said.fields["at"], event=name[:255], properties=properties)

    def outcome(self, name: str, at_us: int, properties: Mapping[str, Any]) -> NewEvent:
        """What sales says became of somebody."""
        return self._event(Kind.TRACK, at_us, event=name, properties=dict(properties))

    def _first_contact(self, fields: Mapping[str, Any]) -> NewEvent:
        """A page view where it is told where the person came from; blank is not "direct"."""
        landing, origin = fields.get("landing_page"), fields.get("origin")
        page = {"url" if str(landing).startswith(("http://", "https://")) else "path": landing} if landing else {}
        if not origin:
            path = pages.page(page, {})[0]
            told = {"landing_page": landing, **({"path": path} if path else {})}
            return self._event(Kind.TRACK, fields["first_contact"], event=FIRST_CONTACT, properties=told)
        context = {"campaign": {"source": origin}}
        return self._event(Kind.PAGE, fields["first_contact"], name=FIRST_CONTACT, properties=page, context=context)

    def _consent(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        answers = {
            name: fields[f"consent_{name}"] for name in ("marketing", "profiling") if f"consent_{name}" in fields
        }
        if not answers:
            return {}
        proof = {"wording": self._writing.wording} if self._writing.wording else {}
        return {"context": {"consent": {"categoryPreferences": answers, **proof}}}

    def _group(self, fields: Mapping[str, Any]) -> str | None:
        """The company's id, else its name where no e-mail domain leads to a company."""
        if "company_id" in fields:
            return str(fields["company_id"])[:255]
        email = self._who.email
        has_domain = email is not None and companies.of_email_domain(email.domain) is not None
        name = fields.get("company_name")
        return None if has_domain or not name else str(name)[:255]

    def _event(self, kind: Kind, at_us: int, *, context: dict[str, Any] | None = None, **message: Any) -> NewEvent:
        who, writing = self._who, self._writing
        self._made += 1
        around = {**(context or {}), "import": {"id": writing.import_id, "row": self._row}}
        if who.email:
            if kind == Kind.IDENTIFY and "email" not in message["traits"]:
                message["traits"]["email"] = who.email.raw
            elif kind != Kind.IDENTIFY and not who.user:
                around["traits"] = {"email": who.email.raw}
        payload = _encode({"type": kind.value, "userId": who.user, **message, "context": around})
        if len(payload) > MAX_EVENT:
            raise Refused(Reason.TOO_LARGE, "", str(len(payload)))
        page = pages.page(message.get("properties") or {}, {})
        return NewEvent(
            source_id=writing.source_id,
            message_id=f"import-{writing.import_id}-{self._row}-{self._made}",
            kind=kind.value,
            name=message.get("event") or message.get("name"),
            anonymous_id=None,
            user_id=who.user,
            trust=Trust.T1.value,
            occurred_us=at_us,
            sent_at=None,
            path=page[0], url=page[1], title=page[2], referrer=page[3], search=page[4],
            **dict(zip(pages.UTM, pages.campaign(around, page[1], page[4]), strict=True)),
            ip=None,
            user_agent=None,
            flags=Flag.BACKFILL.value,
            payload=payload.decode(),
        )  # fmt: skip

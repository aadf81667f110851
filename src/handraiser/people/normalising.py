"""Rules 1 and 2: how an identifier is written before it is compared, and what is never one."""

import functools
import re
import unicodedata
from typing import NamedTuple

import idna

LONGEST = 255  # characters, after normalising
NEVER = frozenset(
    {
        "null",
        "none",
        "nan",
        "undefined",
        "true",
        "false",
        "anonymous",
        "guest",
        "id",
        "email",
        "distinct_id",
        "anonymousid",
        "[object object]",
    }
)
ZEROS = re.compile(r"[0-]*\Z")
NESTED = re.compile(r"[\[{].*[\]}]\Z", re.DOTALL)  # an array or object that was sent where text belongs
PLAIN_DOMAIN = re.compile(r"(?=.{1,253}\Z)(?:(?!xn--)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}\Z")
ROLE_MAILBOXES = """
    abuse accounting accounts admin administrator billing booking bookings careers company contact contactus
    customercare customerservice customersupport do-not-reply donotreply enquiries enquiry feedback finance general
    hello help helpdesk hostmaster hr info infos information inquiries inquiry invoice invoices it jobs kontakt legal
    mail mailer-daemon marketing media membership news newsletter no-reply noc noreply notifications office operations
    order orders partner partners postmaster press pr privacy purchasing reception recruiting recruitment reservations
    root sales security service shop staff subscribe support team tech techsupport unsubscribe usenet uucp verkauf
    vertrieb web webmaster welcome www
"""  # RFC 2142, and what companies print on their pages
ROLES = frozenset(ROLE_MAILBOXES.split())


class Email(NamedTuple):
    """An address as it is compared (`value`) and as it was sent (`raw`)."""

    value: str
    raw: str
    domain: str  # in ASCII
    role: bool  # a mailbox of a function (info@, sales@), which is nobody's own


@functools.lru_cache(maxsize=65_536)
def identifier(raw: str) -> str | None:
    """A device or user id as it is compared; None where it identifies nobody."""
    text = unicodedata.normalize("NFKC", raw).strip()
    bare = text.strip("\"'`").strip()
    if len(text) > LONGEST or "\0" in text or ZEROS.match(bare) or bare.lower() in NEVER or NESTED.match(bare):
        return None
    return text


@functools.lru_cache(maxsize=65_536)
def email(raw: str) -> Email | None:
    """An e-mail address as it is compared; None where it is none. Dots and plus signs stay."""
    text = unicodedata.normalize("NFKC", raw).strip().lower()
    local, at, domain = text.rpartition("@")
    if not (local and at) or any(mark.isspace() or mark in "@\0" for mark in local):
        return None
    ascii_domain = _ascii(domain)
    value = f"{local}@{ascii_domain}"
    if ascii_domain is None or "." not in ascii_domain or len(value) > LONGEST:
        return None
    return Email(value, raw.strip()[:LONGEST], ascii_domain, local.partition("+")[0] in ROLES)


def _ascii(domain: str) -> str | None:
    if PLAIN_DOMAIN.match(domain):
        return domain  # what IDNA would give, a hundred times quicker
    try:
        return idna.encode(domain, uts46=True).decode()
    except idna.IDNAError:
        return None

"""Sources and the keys they send with: made, shown again, revoked; each act in the audit log."""

import base64
import hashlib
import hmac
import secrets
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from handraiser.errors import HandraiserError
from handraiser.events.models import KeyKind, Source, SourceKey
from handraiser.organisation import audit
from handraiser.organisation.models import User

PREFIX = {KeyKind.PUBLIC: "hr_pub_", KeyKind.SECRET: "hr_sec_"}


class SourceRefused(HandraiserError):
    """The name is empty, too long or taken."""


class KeyNotShown(HandraiserError):
    """A secret key, or a public one made under another HANDRAISER_SECRET_KEY."""

    status = 409


class NewSource(NamedTuple):
    """The only time the secret key can be read."""

    source: Source
    public_key: str
    secret_key: str


class NewKey(NamedTuple):
    """`text` is the key itself; of a secret one only its digest stays with us."""

    key: SourceKey
    text: str


@transaction.atomic
def create_source(name: str, by: User | None, *, by_name: str = "") -> NewSource:
    """A source with one public and one secret key. Raises SourceRefused."""
    name = name.strip()
    if not 0 < len(name) <= 120:
        raise SourceRefused(_("A source needs a name of 1 to 120 characters."))
    if Source.objects.filter(name=name).exists():
        raise SourceRefused(_("There is a source of this name already; choose another name."))
    source = Source.objects.create(name=name, created_by=by)
    audit.record("source.created", _subject(source), by=by, by_name=by_name)
    public = add_key(source, KeyKind.PUBLIC, by, by_name=by_name)
    secret = add_key(source, KeyKind.SECRET, by, by_name=by_name)
    return NewSource(source, public.text, secret.text)


@transaction.atomic
def set_strict(source: Source, strict: bool, by: User | None) -> None:
    """Strict: an event on a claimed identity is not scored until somebody confirms the identity."""
    source.strict = strict
    source.save(update_fields=["strict"])
    audit.record("source.strict" if strict else "source.lenient", _subject(source), by=by)


@transaction.atomic
def add_key(source: Source, kind: str, by: User | None, *, by_name: str = "") -> NewKey:
    """One more key; the others stay in force until they are revoked."""
    kind = KeyKind(kind)
    key = SourceKey.objects.create(source=source, kind=kind, digest=secrets.token_hex(32))
    text = _public(key) if kind == KeyKind.PUBLIC else PREFIX[kind] + _letters(secrets.token_bytes(20))
    key.digest, key.hint = digest(text), text[-4:]
    key.save()
    audit.record("key.created", _subject(source), by=by, by_name=by_name, kind=kind.value, hint=key.hint)
    return NewKey(key, text)


@transaction.atomic
def revoke(key: SourceKey, by: User | None) -> None:
    """From now on what the key sends is quarantined. Revoking twice does nothing."""
    if SourceKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=timezone.now()):
        audit.record("key.revoked", _subject(key.source), by=by, kind=key.kind, hint=key.hint)
    key.refresh_from_db()


def show_public_key(key: SourceKey) -> str:
    """The key's text, derived anew. Raises KeyNotShown."""
    if key.kind != KeyKind.PUBLIC:
        raise KeyNotShown(_("A secret key is shown once, when it is made. Make a new one and revoke this one."))
    text = _public(key)
    if digest(text) != key.digest:
        raise KeyNotShown(_("This key was made under another HANDRAISER_SECRET_KEY. Make a new one."))
    return text


def digest(text: str) -> str:
    """What is kept of a key: its SHA-256. Keys are long and random, so no slow hash is needed."""
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def _public(key: SourceKey) -> str:
    secret = settings.SECRET_KEY.encode()
    return PREFIX[KeyKind.PUBLIC] + _letters(hmac.digest(secret, f"public key {key.pk}".encode(), "sha256")[:20])


def _letters(raw: bytes) -> str:
    return base64.b32encode(raw).decode().lower()


def _subject(source: Source) -> str:
    return f"source {source.pk} {source.name}"

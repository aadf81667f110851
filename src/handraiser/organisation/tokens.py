"""Tokens by which programs read: made by an administrator, shown once, revoked; each act in the audit log."""

import hashlib
import secrets
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from handraiser import clock
from handraiser.errors import HandraiserError
from handraiser.organisation import audit
from handraiser.organisation.models import ApiToken, User

PREFIX = "hr_api_"
_NOTED_EVERY_US = clock.MINUTE_US  # a token's last use is written no more often


class TokenRefused(HandraiserError):
    """The name is empty, too long or taken."""


class NewToken(NamedTuple):
    """`text` is the token itself: only its digest stays with us."""

    token: ApiToken
    text: str


@transaction.atomic
def create(name: str, *, by: User) -> NewToken:
    """A token that reads everything. Raises TokenRefused."""
    name = name.strip()
    if not 0 < len(name) <= 120:
        raise TokenRefused(_("A token needs a name of 1 to 120 characters, such as that of the program that uses it."))
    if ApiToken.objects.filter(name=name, revoked_us=None).exists():
        raise TokenRefused(_("There is a token of this name already; choose another name."))
    text = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        name=name, digest=digest(text), hint=text[-4:], created_us=clock.now_us(), created_by=by
    )
    audit.record("token.created", _subject(token), by=by, hint=token.hint)
    return NewToken(token, text)


@transaction.atomic
def revoke(token: ApiToken, *, by: User) -> None:
    """From now on it is answered 401. Revoking twice does nothing."""
    if ApiToken.objects.filter(pk=token.pk, revoked_us=None).update(revoked_us=clock.now_us()):
        audit.record("token.revoked", _subject(token), by=by, hint=token.hint)


def known(text: str) -> ApiToken | None:
    """The token in force with this text."""
    found = ApiToken.objects.filter(digest=digest(text), revoked_us=None).first()
    if found is not None:
        now_us = clock.now_us()
        if found.used_us is None or now_us - found.used_us > _NOTED_EVERY_US:
            ApiToken.objects.filter(pk=found.pk).update(used_us=now_us)
    return found


def digest(text: str) -> str:
    """What is kept of a token: its SHA-256. Tokens are long and random, so no slow hash is needed."""
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def _subject(token: ApiToken) -> str:
    return f"token {token.pk} {token.name}"

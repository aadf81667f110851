"""Identifiers as keyed hashes: they can be compared with what comes later, and never read back."""

import functools
import hmac

from django.conf import settings

from handraiser.people.models import IdentityKind
from handraiser.people.said import Said

_PURPOSE = b"handraiser erased identifier"


def digest(kind: str, value: str) -> str:
    """HMAC-SHA-256 of a normalised identifier, in hexadecimal, by the installation's secret."""
    return _digest(settings.SECRET_KEY, kind, value)


@functools.lru_cache(maxsize=65_536)
def _digest(secret: str, kind: str, value: str) -> str:
    return hmac.digest(_key(secret), f"{kind}\0{value}".encode(), "sha256").hex()


@functools.cache
def _key(secret: str) -> bytes:
    return hmac.digest(secret.encode(), _PURPOSE, "sha256")


def device(said: Said) -> str:
    """Of the device that the event came from; "" where it names none."""
    return digest(IdentityKind.ANONYMOUS, said.anonymous) if said.anonymous else ""


def others(said: Said) -> list[str]:
    """Of whom the event names beside its device."""
    named = [(IdentityKind.USER, said.user), (IdentityKind.EMAIL, said.email.value if said.email else None)]
    if said.previous:
        named += [(IdentityKind.USER, said.previous), (IdentityKind.ANONYMOUS, said.previous)]
    return [digest(kind, value) for kind, value in named if value]

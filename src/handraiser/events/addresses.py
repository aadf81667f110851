"""Where a request came from: the client's address, shortened before anything is stored."""

import ipaddress
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.conf import settings

LONGEST = 64  # characters: IPv6 with a zone is shorter, and what is remembered must be small
KEPT_BITS = {4: 24, 6: 48}


def client(scope: Mapping[str, Any]) -> str | None:
    """The peer's address; behind a trusted proxy the one that this proxy has added last."""
    if settings.TRUST_FORWARDED_FOR:
        for name, value in reversed(scope["headers"]):
            if name == b"x-forwarded-for":
                return str(value.decode("latin-1").rpartition(",")[2].strip())
    peer = scope.get("client")
    return str(peer[0]) if peer else None


def shorten(address: str, whole: bool) -> str | None:
    """The network of `address` (/24, /48), itself where `whole`, None where it is no address."""
    return _shorten(address, whole) if len(address) <= LONGEST else None


@lru_cache(maxsize=20_000)
def _shorten(address: str, whole: bool) -> str | None:
    try:
        found = ipaddress.ip_address(address.strip())
    except ValueError:
        return None
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    if whole:
        return str(found)
    return str(ipaddress.ip_network((found.packed, KEPT_BITS[found.version]), strict=False).network_address)

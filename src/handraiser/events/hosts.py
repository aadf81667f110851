"""The host of an address that a visitor's browser sent, whatever it sent."""

import functools
import re
from urllib.parse import urlsplit

from publicsuffixlist import PublicSuffixList

LONGEST = 120  # characters of a name that is shown
LOOKED_AT = 2_000  # characters of an address
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")


def clean(text: str | None) -> str:
    """Without control and direction characters, blanks as one, cut."""
    return " ".join(_CONTROL.sub(" ", text[:LOOKED_AT]).split())[:LONGEST].strip() if text else ""


def host_of(address: str | None) -> str:
    """The host of a web address or of an Android app's, in lower case and without `www.`; "" for anything else."""
    return host_and_path(address)[0] if address else ""


@functools.lru_cache(maxsize=20_000)
def host_and_path(address: str) -> tuple[str, str]:
    """Host and path of a web address; of an Android app's its name. Two empty texts for anything else."""
    try:
        parts = urlsplit(address[:LOOKED_AT].strip())
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return "", ""
    if parts.scheme not in {"http", "https", "android-app"} or not host or _CONTROL.search(host) or len(host) > 253:
        return "", ""
    return host.removeprefix("www."), parts.path


@functools.lru_cache(maxsize=20_000)
def same_site(one: str, other: str) -> bool:
    """Whether both hosts belong to one registered domain: shop.acme.com and acme.com, not two sites of github.io."""
    return bool(other) and (one == other or _registered(one) == _registered(other))


def _registered(host: str) -> str:
    return _suffixes().privatesuffix(host) or host


@functools.cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()

"""Whom a text names: the digests of everything in it that could be an identifier."""

import json
import re
from collections.abc import Iterator

from handraiser.people import normalising
from handraiser.people.models import IdentityKind
from handraiser.privacy.digests import digest

STRING = re.compile(r'"((?:[^"\\]|\\.){1,300})"')
NUMBER = re.compile(r"(?<![\w.\"-])\d{1,20}(?![\w.\"])")
ADDRESS = re.compile(r"[^\s\"'<>(),;:\\]{1,64}@[^\s\"'<>(),;:\\@]{1,255}")


def digests(text: str) -> set[str]:
    """Of its JSON strings, whole numbers and e-mail addresses. The text may be cut off, so it is not parsed."""
    found = set()
    for word in _words(text):
        identifier, address = normalising.identifier(word), normalising.email(word)
        if identifier:
            found |= {digest(kind, identifier) for kind in (IdentityKind.ANONYMOUS, IdentityKind.USER)}
        if address:
            found.add(digest(IdentityKind.EMAIL, address.value))
    return found


def _words(text: str) -> Iterator[str]:
    yield from ADDRESS.findall(text)
    yield from NUMBER.findall(text)
    for quoted in STRING.findall(text):
        try:
            yield json.loads(f'"{quoted}"')
        except ValueError:
            yield quoted

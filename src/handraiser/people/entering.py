"""What a user types in a form, as a trait's value; and whom a user means by what is typed."""

import json
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from handraiser.errors import HandraiserError
from handraiser.people.models import Identity, IdentityKind, Person


class NobodyFound(HandraiserError):
    """What was typed is nobody's."""

    status = 404


def as_typed(text: str, like: Any = None) -> Any:
    """`120` is a number and `[a]` a list unless the trait's value so far (`like`) is text; nothing typed is None."""
    text = text.strip()
    if not text:
        return None
    if isinstance(like, str):
        return text
    try:
        return json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return text


def meant(text: str) -> Person:
    """The person of an e-mail address, a user id or the address of its page. Raises NobodyFound."""
    text = text.strip()
    found = _by_key(text) or _by_identity(text)
    if found is None or found.canonical is None:
        raise NobodyFound(
            _("Nobody is known by %(text)s. Give an e-mail address, a user id or the address of a person's page.")
            % {"text": repr(text[:80])}
        )
    return found.canonical


def _by_key(text: str) -> Person | None:
    try:
        key = UUID(text.rstrip("/").rpartition("/")[2])
    except ValueError:
        return None
    return Person.objects.filter(key=key, erased_us=None).select_related("canonical").first()


def _by_identity(text: str) -> Person | None:
    kinds = (IdentityKind.EMAIL, IdentityKind.USER)
    known = Identity.objects.filter(kind__in=kinds, value__in={text, text.lower()}, epoch=1)
    identity = known.select_related("person__canonical").order_by("kind").first()
    return identity.person if identity else None


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON.")

"""What lists show of a person: copies on the canonical row of the traits that are in force for all folded into it."""

import json

from handraiser.people.book import Book
from handraiser.people.cards import PersonCard, TraitCard

SHOWN = frozenset({"email", "name", "title", "firstName", "first_name", "lastName", "last_name"})
_UNWRITTEN = 1 << 62  # stands for the id of a row that gets one when it is written: newer than all


def show(book: Book, person: PersonCard) -> None:
    """Renew the copies of a canonical person."""
    shown = (text(person, "email")[:255] or None, _name(person)[:255], text(person, "title")[:255])
    if shown != (person.email, person.name, person.title):
        person.email, person.name, person.title = shown
        book.staged.changed_people.add(person)


def text(person: PersonCard, name: str) -> str:
    """The trait in force of a canonical person, where it is text; else nothing."""
    held = [member.traits[name] for member in person.speaking if name in member.traits]
    if not held:
        return ""
    value = json.loads(max(held, key=_rank).value or "null")
    return storable(value) if isinstance(value, str) else ""


def storable(text: str) -> str:
    """Without what a database refuses: NUL, and half of a character."""
    return text.replace("\0", "").encode(errors="replace").decode().strip()


def _rank(value: TraitCard) -> tuple[int, int, int]:
    return value.trust, value.set_us, value.id or _UNWRITTEN


def _name(person: PersonCard) -> str:
    if whole := text(person, "name"):
        return whole
    first = text(person, "firstName") or text(person, "first_name")
    last = text(person, "lastName") or text(person, "last_name")
    return f"{first} {last}".strip()

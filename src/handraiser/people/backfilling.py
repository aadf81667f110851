"""What imported history tells about the past: somebody was known, by this identifier, before we first heard of it."""

from handraiser.people.book import Book
from handraiser.people.cards import IdentityCard, PersonCard
from handraiser.people.models import IdentityKind
from handraiser.people.said import Said


def reach_back(book: Book, said: Said, identity: IdentityCard) -> None:
    """Move back since when the event's identifiers are this person's, and since when the person is known.

    Never of a claim, nor of a device that several people share: whose they were in the past is not what was said.
    """
    named = {identity}
    if said.email and said.email.value in book.emails:
        named.add(book.emails[said.email.value])
    for each in named:
        same = each.person.canonical is identity.person.canonical
        if same and not each.claimed and not each.shared and each.linked_us > said.known_us:
            _since(book, each, said.known_us)


def _since(book: Book, identity: IdentityCard, known_us: int) -> None:
    identity.linked_us = known_us
    book.staged.reached.add(identity)
    if identity.kind == IdentityKind.ANONYMOUS:
        return
    own = identity.person
    for whose in {own, own.canonical} if own.speaks else {own}:
        _known_since(book, whose, known_us)


def _known_since(book: Book, person: PersonCard, known_us: int) -> None:
    if person.known_us is None or person.known_us > known_us:
        person.known_us = known_us
        book.staged.changed_people.add(person)

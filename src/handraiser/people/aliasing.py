"""Rule 8: a call that says two ids are one. A server's counts; a browser's only for a device nobody ever owned."""

from handraiser.people import folding
from handraiser.people.book import Book, Cause
from handraiser.people.cards import IdentityCard, PersonCard
from handraiser.people.folding import Reason
from handraiser.people.models import Act, IdentityKind
from handraiser.people.said import Said


def recognise(book: Book, said: Said, user: str, cause: Cause) -> IdentityCard:
    """The identity that the alias event belongs to: its user id, or its device where it says nothing new."""
    if said.previous is None or said.previous == user:
        return book.users.get(user) or book.device(said.anonymous) or _attach(book, said, user, None, cause)
    previous = book.device(said.previous) or book.users.get(said.previous)
    counts = said.trusted or _is_nobodys(previous)
    known = book.users.get(user) or _attach(book, said, user, previous.person if previous and counts else None, cause)
    if counts:
        _bring(book, said.previous, previous, known.person, cause)
    return known


def _is_nobodys(previous: IdentityCard | None) -> bool:
    if previous is None:
        return True
    return previous.kind == IdentityKind.ANONYMOUS and previous.person.canonical.known_us is None


def _attach(book: Book, said: Said, user: str, own: PersonCard | None, cause: Cause) -> IdentityCard:
    person = own or book.add_person(said.event.occurred_us, bot=said.bot)
    identity = book.add_identity(IdentityKind.USER, user, said.event.user_id or user, person, cause)
    book.link(identity, Act.ATTACHED if person.speaks else Act.CLAIMED, cause)
    return identity


def _bring(book: Book, value: str, previous: IdentityCard | None, own: PersonCard, cause: Cause) -> None:
    """What the previous id stood for is this person's now."""
    if previous is None:
        device = book.add_identity(IdentityKind.ANONYMOUS, value, value, own, cause)
        book.link(device, Act.LINKED if own.speaks else Act.CLAIMED, cause)
        return
    there, here = own.canonical, previous.person.canonical
    if here is there or book.is_parted(there, here):
        return
    if here.known_us is None:
        folding.fold(book, there, here, Reason.RECOGNISED, cause)
    else:
        folding.fold(book, *folding.by_age(there, here), Reason.ALIAS, cause)

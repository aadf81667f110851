"""What a canonical row says of all who are folded into it, counted anew from their rows."""

from collections.abc import Iterable

from handraiser.people import bulk
from handraiser.people.book import Book
from handraiser.people.cards import PersonCard
from handraiser.people.showing import show


def recount(book: Book, people: Iterable[PersonCard]) -> None:
    """First and last seen, crawler or not, known since when, and what lists show."""
    for person in people:
        _recount_seen(person)
        _recount_known(person)
        book.staged.changed_people.add(person)
        show(book, person)


def _recount_seen(person: PersonCard) -> None:
    some, value = bulk.among([member.id for member in person.members])
    first, last, last_human = bulk.rows(
        "SELECT min(s.occurred_us), max(s.occurred_us), max(CASE WHEN s.bot THEN NULL ELSE s.occurred_us END)"
        f" FROM people_identity i JOIN people_sighting s ON s.identity_id = i.id WHERE i.person_id {some}",
        value,
    )[0]
    if first is not None:
        person.first_seen_us, person.bot = first, last_human is None
        person.last_seen_us = last if last_human is None else last_human


def _recount_known(person: PersonCard) -> None:
    some, value = bulk.among([member.id for member in person.speaking])
    person.known_us = bulk.rows(
        f"SELECT min(linked_us) FROM people_identity WHERE person_id {some} AND kind <> 'anonymous' AND epoch = 1",
        value,
    )[0][0]

"""What a user does to people: under the lock, at one moment, with all that it touches written together."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from django.db import transaction

from handraiser.organisation.models import User
from handraiser.people import loading, locking, writing
from handraiser.people.book import Book, Cause
from handraiser.people.cards import PersonCard
from handraiser.people.models import Person, Trust


class Acting(NamedTuple):
    """An open act: change the book, and it is written when the block ends."""

    book: Book
    cause: Cause

    def who(self, person: Person) -> PersonCard:
        """Who this is now, also where it was folded since the page was shown."""
        return self.book.people[person.pk].canonical


@contextmanager
def acting(*people: Person, by: User) -> Iterator[Acting]:
    """One act of a user, trusted as such (T2)."""
    with transaction.atomic():
        newest_us = locking.hold()
        cause = Cause(Trust.T2, locking.present(newest_us), by=by.pk)
        book = loading.for_people(cause.at_us, [person.pk for person in people])
        yield Acting(book, cause)
        writing.write(book)

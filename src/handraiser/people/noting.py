"""Notes about people: written, corrected by their author, deleted and put back."""

from django.db import transaction
from django.utils.translation import gettext as _

from handraiser import clock
from handraiser.errors import HandraiserError
from handraiser.organisation import audit
from handraiser.organisation.access import may
from handraiser.organisation.models import User
from handraiser.people.models import Person
from handraiser.people.remarks import LONGEST_NOTE, Note
from handraiser.people.showing import storable

EDITABLE_DAYS = 30


class NotANote(HandraiserError):
    """Nothing was written, or too much."""


class NotYours(HandraiserError):
    """Only the author corrects a note, and not for ever; only the author and administrators delete it."""

    status = 403


@transaction.atomic
def write(person: Person, text: str, *, by: User) -> Note:
    """A new note about a canonical person. Raises NotANote."""
    note = Note.objects.create(person=person, text=_clean(text), by=by, at_us=clock.now_us())
    audit.record("note.written", f"person {person.pk}", by=by, note=note.pk)
    return note


@transaction.atomic
def correct(note: Note, text: str, *, by: User) -> None:
    """Other words in the same note. Raises NotANote, NotYours."""
    if not may_correct(note, by):
        raise NotYours(
            _("Only its author corrects a note, for %(days)d days. Write a new one.") % {"days": EDITABLE_DAYS}
        )
    note.text, note.edited_us = _clean(text), clock.now_us()
    note.save(update_fields=["text", "edited_us"])
    audit.record("note.corrected", f"person {note.person_id}", by=by, note=note.pk)


@transaction.atomic
def delete(note: Note, *, by: User) -> None:
    """Shown no more, until it is put back. Raises NotYours."""
    _set_deleted(note, clock.now_us(), by)
    audit.record("note.deleted", f"person {note.person_id}", by=by, note=note.pk)


@transaction.atomic
def put_back(note: Note, *, by: User) -> None:
    """Undo a deletion. Raises NotYours."""
    _set_deleted(note, None, by)
    audit.record("note.put_back", f"person {note.person_id}", by=by, note=note.pk)


def may_correct(note: Note, user: User) -> bool:
    """The author may, for `EDITABLE_DAYS`."""
    return note.by_id == user.pk and clock.now_us() - note.at_us < EDITABLE_DAYS * clock.DAY_US


def may_delete(note: Note, user: User) -> bool:
    """The author and administrators may."""
    return note.by_id == user.pk or may(user)


def _set_deleted(note: Note, at_us: int | None, by: User) -> None:
    if not may_delete(note, by):
        raise NotYours(_("Only its author and administrators delete a note."))
    note.deleted_us = at_us
    note.save(update_fields=["deleted_us"])


def _clean(text: str) -> str:
    words = storable(text.replace("\r\n", "\n"))
    if not words or len(words) > LONGEST_NOTE:
        raise NotANote(
            _("A note has 1 to %(most)d characters; this one has %(length)d.")
            % {"most": LONGEST_NOTE, "length": len(words)}
        )
    return words

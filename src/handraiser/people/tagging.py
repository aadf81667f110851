"""Tags on people, one or many: giving, taking away, and putting back what was taken."""

import unicodedata
from collections.abc import Collection, Iterable

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from handraiser import clock
from handraiser.errors import HandraiserError
from handraiser.organisation import audit
from handraiser.organisation.models import User
from handraiser.people import bulk, changing
from handraiser.people.models import Person
from handraiser.people.remarks import LONGEST_TAG, Colour, Tag, Tagged


class NoSuchTag(HandraiserError):
    """The name cannot be a tag's."""


def of(person: Person) -> list[Tag]:
    """The tags of a canonical person, by name."""
    return list(Tag.objects.filter(tagged__person__canonical=person).distinct().order_by("name", "id"))


def named(name: str) -> Tag:
    """The tag of this name, whatever its capitals; a new one where there is none. Raises NoSuchTag."""
    name = clean(name)
    found = Tag.objects.filter(key=name.casefold()).first()
    return found or _create(name)


def clean(name: str) -> str:
    """As tags are stored: one line, no blanks around. Raises NoSuchTag."""
    words = " ".join(unicodedata.normalize("NFKC", name.replace("\0", "")).split())
    if not words or len(words) > LONGEST_TAG:
        raise NoSuchTag(
            _("%(name)s is no tag; allowed: 1 to %(most)d characters.") % {"name": repr(name[:50]), "most": LONGEST_TAG}
        )
    return words


@transaction.atomic
def add(person: Person, name: str, *, by: User) -> Tag:
    """Give a canonical person a tag; one that it has already stays as it was. Raises NoSuchTag."""
    tag = named(name)
    if give([person.pk], tag, by=by):
        audit.record("person.tagged", f"person {person.pk}", by=by, tag=tag.name)
    return tag


@transaction.atomic
def remove(person: Person, tag: Tag, *, by: User) -> None:
    """Take a tag off a canonical person and all who are folded into it."""
    if take([person.pk], tag):
        audit.record("person.untagged", f"person {person.pk}", by=by, tag=tag.name)


def give(people: Collection[int], tag: Tag, *, by: User | None) -> list[int]:
    """Tag canonical people, in the caller's transaction. Returns those who had not got the tag."""
    having = {row[0] for row in _held(people, tag)}
    new = sorted(set(people) - having)
    at_us, who = clock.now_us(), by.pk if by else None
    rows = [(person, tag.pk, who, at_us) for person in new]
    bulk.insert(Tagged, ("person_id", "tag_id", "by_id", "at_us"), rows, conflict="DO NOTHING")
    changing.mark(new)
    return new


def take(people: Collection[int], tag: Tag) -> list[int]:
    """Untag canonical people, in the caller's transaction. Returns those who had the tag."""
    held = _held(people, tag)
    some, ids = bulk.among([row[1] for row in held])
    bulk.execute(f"DELETE FROM people_tagged WHERE id {some}", ids)
    had = sorted({row[0] for row in held})
    changing.mark(had)
    return had


def completing(text: str, limit: int = 8) -> QuerySet[Tag]:
    """Tags whose name holds the text, by name."""
    return Tag.objects.filter(key__contains=text.strip()[:LONGEST_TAG].casefold()).order_by("name")[:limit]


def _held(people: Iterable[int], tag: Tag) -> list[bulk.Row]:
    """Canonical person and row of everyone among these who has the tag."""
    some, ids = bulk.among(sorted(set(people)))
    return bulk.rows(
        "SELECT p.canonical_id, t.id FROM people_tagged t JOIN people_person p ON p.id = t.person_id"
        f" WHERE t.tag_id = %s AND p.canonical_id {some}",
        tag.pk,
        ids,
    )


def _create(name: str) -> Tag:
    """In the next colour of the palette; another's where two create it at once."""
    colour = Colour.values[Tag.objects.count() % len(Colour.values)]
    try:
        with transaction.atomic():
            return Tag.objects.create(name=name, colour=colour)
    except IntegrityError:
        return Tag.objects.get(key=name.casefold())

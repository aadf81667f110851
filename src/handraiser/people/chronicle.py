"""What a person's page tells in one order: each folder adds the kinds of rows that it knows, in its `chronicle.py`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from handraiser.people.models import Merge, Note, Person, TraitValue


@dataclass(frozen=True)
class Row:
    """One row of the timeline, drawn by `template` with `item`."""

    at_us: int
    template: str
    item: Any


Read = Callable[[Person, int, int], list[Row]]


@dataclass(frozen=True)
class Stream:
    """Rows of one kind about a canonical person.

    read: person, before_us, limit -> the newest ones before a moment, with all of the last one's very instant.
    within: shown by visits already, so it has rows of its own only where nothing else is asked for.
    """

    name: str
    words: str | Promise
    read: Read
    within: bool = False


_streams: dict[str, Stream] = {}


def register(stream: Stream) -> None:
    """Add a kind of rows; its name is used in addresses."""
    _streams[stream.name] = stream


def registered() -> list[Stream]:
    """In the order in which the folders stand upon each other."""
    return list(_streams.values())


def newest(found: QuerySet[Any], moment: str, before_us: int, limit: int) -> list[Any]:
    """The newest rows before a moment, with all of the last one's very instant."""
    rows = list(found.filter(**{f"{moment}__lt": before_us}).order_by(f"-{moment}", "-pk")[:limit])
    if len(rows) < limit:
        return rows
    last_us = getattr(rows[-1], moment)
    tied = found.filter(**{moment: last_us}).order_by("-pk")
    return [row for row in rows if getattr(row, moment) != last_us] + list(tied)


def _notes(person: Person, before_us: int, limit: int) -> list[Row]:
    found = Note.objects.filter(person__canonical=person, deleted_us=None).select_related("by")
    return [Row(note.at_us, "people/_note.html", note) for note in newest(found, "at_us", before_us, limit)]


def _told_by_users(person: Person, before_us: int, limit: int) -> list[Row]:
    found = TraitValue.objects.filter(person__canonical=person, set_by__isnull=False).exclude(name="email_domain")
    rows = newest(found.select_related("set_by"), "set_us", before_us, limit)
    return [Row(value.set_us, "people/_trait_row.html", value) for value in rows]


def _merges(person: Person, before_us: int, limit: int) -> list[Row]:
    found = Merge.objects.filter(kept__canonical=person, undone_at_us=None, speaks_us__isnull=False)
    rows = newest(found.select_related("by", "folded"), "at_us", before_us, limit)
    return [Row(merge.at_us, "people/_merge_row.html", merge) for merge in rows]


register(Stream("notes", _("Notes"), _notes))
register(Stream("traits", _("Corrections"), _told_by_users))
register(Stream("merges", _("Merges"), _merges))

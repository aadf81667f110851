"""What becomes of a tag itself: another name, one with another tag, or none at all."""

from collections.abc import Callable

from django.db import IntegrityError, transaction
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from handraiser.errors import HandraiserError
from handraiser.organisation import audit
from handraiser.organisation.models import User
from handraiser.people import changing, tagging
from handraiser.people.remarks import Tag, Tagged

followers: list[Callable[[str, str], None]] = []
"""Told a tag's name and what it is called from now on, in the same transaction: other folders keep names of tags."""


class TagTaken(HandraiserError):
    """Another tag has the name."""

    status = 409


class SameTag(HandraiserError):
    """A tag cannot be merged into itself."""


def counted() -> QuerySet[Tag]:
    """All tags by name; `people`: how many people, each once however many rows are folded into it."""
    return Tag.objects.annotate(people=Count("tagged__person__canonical", distinct=True)).order_by("key")


@transaction.atomic
def rename(tag: Tag, name: str, *, by: User) -> None:
    """Raises NoSuchTag where the name cannot be a tag's, and TagTaken."""
    name, before = tagging.clean(name), tag.name
    taken = TagTaken(_("There is a tag %(name)s already. Merge the two instead.") % {"name": name})
    if Tag.objects.filter(key=name.casefold()).exclude(pk=tag.pk).exists():
        raise taken
    tag.name = name
    try:
        with transaction.atomic():
            tag.save()
    except IntegrityError:  # somebody took it meanwhile
        raise taken from None
    _changed(tag)
    _follow(before, name)
    audit.record("tag.renamed", f"tag {tag.pk}", by=by, before=before, after=name)


@transaction.atomic
def merge(gone: Tag, into: Tag, *, by: User) -> int:
    """Whoever has one has the other from now on. Gives how many people had the one that goes. Raises SameTag."""
    if gone.pk == into.pk:
        raise SameTag(_("%(name)s cannot be merged into itself. Choose another tag.") % {"name": gone.name})
    people = _changed(gone)
    rows = Tagged.objects.filter(tag=gone)
    rows.exclude(person__in=Tagged.objects.filter(tag=into).values("person")).update(tag=into)
    audit.record("tag.merged", f"tag {gone.pk}", by=by, name=gone.name, into=into.name, people=people)
    gone.delete()
    _follow(gone.name, into.name)
    return people


@transaction.atomic
def delete(tag: Tag, *, by: User) -> int:
    """Off everybody, and gone. Gives how many people had it."""
    people = _changed(tag)
    audit.record("tag.deleted", f"tag {tag.pk}", by=by, name=tag.name, people=people)
    tag.delete()
    return people


def _follow(before: str, name: str) -> None:
    for follower in followers:
        follower(before, name)


def _changed(tag: Tag) -> int:
    """Have lists made anew for whoever has the tag. Gives how many that are."""
    having = set(Tagged.objects.filter(tag=tag).values_list("person__canonical_id", flat=True)) - {None}
    changing.mark(person for person in having if person is not None)
    return len(having)

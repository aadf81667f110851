"""Two people who may be one: a user says which."""

from django.db import models, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from handraiser.errors import HandraiserError
from handraiser.organisation import audit
from handraiser.organisation.models import User
from handraiser.people import merging
from handraiser.people.folding import Reason
from handraiser.people.models import Duplicate, Person


class Verdict(models.TextChoices):
    """How a suggestion is settled."""

    MERGED = "merged", _("They are one person")
    DIFFERENT = "different", _("They are two people")


class AlreadySettled(HandraiserError):
    """Somebody was quicker."""

    status = 409


def open_duplicates(person: Person) -> list[Duplicate]:
    """Suggestions about this canonical person and somebody who is not folded into it, newest first."""
    about = models.Q(first__canonical=person) | models.Q(second__canonical=person)
    found = Duplicate.objects.filter(about, settled_as="").exclude(first__canonical=models.F("second__canonical"))
    return list(found.select_related("first__canonical", "second__canonical").order_by("-id"))


@transaction.atomic
def settle(duplicate: Duplicate, verdict: Verdict, *, by: User) -> None:
    """Merge the two, or never suggest or merge them again by events. Raises AlreadySettled."""
    taken = Duplicate.objects.filter(pk=duplicate.pk, settled_as="").update(settled_as=verdict, settled_by=by)
    if not taken:
        raise AlreadySettled(gettext("Somebody has already decided on these two. Reload the page to see what."))
    audit.record("duplicate.settled", f"duplicate {duplicate.pk}", by=by, verdict=str(verdict))
    one, other = duplicate.first.canonical, duplicate.second.canonical
    if verdict == Verdict.MERGED and one is not None and other is not None and one != other:
        older, newer = sorted((one, other), key=lambda each: (each.known_us is None, each.known_us, each.pk))
        merging.merge(older, newer, by=by, reason=Reason.DUPLICATE)

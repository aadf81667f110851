"""Rule 10: merging two people, and taking a merge back, for ever."""

from django.utils.translation import gettext as _

from handraiser.errors import HandraiserError
from handraiser.organisation import audit
from handraiser.organisation.models import User
from handraiser.people import companies, folding
from handraiser.people.acting import Acting, acting
from handraiser.people.folding import Reason
from handraiser.people.models import Merge, Person
from handraiser.people.recounting import recount


class AlreadyOne(HandraiserError):
    """The two are one person already."""

    status = 409


class AlreadyUndone(HandraiserError):
    """Somebody was quicker."""

    status = 409


def merge(kept: Person, folded: Person, *, by: User, reason: Reason = Reason.BY_HAND) -> Merge:
    """Fold one person into the other. Raises AlreadyOne, also when two users click at once."""
    with acting(kept, folded, by=by) as act:
        one, other = act.who(kept), act.who(folded)
        if one is other:
            raise AlreadyOne(_("These two are one person already. Reload the page to see it."))
        card = folding.fold(act.book, one, other, reason, act.cause)
        audit.record("person.merged", f"person {one.id}", by=by, folded=other.id, reason=str(reason))
    return Merge.objects.get(pk=card.id)


def unmerge(undone: Merge, *, by: User) -> None:
    """Make the folded person one of its own again, with its events and traits. Raises AlreadyUndone."""
    with acting(undone.kept, undone.folded, by=by) as act:
        take_apart(act, undone.pk)
        audit.record("person.unmerged", f"person {undone.kept_id}", by=by, apart=undone.folded_id)


def take_apart(act: Acting, merge_id: int) -> None:
    """Undo one merge of the open act's people. Raises AlreadyUndone where it is not in force."""
    found = [card for card in act.book.merges.values() if card.id == merge_id]
    if not found:
        raise AlreadyUndone(_("This merge was undone already. Reload the page to see it."))
    canonical = found[0].kept.canonical
    folding.unfold(act.book, found[0], act.cause)
    apart = canonical, found[0].folded
    recount(act.book, apart)
    for person in apart:
        companies.rejoin(act.book, person)

"""Rule 6: a browser said it is somebody. Until a user confirms or cuts that, its events count and its traits do not."""

from dataclasses import dataclass

from django.db.models import Count, Max, QuerySet
from django.utils.translation import gettext as _

from handraiser.errors import HandraiserError
from handraiser.organisation import audit
from handraiser.organisation.models import User
from handraiser.people import folding
from handraiser.people.acting import acting
from handraiser.people.cards import MergeCard, PersonCard
from handraiser.people.folding import Reason
from handraiser.people.merging import take_apart
from handraiser.people.models import Act, Identity, Merge, Person
from handraiser.people.traits import TraitView, own_in_force


class NotAClaim(HandraiserError):
    """The identity is not, or no longer, an open claim."""

    status = 409


@dataclass(frozen=True)
class OpenClaim:
    """One device, user id or typed address that says it is this person."""

    identity: Identity
    claimed_us: int
    events: int
    last_seen_us: int | None
    says: list[TraitView]  # traits that would count if it were confirmed


def open_claims(person: Person) -> list[OpenClaim]:
    """What waits for a user's word on this canonical person, newest first."""
    identities: QuerySet[Identity] = Identity.objects.filter(person__canonical=person, claimed=True)
    found = identities.annotate(events=Count("sightings"), last_us=Max("sightings__occurred_us")).select_related(
        "person"
    )
    since = _since(person)
    claims = [
        OpenClaim(each, since.get(each.person_id, each.linked_us), each.events, each.last_us, own_in_force(each.person))
        for each in found
    ]
    return sorted(claims, key=lambda claim: claim.claimed_us, reverse=True)


def confirm(identity: Identity, *, by: User) -> None:
    """It is really them: what the claim said counts from now on. Raises NotAClaim, also when two click at once."""
    with acting(identity.person, by=by) as act:
        claimant = act.book.people[identity.person_id]
        _of(claimant, act.book.merges)
        folding.settle(act.book, claimant, Act.CONFIRMED, act.cause)
        audit.record("identity.confirmed", f"person {claimant.canonical.id}", by=by, identity=identity.pk)


def cut(identity: Identity, *, by: User) -> Person:
    """It is somebody else: a person of its own from now on, whom it says it is no more. Raises NotAClaim."""
    with acting(identity.person, by=by) as act:
        claimant = act.book.people[identity.person_id]
        claim = _of(claimant, act.book.merges)
        audit.record("identity.cut", f"person {claim.kept.canonical.id}", by=by, identity=identity.pk)
        take_apart(act, claim.id)
    return Person.objects.get(pk=claim.folded.id)


def _of(claimant: PersonCard, merges: dict[PersonCard, MergeCard]) -> MergeCard:
    """The open claim by which this row counts for somebody else."""
    step = merges.get(claimant)
    while step is not None and step.speaks_us is not None:
        step = merges.get(step.kept)
    if step is None:
        raise NotAClaim(_("Somebody has already confirmed or cut this. Reload the page to see what they decided."))
    return step


def _since(person: Person) -> dict[int, int]:
    merges = Merge.objects.filter(folded__canonical=person, reason=Reason.CLAIMED, undone_at_us=None)
    return dict(merges.values_list("folded_id", "at_us"))

"""The chores that take away what may not be kept."""

from django.db.models import QuerySet

from handraiser.privacy import carrying_out, retaining
from handraiser.privacy.holdings import HOLDINGS, Holding, People
from handraiser.worker.leases import Held
from handraiser.worker.models import Parked


def _parked(people: People) -> "QuerySet[Parked]":
    """Errors may quote what they failed on."""
    return Parked.objects.filter(chore="rescore", row_id__in=list(people))


HOLDINGS.append(Holding("parked", "", _parked, shown=False))


def erase(limit: int, held: Held) -> int:
    """Carry on with the oldest erasure."""
    return carrying_out.carry_on(limit, held.guard)


def retain(limit: int, held: Held) -> int:
    """Delete what is older than the policy allows."""
    return retaining.retain(limit, held.guard)


def drop(limit: int, held: Held) -> int:
    """Delete events of erased people and, where the policy says so, of objectors."""
    return carrying_out.drop_withheld(limit, held.guard)

"""The chore that keeps what is prepared about people (lists, reports) equal to what is recorded about them."""

from collections.abc import Callable, Sequence

from django.db import transaction

from handraiser.audiences import membership
from handraiser.audiences import preparing as lists
from handraiser.insight import preparing as reports
from handraiser.people import changing, first_and_last
from handraiser.worker.leases import Held

Refresh = Callable[[Sequence[int]], None]
REFRESHES: tuple[Refresh, ...] = (first_and_last.refresh, lists.refresh, reports.refresh, membership.refresh)


def refresh(limit: int, held: Held) -> int:
    """Make anew what is prepared about the people that changed, in the transaction that takes their marks."""
    with transaction.atomic():
        held.guard()
        people = changing.take(limit)
        for each in REFRESHES:
            each(people)
    return len(people)

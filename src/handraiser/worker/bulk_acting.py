"""The chore that does to many people what a user asked for in a list."""

from django.db import transaction

from handraiser.audiences import bulk_acting
from handraiser.worker.leases import Held


def act(limit: int, held: Held) -> int:
    """The next people of the oldest action at work."""
    with transaction.atomic():
        held.guard()
        return bulk_acting.step(limit)

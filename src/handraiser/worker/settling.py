"""The chore that carries out what was decided about the changes that a new version would bring."""

from django.db import transaction

from handraiser.lifecycle import settling
from handraiser.lifecycle.models import WaitingChange
from handraiser.worker.leases import Held


def settle(limit: int, held: Held) -> int:
    """The next people of the oldest decision."""
    if not WaitingChange.objects.filter(done_us=None, settling__isnull=False).exists():
        return 0  # to find nothing is not worth the writers' lock
    with transaction.atomic():
        held.guard()
        return settling.carry_out(limit)

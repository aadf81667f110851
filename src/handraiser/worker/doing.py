"""Doing one chore so that neither a bad row nor a broken chore stops the rest."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import transaction

from handraiser import clock
from handraiser.worker import parking
from handraiser.worker.chores import Chore, Queue
from handraiser.worker.runs import Runs

log = logging.getLogger(__name__)
FIRST_REST_S = 1.0
LONGEST_REST_S = 30.0


def narrowing(chore: Chore) -> int:
    """Do the chore; where rows fail, ever fewer of them, until the one at the head fails alone and is parked."""
    limit = chore.limit
    while True:
        try:
            return chore.work(limit)
        except Exception as error:
            if parking.is_passing(error) or not chore.queues:
                raise
            if limit == 1:
                return _park_culprit(chore, error)
            limit //= 2


def retry_heads(queues: tuple[Queue, ...]) -> None:
    """Put parked rows that somebody asked to try again back where they came from."""
    for queue in queues:
        for parked in parking.asked_for(queue.name):
            with transaction.atomic():
                queue.model._default_manager.filter(pk=parked.row_id).update(**{queue.done: None})
                parking.settle(queue.name, [parked.row_id])


def _park_culprit(chore: Chore, error: Exception) -> int:
    """Of the heads of several queues the one without which the chore goes on; all of them where there is none."""
    for queue in chore.queues:
        try:
            with transaction.atomic():
                if parked := _park_head(queue, error):
                    return parked + chore.work(1)
        except Exception as other:  # not this one, or not it alone
            if parking.is_passing(other):
                raise
    return sum(_park_head(queue, error) for queue in chore.queues)


def _park_head(queue: Queue, error: Exception) -> int:
    with transaction.atomic():
        waiting = queue.model._default_manager.filter(**{queue.done: None}).order_by("pk")
        head = waiting.select_for_update(skip_locked=True).first()  # what another worker holds did not fail here
        if head is None:
            return 0
        parking.park(queue.name, head.pk, error)
        return waiting.filter(pk=head.pk).update(**{queue.done: clock.now_us()})


@dataclass
class Rests:
    """Chores that failed rest, longer each time, while the others go on."""

    runs: Runs
    _until: dict[str, tuple[float, float]] = field(default_factory=dict)  # by chore: the end, and how long it was

    def attempt(self, name: str, work: Callable[[], int]) -> int:
        """Rows done; none while the chore rests. Raises what says nothing about the chore: a lost connection."""
        end, rest = self._until.get(name, (0.0, FIRST_REST_S / 2))
        if time.monotonic() < end:
            return 0
        try:
            rows = work()
        except Exception as error:
            self.runs.failed(name, error)
            if parking.is_passing(error):
                raise
            log.exception("%s failed.", name)
            rest = min(rest * 2, LONGEST_REST_S)
            self._until[name] = (time.monotonic() + rest, rest)
            return 0
        self._until.pop(name, None)
        self.runs.did(name, rows)
        return rows

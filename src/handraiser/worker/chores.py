"""What the loop does: the chores that one worker at a time may do, and those that all do side by side."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import models

from handraiser.audiences import exporting
from handraiser.exchange.delivering import deliver_due
from handraiser.exchange.fanning_out import queue_deliveries
from handraiser.exchange.importing import running
from handraiser.handoff.alerting import raise_alerts
from handraiser.handoff.models import Alert
from handraiser.lifecycle import releasing
from handraiser.lifecycle.models import HandRaise, StageChange
from handraiser.privacy import withdrawing
from handraiser.worker import bulk_acting, gathering, keeping, refreshing, scoring, settling, shadowing, taking
from handraiser.worker.leases import Held
from handraiser.worker.rederiving import DeriveAnew
from handraiser.worker.telling import TellMovers

LEASE = "identify and score"


@dataclass(frozen=True)
class Queue:
    """Rows of `model` wait while `done` is null. What cannot be done is marked done and parked by its key."""

    model: type[models.Model]
    done: str

    @property
    def name(self) -> str:
        return f"alert {self.model._meta.verbose_name}"


@dataclass(frozen=True)
class SingleChore:
    """Done by the holder of the lease only: each of its transactions begins with `Held.guard`."""

    name: str
    work: Callable[[int, Held], int]
    limit: int


@dataclass(frozen=True)
class Chore:
    """Takes a limit, returns how many rows it did. Several workers may do it at once.

    queues: where its rows come from, in order of their keys; for finding the one that it fails on.
    """

    name: str
    work: Callable[[int], int]
    limit: int
    queues: tuple[Queue, ...] = ()


ALERT = (Queue(HandRaise, "acted_us"), Queue(StageChange, "acted_us"))
FAN_OUT = (Queue(Alert, "fanned_out_us"),)

SINGLE = (
    SingleChore("identify", taking.take, 2_000),
    SingleChore("rescore", scoring.score_touched, 1_000),
)
BACKGROUND = (
    SingleChore("bulk actions", bulk_acting.act, 500),
    SingleChore("waiting changes", settling.settle, 500),
    SingleChore("shadow run", shadowing.count, 250),
    SingleChore("refresh", refreshing.refresh, 1_000),
    SingleChore("audiences", gathering.gather, 250),
    SingleChore("erase", keeping.erase, 500),
    SingleChore("retain", keeping.retain, 500),
    SingleChore("drop what is not kept", keeping.drop, 500),
    SingleChore("movers", TellMovers(), 250),
    SingleChore("identify again", taking.take_parked, 100),
    SingleChore("derive anew", DeriveAnew(), 25),
    SingleChore("look ahead", scoring.look_ahead, 250),  # few at a time: an event that arrives meanwhile waits for them
)
CHORES = (
    Chore("alert", raise_alerts, 200, ALERT),
    Chore("fan out", queue_deliveries, 200, FAN_OUT),
    Chore("publish", releasing.publish_due, 1),
)
NETWORK = (Chore("deliver", deliver_due, 50),)


def undo_imports(is_stopping: Callable[[], bool]) -> int:
    """Only while nothing waits to be identified: nothing of the import may come after it is gone."""
    return 0 if taking.is_behind() else withdrawing.work(is_stopping)


FILES: tuple[tuple[str, Callable[[Callable[[], bool]], int]], ...] = (
    ("import", running.work),
    ("undo import", undo_imports),
    ("export", exporting.work),
)

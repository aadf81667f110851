"""How the installation fares, for the health page and `doctor`."""

from dataclasses import dataclass

from django.db.models import F

from handraiser import clock
from handraiser.exchange.models import Delivery
from handraiser.handoff.models import Alert
from handraiser.lifecycle import dismissing
from handraiser.lifecycle.models import Divergence, HandRaise, Rederivation, StageChange
from handraiser.worker import scoring, taking
from handraiser.worker.chores import LEASE
from handraiser.worker.models import ChoreRun, Lease, Parked

ALIVE_US = 30 * clock.SECOND_US


@dataclass(frozen=True)
class Queues:
    """Rows that wait, by the chore that they wait for."""

    identify: int
    rescore: int
    alert: int
    fan_out: int
    deliver: int


@dataclass(frozen=True)
class Latency:
    """From an event's storage to its queued alert, in microseconds; None where there was no alert."""

    alerts: int
    p50_us: int | None
    p99_us: int | None


@dataclass(frozen=True)
class Health:
    """errors: the last of each chore and worker, newest first. parked: waiting for somebody, newest first.

    holder: the worker that identifies and scores; None: nobody does. workers: those heard of in the last half minute.
    """

    queues: Queues
    last_hour: Latency
    last_day: Latency
    errors: list[ChoreRun]
    parked: list[Parked]
    holder: str | None
    workers: list[str]
    given_up: int  # deliveries
    refused: int  # outcomes
    derived: Rederivation | None  # the last that ended
    divergences: list[Divergence]  # of it

    @property
    def is_working(self) -> bool:
        """Whether any worker lives."""
        return bool(self.workers)


def health() -> Health:
    """As of now."""
    now = clock.now_us()
    derived = Rederivation.objects.filter(ended_us__isnull=False).order_by("-night").first()
    lease = Lease.objects.filter(name=LEASE, expires_us__gt=now).first()
    alive = ChoreRun.objects.filter(last_run_us__gt=now - ALIVE_US).order_by("worker")
    return Health(
        queues=_queues(now),
        last_hour=latency(now - clock.HOUR_US),
        last_day=latency(now - clock.DAY_US),
        errors=list(ChoreRun.objects.exclude(last_error="").order_by("-last_error_us")[:20]),
        parked=list(Parked.objects.filter(settled_us=None).order_by("-at_us")[:100]),
        holder=lease.holder.partition("#")[0] if lease else None,
        workers=list(alive.values_list("worker", flat=True).distinct()),
        given_up=Delivery.objects.exclude(given_up_us=None).count(),
        refused=dismissing.waiting().count(),
        derived=derived,
        divergences=list(derived.divergences.select_related("person").order_by("pk")[:100]) if derived else [],
    )


def latency(since_us: int) -> Latency:
    """Of the alerts since then that an event is behind."""
    timed = Alert.objects.filter(created_us__gte=since_us, stored_us__isnull=False)
    waits = timed.annotate(wait=F("created_us") - F("stored_us")).order_by("wait").values_list("wait", flat=True)
    count = waits.count()
    if not count:
        return Latency(0, None, None)
    return Latency(count, *(waits[min(count * percent // 100, count - 1)] for percent in (50, 99)))


def _queues(now: int) -> Queues:
    return Queues(
        identify=taking.waiting(),
        rescore=scoring.waiting(now),
        alert=HandRaise.objects.filter(acted_us=None).count() + StageChange.objects.filter(acted_us=None).count(),
        fan_out=Alert.objects.filter(fanned_out_us=None).count(),
        deliver=Delivery.objects.filter(due_us__lte=now).count(),
    )

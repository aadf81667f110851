"""The lease of the single chores, and the fence that keeps a worker that lost it from writing."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from handraiser import clock
from handraiser.worker.models import Lease

LIFE_US = 5 * clock.SECOND_US
RENEW_US = 2 * clock.SECOND_US
AHEAD_US = clock.MINUTE_US  # a lease that ends later than this was given by a clock that was ahead


class LeaseLost(Exception):
    """Another worker has taken over; what this one was about to write is rolled back."""


@dataclass
class Held:
    """A lease in hand. `fence` is the number that this holding has and no later one shares."""

    name: str
    holder: str
    fence: int
    renewed_us: int

    def guard(self) -> None:
        """Call first in each effect transaction: it locks the lease's row until the commit. Raises LeaseLost."""
        now = clock.now_us()
        row = Lease.objects.filter(name=self.name, holder=self.holder, fence=self.fence)
        if row.update(expires_us=now + LIFE_US) != 1:
            raise LeaseLost(f"{self.holder} no longer holds the lease {self.name}.")
        self.renewed_us = now

    def renew(self) -> None:
        """Keep the lease while there is nothing to write. Raises LeaseLost."""
        if abs(clock.now_us() - self.renewed_us) >= RENEW_US:
            self.guard()

    def release(self) -> None:
        """Let the next worker take it at once."""
        Lease.objects.filter(name=self.name, holder=self.holder, fence=self.fence).update(expires_us=0)


def take(name: str, holder: str) -> Held | None:
    """The lease, with a higher fence, when it is free, has run out or was this holder's own; else None."""
    now = clock.now_us()
    is_over = Q(expires_us__lte=now) | Q(expires_us__gt=now + AHEAD_US)
    free = Lease.objects.filter(is_over | Q(holder=holder), name=name)
    if not free.exists() and not _first(name):
        return None
    with transaction.atomic():
        if not free.update(holder=holder, fence=F("fence") + 1, expires_us=now + LIFE_US):
            return None
        return Held(name, holder, Lease.objects.get(name=name).fence, now)


def _first(name: str) -> bool:
    """Whether this call made the row, already run out."""
    if Lease.objects.filter(name=name).exists():
        return False
    try:
        Lease.objects.create(name=name, holder="", expires_us=0)
    except IntegrityError:
        return False
    return True

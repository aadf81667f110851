"""The chore that sets a proposed draft against the version in force, a day at a time."""

from handraiser import clock
from handraiser.lifecycle import shadowing
from handraiser.people.models import Rescore
from handraiser.worker import taking
from handraiser.worker.leases import Held

PATIENCE_US = clock.HOUR_US  # for people who cannot be scored: one who is parked does not hold up the run


def count(limit: int, held: Held) -> int:
    """The next people of the last day that is over, once everybody is scored up to its end."""
    run = shadowing.going_on()
    if run is None:
        return 0
    end_us = min(shadowing.next_midnight(run.counted_us), run.ends_us)
    if shadowing.is_beside(run.proposal) and not _is_over(end_us):
        return 0
    return shadowing.count(run, limit, held.guard)


def _is_over(end_us: int) -> bool:
    now = clock.now_us()
    if now < end_us:
        return False
    late = now > end_us + PATIENCE_US
    return late or not (taking.is_behind() or Rescore.objects.filter(due_us__lt=end_us).exists())

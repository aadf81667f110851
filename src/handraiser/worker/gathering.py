"""The chore that keeps audiences: who was changed, whose time has come, and everybody where a condition is new."""

from handraiser.audiences import membership
from handraiser.worker.leases import Held


def gather(limit: int, held: Held) -> int:
    """Ask some people; returns how many, 0 while there is nothing to ask."""
    held.renew()
    return membership.step(limit, held.guard)

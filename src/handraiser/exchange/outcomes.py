"""How a delivery ended, and when the next try is due."""

import random
from dataclasses import dataclass

from handraiser.clock import DAY_US, HOUR_US, MINUTE_US, SECOND_US

# Standard Webhooks' recommendation: 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h after the tries before.
WAITS_US = (
    5 * SECOND_US,
    5 * MINUTE_US,
    30 * MINUTE_US,
    *(hours * HOUR_US for hours in (2, 5, 10, 14, 20, 24)),
)
TRIES = len(WAITS_US) + 1
JITTER = 0.1  # of the wait, so that what failed together does not come back together


@dataclass(frozen=True)
class Outcome:
    """`error` empty: delivered. `hopeless`: trying again cannot help."""

    error: str = ""
    hopeless: bool = False
    gone: bool = False  # the endpoint says that it no longer exists
    wait_us: int = 0  # the receiver asked for at least this
    kept: dict[str, str] | None = None  # columns of OutboxMail, where the mail was kept rather than sent


def next_try_us(outcome: Outcome, tries: int, now_us: int) -> int | None:
    """When to try again after `tries` tries; None: give up."""
    if outcome.hopeless or outcome.gone or tries >= TRIES:
        return None
    wait = WAITS_US[tries - 1] * random.uniform(1 - JITTER, 1 + JITTER)
    return now_us + max(int(wait), min(outcome.wait_us, DAY_US))

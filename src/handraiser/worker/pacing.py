"""How many rows at once: as many as are done well within the life of the lease."""

import time
from dataclasses import dataclass

from handraiser.worker.chores import SingleChore
from handraiser.worker.leases import Held

QUICK_S = 0.25
SLOW_S = 1.0  # a fifth of the lease's life


@dataclass
class Pace:
    """A single chore and its present limit: people with very long histories are taken fewer at a time."""

    chore: SingleChore
    limit: int = 0

    def work(self, held: Held) -> int:
        """Do the chore once, and choose the next limit by how long it took."""
        limit = self.limit or self.chore.limit
        began = time.monotonic()
        try:
            rows = self.chore.work(limit, held)
        finally:
            took = time.monotonic() - began
            if took > SLOW_S:
                self.limit = max(limit // 4, 1)
            elif took < QUICK_S:
                self.limit = min(limit * 2, self.chore.limit)
        return rows

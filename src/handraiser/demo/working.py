"""The worker's own chores, done by hand while the history is played."""

from handraiser import clock
from handraiser.lifecycle import snapshots
from handraiser.lifecycle.due import Due
from handraiser.lifecycle.rescoring import rescore
from handraiser.people import bulk
from handraiser.worker import leases, taking
from handraiser.worker.chores import BACKGROUND, CHORES, LEASE, SINGLE, SingleChore

# more than beside a collector: nobody waits for anything else
AT_ONCE = {"look ahead": 2_000, "refresh": 250_000, "derive anew": 500}
TAKEN_AT_ONCE = SCORED_AT_ONCE = 2_000
WAITING = "SELECT r.person_id, r.due_us, r.touches FROM people_rescore r JOIN people_person p ON p.id = r.person_id"
TOUCHED = f"{WAITING} WHERE r.touches > 0"


class Worker:
    """Holds the lease of the chores that one worker alone may do."""

    def __init__(self) -> None:
        held = leases.take(LEASE, "demo")
        assert held is not None, "a new installation has no other worker"
        self._held = held
        self._scored_us = 0  # up to when all who are known were scored

    def catch_up(self) -> None:
        """Identify, score whoever is known, and alert. Visitors, lists and looks ahead wait for `finish`.

        A stage change is the same whenever it is found: a visitor scored once, at the end, has made the same way.
        """
        while taking.take(TAKEN_AT_ONCE, self._held):
            pass
        known = f"{TOUCHED} AND r.due_us > %s AND p.known_us IS NOT NULL ORDER BY r.due_us"
        due = [Due(*row) for row in bulk.rows(known, self._scored_us)]
        self._score(due)
        self._scored_us = max([self._scored_us, *(one.at_us for one in due)])
        self._until_idle(())

    def finish(self) -> None:
        """All chores until nothing waits, what is prepared for lists last; the lease is free for `serve`."""
        now_us = clock.now_us()
        self._score([Due(person, now_us, touches) for person, _, touches in bulk.rows(TOUCHED)])
        self._until_idle((*SINGLE, *reversed(BACKGROUND)))
        self._held.release()
        snapshots.close()

    def _score(self, due: list[Due]) -> None:
        for start in range(0, len(due), SCORED_AT_ONCE):
            rescore(due[start : start + SCORED_AT_ONCE], self._held.guard)

    def _until_idle(self, single: tuple[SingleChore, ...]) -> None:
        for chore in single:
            while chore.work(AT_ONCE.get(chore.name, chore.limit), self._held):
                pass
        for each in CHORES:
            while each.work(each.limit):
                pass

"""How each chore fared, kept for the health page: written at most once a second."""

from dataclasses import dataclass, field

from django.db.models import F

from handraiser import clock
from handraiser.worker import parking
from handraiser.worker.models import ChoreRun

WRITE_US = clock.SECOND_US
BEAT_US = 10 * clock.SECOND_US  # how often a worker with nothing to do says that it lives


@dataclass
class _Run:
    did: int = 0  # since the last write
    last_did: int = 0
    error: str = ""
    error_us: int | None = None


@dataclass
class Runs:
    """What this thread's chores did since it was last written."""

    worker: str
    written_us: int = 0
    _runs: dict[str, _Run] = field(default_factory=dict)

    def did(self, chore: str, rows: int) -> None:
        """Count `rows`; none is worth a row too, for the beat."""
        run = self._runs.setdefault(chore, _Run())
        if rows:
            run.did += rows
            run.last_did = rows

    def failed(self, chore: str, error: Exception) -> None:
        """Keep the last error."""
        run = self._runs.setdefault(chore, _Run())
        run.error, run.error_us = parking.storable(f"{type(error).__name__}: {error}")[:2_000], clock.now_us()

    def write(self) -> None:
        """Once a second where something happened, else with each beat."""
        now = clock.now_us()
        waited = now - self.written_us
        news = any(run.did or run.error_us for run in self._runs.values())
        if waited < (WRITE_US if news else BEAT_US):
            return
        for chore, run in self._runs.items():
            if run.did or run.error_us or waited >= BEAT_US:
                self._write(chore, run, now)
        self._runs = {chore: _Run() for chore in self._runs}
        self.written_us = now

    def _write(self, chore: str, run: _Run, now: int) -> None:
        news: dict[str, object] = {"last_run_us": now}
        if run.did:
            news |= {"last_done": run.last_did, "total_done": F("total_done") + run.did}
        if run.error_us:
            news |= {"last_error": run.error, "last_error_us": run.error_us}
        if not ChoreRun.objects.filter(chore=chore, worker=self.worker).update(**news):
            first = news | {"total_done": run.did} if run.did else news
            ChoreRun.objects.create(chore=chore, worker=self.worker, **first)

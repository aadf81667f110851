"""The chore that checks or imports a file row by row. Killed, it goes on where it was, and doubles nothing."""

import secrets
import time
import zoneinfo
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from typing import NamedTuple

from django.db import transaction

from handraiser import clock
from handraiser.errors import HandraiserError
from handraiser.events.rows import NewEvent
from handraiser.events.stores import Store, open_store
from handraiser.exchange.importing import batches, preparing, reading
from handraiser.exchange.importing.cells import Reader
from handraiser.exchange.importing.detecting import Form
from handraiser.exchange.importing.judging import Judge, Judged
from handraiser.exchange.importing.telling import Writing
from handraiser.exchange.models import Import, ImportRemark, ImportState
from handraiser.organisation.models import Organisation

BATCH = 2_000  # rows
FORWARD = (ImportState.CHECKING, ImportState.RUNNING)
LIFE_US = 30 * clock.SECOND_US  # of a claim: within it a batch is done, or another worker takes over


class Taken(Exception):
    """Somebody cancelled, or another worker took over: nothing more is written here."""


class Claim(NamedTuple):
    """An import in hand."""

    row: Import
    token: str

    def keep(self, **told: object) -> None:
        """Write progress in the caller's transaction, and hold on. Raises Taken."""
        mine = Import.objects.filter(pk=self.row.pk, state=self.row.state, claimed_by=self.token)
        if not mine.update(**({"claimed_us": clock.now_us() + LIFE_US} | told)):
            raise Taken

    def let_go(self) -> None:
        """Nothing more is written here: whoever waits for that, such as an undo, may begin."""
        Import.objects.filter(pk=self.row.pk, claimed_by=self.token).update(claimed_us=0)

    def release(self) -> None:
        """Let another worker go on at once."""
        self.keep(claimed_us=0)

    def end(self, state: ImportState, **told: object) -> None:
        """Done, one way or the other."""
        self.keep(state=state, ended_us=clock.now_us(), claimed_us=0, **told)


def claim(*states: ImportState) -> Claim | None:
    """The oldest import that waits in one of these states, for this worker alone."""
    waiting = Import.objects.filter(state__in=states, claimed_us__lt=clock.now_us())
    return next((claimed for row in waiting.order_by("id")[:3] if (claimed := claim_this(row))), None)


def claim_this(row: Import) -> Claim | None:
    """This import, unless a worker has it."""
    now, token = clock.now_us(), secrets.token_hex(8)
    free = Import.objects.filter(pk=row.pk, state=row.state, claimed_us__lt=now)
    if not free.update(claimed_us=now + LIFE_US, claimed_by=token):
        return None
    row.refresh_from_db()
    return Claim(row, token)


def work(is_stopping: Callable[[], bool]) -> int:
    """The chore: the oldest import that waits. Returns how many rows were done."""
    claimed = claim(*FORWARD)
    return run(claimed, is_stopping) if claimed else 0


def run(claimed: Claim, is_stopping: Callable[[], bool] = lambda: False) -> int:
    """Bring it to its end, or to where somebody stops it. Returns how many rows were done.

    A check that cannot go on leaves the draft that it was, with the reason: it may be read in another way.
    """
    row, before = claimed.row, claimed.row.done
    try:
        try:
            _run(claimed, is_stopping)
        except HandraiserError as error:
            end = ImportState.FAILED if row.state == ImportState.RUNNING else ImportState.DRAFT
            claimed.end(end, error=str(error)[:2_000])
    except Taken:
        claimed.let_go()
    row.refresh_from_db(fields=["done", "state"])
    return max(row.done - before, 0)


def run_now(row: Import) -> None:
    """Here, or, where a worker was quicker to claim it, there: until it has ended."""
    while row.state in FORWARD:
        if claimed := claim_this(row):
            run(claimed)
        else:
            time.sleep(0.2)
        row.refresh_from_db()


def _run(claimed: Claim, is_stopping: Callable[[], bool]) -> None:
    row, done = claimed.row, 0
    made: set[tuple[str, str]] = set()
    store = open_store() if row.state == ImportState.RUNNING else None
    try:
        for batch in _batches(row):
            done += len(batch)
            if done <= row.done:  # before it was stopped: read again only to know who was in it
                made.update(key for each in batch for key in each.keys)
                continue
            if store:
                _store(store, [event for each in batch for event in each.events])
            _record(claimed, batch, done, made)
            if is_stopping():
                claimed.release()
                return
    finally:
        if store:
            store.close()
    claimed.end(ImportState.DONE if store else ImportState.CHECKED, rows=done)


def _batches(row: Import) -> Iterator[list[Judged]]:
    """All rows of the file, judged in their order; always cut at the same places."""
    zone = zoneinfo.ZoneInfo(Organisation.get().time_zone)
    options = {name: row.options.get(name, "") for name in ("wording", "event")}
    writing = Writing(row.pk, row.source_id or 0, row.began_us or 0, **options)
    judge = Judge(row.kind, Reader(preparing.columns_of(row), zone), writing)
    found = reading.rows(preparing.path_of(row), Form.of(row.form))
    while batch := list(islice(found, BATCH)):
        yield [judge.judge(each) for each in batch]


def _store(store: Store, events: list[NewEvent]) -> None:
    """Once: what was stored before it was killed is left out by its message id."""
    for start in range(0, len(events), BATCH):
        some = events[start : start + BATCH]
        try:
            store.write(some, [])
        except store.away:
            raise
        except store.faults:
            store.write_one_by_one(some, [])


def _record(claimed: Claim, batch: list[Judged], done: int, made: set[tuple[str, str]]) -> None:
    """Counts and remarks, with how far it has come, in one transaction."""
    row = claimed.row
    with transaction.atomic():
        counts = batches.count(row, batch, made)
        ImportRemark.objects.bulk_create(batches.rows_of(row, batch), ignore_conflicts=True)
        told = {name: getattr(row, name) + getattr(counts, name) for name in ("new", "updated", "refused", "remarked")}
        told["reasons"] = dict(Counter(row.reasons) + counts.reasons)
        claimed.keep(done=done, **told)
    for name, value in told.items():
        setattr(row, name, value)

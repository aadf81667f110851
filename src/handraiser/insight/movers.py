"""Whose total rose or fell most within a week, by the kernel at both moments. Told anew a few times an hour."""

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from django.db import transaction

from handraiser import clock
from handraiser.insight.models import Mover
from handraiser.lifecycle import history, publishing, snapshots, unscored
from handraiser.lifecycle.models import Stage, Standing
from handraiser.lifecycle.publishing import Published
from handraiser.scoring.evaluating import evaluate

WEEK_US = 7 * clock.DAY_US
KEPT = 20  # each way
LOOKED_AT = 3_000  # of each way, the highest totals
LEAST = 3_000_000  # three points: less is noise
WORKED_ON = (Stage.MQL, Stage.SQL)

Move = tuple[int, int, int, int]  # by how much, person, total, before


@dataclass
class Movers:
    """One telling, done in steps small enough to stand between two rounds of more urgent work."""

    at_us: int
    version: Published
    up: list[Move] = field(default_factory=list)
    down: list[Move] = field(default_factory=list)

    def steps(self, limit: int) -> Iterator[int]:
        """Each step looks at up to `limit` people and yields how many; after the last the rows are written."""
        yield from self._rising(limit)
        yield from self._falling(limit)
        self._write()

    def _rising(self, limit: int) -> Iterator[int]:
        """Highest totals first: who rose by more than the least found needs at least that total."""
        standings = Standing.objects.filter(total__gte=LEAST, person__last_seen_us__gt=self.at_us - WEEK_US)
        for people, totals in _chunks(standings, limit):
            if len(self.up) == KEPT and self.up[0][0] >= totals[0] - self._lowest():
                return
            for move in self._moves(people):
                _keep(self.up, move)
            yield len(people)

    def _falling(self, limit: int) -> Iterator[int]:
        standings = Standing.objects.filter(stage__in=WORKED_ON, total__isnull=False)
        for people, _ in _chunks(standings, limit):
            for change, person, total, before in self._moves(people):
                _keep(self.down, (-change, person, total, before))
            yield len(people)

    def _lowest(self) -> int:
        total = self.version.model.total
        return total.range.low if total else 0

    def _moves(self, people: Sequence[int]) -> Iterator[Move]:
        with snapshots.snapshot() as read:
            recorded = history.load(read, people)
        recorded = unscored.without(recorded, unscored.objecting(recorded.leads))
        now, before = (self._totals(recorded, at_us) for at_us in (self.at_us, self.at_us - WEEK_US))
        for lead, total, was in zip(recorded.leads, now, before, strict=True):
            if total is not None:
                yield total - (was or 0), lead, total, was or 0

    def _totals(self, recorded: history.Recorded, at_us: int) -> list[int | None]:
        moments = np.full(len(recorded.leads), at_us, np.int64)
        results = evaluate(self.version.compiled, recorded.history, at_us=moments, since_us=moments).results
        return list(results["total"].to_pylist())

    def _write(self) -> None:
        ways = ((Mover.Way.UP, self.up), (Mover.Way.DOWN, self.down))
        with transaction.atomic():
            Mover.objects.all().delete()
            Mover.objects.bulk_create(
                Mover(person_id=person, way=way, total=total, before=before, at_us=self.at_us)
                for way, moves in ways
                for _, person, total, before in moves
            )


def begin() -> Movers | None:
    """A new telling; None while no model with a total is in force."""
    version = publishing.current()
    if version is None or version.model.total is None:
        return None
    return Movers(clock.now_us(), version)


def _chunks(standings: object, limit: int) -> Iterator[tuple[list[int], list[int]]]:
    rows = list(standings.order_by("-total", "pk").values_list("pk", "total")[:LOOKED_AT])  # type: ignore[attr-defined]
    for start in range(0, len(rows), limit):
        people, totals = zip(*rows[start : start + limit], strict=True)
        yield list(people), list(totals)


def _keep(kept: list[Move], move: Move) -> None:
    """A heap of the largest; its first is the least of them."""
    if move[0] < LEAST:
        return
    if len(kept) < KEPT:
        heapq.heappush(kept, move)
    else:
        heapq.heappushpop(kept, move)

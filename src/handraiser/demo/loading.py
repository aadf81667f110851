"""Plays a history by a clock of its own: sends it chunk by chunk, and does the worker's chores after each."""

import contextlib
import gc
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from handraiser import clock
from handraiser.demo import selling_team
from handraiser.demo.arriving import LATEST_US
from handraiser.demo.calls import Call
from handraiser.demo.history import Plan, history
from handraiser.demo.journeys import HAND_RAISES
from handraiser.demo.sending import Sender
from handraiser.demo.setting_up import Team, check_empty, set_up
from handraiser.demo.working import Worker
from handraiser.scoring.kernel import warm

Progress = Callable[[int, int], None]  # how many of how many events are loaded
CHUNK = 5_000  # events between two rounds of the worker


@dataclass
class Clock:
    """The present of the demo: set forward as the history goes on."""

    now_us: int

    def __call__(self) -> int:
        return self.now_us


@dataclass(frozen=True)
class Loaded:
    """What was loaded, and who may sign in to look at it."""

    team: Team
    events: int


def load(plan: Plan, progress: Progress) -> Loaded:
    """Months in a minute. Raises NotEmpty."""
    check_empty()
    calls, present = history(plan), Clock(plan.begin_us)
    progress(0, len(calls))
    warm()
    with clock.by(present), no_looks_for_garbage():
        team = set_up()
        with Sender(team.source) as sender:
            worker, done = Worker(), 0
            for chunk in chunks(calls):
                present.now_us = chunk[-1].at_us + LATEST_US
                sender.send(chunk)
                worker.catch_up()
                selling_team.work(team.users, chunk, plan.news_us)
                done += len(chunk)
                gc.collect(1)  # what this chunk left behind
                progress(done, len(calls))
            present.now_us = max(plan.until_us, present.now_us)
            worker.finish()
    return Loaded(team, len(calls))


@contextlib.contextmanager
def no_looks_for_garbage() -> Iterator[None]:
    """Python looks for garbage only when told to: an eighth of the time went into looking through the whole history,
    and through all the rows that `finish` prepares, again and again.
    """
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()


def chunks(calls: Sequence[Call]) -> Iterator[Sequence[Call]]:
    """Cut behind each hand-raise, so that its alert comes within seconds, and else by number."""
    begin = 0
    for end, call in enumerate(calls, 1):
        if end - begin == CHUNK or end == len(calls) or call.body.get("event") in HAND_RAISES:
            yield calls[begin:end]
            begin = end

"""A visit: a run of what one person did with no gap of more than half an hour."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from handraiser import clock

GAP_US = 30 * clock.MINUTE_US
Each = TypeVar("Each")


def visits(each: Iterable[Each], moment: Callable[[Each], int]) -> list[list[Each]]:
    """Events, or entries of a timeline, of one person as visits. In the order given: oldest or newest first."""
    return list(runs(each, moment))


def runs(each: Iterable[Each], moment: Callable[[Each], int]) -> Iterator[list[Each]]:
    """As `visits`; each is given as soon as the next one has begun, so that no more is read than is asked for."""
    run: list[Each] = []
    for one in each:
        if run and abs(moment(one) - moment(run[-1])) > GAP_US:
            yield run
            run = []
        run.append(one)
    if run:
        yield run

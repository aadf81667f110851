"""What a model asks of a history: its patterns, facts and watches, each numbered once."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TypeVar

from . import plan
from .arrays import DAY, NEVER
from .dates import spans
from .decay import fading, fading_of_any
from .facts import Fact
from .language import AtMost, Count, Decay, Once, OncePer, Tests, Unique
from .patterns import Pattern

PERIODS = {
    "hour": plan.HOURS,
    "day": plan.DAYS,
    "week": plan.WEEKS,
    "month": plan.MONTHS,
    "ever": plan.EVER,
}


FIRST_SEEN = Fact(trait="", cases=(), otherwise=0, missing=NEVER)
Row = dict[str, int]
Part = TypeVar("Part", Pattern, Fact)


class Asking:
    def __init__(self) -> None:
        self.patterns: list[Pattern] = []
        self.facts: list[Fact] = []
        self.watches: list[Row] = []
        self.silences: list[Row] = []
        self.numbers: list[int] = []
        self.pasts: list[int] = []
        self.deltas: list[Row] = []
        self.scores_before: list[tuple[int, int]] = []  # score and how long ago
        self.of_score = -1  # the score whose resets cut what is asked
        self.over = 0  # how long ago it is asked for

    def pattern(self, pattern: Pattern) -> int:
        return _number_of(pattern, self.patterns)

    def watch(self, pattern: Pattern, count: Count | None = None, **fields: int) -> int:
        met = self.pattern(replace(pattern, over=self.over))
        row = {"pattern": met, "window": NEVER, "at_least": 1, "fade": -1, "since_fact": -1}
        self.watches.append(row | {"score": self.of_score, "over": self.over} | _counting(count) | fields)
        return len(self.watches) - 1

    def silence(self, pattern: Pattern, wait: int, every: int = 0) -> int:
        """A watch on the latest occurrence; where there is none, silence runs from when the lead was seen."""
        watch = self.watch(pattern, mode=plan.LAST, since_fact=self.fact(FIRST_SEEN))
        self.silences.append({"watch": watch, "wait": wait, "every": every})
        return watch

    def fact(self, fact: Fact) -> int:
        return _number_of(replace(fact, over=self.over), self.facts)

    @contextmanager
    def ago(self, over: int) -> Iterator[None]:
        """What is asked meanwhile is asked of the past."""
        self.over = over
        yield
        self.over = 0

    def past(self, over: int) -> int:
        if over not in self.pasts:
            self.pasts.append(over)
        return self.pasts.index(over)

    def delta(self, score: int, over: int, low: int, high: int) -> int:
        """Whether a score has risen by `low` to `high` since `over` ago."""
        if (score, over) not in self.scores_before:
            self.scores_before.append((score, over))
        before = self.scores_before.index((score, over))
        self.deltas.append({"score": score, "before": before, "low": low, "high": high})
        return len(self.deltas) - 1

    def whether(self, trait: str, tests: Tests, timezone: str) -> int:
        """A fact that is 1 while the trait satisfies all tests."""
        missing = int(spans(tests, [None], timezone).ever[0])
        return self.fact(Fact(trait, ((tests, 1),), otherwise=0, missing=missing))

    def known(self, trait: str) -> int:
        return self.fact(Fact(trait, (((), 1),), otherwise=0, missing=0))

    def fade(self, points: int | None, decay: Decay, window: int) -> Row:
        """The fields of a watch whose points fade. points: None where each event brings its own."""
        days = -(-window // DAY) + 1
        fade = fading_of_any(decay, days) if points is None else fading(points, decay, days)
        by_age = {"fade": self.number(fade.by_age.tolist()), "fade_length": fade.by_age.size}
        return by_age | {"fading": fade.kind, "fade_whole": fade.whole}

    def number(self, values: Iterable[int]) -> int:
        """Where these numbers stand among all numbers."""
        at = len(self.numbers)
        self.numbers.extend(values)
        return at


def _number_of(part: Part, parts: list[Part]) -> int:
    """Where a part stands, added where it is new. By its text: a test for 1 equals one for true in Python."""
    written = repr(part)
    for number, other in enumerate(parts):
        if other == part and repr(other) == written:
            return number
    parts.append(part)
    return len(parts) - 1


def _counting(count: Count | None) -> Row:
    match count:
        case Once():
            return {"mode": plan.ONCE}
        case OncePer(every):
            return {"mode": plan.ONCE_PER, "every": every}
        case AtMost(times, per):
            return {"mode": plan.AT_MOST, "times": times, "period": PERIODS[per]}
        case Unique():
            return {"mode": plan.UNIQUE}
        case _:
            return {"mode": plan.EACH}

"""The funnel as its page and its files show it: rows of numbers, each with the address of the people behind it."""

from dataclasses import dataclass, replace

from handraiser.insight import counting
from handraiser.insight.asked import Asked
from handraiser.insight.behind import address
from handraiser.insight.counting import ByStage, Numbers
from handraiser.insight.crossing import Crossing
from handraiser.insight.days import Calendar, month
from handraiser.insight.passing import STAGES
from handraiser.insight.prepared import Prepared, is_prepared
from handraiser.insight.wording import value_name
from handraiser.lifecycle.wording import stage_name

MOST_ROWS = 50
Part = tuple[Asked, dict[str, int]]


@dataclass(frozen=True)
class Number:
    """A count and the address of the list of exactly these people."""

    people: int
    address: str


@dataclass(frozen=True)
class Step:
    """A stage of the funnel, and the way to the next one. Shares are 0..1; None: nobody to divide by."""

    stage: str
    name: str
    entered: Number
    before: Number
    change: float | None
    next_name: str = ""
    reached: Number | None = None  # of those who entered, how many ever reached the next
    cohort: float | None = None
    snapshot: float | None = None  # entries into the next by entries into this; may pass 1
    median_days: float | None = None


@dataclass(frozen=True)
class Slice:
    """One value of the dimension that splits."""

    value: str
    name: str
    numbers: list[Number]  # in the order of STAGES
    cohort: float | None  # of its leads that ever became MQL
    won: float | None  # of its leads that ever became customers
    filtered: str  # the page's query with only these people

    @property
    def leads(self) -> int:
        return self.numbers[STAGES.index("lead")].people


def numbers(asked: Asked) -> Numbers:
    """From what is prepared where it can be. Raises TooManyToCount."""
    return Prepared(asked) if is_prepared(asked) else Crossing(asked)


def steps(found: Numbers) -> list[Step]:
    """One a stage."""
    now, before = found.totals(), found.before()
    return [_step(found, place, now, before) for place in range(len(STAGES))]


def _step(found: Numbers, place: int, now: ByStage, before: ByStage) -> Step:
    asked, stage = found.asked, STAGES[place]
    entered, was = now[stage].entered, before[stage].entered
    step = Step(
        stage,
        stage_name(stage),
        Number(entered, address(asked, stage)),
        Number(was, address(asked.before, stage)),
        share(entered - was, was),
    )
    if stage == STAGES[-1]:
        return step
    after = STAGES[place + 1]
    reached: int = getattr(now[stage], after)
    return replace(
        step,
        next_name=stage_name(after),
        reached=Number(reached, address(asked, stage, after)),
        cohort=share(reached, entered),
        snapshot=share(now[after].entered, entered),
        median_days=counting.median_days(found, stage),
    )


def slices(found: Numbers) -> list[Slice]:
    """By the dimension that splits, sorted by name or the highest count first; "not known" last of equals."""
    asked = found.asked
    rows = [_slice(asked, value, counts) for value, counts in found.by_value().items()]
    if asked.sort == "value":
        return sorted(rows, key=lambda each: (not each.value, each.name.casefold()))
    place = STAGES.index(asked.sort)
    return sorted(rows, key=lambda each: (-each.numbers[place].people, not each.value, each.name.casefold()))


def _slice(asked: Asked, value: str, counts: ByStage) -> Slice:
    entered = [Number(counts[stage].entered, address(asked, stage, value=value)) for stage in STAGES]
    only = replace(asked, filters=tuple({**dict(asked.filters), asked.split: value}.items()))
    leads = counts["lead"]
    cohort, won = share(leads.mql, leads.entered), share(leads.customer, leads.entered)
    return Slice(value, value_name(asked.split, value), entered, cohort, won, only.query())


def course(found: Numbers, calendar: Calendar) -> list[Part]:
    """How many entered each stage by day, week or month, the oldest first; the period may cut the first and last."""
    return _course(found, found.asked, calendar)


def course_before(found: Numbers, calendar: Calendar) -> list[Part]:
    """The same of the period before."""
    return _course(found, found.asked.before, calendar)


def _course(found: Numbers, asked: Asked, calendar: Calendar) -> list[Part]:
    by_day = found.by_day(asked.first, asked.last)
    bucket = calendar.bucket(asked.step)
    starts: dict[int, list[int]] = {}
    for day in range(asked.first, asked.last + 1):
        starts.setdefault(bucket(day), []).append(day)
    rows = []
    for days in starts.values():
        total = dict.fromkeys(STAGES, 0)
        for day in days:
            for stage, entered in by_day.get(day, {}).items():
                total[stage] += entered
        rows.append((replace(asked, first=days[0], last=days[-1]), total))
    return rows


def lead_velocity(found: Numbers, calendar: Calendar) -> float | None:
    """How many more MQLs the last whole month had than the one before, as a share of that; None: it had none."""
    this = month(calendar.today)
    last = month(this - 1)
    before, now = found.mqls(month(last - 1), last - 1), found.mqls(last, this - 1)
    return share(now - before, before)


def share(part: int, whole: int) -> float | None:
    """None where there is nothing to divide by."""
    return part / whole if whole else None

"""A whole scoring model. Points are integer millionths, durations microseconds."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from .conditions import RULE_CONDITION, Condition
from .events import EVENT, ONE_EVENT, SAYS_EVENT, SAYS_WHERE, WHERE, EventName, Where
from .examples import EXAMPLES, Example
from .labels import LABELS, Label, Matrix, Template
from .naming import LISTS, TimeZone
from .operands import Scalar
from .quantities import MICROSECONDS, Duration, Whole
from .reading import Shape
from .records import Kinds, Record, reads
from .rules import Rule
from .scores import SCORES, Group, Score, Total
from .shapes import ListOf, MapOf, Mapped
from .stages import STAGE_RULES, StageRule
from .texts import Known, Name, OneOf

LANGUAGE = 1
LOOKBACK = 400 * MICROSECONDS["d"]
Effect = Literal["disqualify", "ignore", "freeze"]
Flag = Literal["bot", "system"]


@dataclass(frozen=True, slots=True)
class IgnoredFlag:
    flag: Flag = field(metadata=reads(OneOf(("bot", "system")), "Events so flagged."))


@dataclass(frozen=True, slots=True)
class IgnoredEvent:
    event: EventName = field(metadata=reads(EVENT, SAYS_EVENT))
    where: Where = field(metadata=reads(WHERE, SAYS_WHERE, default=()))


IGNORED: Kinds[IgnoredFlag | IgnoredEvent] = Kinds(
    "Ignored", {"flag": Record(IgnoredFlag), "event": Record(IgnoredEvent)}
)


@dataclass(frozen=True, slots=True)
class Exclusion:
    """The first of the model whose condition holds wins."""

    path: str
    line: int
    name: str
    condition: Condition = field(metadata=reads(RULE_CONDITION, "Who is excluded.", name="if"))
    effect: Effect = field(metadata=reads(OneOf(("disqualify", "ignore", "freeze")), "What becomes of them."))


EXCLUSIONS: Shape[tuple[Exclusion, ...]] = Mapped(
    MapOf(Name(), Record(Exclusion), fewest=0), lambda pairs: tuple(exclusion for _, exclusion in pairs)
)


@dataclass(frozen=True, slots=True)
class Reset:
    """scores: empty for all of them."""

    event: EventName = field(metadata=reads(ONE_EVENT, "A track event by its name; page, screen, identify or group."))
    where: Where = field(metadata=reads(WHERE, SAYS_WHERE, default=()))
    scores: tuple[str, ...] = field(
        metadata=reads(ListOf(Known("score")), "The scores that begin anew; all where none is named.", default=())
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoringModel:
    """labels: of each labelled score, highest threshold first. text: the document as written."""

    language: int = field(metadata=reads(Whole(LANGUAGE, LANGUAGE), "The language's version: 1."))
    name: str = field(metadata=reads(Name(), "What the model is called.", name="model"))
    timezone: str = field(
        metadata=reads(TimeZone(), "Where midnight is; the organisation's where none is named.", default="")
    )
    lists: Mapping[str, tuple[Scalar, ...]] = field(
        metadata=reads(LISTS, "Lists by name; @... are lists the product ships.", default={})
    )
    hand_raises: tuple[EventName, ...] = field(
        metadata=reads(ListOf(ONE_EVENT, fewest=0), "Events by which a person asks for sales.", default=())
    )
    ignore: tuple[IgnoredFlag | IgnoredEvent, ...] = field(
        metadata=reads(ListOf(IGNORED, fewest=0), "Events that exist for nothing in the model.", default=())
    )
    exclude: tuple[Exclusion, ...] = field(
        metadata=reads(EXCLUSIONS, "Who is not scored or not moved; the first that holds wins.", default=())
    )
    scores: tuple[Score, ...] = field(metadata=reads(SCORES, "Scores by name."))
    resets: tuple[Reset, ...] = field(
        metadata=reads(
            ListOf(Record(Reset), fewest=0, most=50),
            "Events that all up to and including them no longer count after.",
            default=(),
        )
    )
    total: Total | None = field(metadata=reads(Record(Total), "One number of all scores.", default=None))
    labels: Mapping[str, tuple[Label, ...]] = field(
        metadata=reads(Mapped(LABELS, dict), "Of each score, labels and the points they begin at.", default={})
    )
    matrix: Matrix | None = field(
        metadata=reads(Template(), "The labels combined, such as {fit}{engagement}.", default=None)
    )
    stages: tuple[StageRule, ...] = field(metadata=reads(STAGE_RULES, "Who moves where, tried as written.", default=()))
    tests: tuple[Example, ...] = field(
        metadata=reads(EXAMPLES, "Made-up people and what the model should say of them.", default=())
    )
    lookback: int = field(
        metadata=reads(Duration(), "How long an event can pay; 400d where it is not said.", default=LOOKBACK)
    )
    text: str = ""

    def rules(self) -> Iterator[tuple[Score, Group, Rule]]:
        """Every rule with where it stands, in written order."""
        for score in self.scores:
            for group in score.groups:
                for rule in group.rules:
                    yield score, group, rule


MODEL: Record[ScoringModel] = Record(ScoringModel)

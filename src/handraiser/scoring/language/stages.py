"""The rules that move people between stages. Durations are microseconds."""

from dataclasses import dataclass, field

from .conditions import STAGE_CONDITION, STAGES, Condition, Stage
from .nodes import MappingNode, ScalarNode, SequenceNode
from .paths import Path
from .problems import shown
from .quantities import Duration
from .reading import Reading
from .records import Record, reads
from .shapes import ListOf
from .texts import OneOf, Text

TO: tuple[Stage, ...] = ("lead", "mql", "sql")  # opportunity and customer come from deals, visitor from nobody
FROM: tuple[Stage, ...] = STAGES[1:]  # a visitor becomes a lead by becoming known, not by a rule


@dataclass(frozen=True, slots=True)
class StageRule:
    """hold: always there where `backward`."""

    path: str
    line: int
    to: Stage = field(metadata=reads(OneOf(TO), "The stage it moves to."))
    from_: tuple[Stage, ...] = field(metadata=reads(ListOf(OneOf(FROM)), "The stages it moves from.", name="from"))
    if_: Condition = field(metadata=reads(STAGE_CONDITION, "What must hold.", name="if"))
    unless: Condition | None = field(metadata=reads(STAGE_CONDITION, "What must not hold.", default=None))
    hold: int | None = field(metadata=reads(Duration(), "How long it must have held at every moment.", default=None))
    because: str | None = field(metadata=reads(Text(), "The reason it gives, as a code.", default=None))

    @property
    def backward(self) -> bool:
        return any(STAGES.index(self.to) < STAGES.index(stage) for stage in self.from_)


def _check_direction(node: MappingNode, reading: Reading, path: Path) -> None:
    to, from_ = node.get("to"), node.get("from")
    if not isinstance(to, ScalarNode) or to.text not in TO or not isinstance(from_, SequenceNode):
        return
    written = [stage for stage in from_.items if isinstance(stage, ScalarNode) and stage.text in FROM]
    for index, stage in enumerate(written):
        if stage.text == to.text:
            others = ", ".join(name for name in FROM if name != to.text)
            reading.note(stage, path / "from" / index, "in_place", shown(stage.text), others)
    backward = any(STAGES.index(to.text) < STAGES.index(stage.text) for stage in written)
    if backward and "hold" not in node:
        reading.note(node, path, "backward", "no hold", "hold: how long it must have held, such as 14d")


STAGE_RULES = ListOf(Record(StageRule, checks=(_check_direction,)), fewest=0)

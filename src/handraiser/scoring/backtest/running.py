"""The back-test itself: both models along every part of the past, then the tables and what they say."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from ..arrays import NEVER
from ..compiling import CompiledModel
from ..history import History
from . import tables
from .asking import BackTestRefused, Question
from .card import card, counted
from .leads import differing, outcomes_of, table
from .rates import TOO_FEW
from .reasons import EXPLAINED, reasons
from .sentence import Saying, sayings
from .walking import walk

Progress = Callable[[int], None]  # leads done
DIFFER = ["old.stage", "new.stage", "outcome"]


@dataclass(frozen=True)
class BackTest:
    """tables: by name, `card`, `weeks`, `handoffs`, `differs`, `days`, `by_label`, `by_band`, `histogram` and

    `precision`, and `leads` that they are made of. `lead` is the history's number.
    """

    sayings: list[Saying]
    tables: dict[str, pa.Table]
    notes: list[str]

    @property
    def text(self) -> str:
        return "\n".join([*(said.text for said in self.sayings), *self.notes])


def back_test(
    old: CompiledModel,
    new: CompiledModel,
    parts: Iterable[tuple[History, pa.Table]],
    question: Question,
    progress: Progress = lambda _: None,
) -> BackTest:
    """parts: histories of different leads, each with its outcomes (`history.OUTCOMES`). Raises BackTestRefused."""
    models = {"old": old, "new": new}
    found = _Found(models, question)
    for history, outcomes in parts:
        found.add(history, outcomes)
        progress(found.count)
    if not found.events:
        raise BackTestRefused(
            f"There is no event in the period; {found.reach()}. Choose another with --from and --until."
        )
    return found.told()


class _Found:
    def __init__(self, models: dict[str, CompiledModel], question: Question) -> None:
        self.models = models
        self.question = question
        self.moves: dict[str, list[pa.Table]] = {version: [] for version in models}
        self.leads: list[pa.Table] = []
        self.differs: list[pa.Table] = []
        self.count = self.events = self.explained = 0
        self.first_us, self.last_us = NEVER, -NEVER

    def add(self, history: History, outcomes: pa.Table) -> None:
        question = self.question
        self._look(history)
        first = outcomes_of(history, outcomes)
        walks = [
            (version, walk(model, history, question, first[question.conversion]))
            for version, model in self.models.items()
        ]
        leads = table(history, first, walks, question)
        for version, walked in walks:
            self.moves[version].append(walked.moves)
        self.leads.append(leads)
        self.differs.append(self._differing(history, leads))
        self.count += leads.num_rows

    def _look(self, history: History) -> None:
        known = history.events["known_us"]
        if not history.events.num_rows:
            return
        ends = pc.min_max(known).as_py()
        self.first_us, self.last_us = min(self.first_us, ends["min"]), max(self.last_us, ends["max"])
        inside = pc.and_(pc.greater_equal(known, self.question.begin_us), pc.less(known, self.question.until_us))
        self.events += pc.sum(inside).as_py() or 0

    def reach(self) -> str:
        if self.last_us < self.first_us:
            return "there are no events at all"
        ends = pa.array([self.first_us, self.last_us]).cast(tables.MOMENT)
        first, last = pc.strftime(ends, "%Y-%m-%d").to_pylist()
        return f"events reach from {first} to {last}"

    def _differing(self, history: History, leads: pa.Table) -> pa.Table:
        row, at_us = differing(leads)
        apart = leads.take(pa.array(row))
        with_lines = min(row.size, max(0, EXPLAINED - self.explained))
        self.explained += with_lines
        columns = {"lead": apart["lead"]}
        for name in DIFFER:
            columns[name.replace("old.stage", "stage_old").replace("new.stage", "stage_new")] = apart[name]
        for stage in ("mql", "sql"):
            for version in self.models:
                columns[f"{stage}_{version}"] = apart[f"{version}.{stage}_us"].cast(tables.MOMENT)
        for version, model in self.models.items():
            why = reasons(model, history, row, at_us, self.question, with_lines)
            columns[f"why_{version}"] = pa.array(why, pa.string())
        return pa.table(columns)

    def told(self) -> BackTest:
        leads = counted(pa.concat_tables(self.leads))
        moves = {version: pa.concat_tables(parts) for version, parts in self.moves.items()}
        conversion, by_week = self.question.conversion, tables.weeks(moves, self.question)
        labels = tables.by_label(leads, self.models, conversion)
        made = {
            "card": card(leads, labels, self.models, conversion),
            "weeks": by_week,
            "handoffs": tables.handoffs(by_week, self.question),
            "differs": pa.concat_tables(self.differs),
            "days": tables.days(leads),
            "by_label": labels,
            "by_band": tables.by_band(leads, self.models, conversion),
            "histogram": tables.histogram(leads, self.models),
            "precision": tables.precision(leads),
            "leads": leads,
        }
        return BackTest(sayings(leads, self.question), made, self._notes(leads))

    def _notes(self, leads: pa.Table) -> list[str]:
        conversion = self.question.conversion
        counts = f"{leads.num_rows:,} leads count: there in the period, and not converted ({conversion}) before it."
        return [counts, TOO_FEW]

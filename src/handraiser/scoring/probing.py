"""Asking conditions of everybody: who fulfils them at a moment. By the kernel, beside the scores they may read."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from .arrays import I64, NEVER, Bools
from .compiling import CompiledModel, compile_model
from .evaluating import one_ask_each, run
from .gathering import gather
from .history import History
from .language import Condition, ModelRefused, ScoringModel, StageRule
from .language.composing import compose
from .language.conditions import ASKED_CONDITION
from .language.naming import names_of
from .language.paths import ROOT
from .language.reading import Reading
from .language.shapes import attempt
from .moving import BITS
from .plan import IGNORE

MOST = BITS  # conditions at once


@dataclass(frozen=True)
class Answers:
    """holds: one row a lead, one column a condition; nobody under the effect `ignore` fulfils any.

    next_us: no answer changes before it unless something new is recorded; `NEVER` where nothing ever would.
    """

    leads: I64
    holds: Bools
    next_us: I64


def parse_condition(text: str, model: ScoringModel, known_traits: Collection[str] | None = None) -> Condition:
    """One condition about people beside the model, in the names of this model. Raises ModelRefused."""
    root, problems = compose(text)
    reading = Reading(problems, names_of(compose(model.text)[0]), known_traits, dict(model.lists))
    read = attempt(lambda: ASKED_CONDITION.read(root, reading, ROOT))
    if read is None or reading.problems:
        raise ModelRefused(reading.problems)
    return read[0]


def probe(model: ScoringModel, conditions: Sequence[Condition]) -> CompiledModel:
    """The model with these conditions, at most MOST, in place of its stage rules."""
    if len(conditions) > MOST:
        raise ValueError(f"{len(conditions)} conditions at once; at most {MOST}")
    rules = (
        StageRule(f"conditions[{at}]", 0, "sql", ("lead",), condition, unless=None, hold=None, because=None)
        for at, condition in enumerate(conditions)
    )
    return compile_model(replace(model, stages=tuple(rules), tests=()))


def ask(probed: CompiledModel, history: History, at_us: int) -> Answers:
    """Who fulfils which condition at that moment, in the order of `history.people`."""
    gathered = gather(probed, history, one_ask_each(history, at_us))
    out, _ = run(probed, gathered)
    results = out.results[: gathered.leads.size]
    bits = np.arange(len(probed.model.stages))
    holds = (results.held[:, None] >> bits) & 1 == 1
    return Answers(gathered.leads, holds & (results.effect != IGNORE)[:, None], np.minimum(results.next_look, NEVER))

"""`Model`: scoring in a program of one's own, without a server. Tables in, Arrow tables out."""

from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa

from ..backtest.asking import Question
from ..backtest.running import BackTest
from ..compiling import CompiledModel, compile_model
from ..examples import Failure, run_tests
from ..language import ScoringModel, parse, starter
from ..words import Change, changes
from . import answers
from .moment import moment
from .naming import Reading
from .problems import FilesRefused
from .records import Records, Tables

AS_THEY_ARE = Reading()


class Model:
    """A scoring model. text: its YAML. timezone: for a model that names none. Raises ModelRefused.

    Tables are paths (CSV, JSONL, Parquet) or anything that speaks the Arrow PyCapsule interface: PyArrow, Polars,
    pandas, DuckDB's relations. What is returned is Arrow, which all of these take. A method that reads tables raises
    FilesRefused, with the first problems of rows in it.
    """

    def __init__(self, text: str, *, timezone: str = "UTC") -> None:
        self.document: ScoringModel = parse(text, timezone=timezone)

    @classmethod
    def load(cls, path: str | Path, *, timezone: str = "UTC") -> "Model":
        """Raises FilesRefused where the file cannot be read, ModelRefused where it is no model."""
        try:
            return cls(Path(path).read_text("utf-8"), timezone=timezone)
        except (OSError, UnicodeDecodeError) as error:
            raise FilesRefused(f"The model {path} cannot be read: {error}") from error

    @classmethod
    def starter(cls, name: str) -> "Model":
        """One of those that the product ships; `handraiser.scoring.starters.STARTERS` names them."""
        return cls(starter(name))

    @cached_property
    def compiled(self) -> CompiledModel:
        return compile_model(self.document)

    def score(
        self,
        events: Any,
        people: Any = None,
        *,
        at: datetime | str,
        outcomes: Any = None,
        reading: Reading = AS_THEY_ARE,
    ) -> pa.Table:
        """One row a lead as of `at`; its columns are those of `answers.score`.

        at: with a zone, else of the model's; a date is its midnight.
        """
        with Records(Tables(events, people, outcomes, reading), [self.document]) as records:
            return answers.score(self.compiled, records, self._moment(at))

    def explain(
        self,
        events: Any,
        people: Any = None,
        *,
        at: datetime | str,
        lead: str | None = None,
        outcomes: Any = None,
        reading: Reading = AS_THEY_ARE,
    ) -> pa.Table:
        """One row a line or adjustment, of one lead or of all: the points of a score's rows add up to it."""
        with Records(Tables(events, people, outcomes, reading), [self.document]) as records:
            return answers.lines(self.compiled, records, self._moment(at), lead)

    def diff(
        self,
        against: "Model",
        events: Any,
        people: Any = None,
        *,
        at: datetime | str,
        outcomes: Any = None,
        reading: Reading = AS_THEY_ARE,
    ) -> pa.Table:
        """One row a lead of whom the two models differ: what `against` says (before) and what this one does (after)."""
        with Records(Tables(events, people, outcomes, reading), [self.document, against.document]) as records:
            return answers.differ(against.compiled, self.compiled, records, self._moment(at))

    def back_test(
        self,
        against: "Model",
        events: Any,
        people: Any = None,
        *,
        begin: datetime | str,
        until: datetime | str,
        outcomes: Any = None,
        conversion: str = "opportunity",
        reading: Reading = AS_THEY_ARE,
    ) -> BackTest:
        """What this model would have done from `begin` to before `until`, where `against` was in force.

        `text` says it in words, `tables` holds Arrow tables by name. Raises BackTestRefused where nothing happened.
        """
        question = Question(self._moment(begin), self._moment(until), self.document.timezone, conversion)
        with Records(Tables(events, people, outcomes, reading), [self.document, against.document]) as records:
            return answers.compare(against.compiled, self.compiled, records, question)

    def test(self, at: datetime | str) -> list[Failure]:
        """What the document's own tests find wrong with it, run as at that moment; empty where all is as expected."""
        return run_tests(self.document, self._moment(at))

    def changes(self, against: "Model") -> tuple[Change, ...]:
        """What this document says otherwise than `against`; `str()` of each is a sentence."""
        return changes(against.document.text, self.document.text)

    def _moment(self, at: datetime | str) -> int:
        return moment(at, self.document.timezone)

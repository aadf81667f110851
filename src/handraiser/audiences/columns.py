"""What a list is made of: its columns, its filters, and the table they stand in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import Promise

Words = str | Promise


@dataclass(frozen=True)
class Column:
    """What can be shown and sorted by. `order`: the field it is sorted by; `nothing`: that field's value for none.

    score: the place in the model of the one it shows, from 1; `scores` then names column and words after the score.

    kind: how a cell is drawn: person, company, mail, text, stage, matrix, points, count, moment, owner, channel.
    """

    words: Words
    order: str
    kind: str
    nothing: str | int = ""
    score: int = 0

    @property
    def is_number(self) -> bool:
        return self.kind in {"points", "count", "moment"}


@dataclass(frozen=True)
class Filter:
    """What can be chosen by.

    kind: values (those really seen), users, company, tags, audiences, bands (of a number), within (days), labels (of
        `score`, which `scores` names as it does columns).
    """

    words: Words
    field: str
    kind: str = "values"
    choices: Mapping[str, Words] | None = None  # the word of a value, where it is not its own
    score: int = 0


@dataclass(frozen=True)
class ListKind:
    """One list. `key`: the field that names a row for ever; the last of every order.

    beside_stage: fields that the index by stage holds.
    """

    name: str
    words: Words
    model: type[models.Model]
    key: str
    columns: Mapping[str, Column]
    filters: Mapping[str, Filter]
    usual: tuple[str, ...]
    sort: str = "-last_seen"
    beside_stage: frozenset[str] = frozenset()
    robots: bool = False

    @property
    def rows(self) -> models.QuerySet[Any]:
        return self.model._default_manager.all()

    @property
    def search_table(self) -> str:
        """The full-text index, on SQLite."""
        return f"{self.model._meta.db_table}_words"

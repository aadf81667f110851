"""Which column of a file is what, and which of them anybody asks for."""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ..language import ScoringModel
from ..language.composing import compose
from ..language.nodes import MappingNode, Node, ScalarNode, SequenceNode
from .problems import FilesRefused
from .sources import Source
from .times import FORMS, TimeForm


@dataclass(frozen=True)
class Reading:
    """How foreign tables are to be read.

    columns: ours -> theirs (`{"lead_id": "user_id"}`), for every table that has such a column; with the table before
        it (`{"events.time": "ts"}`) for that one alone.
    times: one of `FORMS`. zone: of times that name none; "" for the model's.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    times: str = "iso"
    zone: str = ""

    def __post_init__(self) -> None:
        if self.times not in FORMS:
            raise FilesRefused(f"There is no form of times called {self.times!r}; allowed: {', '.join(FORMS)}.")
        if self.zone and not _is_zone(self.zone):
            raise FilesRefused(f"There is no time zone {self.zone!r}; allowed: names such as Europe/Zurich or UTC.")

    @property
    def form(self) -> TimeForm:
        return TimeForm(self.times, self.zone)


def columns_of(table: str, source: Source, reading: Reading, needed: Sequence[str]) -> dict[str, str]:
    """Ours -> theirs of every column of a source. Raises FilesRefused for one that is needed and not there."""
    told = {name: theirs for name, theirs in reading.columns.items() if not _of_other_table(name, table)}
    mapped = {name.removeprefix(f"{table}."): theirs for name, theirs in told.items() if theirs in source.names}
    wrong = [theirs for name, theirs in told.items() if name.startswith(f"{table}.") and theirs not in source.names]
    if wrong:
        raise FilesRefused(_missing(source, wrong[0], "as the mapping says"))
    taken = set(mapped.values())
    found = mapped | {name: name for name in source.names if name not in mapped and name not in taken}
    for name in needed:
        if name not in found:
            raise FilesRefused(_missing(source, name, f"which every table of {table} needs") + _advice(source, name))
    return found


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


TABLES = ("events", "people", "outcomes")


def _of_other_table(name: str, table: str) -> bool:
    prefix, dot, _ = name.partition(".")
    return bool(dot) and prefix in TABLES and prefix != table


def check_mapping(reading: Reading, sources: Sequence[Source]) -> None:
    """Raises FilesRefused for a mapping from a column that no table has."""
    there = {name for source in sources for name in source.names}
    for ours, theirs in reading.columns.items():
        if theirs not in there:
            files = ", ".join(source.name for source in sources)
            raise FilesRefused(f"The mapping {ours}={theirs} names a column {theirs!r} that is in none of: {files}.")


def _missing(source: Source, name: str, why: str) -> str:
    names = ", ".join(source.names[:40]) + (", ..." if len(source.names) > 40 else "")
    return f"{source.name} has no column {name!r}, {why}. It has: {names}."


def _advice(source: Source, name: str) -> str:
    close = difflib.get_close_matches(name, source.names, n=1, cutoff=0.5)
    return f" Say which it is, for example: --map {name}={close[0] if close else source.names[0]}"


def asked_by(models: Sequence[ScoringModel]) -> frozenset[str]:
    """Every text that stands in the models: a column that is in none of them is not read."""
    return frozenset(text for model in models for text in _texts(compose(model.text)[0]))


def is_asked(column: str, asked: frozenset[str]) -> bool:
    """Whether a model may read this column, or something inside the object that it holds."""
    return column in asked or any(text.startswith(f"{column}.") for text in asked)


def _texts(node: Node) -> Iterator[str]:
    match node:
        case ScalarNode():
            yield node.text
        case SequenceNode():
            for item in node.items:
                yield from _texts(item)
        case MappingNode():
            for name, value in node.pairs:
                yield name.text
                yield from _texts(value)

"""Patterns: which events something in the model asks for, each asked once however many rules share it."""

from collections.abc import Iterable
from dataclasses import dataclass

from .language import Amount, EventName, IgnoredEvent, IgnoredFlag, ScoringModel, Where


@dataclass(frozen=True)
class Pattern:
    """Events of any of the names whose properties satisfy `where`.

    key: tells occurrences apart for `unique`. amount: how much each pays for. over: how long ago they are looked at
    from.
    """

    events: tuple[EventName, ...]
    where: Where
    key: str | None = None
    amount: Amount | None = None
    over: int = 0


def hand_raises(model: ScoringModel, names: Iterable[str] | None = None) -> Pattern:
    """Any hand-raise of the model, or only those of the names."""
    wanted = None if names is None else set(names)
    return Pattern(tuple(e for e in model.hand_raises if wanted is None or e.text in wanted), ())


def ignored(model: ScoringModel) -> tuple[list[str], list[Pattern]]:
    """Flags and patterns of the events that exist for nothing in the model."""
    flags = [str(entry.flag) for entry in model.ignore if isinstance(entry, IgnoredFlag)]
    events = [Pattern((entry.event,), entry.where) for entry in model.ignore if isinstance(entry, IgnoredEvent)]
    return flags, events

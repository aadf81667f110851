"""What a person's fold carries from moment to moment, and what changes it."""

from dataclasses import dataclass, field
from typing import Any

from handraiser.scoring.tests.reference_document import as_list
from handraiser.scoring.tests.reference_time import duration


@dataclass
class Fold:
    """What is carried from moment to moment.

    stage: as shown. held: the stage to restore once `stage` is disqualified.
    truths: of each stage rule, whether `if` and `unless` hold; None before the first moment.
    since_us: of each stage rule, since when it holds in one of its `from`; None where it does not.
    spent: rules that held at the baseline and were not false since.
    rank: the person's move that outranks rules.
    """

    document: dict[str, Any]
    person: dict[str, Any]
    timezone: str
    stage: str = "visitor"
    held: str | None = None
    effect: str | None = None
    truths: list[tuple[bool, bool]] | None = None
    since_us: list[int | None] = field(default_factory=list)
    spent: set[int] = field(default_factory=set)
    rank: dict[str, Any] | None = None
    changes: list[dict[str, Any]] = field(default_factory=list)
    hand_raises: list[dict[str, Any]] = field(default_factory=list)

    @property
    def rules(self) -> list[dict[str, Any]]:
        return self.document.get("stages", [])


def standing(fold: Fold) -> str:
    """The stage without regard to disqualification."""
    return fold.stage if fold.held is None else fold.held


def stand(fold: Fold, to: str, now_us: int, cause: Any) -> None:
    if fold.held is not None:
        fold.held = to
    else:
        move(fold, to, now_us, cause)


def move(fold: Fold, to: str, now_us: int, cause: Any) -> None:
    if to != fold.stage:
        fold.changes.append({"at_us": now_us, "from": fold.stage, "to": to, "cause": cause})
    fold.stage = to


def keep_holds(fold: Fold, now_us: int) -> None:
    """A hold runs while `if` is true, `unless` false and the stage one of `from`, and nothing excludes."""
    for i, rule in enumerate(fold.rules):
        holding = fold.truths[i] == (True, False) and fold.stage in as_list(rule["from"]) and fold.effect is None
        since_us = fold.since_us[i] if fold.since_us[i] is not None else now_us
        fold.since_us[i] = since_us if holding else None


def hold_ends(fold: Fold) -> list[int]:
    runs = zip(fold.rules, fold.since_us, strict=True)
    return [since_us + duration(rule["hold"]) for rule, since_us in runs if "hold" in rule and since_us is not None]


def order(move: dict[str, Any]) -> tuple[int, int]:
    return move["at_us"], move["seq"]


def reviewed(move: dict[str, Any], now_us: int) -> bool:
    return move["review_us"] is not None and move["review_us"] <= now_us

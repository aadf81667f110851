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
    spent: rules in place at the baseline, and ever since.
    rank: the hand-made move that outranks rules.
    acted: the hand-made moves that acted already; those made under an exclusion act once it is lifted.
    dealt: the same of the changes of deals. before_deal: the stage that a lost deal hands back to.
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
    acted: set[int] = field(default_factory=set)
    dealt: set[int] = field(default_factory=set)
    before_deal: str = "visitor"
    changes: list[dict[str, Any]] = field(default_factory=list)
    hand_raises: list[dict[str, Any]] = field(default_factory=list)

    @property
    def rules(self) -> list[dict[str, Any]]:
        return self.document.get("stages", [])

    def before_deal_or_known(self, now_us: int) -> str:
        """Who became known in the meantime is no visitor any more."""
        known_us = self.person["known_us"]
        is_known = known_us is not None and known_us <= now_us
        return "lead" if self.before_deal == "visitor" and is_known else self.before_deal


def move(fold: Fold, to: str, now_us: int, cause: Any) -> None:
    if to != fold.stage:
        fold.changes.append({"at_us": now_us, "from": fold.stage, "to": to, "cause": cause})
    fold.stage = to


def in_place(fold: Fold) -> set[int]:
    """The rules whose `if` is true, `unless` false, and the stage one of `from`."""
    froms = (as_list(rule["from"]) for rule in fold.rules)
    return {i for i, stages in enumerate(froms) if fold.truths[i] == (True, False) and fold.stage in stages}


def keep_holds(fold: Fold, now_us: int) -> None:
    """A hold runs while its rule is in place and nothing excludes."""
    held = in_place(fold) if fold.effect is None else set()
    began = [now_us if since_us is None else since_us for since_us in fold.since_us]
    fold.since_us = [since_us if i in held else None for i, since_us in enumerate(began)]


def hold_ends(fold: Fold) -> list[int]:
    runs = zip(fold.rules, fold.since_us, strict=True)
    return [since_us + duration(rule["hold"]) for rule, since_us in runs if "hold" in rule and since_us is not None]

"""What is wrong with a document, said so that its author can put it right."""

import difflib
import json
from collections.abc import Collection, Set
from dataclasses import dataclass

from handraiser.errors import HandraiserError

SHOWN_CHARACTERS = 60
SHOWN_NAMES = 40
COMPARED_NAMES = 500
MOST_PROBLEMS = 200  # past this many nobody reads on

SENTENCES = {
    "alias": "Aliases are not taken: write the part out again.",
    "backward": "A move to an earlier stage needs a hold.",
    "bound": "This number is out of bounds.",
    "count_key": "`count: unique` and `key` go together.",
    "cycle": "Only stages may read this: a rule that did would be a cycle.",
    "decay_beside_within": "A rule with its own decay has no `within`.",
    "duplicate_key": "This key is there twice.",
    "duplicate_threshold": "Two labels have the same threshold.",
    "exists_in_cases": "What is missing is paid by `missing`, not by a case.",
    "in_place": "A rule cannot move to the stage it moves from.",
    "key_kind": "A key must be plain text.",
    "kind": "The value is of the wrong kind.",
    "length": "The wrong number of entries.",
    "matrix": "The matrix cannot be read.",
    "missing_key": "A key is missing.",
    "never_pays": "This rule could never pay.",
    "no_kind": "It does not say what kind it is.",
    "no_operator": "There is nothing to compare with.",
    "not_here": "This key does not belong here.",
    "order": "The ends are the wrong way round.",
    "pattern": "RE2 refuses this pattern.",
    "pattern_size": "This pattern is too large.",
    "rollup": "What holds a rollup cannot be read here: it might go round in a circle.",
    "release": "This is not in this release.",
    "rollup_value": "`agg: count_at_least` and `value` go together.",
    "tag": "Tags are not taken.",
    "threshold": "Every label needs the score it begins at.",
    "too_deep": "The document is nested too deeply.",
    "too_large": "The document is too large.",
    "two_kinds": "It must be of one kind.",
    "unknown_key": "There is no such key here.",
    "unknown_name": "There is nothing of that name.",
    "unknown_operator": "There is no such operator here.",
    "yaml": "This is not YAML 1.2.",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong. Lines and columns count from 1; path is "" for the whole document.

    code: one of SENTENCES, for pages that word it themselves. message: found and allowed included.
    """

    line: int
    column: int
    path: str
    found: str
    allowed: str
    message: str
    code: str

    def __str__(self) -> str:
        place = f"line {self.line}, column {self.column}"
        return f"{place}, {self.path}: {self.message}" if self.path else f"{place}: {self.message}"


class ModelRefused(HandraiserError):
    """The document is no scoring model; `problems` holds everything that is wrong, in order of lines."""

    def __init__(self, problems: Collection[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda p: (p.line, p.column, p.path)))
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type["ModelRefused"], tuple[tuple[Problem, ...]]]:
        return ModelRefused, (self.problems,)


def message(code: str, found: str, allowed: str, meant: str | None = None) -> str:
    hint = f" Did you mean {meant}?" if meant else ""
    return f"{SENTENCES[code]} Found {found}; allowed: {allowed}.{hint}"


def shown(text: str) -> str:
    """Quoted, on one line, cut where it is long."""
    quoted = json.dumps(text[: SHOWN_CHARACTERS + 1], ensure_ascii=False)
    return quoted if len(text) <= SHOWN_CHARACTERS else json.dumps(text[:SHOWN_CHARACTERS])[:-1] + '..."'


def nearest(name: str, names: Collection[str], how_many: int = 3) -> list[str]:
    """The names that look most like `name`, best first; none where none is close."""
    folded = {known.casefold(): known for known in sorted(names)[:COMPARED_NAMES]}
    close = difflib.get_close_matches(name[:100].casefold(), folded, n=how_many, cutoff=0.6)
    return [folded[known] for known in close]


def one_of(names: Collection[str], near: Collection[str] = ()) -> str:
    """All names where they are few, else the near ones and how many more there are."""
    if not names:
        return "none, as the model names none"
    names = sorted(names) if isinstance(names, Set) else list(dict.fromkeys(names))
    if len(names) <= SHOWN_NAMES:
        return ", ".join(names)
    first = list(near) or sorted(names)[:3]
    return f"{', '.join(first)} and {len(names) - len(first)} more"

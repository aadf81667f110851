"""Two texts side by side as lines with their kind, for pages."""

import difflib
from dataclasses import dataclass
from typing import Literal

CONTEXT = 3


@dataclass(frozen=True)
class Line:
    """One line of a difference. `number` is its line in the newer text, 0 where that has none."""

    kind: Literal["same", "added", "removed", "gap"]
    text: str
    number: int = 0


def lines(before: str, after: str) -> list[Line]:
    """What changed with a few lines around it; nothing where the texts are equal."""
    old, new = before.splitlines(), after.splitlines()
    found: list[Line] = []
    for group in difflib.SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(CONTEXT):
        if found or group[0][3] > 0:
            found.append(Line("gap", "…"))
        for kind, start, end, new_start, new_end in group:
            if kind == "equal":
                found += _numbered("same", new, new_start, new_end)
                continue
            found += [Line("removed", text) for text in old[start:end]]
            found += _numbered("added", new, new_start, new_end)
    return found


def _numbered(kind: Literal["same", "added"], texts: list[str], start: int, end: int) -> list[Line]:
    return [Line(kind, text, start + place) for place, text in enumerate(texts[start:end], 1)]

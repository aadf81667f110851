"""What changed between two models, as codes and parameters: pages and mails word it when they show it."""

import difflib
import itertools
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from .language.composing import compose
from .language.nodes import MappingNode, Node, ScalarNode, SequenceNode, describe, plain_value
from .language.paths import ROOT, Path

SHOWN_CHARACTERS = 80

Code = Literal["changed", "added", "removed", "gained", "lost", "reordered"]
SENTENCES: dict[Code, str] = {
    "changed": "{subject}: {key} {before} -> {after}",
    "added": "{subject}: {key} added: {after}",
    "removed": "{subject}: {key} removed: {before}",
    "gained": "{subject}: {key} gained {after}",
    "lost": "{subject}: {key} lost {before}",
    "reordered": "{subject}: {key} in another order",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One difference, as a person would tell it.

    subject: the rule, group, score, list, exclusion or test it belongs to, else the document's key.
    key: what of it changed; "" where the subject itself came or went. before, after: short, "" where none.
    gained, lost: an entry of a list of words.
    """

    code: Code
    path: str
    subject: str
    key: str
    before: str = ""
    after: str = ""

    def __str__(self) -> str:
        words = SENTENCES[self.code].format(subject=self.subject, key=self.key, before=self.before, after=self.after)
        return words if self.key else words.replace(":  ", " ", 1)  # it came or went as a whole


def changes(before: str, after: str) -> tuple[Change, ...]:
    """What the document `after` says otherwise than `before`, in its order; comments and layout say nothing.

    Raises ModelRefused where either is no YAML.
    """
    return tuple(_compare(compose(before)[0], compose(after)[0], ROOT))


def unified(before: str, after: str, *, names: tuple[str, str]) -> str:
    """The two texts as a unified diff; "" where they are equal. names: what each is called in its head."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), *names, lineterm="")
    return "\n".join(lines)


def _compare(before: Node, after: Node, path: Path) -> Iterator[Change]:
    if path == ROOT and not isinstance(after, MappingNode):
        return  # no model: its problems say so
    if path == ROOT / "exclude" and _in_other_order(before, after):
        yield _change("reordered", path)
    if path != ROOT and _canonical(before) == _canonical(after):
        return
    match before, after:
        case MappingNode(), MappingNode():
            yield from _compare_keys(before, after, path)
        case SequenceNode(), SequenceNode() if _of_words(before) and _of_words(after):
            yield from _compare_words(before, after, path)
        case SequenceNode(), SequenceNode() if not (_of_numbers(before) or _of_numbers(after)):
            yield from _compare_parts(before, after, path)
        case _:
            yield _change("changed", path, before, after)


def _in_other_order(before: Node, after: Node) -> bool:
    """The first exclusion that holds wins, so the order of those that stay counts."""
    if not isinstance(before, MappingNode) or not isinstance(after, MappingNode):
        return False
    return [name for name in before if name in after] != [name for name in after if name in before]


def _compare_keys(before: MappingNode, after: MappingNode, path: Path) -> Iterator[Change]:
    for name, node in after.pairs:
        old = before.get(name.text)
        if old is None:
            yield _change("added", path / name.text, after=node)
        else:
            yield from _compare(old, node, path / name.text)
    for name, node in before.pairs:
        if name.text not in after:
            yield _change("removed", path / name.text, before=node)


def _compare_words(before: SequenceNode, after: SequenceNode, path: Path) -> Iterator[Change]:
    """Which words came and which went; the order is told only where nothing else changed."""
    old, new = Counter(map(_shown, before.items)), Counter(map(_shown, after.items))
    subject, key = _subject(path)
    for word in (new - old).elements():
        yield Change("gained", str(path), subject, key, after=word)
    for word in (old - new).elements():
        yield Change("lost", str(path), subject, key, before=word)
    if old == new:
        yield _change("reordered", path)


def _compare_parts(before: SequenceNode, after: SequenceNode, path: Path) -> Iterator[Change]:
    """Cases, tiers, stage rules: equal ones are matched, those between them compared one by one."""
    old, new = [[_canonical(item) for item in node.items] for node in (before, after)]
    steps = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for _, start, end, new_start, new_end in (step for step in steps if step[0] != "equal"):
        pairs = itertools.zip_longest(before.items[start:end], after.items[new_start:new_end])
        for index, (gone, come) in enumerate(pairs):
            if gone is None:
                yield _change("added", path / (new_start + index), after=come)
            elif come is None:
                yield _change("removed", path / (start + index), before=gone)
            else:
                yield from _compare(gone, come, path / (new_start + index))


def _change(code: Code, path: Path, before: Node | None = None, after: Node | None = None) -> Change:
    old, new = ("" if node is None else _shown(node) for node in (before, after))
    return Change(code, str(path), *_subject(path), old, new)


def _subject(path: Path) -> tuple[str, str]:
    """The part an author named and what of it: (demo, points), (fit, range), (stages[1], hold), (labels, fit.A)."""
    parts = path.parts
    taken = 2 if parts[0] in ("scores", "lists", "exclude", "tests", "stages", "ignore") and len(parts) > 1 else 1
    subject = Path(parts[:taken]) if parts[0] in ("stages", "ignore") else Path(parts[taken - 1 : taken])
    for container in ("groups", "rules"):
        if parts[0] == "scores" and parts[taken : taken + 1] == (container,) and len(parts) > taken + 1:
            taken += 2
            subject = Path(parts[taken - 1 : taken])
    return str(subject), str(Path(parts[taken:]))


def _canonical(node: Node) -> str:
    """Equal for what means the same, whatever the quotes and the order of keys."""
    return json.dumps(plain_value(node), sort_keys=True)


def _of_words(node: SequenceNode) -> bool:
    return all(isinstance(item, ScalarNode) for item in node.items) and not _of_numbers(node)


def _of_numbers(node: SequenceNode) -> bool:
    """A range, a cap, `between`."""
    values = [item.value() if isinstance(item, ScalarNode) else None for item in node.items]
    return bool(values) and all(isinstance(value, int | float) for value in values)


def _shown(node: Node) -> str:
    written = _written(node)
    return written if len(written) <= SHOWN_CHARACTERS else written[: SHOWN_CHARACTERS - 3] + "..."


def _written(node: Node) -> str:
    match node:
        case ScalarNode():
            return "null" if node.empty else node.text
        case SequenceNode():
            return f"[{', '.join(_written(item) for item in node.items)}]"
        case MappingNode():
            return f"{{{', '.join(f'{name.text}: {_written(value)}' for name, value in node.pairs)}}}"
        case _:
            return describe(node)

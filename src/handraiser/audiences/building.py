"""A condition as rows of a form, where it is one of the common ones; rows and text say the same."""

import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

KINDS = ("trait", "event", "page", "absent", "label", "score", "hand_raise")
OPERATORS = ("eq", "ne", "in", "contains_ci", "gte", "lte", "exists")
NUMBER = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,6})?")
ANCHOR = re.compile(r"(?:^|[\s\[{,])&\w")  # a few of them can spell out gigabytes
MOST_ROWS = 20
LONGEST = 255
Fields = dict[str, str]
Tree = dict[str, Any]


@dataclass(frozen=True)
class Rows:
    """join: all or any. rows: fields of each; `kind` is one of KINDS."""

    join: str
    rows: list[Fields]


def text_of(rows: Rows) -> str:
    """YAML of the rows that are complete; "" while none is."""
    trees = [tree for tree in map(_tree, rows.rows) if tree]
    if not trees:
        return ""
    yaml, out = YAML(), io.StringIO()
    yaml.default_flow_style = False
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.dump(trees[0] if len(trees) == 1 else {rows.join: trees}, out)
    return out.getvalue()


def rows_of(text: str) -> Rows | None:
    """None where it says more than rows can: it is edited as text."""
    if not text.strip():
        return Rows("all", [])
    if ANCHOR.search(text):
        return None
    try:
        tree = YAML(typ="safe", pure=True).load(text)
    except (YAMLError, ValueError, OverflowError, RecursionError):
        return None
    if not isinstance(tree, dict) or "#" in text:
        return None
    join = next((name for name in ("all", "any") if set(tree) == {name} and isinstance(tree[name], list)), "")
    trees = tree[join] if join else [tree]
    rows = [_row(each) for each in trees[: MOST_ROWS + 1] if isinstance(each, dict)]
    if len(rows) != len(trees) or len(rows) > MOST_ROWS or None in rows:
        return None
    return Rows(join or "all", [row for row in rows if row])


def posted(fields: Mapping[str, str]) -> Rows:
    """What the form's fields say: `row-0-kind`, `row-0-trait` and so on."""
    rows = []
    for place in range(MOST_ROWS):
        start = f"row-{place}-"
        row = {name.removeprefix(start): fields[name][:LONGEST].strip() for name in fields if name.startswith(start)}
        if row.get("kind") in KINDS:
            rows.append(row)
    return Rows("any" if fields.get("join") == "any" else "all", rows)


def _tree(row: Fields) -> Tree | None:
    """None while something that it needs is missing."""
    return _TREES[row["kind"]](row)


def _trait(row: Fields) -> Tree | None:
    operator, value = row.get("operator", ""), row.get("value", "")
    if not row.get("trait") or operator not in OPERATORS or not (value or operator == "exists"):
        return None
    told: Any = _value(value)
    if operator == "exists":
        told = value != "no"
    elif operator == "in":
        told = [_value(each.strip()) for each in value.split(",") if each.strip()]
    elif operator == "contains_ci":
        told = value
    return {"trait": row["trait"], operator: told}


def _event(row: Fields) -> Tree | None:
    name = row.get("event", "")
    return {"event": name, **_times(row)} if name and name != "page" else None


def _page(row: Fields) -> Tree | None:
    path = row.get("path", "")
    return {"event": "page", "where": {"path": {"glob": path}}, **_times(row)} if path else None


def _absent(row: Fields) -> Tree | None:
    days = _whole(row.get("days", ""))
    return {"absent": {"event": row["event"], "for": f"{days}d"}} if row.get("event") and days else None


def _label(row: Fields) -> Tree | None:
    labels = [each.strip() for each in row.get("labels", "").split(",") if each.strip()]
    return {"label": {row["score"]: labels}} if row.get("score") and labels else None


def _score(row: Fields) -> Tree | None:
    least = row.get("least", "")
    return {"score": {row["score"]: {"gte": _value(least)}}} if row.get("score") and NUMBER.fullmatch(least) else None


def _hand_raise(row: Fields) -> Tree:
    days = _whole(row.get("days", ""))
    return {"hand_raise": "any"} | ({"within": f"{days}d"} if days else {})


_TREES: dict[str, Callable[[Fields], Tree | None]] = {
    "trait": _trait,
    "event": _event,
    "page": _page,
    "absent": _absent,
    "label": _label,
    "score": _score,
    "hand_raise": _hand_raise,
}


def _times(row: Fields) -> Tree:
    times, days = _whole(row.get("times", "")), _whole(row.get("days", ""))
    return ({"at_least": times} if times > 1 else {}) | ({"within": f"{days}d"} if days else {})


def _row(tree: Tree) -> Fields | None:
    """The row that is written just so; None where there is none."""
    row = _guess(tree)
    return row if row and _tree(row) == tree else None


def _guess(tree: Tree) -> Fields | None:
    days = str(tree.get("within", "")).removesuffix("d")
    if "trait" in tree and len(tree) == 2:
        operator = next(name for name in tree if name != "trait")
        return {"kind": "trait", "trait": str(tree["trait"]), "operator": operator, "value": _spoken(tree[operator])}
    if tree.get("event") == "page" and isinstance(tree.get("where"), dict):
        path = tree["where"].get("path")
        glob = str(path.get("glob", "")) if isinstance(path, dict) else ""
        return {"kind": "page", "path": glob, "times": str(tree.get("at_least", 1)), "days": days}
    if "event" in tree:
        return {"kind": "event", "event": str(tree["event"]), "times": str(tree.get("at_least", 1)), "days": days}
    if "hand_raise" in tree:
        return {"kind": "hand_raise", "days": days}
    kind = next(iter(tree), "")
    inner = tree[kind] if kind in {"absent", "label", "score"} and isinstance(tree[kind], dict) else {}
    if kind == "absent":
        return {"kind": kind, "event": str(inner.get("event", "")), "days": str(inner.get("for", "")).removesuffix("d")}
    for name, asked in inner.items():
        if kind == "label":
            return {"kind": kind, "score": str(name), "labels": _spoken(asked)}
        return {"kind": kind, "score": str(name), "least": str(asked.get("gte", "")) if isinstance(asked, dict) else ""}
    return None


def _spoken(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _value(text: str) -> Any:
    """A number where it looks like one that would be written so."""
    if not NUMBER.fullmatch(text):
        return text
    number = float(text) if "." in text else int(text)
    return number if str(number) == text else text


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0

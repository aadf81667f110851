"""A model document as plain dicts, read without the language package: numbers exact, keys always text."""

from fractions import Fraction
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode


class Number(Fraction):
    """An exact number that remembers how it was written, for places where the language means text (`1E2`)."""

    text: str


def load(text: str) -> Any:
    return plain(YAML(typ="safe", pure=True).compose(text))


def plain(node: Node) -> Any:
    if isinstance(node, MappingNode):
        return {key.value: plain(value) for key, value in node.value}
    if isinstance(node, SequenceNode):
        return [plain(item) for item in node.value]
    return scalar(node)


def scalar(node: Node) -> Any:
    match node.tag.rpartition(":")[2]:
        case "int" | "float":
            return number(node.value)
        case "bool":
            return node.value.lower() == "true"
        case "null":
            return None
        case _:
            return node.value


def number(text: str) -> Number:
    exact = Number(text)
    exact.text = text
    return exact


def as_text(value: Any) -> str:
    """A label, matrix code or stage as the author wrote it."""
    return value.text if isinstance(value, Number) else value


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]

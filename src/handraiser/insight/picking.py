"""What the funnel can be filtered by: the values really seen in the period, with the leads that each brought."""

from collections import defaultdict
from dataclasses import dataclass, replace

from handraiser.insight import prepared
from handraiser.insight.asked import Asked
from handraiser.insight.wording import dimension_name, value_name

PICKED = ("channel", "source", "campaign", "content", "size", "version")
MOST_VALUES = 200  # of a dimension; the others are reached by a click in the table


@dataclass(frozen=True)
class Choice:
    """A value of a dimension. `leads`: of everybody, whatever else is filtered by."""

    value: str
    words: str
    leads: int
    chosen: bool


@dataclass(frozen=True)
class Picker:
    """A dimension and its values, those that brought most leads first, "not known" last of equals."""

    dimension: str
    words: str
    choices: list[Choice]


def pickers(asked: Asked) -> list[Picker]:
    """One a dimension; a value that is filtered by is always among its choices."""
    chosen = dict(asked.filters)
    seen: dict[str, dict[str, int]] = defaultdict(dict)
    for name, value in asked.filters:
        seen[name][value] = 0
    for name, value, leads in prepared.seen(asked, PICKED):
        seen[name][value] = leads
    return [Picker(name, dimension_name(name), _choices(name, seen[name], chosen.get(name))) for name in PICKED]


def in_force(asked: Asked) -> list[tuple[str, str]]:
    """Each filter in words, and the page's query without it."""
    return [
        (
            f"{dimension_name(name)}: {value_name(name, value)}",
            replace(asked, filters=tuple(each for each in asked.filters if each[0] != name)).query(),
        )
        for name, value in asked.filters
    ]


def _choices(name: str, seen: dict[str, int], chosen: str | None) -> list[Choice]:
    found = [Choice(value, value_name(name, value), leads, value == chosen) for value, leads in seen.items()]
    found.sort(key=lambda each: (-each.leads, not each.value, each.words.casefold()))
    return found[:MOST_VALUES] + [each for each in found[MOST_VALUES:] if each.chosen]

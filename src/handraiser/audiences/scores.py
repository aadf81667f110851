"""The scores of the model in force, as lists call them: `Fit`, not "score 1"; and where their labels begin."""

from collections.abc import Mapping
from dataclasses import replace

from handraiser.audiences.columns import Column, Filter, ListKind
from handraiser.lifecycle import publishing
from handraiser.lifecycle.wording import spoken

MOST = 3  # scores of a model that lists prepare, in its order
Ranges = dict[str, tuple[int, int | None]]


def columns(kind: ListKind) -> dict[str, Column]:
    """The columns of a list: of the scores, those that the model has, by their names."""
    names = _names()
    return {
        name: replace(column, words=names[column.score - 1]) if column.score else column
        for name, column in kind.columns.items()
        if column.score <= len(names)
    }


def filters(kind: ListKind) -> Mapping[str, Filter]:
    """The filters of a list: by label of those scores that have labels."""
    names = _names()
    found = {}
    for name, filter in kind.filters.items():
        if not filter.score:
            found[name] = filter
        elif labelled := ranges(filter.score):
            found[name] = replace(filter, words=names[filter.score - 1], choices={label: label for label in labelled})
    return found


def ranges(place: int) -> Ranges:
    """The labels of a score, the highest first: from which millionths on, and up to which."""
    published = publishing.current()
    if published is None or place > len(published.model.scores[:MOST]):
        return {}
    found: Ranges = {}
    above: int | None = None
    for label in published.model.labels.get(published.model.scores[place - 1].name, ()):
        found[label.name] = (label.threshold, above)
        above = label.threshold - 1
    return found


def _names() -> list[str]:
    published = publishing.current()
    return [spoken(score.name) for score in published.model.scores[:MOST]] if published else []

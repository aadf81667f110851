"""The scores of the model in force, as lists call them: by name in addresses (`score.fit`, `label.fit`) and in words.

Prepared rows hold a score by its place in the model. A name survives another model; where that has no such score,
a column is not shown and a filter finds nobody.
"""

from collections.abc import Mapping
from dataclasses import replace

from handraiser.audiences.columns import Column, Filter, ListKind
from handraiser.lifecycle import publishing
from handraiser.lifecycle.wording import spoken

MOST = 3  # scores of a model that lists prepare, in its order


def names() -> list[str]:
    """Of the scores that prepared rows hold, by place."""
    published = publishing.current()
    return [score.name for score in published.model.scores[:MOST]] if published else []


def columns(kind: ListKind) -> dict[str, Column]:
    """The columns of a list by the names that addresses have."""
    held = names()
    found = {}
    for name, column in kind.columns.items():
        if not column.score:
            found[name] = column
        elif column.score <= len(held):
            score = held[column.score - 1]
            found[f"score.{score}"] = replace(column, words=spoken(score))
    return found


def filters(kind: ListKind) -> Mapping[str, Filter]:
    """The filters of a list by the names that addresses have: by label of those scores that have labels."""
    held, labels = names(), _labels()
    found = {}
    for name, filter in kind.filters.items():
        if not filter.score:
            found[name] = filter
        elif filter.score <= len(held) and (of_score := labels.get(score := held[filter.score - 1])):
            found[f"label.{score}"] = replace(filter, words=spoken(score), choices={each: each for each in of_score})
    return found


def _labels() -> dict[str, list[str]]:
    """The labels of each score, the highest first."""
    published = publishing.current()
    scales = published.model.labels.items() if published else ()
    return {score: [label.name for label in scale] for score, scale in scales}

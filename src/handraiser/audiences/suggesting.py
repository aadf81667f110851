"""What a condition may name, for the fields of its form: what was really seen, and what the model names."""

import json
from collections import Counter
from dataclasses import dataclass

from handraiser.events.models import Event, Kind
from handraiser.lifecycle import publishing
from handraiser.people.models import TraitValue

RECENT = 3_000  # events looked at
OFFERED = 100
LOOKED_AT = 5_000  # trait values


@dataclass(frozen=True)
class Suggestions:
    """Lists for the form's fields; labels: "A, B" of each labelled score."""

    traits: list[str]
    values: list[str]
    events: list[str]
    paths: list[str]
    scores: list[str]
    labels: list[str]


def suggestions() -> Suggestions:
    """Of recent events, and of the values of traits set last."""
    rows = list(Event.objects.order_by("-id").values_list("kind", "name", "path")[:RECENT])
    model = publishing.current()
    labels = [label.name for scale in model.model.labels.values() for label in scale] if model else []
    return Suggestions(
        traits=sorted(publishing.known_traits()),
        values=_values(),
        events=sorted({name for kind, name, _ in rows if kind == Kind.TRACK and name})[:OFFERED],
        paths=sorted({path for kind, _, path in rows if kind == Kind.PAGE and path})[:OFFERED],
        scores=[score.name for score in model.model.scores] if model else [],
        labels=list(dict.fromkeys(labels)),
    )


def _values() -> list[str]:
    """Short words that several people share come before those of one alone."""
    told = TraitValue.objects.filter(in_force=True, value__startswith='"').order_by("-id")
    values = told.values_list("value", flat=True)[:LOOKED_AT]
    texts = Counter(json.loads(value) for value in values if value and len(value) < 60)
    return sorted(
        text for text, _ in texts.most_common(OFFERED) if text.strip() and "@" not in text and _is_whole(text)
    )


def _is_whole(text: str) -> bool:
    """Escaped halves of characters are JSON, and cannot be written on a page."""
    return not any("\ud800" <= letter <= "\udfff" for letter in text)

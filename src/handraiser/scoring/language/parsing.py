"""From a document's text to a scoring model, or to everything that is wrong with it."""

import dataclasses
from collections.abc import Collection

from .composing import compose
from .model import MODEL, ScoringModel
from .naming import names_of
from .paths import ROOT
from .problems import ModelRefused
from .reading import Reading
from .shapes import attempt


def parse(text: str, *, timezone: str = "UTC", known_traits: Collection[str] | None = None) -> ScoringModel:
    """The model a document describes.

    timezone: the organisation's, for a document that names none.
    known_traits: the traits there are; any other is refused. None takes every name.
    Raises ModelRefused with all problems at once.
    """
    root, problems = compose(text)
    reading = Reading(problems, names_of(root), known_traits)
    read = attempt(lambda: MODEL.read(root, reading, ROOT))
    if read is None or reading.problems:
        raise ModelRefused(reading.problems)
    return dataclasses.replace(read[0], timezone=read[0].timezone or timezone, text=text)

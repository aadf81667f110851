"""From a document's text to a scoring model, or to everything that is wrong with it."""

import dataclasses
from collections.abc import Collection

from .composing import compose
from .model import MODEL, ScoringModel
from .naming import names_of, traits_in_tests
from .paths import ROOT
from .problems import ModelRefused
from .reading import Reading
from .shapes import attempt


def parse(text: str, *, timezone: str = "UTC", known_traits: Collection[str] | None = None) -> ScoringModel:
    """The model a document describes.

    timezone: the organisation's, for a document that names none.
    known_traits: the traits there are; any other is refused, but those that the document's own tests state, so
        that a model can be written before the first event comes. None takes every name.
    Raises ModelRefused with all problems at once.
    """
    root, problems = compose(text)
    known = None if known_traits is None else {*known_traits, *traits_in_tests(root)}
    reading = Reading(problems, names_of(root), known)
    read = attempt(lambda: MODEL.read(root, reading, ROOT))
    if read is None or reading.problems:
        raise ModelRefused(reading.problems)
    return dataclasses.replace(read[0], timezone=read[0].timezone or timezone, text=text)

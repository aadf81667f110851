"""Whole random cases: a model, some people, and the moment asked for."""

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from handraiser.scoring.tests.reference_document import load
from handraiser.scoring.tests.strategies_models import models, written
from handraiser.scoring.tests.strategies_people import NIGHTS, people, times


@dataclass(frozen=True)
class Case:
    """text: the model's YAML. at_us: never before anybody was seen, or a baseline."""

    text: str
    people: list[dict[str, Any]]
    at_us: int

    @property
    def person(self) -> dict[str, Any]:
        return self.people[0]

    @property
    def document(self) -> dict[str, Any]:
        return load(self.text)


@st.composite
def cases(draw: st.DrawFn, most: int = 1) -> Case:
    """One to `most` people around a night of the model's time zone."""
    zone, day = draw(st.sampled_from(NIGHTS))
    moments = times(zone, day)
    text = written(draw(models(zone)))
    some = draw(st.lists(people(moments), min_size=1, max_size=most))
    if "rollup" in text:
        others = st.none() | st.lists(people(moments), min_size=1, max_size=2)
        some = [{**person, "colleagues": draw(others)} for person in some]
    begun = [person["baseline_us"] or person["first_seen_us"] for person in some]
    return Case(text, some, max([draw(moments), draw(moments), *begun]))

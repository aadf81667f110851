"""A document's own tests."""

import pytest

from handraiser.scoring.examples import run_tests
from handraiser.scoring.language import STARTERS, parse, starter
from handraiser.scoring.lists import STANDARD_TRAITS

from .cast import NOW
from .test_kernel_stages import ASKS, WARM, staged


def failures(expect, **example):
    document = staged(WARM, ASKS, tests={"bob": example | {"expect": expect}})
    return run_tests(parse(document), NOW)


@pytest.mark.parametrize("name", STARTERS)
def test_a_starter_passes_its_own_tests_before_any_trait_was_ever_told(name):
    model = parse(starter(name), known_traits=STANDARD_TRAITS)
    assert model.name == name
    assert len(model.tests) >= 1
    assert run_tests(model, NOW) == []


def test_what_came_out_otherwise_is_said_with_its_line():
    events = [{"event": "A", "at": "-9d"}]
    found = failures({"scores": {"s": 12}, "labels": {"s": "hot"}, "stage": "sql", "excluded": None}, events=events)
    assert [(failure.what, failure.expected, failure.found) for failure in found] == [
        ("score.s", 12, 10),
        ("stage", "sql", "mql"),
    ]
    assert found[1].message == "Test bob: stage is mql, not sql as expected."


def test_an_example_begins_as_a_lead():
    assert failures({"stage": "lead"}) == []


def test_the_domain_of_an_email_is_derived():
    excluded = {"rival": {"if": {"trait": "email_domain", "eq": "rival.example"}, "effect": "disqualify"}}
    example = {"traits": {"email": "Eve@Rival.example"}, "expect": {"excluded": "rival", "stage": "disqualified"}}
    assert run_tests(parse(staged(exclude=excluded, tests={"eve": example})), NOW) == []

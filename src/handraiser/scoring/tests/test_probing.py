"""Who fulfils a condition is what the reference says of it, whatever stage anybody is in."""

from typing import Any

import pytest
from hypothesis import given

from handraiser.scoring.language import MatrixCondition, ModelRefused, parse, starter
from handraiser.scoring.probing import ask, parse_condition, probe
from handraiser.scoring.tests.kernel_in_words import compiled
from handraiser.scoring.tests.reference_conditions import true_of
from handraiser.scoring.tests.reference_history import history
from handraiser.scoring.tests.reference_scores import scored
from handraiser.scoring.tests.reference_stages import scores_before
from handraiser.scoring.tests.reference_world import World
from handraiser.scoring.tests.strategies import cases


@given(cases())
def test_answers_are_the_references(case):
    model = compiled(case.text).model
    asked = [
        (written["if"], rule.if_)
        for written, rule in zip(case.document.get("stages", []), model.stages, strict=True)
        if not asks_stage(written["if"])
    ]
    world = World(case.document, case.person, case.at_us, "UTC")
    result = scored(world) | {"before": lambda over_us: scores_before(world, over_us)}
    ignored = result["excluded"] is not None and result["excluded"][1] == "ignore"
    expected = [not ignored and true_of(written, world, result) for written, _ in asked]
    found = ask(probe(model, [condition for _, condition in asked]), history(case.people), case.at_us)
    assert found.holds[0].tolist() == expected
    assert found.next_us[0] > case.at_us


def asks_stage(written: Any) -> bool:
    """Which cannot be asked beside the model."""
    if isinstance(written, list):
        return any(map(asks_stage, written))
    return isinstance(written, dict) and ("stage" in written or any(map(asks_stage, written.values())))


def test_a_condition_is_read_in_the_names_of_the_model():
    model = parse(starter("b2b-saas"))
    assert parse_condition("matrix: [A1, B1]", model) == MatrixCondition(("A1", "B1"))
    with pytest.raises(ModelRefused) as refused:
        parse_condition("all:\n  - matrix: [A1]\n  - label: {fit: [Z]}", model)
    (problem,) = refused.value.problems
    assert (problem.line, problem.found) == (3, '"Z"')


def test_a_condition_may_name_a_list_of_the_model():
    model = parse(starter("b2b-saas").replace("\nlists:\n", "\nlists:\n  ours: [software, finance]\n"))
    condition = parse_condition("trait: industry\nin: ours", model)
    assert condition.tests[0].operand == ("software", "finance")


@pytest.mark.parametrize(
    "text",
    [
        "stage: [mql]",
        "any: [{stage: [mql]}]",
        "audience: friends",
        "",
        "A1",
        "matrix: [A1]\nlabel: {fit: [A]}",
        "- matrix: [A1]",
        "trait: title",
    ],
)
def test_what_is_no_condition_is_refused(text):
    with pytest.raises(ModelRefused):
        parse_condition(text, parse(starter("b2b-saas")))

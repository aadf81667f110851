"""Every way a document can be wrong: the line, the path, what was found, what is allowed."""

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from handraiser.scoring.language import ModelRefused, parse, starter
from handraiser.scoring.language.problems import SENTENCES
from handraiser.scoring.lists import STANDARD_TRAITS

from .small import SMALL, broken

REFUSALS = YAML(typ="safe").load(Path(__file__).with_name("refusals.yaml").read_text(encoding="utf-8"))


def refused(text, **known):
    with pytest.raises(ModelRefused) as caught:
        parse(text, **known)
    return caught.value.problems


@pytest.mark.parametrize("row", REFUSALS, ids=lambda row: row["written"][:60] or f"no {row['instead_of'][:50]}")
def test_a_broken_document_is_refused_with_its_line_what_was_found_and_what_is_allowed(row):
    (problem,) = refused(broken(row["instead_of"], row["written"]))

    assert {part: getattr(problem, part) for part in ("line", "path", "code", "found")} == row["problem"]
    start = row["allowed"].removesuffix("...")
    assert problem.allowed.startswith(start)
    assert problem.allowed == start or row["allowed"].endswith("...")
    assert problem.found in problem.message
    assert problem.allowed in problem.message


def test_every_kind_of_problem_is_in_the_table():
    elsewhere = {"pattern_size", "too_large", "threshold", "order"}
    assert set(SENTENCES) - {row["problem"]["code"] for row in REFUSALS} <= elsewhere


def test_all_problems_come_at_once_in_order_of_lines():
    text = broken("language: 1", "language: 9")
    for before, after in (("to: sql", "to: slq"), ("effect: ignore", "effect: hide"), ("at: -1d", "at: 1d")):
        text = text.replace(before, after)

    assert [problem.line for problem in refused(text)] == [1, 8, 34, 38]


def test_rollups_that_go_round_are_refused_with_their_way():
    text = broken(
        "{trait: title, cases: [{matches: head, points: 10}]}",
        "{rollup: {of: interest, over: company, agg: max}, cases: [{gte: 1, points: 1}]}",
    )
    tiers = "{event: page, tiers: [{at_least: 3, within: 7d, points: 25}]}"
    back = text.replace(tiers, "{rollup: {of: fit, over: company, agg: avg}, cases: [{gte: 1, points: 1}]}")

    assert [problem.found for problem in refused(back)] == ["fit -> interest -> fit", "interest -> fit -> interest"]


def test_a_delta_reads_no_score_that_holds_a_rollup():
    text = broken(
        "{trait: title, cases: [{matches: head, points: 10}]}",
        "{rollup: {of: interest, over: company, agg: max}, cases: [{gte: 1, points: 1}]}",
    )
    (problem,) = refused(text.replace("score: {fit: {lt: 10}}", "delta: {score: fit, over: 7d, gte: 1}"))

    assert (problem.path, problem.found) == ("stages[2].if.any[1].delta.score", "fit -> interest")


def test_a_misspelt_key_is_both_missing_and_suggested():
    missing, unknown = refused(broken("model: small", "modle: small"))

    assert (missing.found, unknown.line, unknown.path) == ("no model", 2, "modle")
    assert "Did you mean model?" in unknown.message


@pytest.mark.parametrize(
    ("before", "after", "meant"),
    [
        ("to: sql", "to: slq", "sql"),
        ("matches: head", "match: head", "matches"),
        ("in: rivals", "in: rival", "rivals"),
        ("timezone: Europe/Zurich", "timezone: europe/zurich", "Europe/Zurich"),
        ("{not: {event: Moved, within: 30d}}", "{not: {evnt: Moved}}", "event"),
    ],
)
def test_the_nearest_name_is_suggested(before, after, meant):
    (problem,) = refused(broken(before, after))
    assert f"Did you mean {meant}?" in problem.message


def test_a_trait_nobody_knows_is_refused_with_the_nearest_names():
    known = {"email_domain", *(f"field_{n}" for n in range(100))}

    (problem,) = refused(SMALL, known_traits={*known, "citty"})

    assert (problem.line, problem.path) == (17, "scores.fit.groups.person.rules.local.if.all[0].trait")
    assert problem.found == '"city"'
    assert problem.allowed == "citty and 102 more"
    assert parse(SMALL, known_traits={*known, "city"})


def test_a_trait_that_the_documents_own_tests_state_is_known():
    text = broken("traits: {title: head}", "traits: {title: head, city: Bern}")
    assert parse(text, known_traits=STANDARD_TRAITS - {"city"})


def test_the_starter_asks_for_nothing_but_what_sdks_send():
    without_tests = starter("b2b-saas").partition("\ntests:")[0]
    assert parse(without_tests, known_traits=STANDARD_TRAITS)


def test_where_nothing_is_said_of_traits_every_name_is_taken():
    assert parse(SMALL, known_traits=None)


def test_two_matrix_combinations_that_read_alike_are_refused():
    text = broken("{A: 60, B: 0}", "{A: 60, A1: 0}").replace("{1: 50, 2: 0}", "{1: 50, 11: 0}")
    assert '"A11" for two combinations' in [problem.found for problem in refused(text)]


def test_a_broken_list_is_said_once_and_not_again_where_it_is_used():
    (problem,) = refused(broken("rivals: [rival.example]", "rivals: {a: b}"))
    assert (problem.line, problem.path) == (4, "lists.rivals")


def test_a_broken_part_hides_no_problem_elsewhere_in_it():
    problems = refused(broken("event: Demo Requested, points: 50, count: {once_per: 90d}", "event: [], points: ten"))
    assert [problem.path.rsplit(".", 1)[1] for problem in problems] == ["event", "points"]


def test_the_refusal_reads_as_one_line_for_each_problem():
    with pytest.raises(ModelRefused) as caught:
        parse(broken("to: sql", "to: slq"))

    assert str(caught.value) == (
        "line 34, column 10, stages[0].to: There is nothing of that name."
        ' Found "slq"; allowed: lead, mql, sql. Did you mean sql?'
    )

"""Points for traits, conditions, coverage and labels: SCORING.md, rules, meaning 5 and 6, small print."""

import pytest

from .cast import Bob, model, points, ruled, scored

SIZE = {"trait": "size", "cases": [{"between": [200, 1000], "points": 30}, {"lt": 10, "points": -20}], "missing": 7}


@pytest.mark.parametrize(("size", "expected"), [(200, 30), (1000, 30), (100, 0), (9, -20), ("500", 30), ("5e2", 0)])
def test_the_first_case_that_holds_pays(size, expected):
    assert points(ruled(SIZE), Bob().has("size", size)) == expected


def test_a_missing_trait_pays_missing_but_one_of_the_wrong_kind_nothing():
    assert points(ruled(SIZE), Bob()) == 7
    assert points(ruled(SIZE), Bob().has("size", None)) == 7
    assert points(ruled(SIZE), Bob().has("size", [300])) == 0
    assert points(ruled(SIZE), Bob().has("size", True)) == 0


def test_a_trait_counts_from_when_it_was_recorded_until_it_changes():
    lead = Bob().has("size", 300, since=20).has("size", 5, since=10).has("size", None, since=5)
    assert [points(ruled(SIZE), lead, at=at) for at in (21, 20, 10, 5)] == [7, 30, -20, 7]


def test_of_two_values_recorded_at_one_moment_the_later_counts():
    assert points(ruled(SIZE), Bob().has("size", 300, since=5).has("size", 5, since=5)) == -20


def test_dotted_traits_walk_objects_first_and_then_the_flat_name():
    rule = {"trait": "address.city", "cases": [{"eq": "Bern", "points": 1}]}
    assert points(ruled(rule), Bob().has("address", {"city": "Bern"})) == 1
    assert points(ruled(rule), Bob().has("address.city", "Bern")) == 1
    assert points(ruled(rule), Bob().has("address.city", "Bern", since=1).has("address", {"city": "Basel"})) == 0
    assert points(ruled(rule), Bob().has("address.city", "Bern").has("address", {"zip": 1}, since=1)) == 1


def test_company_traits_are_always_the_companys():
    rule = {"trait": "company.employees", "cases": [{"gte": 10, "points": 1}]}
    assert points(ruled(rule), Bob().has("company", {"employees": 50})) == 0
    assert points(ruled(rule), Bob().has("company.employees", 50)) == 1


def test_a_date_test_turns_true_at_midnight():
    rule = {"trait": "renewal", "cases": [{"older_than": "30d", "points": 1}, {"newer_than": "30d", "points": 2}]}
    lead = Bob().has("renewal", "2026-04-01")  # thirty days before now
    assert [points(ruled(rule), lead, at=at) for at in (0.6, 0, -0.4, -0.5)] == [2, 0, 0, 1]


def test_dates_compare_as_days_of_the_models_time_zone():
    rule = {"trait": "renewal", "cases": [{"after": "2026-04-30", "points": 1}]}
    lead = Bob().has("renewal", "2026-04-30T23:30:00Z")
    assert points(ruled(rule), lead) == 0
    assert points(ruled(rule, timezone="Europe/Zurich"), lead) == 1


def test_conditions_nest():
    nested = {"all": [{"trait": "a", "eq": 1}, {"not": {"any": [{"trait": "b", "exists": True}, {"event": "X"}]}}]}
    document = ruled({"if": nested, "points": 5})
    assert points(document, Bob().has("a", 1)) == 5
    assert points(document, Bob().has("a", 1).has("b", "")) == 0
    assert points(document, Bob().has("a", 1).did("X", 500)) == 0


def test_a_condition_on_events_windows_first_and_then_counts():
    document = ruled({"if": {"event": "A", "at_least": 2, "within": "5d"}, "points": 1})
    assert [points(document, Bob().did("A", 6).did("A", 3), at=at) for at in (2, 1)] == [1, 0]


def test_a_condition_on_silence():
    document = ruled({"if": {"absent": {"event": "A", "for": "10d"}}, "points": 1})
    assert [points(document, Bob().did("A", 12), at=at) for at in (3, 2)] == [0, 1]


def test_coverage_is_the_share_of_traits_known_among_those_asked():
    rules = [SIZE, {"if": {"all": [{"trait": "size", "gt": 1}, {"trait": "title", "eq": "CEO"}]}, "points": 1}]
    assert scored(ruled(*rules), Bob().has("size", "?")).results["coverage.s"].to_pylist() == [0.5]
    assert scored(ruled({"event": "A", "points": 1}), Bob()).results["coverage.s"].to_pylist() == [1.0]


def labelled(**parts):
    rule = {"trait": "n", "cases": [{"eq": n, "points": n} for n in (-5, 0, 10, 20)]}
    scores = {name: {"range": [-5, 100], "groups": {"g": {"rules": {"r": rule}}}} for name in ("fit", "eng")}
    labels = {"fit": {"A": 20, "B": 10, "C": 0}, "eng": {"1E2": 10, "2": -100}}
    return model(scores=scores, labels=labels, matrix="{fit}{eng}", **parts)


@pytest.mark.parametrize(
    ("n", "label", "code"), [(20, "A", "A1E2"), (10, "B", "B1E2"), (0, "C", "C2"), (-5, None, None)]
)
def test_a_label_is_the_highest_threshold_not_above_the_score(n, label, code):
    row = scored(labelled(), Bob().has("n", n)).results.to_pylist()[0]
    assert (row["label.fit"], row["matrix"]) == (label, code)


def test_the_total_is_an_exact_sum_shown_to_a_millionth():
    total = {"weights": {"fit": 0.333333, "eng": 0.5}, "range": [0, 100]}
    row = scored(labelled(total=total), Bob().has("n", 20)).results.to_pylist()[0]
    assert row["total"] == 16_666_660


def test_the_total_keeps_to_its_range():
    total = {"weights": {"fit": 1, "eng": 1}, "range": [0, 30]}
    assert scored(labelled(total=total), Bob().has("n", 20)).results["total"].to_pylist() == [30_000_000]
    assert scored(labelled(total=total), Bob().has("n", -5)).results["total"].to_pylist() == [0]


def test_a_test_for_one_is_not_a_test_for_true():
    rules = [{"trait": "x", "cases": [{"eq": 1, "points": 1}]}, {"trait": "x", "cases": [{"eq": True, "points": 1}]}]
    document = ruled(*rules)
    assert points(document, Bob().has("x", 1)) == 1
    assert points(document, Bob().has("x", True)) == 1

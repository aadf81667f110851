"""What a document's words become."""

import pickle
from datetime import date

import pytest

from handraiser.scoring.language import (
    Amount,
    AnyOf,
    AtMost,
    CoverageCondition,
    Each,
    EventCondition,
    EventName,
    HalfLife,
    HandRaise,
    Label,
    LabelCondition,
    Lifespan,
    Linear,
    Not,
    OncePer,
    Range,
    ScoreCondition,
    Step,
    Steps,
    Test,
    TraitCondition,
    Unique,
    parse,
)

from .small import SMALL, broken

DAY = 86_400_000_000
POINT = 1_000_000


def rule(
    text, model=SMALL, of="demo: {event: Demo Requested, points: 50, count: {once_per: 90d}, decay: {lifespan: 90d}}"
):
    """The rule that `text` describes, in a group whose decay is a half-life of 21 days."""
    name = of.partition(":")[0]
    rules = parse(model.replace(of, f"{name}: {text}")).rules()
    return next(one for _, _, one in rules if one.path.endswith(f".{name}"))


def case(operators):
    found = rule(f"{{trait: x, cases: [{{{operators}, points: 1}}]}}")
    return found.cases[0].tests


def test_a_whole_model_is_read():
    model = parse(SMALL)

    assert (model.language, model.name, model.timezone, model.lookback) == (1, "small", "Europe/Zurich", 365 * DAY)
    assert [score.name for score in model.scores] == ["fit", "interest"]
    assert [(score.low, score.high) for score in model.scores] == [(0, 100 * POINT)] * 2
    assert model.hand_raises == (EventName("track", "Demo Requested"),)
    assert model.total.weights == (("fit", 400_000), ("interest", 600_000))
    assert model.text == SMALL


def test_a_model_travels_between_processes():
    model = parse(SMALL)
    assert pickle.loads(pickle.dumps(model)) == model


def test_the_organisations_time_zone_stands_in_for_none():
    text = broken("timezone: Europe/Zurich\n", "")
    assert parse(text).timezone == "UTC"
    assert parse(text, timezone="Asia/Tokyo").timezone == "Asia/Tokyo"
    assert parse(SMALL, timezone="Asia/Tokyo").timezone == "Europe/Zurich"


def test_events_pay_for_400_days_where_no_lookback_is_named():
    assert parse(broken("lookback: 365d", "")).lookback == 400 * DAY


def test_every_rule_knows_its_path_and_line():
    places = {one.path.rsplit(".", 1)[1]: (one.path, one.line) for _, _, one in parse(SMALL).rules()}
    assert places["title"] == ("scores.fit.groups.person.rules.title", 16)
    assert places["quiet"] == ("scores.interest.groups.doing.rules.quiet", 27)


@pytest.mark.parametrize("written", ["on", "NO", "yes", "1E2", "0o7", "12", "2026-01-01", "=", "1_000"])
def test_labels_and_matrix_codes_are_text_as_written(written):
    model = parse(SMALL.replace("A: 60", f"{written}: 60").replace("[A1, B1]", f"[{written}1]"))

    assert model.labels["fit"][0] == Label(written, 60 * POINT)
    assert model.stages[1].if_.codes == (f"{written}1",)


def test_labels_stand_highest_first_however_they_are_written():
    labels = parse(broken("{A: 60, B: 0}", "{B: -10.5, A: 60}")).labels["fit"]
    assert labels == (Label("A", 60 * POINT), Label("B", -10_500_000))


def test_the_matrix_gives_a_code_for_labels():
    matrix = parse(broken('"{fit}{interest}"', '"{interest}-{fit}!"').replace("[A1, B1]", "[1-A!]")).matrix
    assert matrix.code({"fit": "A", "interest": "1"}) == "1-A!"


@pytest.mark.parametrize(
    ("written", "event"),
    [
        ("page", EventName("page")),
        ("screen", EventName("screen")),
        ("identify", EventName("identify")),
        ("group", EventName("group")),
        ('"*"', EventName("*")),
        ("Demo Requested", EventName("track", "Demo Requested")),
        ("track", EventName("track", "track")),
        ("Page", EventName("track", "Page")),
        ("NO", EventName("track", "NO")),
    ],
)
def test_an_event_is_a_track_events_name_or_one_of_the_other_calls(written, event):
    assert rule(f"{{event: {written}, points: 1}}").event == event


@pytest.mark.parametrize(
    ("points", "millionths"),
    [
        ("10", 10_000_000),
        ("-0.5", -500_000),
        ("1e2", 100_000_000),
        ("0.000001", 1),
        (".25", 250_000),
        ("+3", 3_000_000),
    ],
)
def test_points_are_exact_millionths(points, millionths):
    assert rule(f"{{event: page, points: {points}}}").points == millionths


@pytest.mark.parametrize(
    ("written", "microseconds"),
    [("90m", 5_400_000_000), ("36h", 129_600_000_000), ("21d", 21 * DAY), ("007d", 7 * DAY)],
)
def test_durations_are_microseconds(written, microseconds):
    assert rule(f"{{event: page, points: 1, within: {written}}}").within == microseconds


@pytest.mark.parametrize(
    ("written", "count"),
    [
        ("", Each()),
        (", count: each", Each()),
        (", count: {once_per: 36h}", OncePer(129_600_000_000)),
        (", count: {at_most: 3, per: week}", AtMost(3, "week")),
        (", count: unique, key: path", Unique()),
    ],
)
def test_a_rule_counts_as_it_says(written, count):
    assert rule(f"{{event: page, points: 1{written}}}").count == count


@pytest.mark.parametrize(
    ("written", "decay"),
    [
        ("points: 1", HalfLife(21 * DAY)),
        ("points: 0", HalfLife(21 * DAY)),
        ("points: 1, decay: none", None),
        ("points: 1, within: 5d", None),
        ("points: 1, within: 5d, decay: none", None),
        ("points: -1", None),
        ("points: -1, decay: {lifespan: 9d}", Lifespan(9 * DAY)),
        ("points: 1, decay: {half_life: 36h}", HalfLife(129_600_000_000)),
        ("points: 1, decay: {linear: 12.5%, every: 30d}", Linear(125_000, 30 * DAY)),
        ("points: 1, decay: {step: {points: 2.5, every: 7d}}", Step(Steps(2_500_000, 7 * DAY))),
    ],
)
def test_the_groups_decay_acts_on_what_pays_above_zero_and_has_neither_window_nor_decay(written, decay):
    assert rule(f"{{event: page, {written}}}").decay == decay
    assert rule(f"{{event: page, per: {{property: n, every: 1}}, {written}}}").decay == decay


@pytest.mark.parametrize(
    ("written", "cap"),
    [
        ("points: 5, cap: 20", Range(0, 20 * POINT)),
        ("points: -5, cap: 20", Range(-20 * POINT, 0)),
        ("points: 5", None),
    ],
)
def test_a_rules_cap_lies_on_the_side_of_its_points(written, cap):
    assert rule(f"{{event: page, {written}}}").cap == cap
    assert rule(f"{{event: page, per: {{property: n, every: 1}}, {written}}}").cap == cap
    assert rule(f"{{absent: {{event: page, for: 1d}}, {written}}}").cap == cap


def test_a_per_rule_says_of_what_and_for_how_much():
    paid = rule("{event: Paid, per: {property: order.total, every: 2.5}, points: 1, delay: 6d}")
    assert (paid.per, paid.delay) == (Amount("order.total", 2_500_000), 6 * DAY)


def test_resets_name_scores_or_mean_all():
    one, all_ = parse(broken("lookback: 365d", "resets: [{event: Lost, scores: [fit]}, {event: Gone}]")).resets
    assert (one.event.text, one.scores, all_.scores) == ("Lost", ("fit",), ())


@pytest.mark.parametrize(
    ("operators", "tests"),
    [
        ("eq: 12", (Test("eq", 12),)),
        ("eq: '12'", (Test("eq", "12"),)),
        ("eq: 1.0", (Test("eq", 1.0),)),
        ("eq: true", (Test("eq", True),)),
        ("eq: yes", (Test("eq", "yes"),)),
        ("ne_ci: NO", (Test("ne", "NO", folded=True),)),
        ("eq_ci: 12", (Test("eq", "12", folded=True),)),
        ("in: [NO, 1, 2.5, true]", (Test("in", ("NO", 1, 2.5, True)),)),
        ("in: rivals", (Test("in", ("rival.example",)),)),
        ("not_in_ci: [a]", (Test("not_in", ("a",), folded=True),)),
        ("starts_with: 2024", (Test("starts_with", "2024"),)),
        ("glob: on", (Test("glob", "on"),)),
        ("matches: '(a+)+$'", (Test("matches", "(a+)+$"),)),
        ("gt: 1, lte: 2.5", (Test("gt", 1), Test("lte", 2.5))),
        ("between: [-1, 1.5]", (Test("between", (-1, 1.5)),)),
        ("exists: true", (Test("exists", True),)),
        ("before: 2026-03-31", (Test("before", date(2026, 3, 31)),)),
        ("older_than: 30d", (Test("older_than", 30 * DAY),)),
        ("contains_all: [a, b]", (Test("contains_all", ("a", "b")),)),
    ],
)
def test_operators_keep_what_they_compare_with(operators, tests):
    assert case(operators) == tests
    assert [type(test.operand) for test in case(operators)] == [type(test.operand) for test in tests]


def test_conditions_nest():
    condition = rule(
        "{if: {any: [{not: {trait: a, eq: 1}}, {event: page, at_least: 2, within: 1d}]}, points: 1}"
    ).condition
    assert condition == AnyOf(
        (Not(TraitCondition("a", (Test("eq", 1),))), EventCondition(EventName("page"), (), 2, DAY)),
    )


def test_stages_read_results():
    sql, mql, lead = parse(SMALL).stages

    assert (sql.to, sql.from_, sql.if_, sql.backward) == ("sql", ("lead", "mql"), HandRaise(None, DAY), False)
    assert mql.unless == CoverageCondition((("fit", (Test("lt", 0.5),)),))
    assert lead.if_ == AnyOf(
        (LabelCondition((("interest", ("2",)),)), ScoreCondition((("fit", (Test("lt", 10 * POINT),)),)))
    )
    assert (lead.backward, lead.hold) == (True, 14 * DAY)


def test_hand_raises_of_a_stage_rule_can_be_named():
    stage = parse(broken("hand_raise: any", "hand_raise: [Demo Requested]")).stages[0]
    assert stage.if_ == HandRaise(("Demo Requested",), DAY)


def test_the_product_ships_lists():
    free = parse(broken("rivals: [rival.example]", 'rivals: "@free_mail"')).lists["rivals"]
    assert {"gmail.com", "gmx.ch", "tuta.com"} <= set(free)
    assert not {"facebook.com", "acme.com"} & set(free)


def test_a_models_own_tests_are_read():
    text = broken(
        "expect: {labels: {fit: B}}", "expect: {scores: {fit: 10}, labels: {fit: ~}, excluded: rival, stage: lead}"
    )
    (ada,) = parse(text.replace("path: /blog/a", "path: /blog/a, utm: {source: 1}, on: NO")).tests

    assert (ada.name, ada.traits) == ("ada", {"title": "head"})
    (event,) = ada.events
    assert (event.event, event.ago) == (EventName("page"), DAY)
    assert event.properties == {"path": "/blog/a", "utm": {"source": 1}, "on": "NO"}
    assert [(one.what, one.score, one.value) for one in ada.expect] == [
        ("score", "fit", 10 * POINT),
        ("label", "fit", None),
        ("excluded", None, "rival"),
        ("stage", None, "lead"),
    ]
    assert ada.expect[0].path == "tests.ada.expect.scores.fit"

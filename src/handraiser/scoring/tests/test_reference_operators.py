"""Operators, kinds and names of the small print, each by hand."""

from types import SimpleNamespace

import pytest

from handraiser.scoring.tests.reference_document import load
from handraiser.scoring.tests.reference_operators import holds
from handraiser.scoring.tests.reference_people import at, event, person, points, result, track, trait
from handraiser.scoring.tests.reference_world import exact_json

WORLD = SimpleNamespace(zone="Europe/Zurich", at_us=at("2026-05-10T12:00"), lists={"rivals": ["rival.example"]})

HOLDS = r"""
eq: 12  ->  12
eq: 12  ->  12.0
eq: "12"  ->  "12"
eq: true  ->  true
eq: yes  ->  "yes"
eq: NO  ->  "NO"
eq: 0.1  ->  0.1
eq_ci: a  ->  "A"
eq: ""  ->  ""
ne: 12  ->  "12"
ne: a  ->  true
in: [a, 1]  ->  1
in: rivals  ->  "rival.example"
in_ci: [A]  ->  "a"
not_in: [a]  ->  "b"
not_in: [a]  ->  3
contains: b  ->  "abc"
contains_ci: B  ->  "abc"
contains: abc  ->  ["abc"]
contains: 1  ->  [1.0]
starts_with: a  ->  "abc"
starts_with_ci: A  ->  "abc"
ends_with: c  ->  "abc"
ends_with_ci: C  ->  "abc"
matches: b  ->  "abc"
matches_ci: B  ->  "abc"
matches: "(?i)B"  ->  "abc"
glob: "/blog/*"  ->  "/blog/a/b"
glob: "/blog/*"  ->  "/blog/"
glob: "a?c"  ->  "abc"
glob: "a[b]c"  ->  "a[b]c"
glob_ci: "A*"  ->  "abc"
glob: "a*c"  ->  "a\nc"
gt: 5  ->  5.1
gte: 5  ->  5
lt: 5  ->  4
lte: 5  ->  5
gt: 5  ->  "6"
gt: 5  ->  "6.5"
lt: 5  ->  "-6.5"
between: [1, 3]  ->  1
between: [1, 3]  ->  3
between: [1, 3]  ->  "2"
exists: true  ->  0
exists: false  ->  null
before: 2026-05-02  ->  "2026-05-01"
after: 2026-05-02  ->  "2026-05-03"
after: 2026-05-02  ->  "2026-05-02T23:00:00Z"
older_than: 8d  ->  "2026-05-01"
newer_than: 10d  ->  "2026-05-01"
newer_than: 1d  ->  "2026-06-01"
contains_any: [a, b]  ->  ["b", "c"]
contains_all: [a, b]  ->  ["b", "c", "a"]
starts_with: a, ends_with: c  ->  "abc"
"""

DOES_NOT = r"""
eq: 12  ->  "12"
eq: "12"  ->  12
eq: 1  ->  true
eq: true  ->  1
eq: a  ->  ["a"]
eq: a  ->  "A"
eq: x  ->  null
ne: 12  ->  12
ne: 12  ->  null
ne: 12  ->  [1]
ne: 12  ->  {"a": 1}
ne_ci: A  ->  "a"
in: [a, 1]  ->  "1"
in: [a]  ->  ["a"]
in: [A]  ->  "a"
not_in: [a]  ->  ["b"]
not_in: [a]  ->  null
not_in: rivals  ->  "rival.example"
contains: B  ->  "abc"
contains: b  ->  ["abc"]
contains: 1  ->  "1"
contains: 1  ->  1
starts_with: b  ->  "abc"
starts_with: a  ->  5
ends_with: b  ->  "abc"
matches: "^b"  ->  "abc"
matches: B  ->  "abc"
matches: 5  ->  5
glob: "/blog/*"  ->  "/x/blog/a"
glob: "a?c"  ->  "ac"
glob: "a[b]c"  ->  "abc"
glob: "A*"  ->  "abc"
glob: "a.c"  ->  "abc"
gt: 5  ->  5
lt: 5  ->  5
gt: 5  ->  " 6"
gt: 5  ->  "6."
gt: 5  ->  ".6"
gt: 5  ->  "+6"
gt: 5  ->  "1e9"
gt: 0  ->  true
gt: 5  ->  [6]
gt: 5  ->  "٦"
between: [1, 3]  ->  3.1
exists: true  ->  null
exists: false  ->  ""
before: 2026-05-02  ->  "2026-05-02"
after: 2026-05-02  ->  "2026-05-02T23:00:00"
before: 2026-05-02  ->  20260501
before: 2026-05-02  ->  "soon"
older_than: 9d  ->  "2026-05-01"
newer_than: 9d  ->  "2026-05-01"
contains_any: [a, b]  ->  ["c"]
contains_any: [a]  ->  "a"
contains_all: [a, b]  ->  ["b", "c"]
starts_with: a, ends_with: d  ->  "abc"
gt: 1, lt: 3  ->  3
"""


def cases(table):
    """Each row: tests as YAML -> a value as JSON."""
    return [tuple(row.split("  ->  ")) for row in table.strip().splitlines()]


@pytest.mark.parametrize(("tests", "value"), cases(HOLDS))
def test_operator_holds(tests, value):
    assert holds(load(f"{{{tests}}}"), exact_json(value), WORLD)


@pytest.mark.parametrize(("tests", "value"), cases(DOES_NOT))
def test_operator_does_not_hold(tests, value):
    assert not holds(load(f"{{{tests}}}"), exact_json(value), WORLD)


@pytest.mark.parametrize(("value", "expected"), [(None, 7), ("VP", 1), ("vp", 0), (5, 0), (["VP"], 0), ("", 0)])
def test_only_a_missing_trait_pays_missing(value, expected):
    rule = "r: {trait: title, cases: [{eq: VP, points: 1}, {starts_with: V, points: 2}], missing: 7}"
    assert points(rule, person(trait("title", value)), "2026-05-01") == expected


def test_a_removed_trait_is_missing_again():
    whom = person(trait("title", "VP"), trait("title", None, "2026-05-01"))
    rule = "r: {trait: title, cases: [{eq: VP, points: 1}], missing: 7}"
    assert [points(rule, whom, day) for day in ("2026-04-30", "2026-05-01")] == [1, 7]


@pytest.mark.parametrize(("path", "traits", "expected"), [
    ("address.city", {"address": {"city": "Bern"}}, 1),
    ("address.city", {"address.city": "Bern"}, 1),
    ("address.city", {"address": {"city": "Rome"}, "address.city": "Bern"}, 0),
    ("company.city", {"company": {"city": "Bern"}}, 0),
    ("company.city", {"company.city": "Bern"}, 1),
    ("company.seat.city", {"company.seat": {"city": "Bern"}}, 1),
])  # fmt: skip
def test_dotted_traits(path, traits, expected):
    whom = person(*(trait(name, value) for name, value in traits.items()))
    assert points(f"r: {{trait: {path}, cases: [{{eq: Bern, points: 1}}]}}", whom, "2026-05-01") == expected


@pytest.mark.parametrize(("kind", "name", "payload", "where", "expected"), [
    ("track", "Seen", {"properties": {"content": {"kind": "x"}}}, "content.kind: {eq: x}", 1),
    ("track", "Seen", {"properties": {"content.kind": "x"}}, "content.kind: {eq: x}", 1),
    ("track", "Seen", {"properties": {"content": {"kind": "y"}, "content.kind": "x"}}, "content.kind: {eq: x}", 0),
    ("track", "Seen", {"properties": {}, "context": {"page": {"path": "/p"}}}, "path: {eq: /p}", 1),
    ("track", "Seen", {"properties": {"path": "/q"}, "context": {"page": {"path": "/p"}}}, "path: {eq: /p}", 0),
    ("track", "Seen", {"context": {"page": {"depth": "/p"}}}, "depth: {eq: /p}", 0),
    ("track", "Seen", {"properties": {"a": 1, "b": 2}}, "a: {eq: 1}, b: {eq: 1}", 0),
    ("identify", None, {"traits": {"plan": "pro"}, "properties": {"plan": "no"}}, "plan: {eq: pro}", 1),
    ("group", None, {"traits": {"plan": "pro"}}, "plan: {eq: pro}", 1),
    ("page", "Seen", {"properties": {}}, "", 0),
    ("track", "page", {"properties": {}}, "", 0),
])  # fmt: skip
def test_event_names_and_properties(kind, name, payload, where, expected):
    asked = kind if kind in ("identify", "group") else "Seen"
    whom = person(event(kind, "2026-05-01", payload, name=name))
    assert points(f"r: {{event: {asked}, where: {{{where}}}, points: 1}}", whom, "2026-05-02") == expected


def test_coverage_counts_the_distinct_traits_its_rules_ask():
    document = """
scores:
  fit: {groups: {a: {rules: {
    one: {trait: title, cases: [{eq: VP, points: 1}]}, two: {trait: title, cases: [{eq: CEO, points: 1}]},
    three: {points: 1, if: {any: [{trait: size, gt: 5}, {not: {all: [{trait: plan, eq: a}, {event: Seen}]}}]}}}}}}
  engagement: {groups: {a: {rules: {one: {event: Seen, where: {title: {eq: x}}, points: 1}}}}}
"""
    told = result(document, person(trait("title", ""), trait("plan", None)), "2026-05-01")
    assert told["coverage"]["fit"] * 3 == 1
    assert told["coverage"]["engagement"] == 1


def test_hand_raises_are_matched_like_event():
    document = "{hand_raises: [Demo, page], scores: {}}"
    rows = (
        track("Demo", "2026-05-01"),
        track("page", "2026-05-01"),
        track("demo", "2026-05-01"),
        event("page", "2026-05-02", {}),
    )
    assert [row["seq"] for row in result(document, person(*rows), "2026-05-03")["hand_raises"]] == [1, 4]

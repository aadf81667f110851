"""What rules read of events: names, dotted paths, page properties: SCORING.md, small print."""

import json

import pytest

from .cast import Bob, points, ruled


def asks(path, event="A", **tests):
    return ruled({"event": event, "where": {path: tests}, "points": 1})


def saying(kind, message, **columns):
    lead = Bob().did("A" if kind == "track" else kind, 1)
    lead.events[0] |= {
        "payload": message if isinstance(message, str) or message is None else json.dumps(message)
    } | columns
    return lead


@pytest.mark.parametrize(
    ("properties", "found"),
    [
        ({"plan": {"name": "pro"}}, True),
        ({"plan.name": "pro"}, True),
        ({"plan": {"name": "free"}, "plan.name": "pro"}, False),
        ({"plan": {"name": None}, "plan.name": "pro"}, True),
        ({"plan": "pro"}, False),
        ({}, False),
    ],
)
def test_dotted_paths_walk_objects_first(properties, found):
    assert points(asks("plan.name", eq="pro"), saying("track", {"properties": properties})) == found


@pytest.mark.parametrize("message", [None, "no json", "[]", '"text"', '{"properties": []}', '{"properties": null}'])
def test_an_event_without_properties_satisfies_nothing_but_exists_false(message):
    assert points(asks("plan", ne="x"), saying("track", message)) == 0
    assert points(asks("plan", exists=False), saying("track", message)) == 1


def test_identify_and_group_read_their_traits():
    assert (
        points(asks("title", "identify", eq="CEO"), saying("identify", {"traits": {"title": "CEO"}}, title="Home")) == 1
    )
    assert points(asks("plan", "group", eq="pro"), saying("group", {"context": {"traits": {"plan": "pro"}}})) == 1
    assert points(asks("plan", "identify", eq="pro"), saying("identify", {"properties": {"plan": "pro"}})) == 0


def test_page_properties_come_from_the_columns_or_the_payload():
    assert points(asks("path", "page", eq="/a"), saying("page", None, path="/a")) == 1
    assert points(asks("path", "page", eq="/a"), saying("page", {"properties": {"path": "/a"}})) == 1
    assert points(asks("path", eq="/a"), saying("track", {"context": {"page": {"path": "/a"}}})) == 1
    assert points(asks("path", "identify", eq="/a"), saying("identify", {"traits": {}}, path="/a")) == 1


def test_a_page_property_that_is_no_text_is_read_as_it_is():
    assert points(asks("search", "page", gt=4), saying("page", {"properties": {"search": 5}})) == 1


def test_any_event_reads_each_by_its_kind():
    lead = Bob().did("A", 1, plan="pro").did("identify", 1, plan="pro").did("page", 1, path="/a")
    assert points(asks("plan", "*", eq="pro"), lead) == 2
    assert points(asks("path", "*", eq="/a"), lead) == 1


def test_all_conditions_of_where_must_hold():
    rule = {"event": "A", "where": {"a": {"gt": 1, "lt": 5}, "b": {"exists": True}}, "points": 1}
    assert [points(ruled(rule), Bob().did("A", 1, a=a, b=b)) for a, b in ((2, 0), (5, 0), (2, None))] == [1, 0, 0]


def test_event_names_match_exactly():
    assert points(asks("a", event="Demo", exists=False), Bob().did("demo", 1)) == 0


def test_a_date_of_an_event_may_begin_to_match_later():
    document = ruled({"event": "A", "where": {"due": {"older_than": "2d"}}, "points": 1})
    lead = Bob().did("A", 9, due="2026-04-29").did("A", 8, due="soon")
    assert [points(document, lead, at=at) for at in (0, -0.4, -0.5)] == [0, 0, 1]


def test_a_date_of_an_event_may_cease_to_match():
    document = ruled({"event": "A", "where": {"due": {"newer_than": "2d"}}, "points": 1, "count": "once"})
    lead = Bob().did("A", 9, due="2026-04-29").did("A", 8, due="2026-05-20")
    assert [points(document, lead, at=at) for at in (0.6, 0, -20)] == [1, 1, 1]
    assert points(document, Bob().did("A", 9, due="2026-04-29")) == 0

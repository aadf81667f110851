"""What changed between two models, in words a marketer would use."""

import pytest

from handraiser.scoring.language import starter
from handraiser.scoring.words import Change, changes, unified

MODEL = starter("b2b-saas")


def told(*edits):
    after = MODEL
    for old, new in edits:
        assert after.count(old) == 1, old
        after = after.replace(old, new)
    return [str(change) for change in changes(MODEL, after)]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("            points: 100\n", "            points: 80\n", "demo: points 100 -> 80"),
        ("            cap: 20\n", "", "blog: cap removed: 20"),
        ("            every: 30d\n", "            every: 30d\n            cap: 40\n", "silent: cap added: 40"),
        ("count: {once_per: 90d}", "count: {once_per: 60d}", "demo: count.once_per 90d -> 60d"),
        ("decay: {lifespan: 90d}", "decay: none", "demo: decay {lifespan: 90d} -> none"),
        ("range: [-50, 100]", "range: [-50, 120]", "fit: range [-50, 100] -> [-50, 120]"),
        ("cap: [0, 40]", "cap: [0, 60]", "content: cap [0, 40] -> [0, 60]"),
        ("{A: 60, B: 35", "{A: 65, B: 35", "labels: fit.A 60 -> 65"),
        ("[rival.example]", "[rival.example, foe.example]", "competitors gained foe.example"),
        ("  - Trial Started\n", "", "hand_raises lost Trial Started"),
        ("hold: 14d", "hold: 7d", "stages[2]: hold 14d -> 7d"),
        ("[A1, A2, B1, B2]", "[A2, A1, B1, B2]", "stages[1]: if.matrix in another order"),
        ("- {lt: 10, points: -20}", "- {lt: 10, points: -30}", "size: cases[2].points -20 -> -30"),
        (
            "              - {between: [50, 199], points: 20}\n",
            "",
            "size: cases[1] removed: {between: [50, 199], points: 20}",
        ),
        ("effect: ignore", "effect: freeze", "staff: effect ignore -> freeze"),
        ("timezone: Europe/Zurich", "timezone: UTC", "timezone Europe/Zurich -> UTC"),
        ("labels: {fit: A, engagement: 1}", "labels: {fit: B, engagement: 1}", "bob: expect.labels.fit A -> B"),
        (
            "          e_book:\n",
            "          video: {event: Video Watched, points: 5}\n          e_book:\n",
            "video added: {event: Video Watched, points: 5}",
        ),
    ],
)
def test_a_change_is_told_of_the_part_its_author_named(old, new, words):
    assert told((old, new)) == [words]


def test_a_change_is_kept_as_code_and_parameters():
    (change,) = changes(MODEL, MODEL.replace("            points: 100\n", "            points: 80\n"))
    path = "scores.engagement.groups.asking.rules.demo.points"
    assert change == Change("changed", path, "demo", "points", "100", "80")


def test_several_changes_come_in_the_documents_order():
    assert told(("hold: 14d", "hold: 7d"), ("[rival.example]", "[]")) == [
        "competitors lost rival.example",
        "stages[2]: hold 14d -> 7d",
    ]


def test_comments_quotes_and_layout_are_no_change():
    assert (
        told(
            ("  # who they are", ""),
            ("event: Content Downloaded\n", "event: 'Content Downloaded'\n"),
            ("{lt: 10, points: -20}", "{points: -20, lt: 10}"),
        )
        == []
    )


def test_the_order_of_exclusions_is_a_change_as_the_first_wins():
    first, second = MODEL.index("  competitor:\n    if"), MODEL.index("  staff:")
    end = MODEL.index("\nscores:")
    swapped = MODEL[:first] + MODEL[second:end] + MODEL[first:second] + MODEL[end:]
    assert [str(change) for change in changes(MODEL, swapped)] == ["exclude in another order"]


def test_the_texts_differ_line_by_line():
    after = MODEL.replace("hold: 14d", "hold: 7d")
    lines = unified(MODEL, after, names=("version 1", "draft")).splitlines()

    assert lines[:2] == ["--- version 1", "+++ draft"]
    assert [line for line in lines[2:] if line[0] in "+-"] == ["-    hold: 14d", "+    hold: 7d"]
    assert unified(MODEL, MODEL, names=("a", "b")) == ""


@pytest.mark.parametrize("text", ["x", "12", "[a]", "{}"])
def test_a_document_that_is_no_model_yet_changes_nothing_in_words(text):
    """Somebody who types a model from nothing has it compared at every letter."""
    assert not [change for change in changes(MODEL, text) if not change.subject]

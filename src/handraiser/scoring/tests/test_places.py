"""The parts of a document that people speak about."""

from handraiser.scoring.language import starter
from handraiser.scoring.places import nearest, places

DOCUMENT = starter("b2b-saas")
E_BOOK = "scores.engagement.groups.content.rules.e_book"


def test_rules_groups_scores_stages_lists_and_tests_are_places():
    found = places(DOCUMENT)
    wanted = {E_BOOK, "scores.fit", "scores.fit.groups.person", "stages[1]", "lists.competitors", "tests.bob", "matrix"}
    assert wanted <= set(found)
    assert found.index("lists") < found.index("lists.competitors") < found.index("scores")


def test_what_cannot_be_read_has_no_places():
    assert places("a: [") == []
    assert places("- a list") == []


def test_a_detail_lies_in_the_smallest_part_around_it():
    found = places(DOCUMENT)
    assert nearest(f"{E_BOOK}.points", found) == E_BOOK
    assert nearest("stages[1].if.matrix", found) == "stages[1]"
    assert nearest("stages[10]", ["stages[1]", "stages"]) == "stages"
    assert nearest("nowhere", found) == ""

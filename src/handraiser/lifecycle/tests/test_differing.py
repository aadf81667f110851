"""What changed between two documents, as one would say it."""

import pytest

from handraiser.lifecycle.differing import differences
from handraiser.scoring.language import starter

DOCUMENT = starter("b2b-saas")


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("points: 15", "points: 20", "E book: 15 → 20 points"),
        ("language: 1", "language: 1\nlookback: 90d", "Lookback: added, 90d"),
    ],
)
def test_a_difference_is_told_in_words(before, after, words):
    assert before in DOCUMENT
    assert [each.words for each in differences(DOCUMENT, DOCUMENT.replace(before, after, 1))] == [words]


def test_a_document_that_cannot_be_read_differs_in_nothing_that_could_be_told():
    assert differences(DOCUMENT, "a: [") == []

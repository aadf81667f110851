"""Whatever is sent as a model, ModelRefused is the worst that comes of it, and soon."""

import pickle
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handraiser.scoring.language import ModelRefused, parse
from handraiser.scoring.language.composing import DEEPEST, LARGEST_TEXT
from handraiser.scoring.language.problems import MOST_PROBLEMS

from .small import SMALL

BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [*{last}, *{last}, *{last}, *{last}, *{last}, *{last}, *{last}, *{last}]\n"
    for last, name in zip("abcdefgh", "bcdefghi", strict=True)
)
HOSTILE = {
    "aliases of aliases": BOMB,
    "an alias of itself": "a: &a [*a]",
    "deep lists": "[" * 100_000,
    "deep dashes": "- " * 100_000,
    "deep keys": "{a: " * 100_000,
    "deep questions": "? " * 100_000,
    "too long": "x" * (LARGEST_TEXT + 1),
    "too many values": "[" + "a," * 200_000 + "]",
    "too many problems": "".join(f"k{n}: 1\n" for n in range(10_000)),
    "one key ten thousand times": "a: 1\n" * 10_000,
    "a number of 5,000 digits": f"language: {'9' * 5_000}",
    "a wild exponent": SMALL.replace("points: 50", "points: 1e999999999"),
    "an escape beyond Unicode": 'a: "\\UFFFFFFFF"',
    "a lone surrogate": "a: \ud800",
    "a control character": "a: \x00",
    "a Python object": "!!python/object/apply:os.system [id]",
    "a list as a key": "? [a, b]\n: c",
    "a wild directive": "%YAML 9.9\n---\na: 1",
    "an open quote": 'a: "b',
    "nothing": "",
    "only a comment": "# model",
    "no mapping": "- a",
    "null": "~",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_document_is_refused_soon(text):
    started = time.monotonic()

    with pytest.raises(ModelRefused) as refused:
        parse(text)

    assert 1 <= len(refused.value.problems) <= MOST_PROBLEMS
    assert time.monotonic() - started < 20


def test_a_document_as_deep_as_allowed_is_read():
    nots = DEEPEST - 12
    condition = "{not: " * nots + "{trait: x, exists: true}" + "}" * nots
    assert parse(SMALL.replace("{trait: email_domain, in: rivals}", condition))


PIECES = [
    *("[", "]", "{", "}", ":", "- ", "? ", "&a ", "*a ", "!!int ", "|", "> ", "'", '"', "\\", "\n", "  ", "#", "%"),
    *("~", "null", "true", "1e400", "0x10", ".inf", "\u2028", "\x85", "\ufeff", "<<: ", "---\n", "...\n", "\t", "-"),
]


def problems_of(text):
    try:
        parse(text)
    except ModelRefused as refused:
        return refused.problems
    return ()


@given(st.lists(st.tuples(st.integers(0, len(SMALL)), st.integers(0, 30), st.sampled_from(PIECES)), max_size=6))
def test_a_model_with_pieces_cut_and_put_in_is_read_or_refused(edits):
    text = SMALL
    for place, cut, piece in edits:
        text = text[:place] + piece + text[place + cut :]
    lines = text.count("\n") + text.count("\x85") + text.count("\u2028") + 2

    assert all(1 <= problem.line <= lines and problem.column >= 1 for problem in problems_of(text))


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text):
    with pytest.raises(ModelRefused):
        parse(text)


def test_a_refusal_travels_between_processes():
    with pytest.raises(ModelRefused) as refused:
        parse("language: 2")

    assert pickle.loads(pickle.dumps(refused.value)).problems == refused.value.problems

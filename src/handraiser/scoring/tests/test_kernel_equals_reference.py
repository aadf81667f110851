"""The kernel and the slow reference agree on random models, people and moments.

The suite draws few; `pytest --hypothesis-profile deep` draws thousands.
"""

import os
import subprocess
import sys
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from handraiser.scoring.series import series
from handraiser.scoring.tests import kernel_in_words, reference_in_words
from handraiser.scoring.tests.kernel_in_words import compiled, told
from handraiser.scoring.tests.reference import evaluate
from handraiser.scoring.tests.reference_history import history
from handraiser.scoring.tests.reference_in_words import assert_agree, slack_of
from handraiser.scoring.tests.reference_looking import HORIZON, ahead
from handraiser.scoring.tests.strategies import cases

seeds = st.integers(0, 2**32)


@given(cases())
def test_kernel_and_reference_agree(case):
    (kernel,) = told(compiled(case.text), history(case.people), case.at_us)
    assert_agree(kernel, reference_in_words.with_past(evaluate(case.document, case.person, case.at_us)), slack_of(case))


@given(cases(most=4), seeds)
def test_many_leads_at_once_are_each_alone_in_any_order_of_rows(case, seed):
    model = compiled(case.text)
    alone = [told(model, history([person]), case.at_us)[0] for person in case.people]
    mixed = history(case.people, lambda rows: Random(seed).sample(rows, len(rows)))
    assert told(model, mixed, case.at_us) == alone


@given(cases(), seeds)
def test_moves_since_a_moment_are_the_later_ones_of_all(case, seed):
    model, rows = compiled(case.text), history(case.people)
    (whole,) = told(model, rows, case.at_us)
    since_us = Random(seed).choice([*(move[0] for move in whole["moves"]), case.at_us])
    (later,) = told(model, rows, case.at_us, since_us)
    for name in ("moves", "hand_raises"):
        assert later[name] == [row for row in whole[name] if row[0] > since_us]
    assert later["stage"] == whole["stage"]


@given(cases(), seeds)
def test_a_trait_recorded_again_unchanged_changes_nothing(case, seed):
    model, traits = compiled(case.text), case.person["traits"]
    newest = sorted(traits, key=lambda row: (row["known_us"], row["seq"]))[-1:]
    again = [{**row, "known_us": row["known_us"] + seed, "seq": 100} for row in newest]
    twice = {**case.person, "traits": [*traits, *again]}
    assert told(model, history([twice]), case.at_us) == told(model, history(case.people), case.at_us)


@given(cases())
def test_the_next_look_is_never_too_late(case):
    (kernel,) = told(compiled(case.text), history(case.people), case.at_us)
    next_us = kernel["next_look_us"]
    assert next_us is None or next_us > case.at_us
    now, *later = ahead(case.document, case.person, case.at_us, None if next_us is None else next_us - 1)
    for moment in later:
        assert moment[1] == now[1], moment[0]


@given(cases(), seeds)
def test_series_tell_each_moment_as_it_was(case, seed):
    begun = case.person["first_seen_us"]
    times = [Random(seed + i).randint(begun, case.at_us + HORIZON) for i in range(3)] + [case.at_us, begun]
    rows = series(compiled(case.text), history(case.people), times).to_pylist()
    for time, row in zip(times, rows, strict=True):
        then = reference_in_words.in_words(evaluate(case.document, case.person, time))
        assert_agree(kernel_in_words.in_words(row), then, slack_of(case))


def test_the_kernel_uncompiled_agrees_too():
    """The same functions, read by Python."""
    first = ["-q", "-x", f"{__file__}::test_kernel_and_reference_agree"]
    uncompiled = {**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONPATH": os.pathsep.join(sys.path)}
    run = subprocess.run([sys.executable, "-m", "pytest", *first], env=uncompiled, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout

"""Many leads at a time: the same results as each alone, in any order of rows, compiled or not."""

import os
import pickle
import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa

from handraiser.scoring.arranging import by_slice, link_keys
from handraiser.scoring.compiling import compile_model
from handraiser.scoring.evaluating import evaluate
from handraiser.scoring.history import DEALS, EVENTS, MOVES, PEOPLE, TRAITS, History
from handraiser.scoring.kernel import score_leads, warm
from handraiser.scoring.language import parse, starter

from .cast import Bob, day, history, scored
from .test_kernel_stages import ASKS, COOL, RIVAL, WARM, staged

DOCUMENT = staged(WARM, COOL, ASKS, exclude=RIVAL)


def crowd(size: int = 40) -> list[Bob]:
    chance = random.Random(7)
    leads = []
    for number in range(size):
        lead = Bob(lead=number * 3 + 1, known=chance.choice([None, 50, 20]), first_seen=60)
        for _ in range(chance.randrange(12)):
            ago = chance.uniform(0, 60)
            lead.did(chance.choice(["A", "B", "Demo"]), ago, arrived=chance.choice([ago, chance.uniform(0, ago)]))
        if chance.random() < 0.3:
            lead.has("email_domain", "rival.example", since=chance.uniform(0, 40))
        if chance.random() < 0.3:
            lead.moved(chance.choice(["lead", "sql"]), chance.uniform(0, 40), chance.choice([None, -1, 2]))
        if chance.random() < 0.3:
            lead.deal("created", 30).deal(chance.choice(["won", "lost"]), chance.uniform(0, 30))
        for seq, event in enumerate(sorted(lead.events, key=lambda event: event["known_us"])):
            event["seq"] = seq * 100 + number
        leads.append(lead)
    return leads


def shuffled(whole: History) -> History:
    chance = np.random.default_rng(3)
    tables = (whole.events, whole.traits, whole.moves, whole.deals)
    return History(whole.people, *(table.take(pa.array(chance.permutation(table.num_rows))) for table in tables))


def everything(evaluation):
    return [table.to_pylist() for table in (evaluation.results, evaluation.moves, evaluation.hand_raises)]


def test_many_leads_together_come_out_as_each_alone():
    leads = crowd()
    together = everything(scored(DOCUMENT, *leads))
    alone = [everything(scored(DOCUMENT, lead)) for lead in leads]
    assert together == [[row for parts in alone for row in parts[kind]] for kind in range(3)]


def test_the_order_of_rows_changes_nothing():
    whole = history(*crowd())
    model = compile_model(parse(DOCUMENT))
    assert everything(evaluate(model, shuffled(whole), at_us=day(0))) == everything(
        evaluate(model, whole, at_us=day(0))
    )


def test_each_lead_may_have_its_own_moment():
    leads = crowd(5)
    model = compile_model(parse(DOCUMENT))
    moments = np.array([day(at) for at in (0, 5, 10, 20, 30)])
    found = evaluate(model, history(*leads), at_us=moments).results.to_pylist()
    assert found == [
        scored(DOCUMENT, lead, at=at).results.to_pylist()[0] for lead, at in zip(leads, (0, 5, 10, 20, 30), strict=True)
    ]


def test_rows_of_other_leads_do_not_exist():
    whole, one = history(*crowd(5)), history(crowd(5)[2])
    model = compile_model(parse(DOCUMENT))
    only = History(one.people, whole.events, whole.traits, whole.moves, whole.deals)
    assert everything(evaluate(model, only, at_us=day(0))) == everything(evaluate(model, one, at_us=day(0)))


def test_nobody_and_nothing_are_fine():
    model = compile_model(parse(starter("b2b-saas")))
    nothing = History(*(schema.empty_table() for schema in (PEOPLE, EVENTS, TRAITS, MOVES, DEALS)))
    assert evaluate(model, nothing, at_us=day(0)).results.num_rows == 0
    assert scored(starter("b2b-saas"), Bob()).results["stage"].to_pylist() == ["lead"]


def test_a_compiled_model_travels_to_other_processes():
    model = pickle.loads(pickle.dumps(compile_model(parse(DOCUMENT))))
    whole = history(*crowd(5))
    assert everything(evaluate(model, whole, at_us=day(0))) == everything(scored(DOCUMENT, *crowd(5)))


def test_more_moves_than_there_was_room_for():
    flapping = staged(WARM, COOL | {"hold": "1h"}, score={"event": "A", "points": 10, "within": "1h"})
    lead = Bob()
    for hours in range(600, 0, -6):
        lead.did("A", hours / 24)
    assert scored(flapping, lead).moves.num_rows == 1 + 2 * 100


def test_nothing_is_compiled_after_warming():
    warm()
    scored(DOCUMENT, *crowd(5))
    scored(starter("b2b-saas"), *crowd(5))
    assert [len(entry.signatures) for entry in (score_leads, by_slice, link_keys)] == [1, 1, 1]


PLAIN = """
from handraiser.scoring.tests.test_evaluating import DOCUMENT, crowd, everything, scored
print(everything(scored(DOCUMENT, *crowd(8))))
"""
CACHED = """
import numpy as np
from handraiser.scoring.arranging import new_lows
new_lows(np.zeros(1, np.int64), np.empty(0, np.int64))
"""


def run(script: str, **environment: str) -> str:
    environment = os.environ | {"NUMBA_DISABLE_JIT": "0", "PYTHONPATH": str(Path(__file__).parents[3])} | environment
    return subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
    ).stdout


def test_plain_python_gives_the_same_results():
    assert run(PLAIN, NUMBA_DISABLE_JIT="1").strip() == str(everything(scored(DOCUMENT, *crowd(8))))


def test_the_cache_of_machine_code_goes_where_it_is_told(tmp_path):
    run(CACHED, NUMBA_CACHE_DIR=str(tmp_path))
    assert list(tmp_path.rglob("*.nbi"))

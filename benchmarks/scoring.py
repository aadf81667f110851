"""How fast the scoring kernel is: `python benchmarks/scoring.py`. CPU seconds beside the wall's.

Prints events a second for the worker's micro-batches and for a whole history, the time to explain one
lead, and the ratio to the same kernel run as plain Python.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa

from handraiser.scoring.compiling import compile_model
from handraiser.scoring.evaluating import evaluate
from handraiser.scoring.explaining import explain
from handraiser.scoring.history import EVENTS, MOVES, PEOPLE, TRAITS, History
from handraiser.scoring.kernel import warm
from handraiser.scoring.language import parse, starter
from handraiser.scoring.series import series

DAY = 86_400_000_000
NOW = round(datetime(2026, 5, 1, 12, tzinfo=UTC).timestamp()) * 1_000_000
SPAN_DAYS = 180
TITLES = ["Head of Operations", "Chief Executive", "VP Sales", "Account Manager", "Student", "Engineer"]
INDUSTRIES = ["software", "fintech", "retail", "media", "mining"]


def made_up(leads: int, events_each: int, seed: int = 1) -> History:
    """Leads as a website sees them: mostly pages, some downloads, few demo requests; in order of arrival."""
    chance = np.random.default_rng(seed)
    count = leads * events_each
    moments = np.sort(NOW - chance.integers(0, SPAN_DAYS * DAY, count))
    return History(
        people=_people(leads),
        events=_events(chance, leads, moments),
        traits=_traits(chance, leads),
        moves=MOVES.empty_table(),
    )


def _people(leads: int) -> pa.Table:
    long_ago = np.full(leads, NOW - 2 * SPAN_DAYS * DAY)
    return pa.table(
        {
            "lead": np.arange(leads),
            "first_seen_us": long_ago,
            "known_us": long_ago,
            "baseline_us": pa.nulls(leads, pa.int64()),
            "baseline_stage": pa.nulls(leads, pa.string()),
        },
        schema=PEOPLE,
    )


def _events(chance: np.random.Generator, leads: int, moments: np.ndarray) -> pa.Table:
    kinds = chance.choice(4, moments.size, p=[0.85, 0.08, 0.065, 0.005])
    names = pa.array([None, "Content Downloaded", "Email Opened", "Demo Requested"])
    payloads = pa.array(
        [
            json.dumps({"type": "page", "properties": {"path": "/blog", "title": "Blog"}}),
            json.dumps({"type": "track", "properties": {"content": {"kind": "e_book", "name": "A guide"}}}),
            json.dumps({"type": "track", "properties": {"subject": "News"}}),
            json.dumps({"type": "track", "properties": {"form": "demo"}}),
        ]
    )
    paths = pa.array([f"/blog/{n}" for n in range(400)] + [f"/pricing/{n}" for n in range(20)] + ["/", "/about"] * 50)
    path = chance.integers(0, len(paths), moments.size)
    columns = {
        "lead": chance.integers(0, leads, moments.size),
        "seq": np.arange(moments.size),
        "occurred_us": moments,
        "known_us": moments,
        "kind": pa.array(["page", "track", "track", "track"]).take(pa.array(kinds)),
        "name": names.take(pa.array(kinds)),
        "path": paths.take(pa.array(path, mask=kinds > 0)),
        "payload": payloads.take(pa.array(kinds)),
        "bot": pa.array(chance.random(moments.size) < 0.01),
        "system": pa.array(np.zeros(moments.size, np.bool_)),
    }
    empty = {name: pa.nulls(moments.size, pa.string()) for name in ("url", "title", "referrer", "search")}
    return pa.table({name: (columns | empty)[name] for name in EVENTS.names}, schema=EVENTS)


def _traits(chance: np.random.Generator, leads: int) -> pa.Table:
    values = {
        "title": [json.dumps(TITLES[at]) for at in chance.integers(0, len(TITLES), leads)],
        "company.industry": [json.dumps(INDUSTRIES[at]) for at in chance.integers(0, len(INDUSTRIES), leads)],
        "company.employees": [str(size) for size in chance.integers(1, 2000, leads)],
        "email_domain": [json.dumps(f"company{at}.example") for at in chance.integers(0, leads, leads)],
    }
    tables = [
        pa.table(
            {
                "lead": np.arange(leads),
                "name": [name] * leads,
                "value": column,
                "known_us": np.full(leads, NOW - SPAN_DAYS * DAY),
                "seq": np.arange(leads),
            },
            schema=TRAITS,
        )
        for name, column in values.items()
    ]
    return pa.concat_tables(tables)


def timed(work: Callable[[], object], times: int) -> tuple[float, float]:
    """The fastest of some runs: wall and CPU seconds."""
    runs = []
    for _ in range(times):
        wall, cpu = time.perf_counter(), time.process_time()
        work()
        runs.append((time.perf_counter() - wall, time.process_time() - cpu))
    return min(wall for wall, _ in runs), min(cpu for _, cpu in runs)


def say(what: str, seconds: tuple[float, float], events: int | None = None) -> None:
    wall, cpu = seconds
    rate = f"{events / wall:>12,.0f} events/s" if events else ""
    print(f"{what:<52}{wall * 1000:>10.1f} ms wall{cpu * 1000:>10.1f} ms CPU{rate}", flush=True)


def compiled() -> None:
    say("the kernel ready (compiled, or loaded from its cache)", timed(warm, 1))
    model = compile_model(parse(starter("b2b-saas")))
    for leads, each, times in ((2_000, 20, 5), (50_000, 20, 2), (1, 20_000, 3)):
        history = made_up(leads, each)
        work = timed(lambda history=history: evaluate(model, history, at_us=NOW), times)
        say(f"{leads:,} leads with {each:,} events each, every moment folded", work, leads * each)
    one = made_up(1, 40)
    say("one lead of 40 events explained", timed(lambda: explain(model, one, at_us=NOW), 30))
    days = np.arange(NOW - 90 * DAY, NOW, DAY)
    say("one lead of 40 events on 90 days", timed(lambda: series(model, one, days), 30))


def plain(leads: int) -> None:
    """Prints only seconds: run with NUMBA_DISABLE_JIT=1."""
    model, history = compile_model(parse(starter("b2b-saas"))), made_up(leads, 20)
    print(timed(lambda: evaluate(model, history, at_us=NOW), 1)[1])


def ratio(leads: int = 200) -> None:
    model, history = compile_model(parse(starter("b2b-saas"))), made_up(leads, 20)
    fast = timed(lambda: evaluate(model, history, at_us=NOW), 5)[1]
    environment = os.environ | {"NUMBA_DISABLE_JIT": "1"}
    said = subprocess.run(
        [sys.executable, __file__, "plain", str(leads)], env=environment, capture_output=True, text=True, check=True
    )
    print(f"{leads} leads by the same kernel as plain Python: {float(said.stdout) / fast:.0f} times the CPU")


if __name__ == "__main__":
    if sys.argv[1:2] == ["plain"]:
        plain(int(sys.argv[2]))
    else:
        compiled()
        ratio()

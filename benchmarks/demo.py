"""How long the demo takes to load: `python benchmarks/demo.py [leads]`, on a throw-away database of its own.

The goal is a minute for 2,000 leads on a quiet machine. CPU seconds beside the wall's, and where they go.
"""

import os
import sys
import tempfile
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handraiser.settings")
os.environ.setdefault("HANDRAISER_DATA", tempfile.mkdtemp(prefix="handraiser-bench-"))

import django

django.setup()

from django.conf import settings  # noqa: E402 - after Django is set up
from django.db import connection  # noqa: E402
from django.test.utils import setup_databases, teardown_databases  # noqa: E402

from handraiser.clock import now_us  # noqa: E402
from handraiser.demo import loading, working  # noqa: E402
from handraiser.demo.history import Plan  # noqa: E402
from handraiser.lifecycle import snapshots  # noqa: E402
from handraiser.scoring.kernel import warm  # noqa: E402

GOAL_S = 60
spent: Counter[str] = Counter()  # CPU seconds, by chore


def timed(chore):
    """The chore, with what it spends added up."""

    def work(*arguments):
        began = time.process_time()
        try:
            return chore.work(*arguments)
        finally:
            spent[chore.name] += time.process_time() - began

    return replace(chore, work=work)


def main(leads: int) -> None:
    for alias, database in settings.DATABASES.items():
        if "sqlite" in database["ENGINE"]:
            database["TEST"]["NAME"] = str(settings.DATA / f"{alias}-benchmark.db")
    names = setup_databases(verbosity=0, interactive=False)
    for kind in ("SINGLE", "BACKGROUND", "CHORES"):
        setattr(working, kind, tuple(timed(chore) for chore in getattr(working, kind)))
    try:
        warm()
        wall, cpu = time.perf_counter(), time.process_time()
        loaded = loading.load(Plan(leads, 6, 1, now_us()), lambda _done, _events: None)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        print(f"{connection.vendor}: {leads:,} leads, {loaded.events:,} events in {wall:.1f} s ({cpu:.1f} s of CPU)")
        print(f"  {loaded.events / wall:,.0f} events/s; {GOAL_S / wall:.2f} x the goal of {GOAL_S} s for 2,000 leads")
        spent["all else: invent, send, store"] = cpu - sum(spent.values())
        for name, seconds in spent.most_common():
            print(f"    {name:32} {seconds:6.1f} s")
    finally:
        snapshots.close()
        teardown_databases(names, verbosity=0)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2_000)

"""How many events a second are identified, on both databases: batches of 2,000 events of 700 people.

python benchmarks/identity.py [--batches 12] [--only sqlite|postgresql]

Goal: 6,000 events/s on SQLite. Each run uses throw-away databases of its own.
"""

import argparse
import json
import random
import time

from _both import begin, databases

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--batches", type=int, default=12)
arguments, folder = begin(parser, __file__)

from django.db import connection, transaction  # noqa: E402 - after Django is set up

from handraiser.events.reading import EventRow  # noqa: E402
from handraiser.people.identifying import identify  # noqa: E402
from handraiser.people.models import Person, Sighting, TraitValue  # noqa: E402

GOAL = 6_000  # events a second on SQLite
BATCH, PEOPLE = 2_000, 700
START_US = 1_700_000_000_000_000


def events(batch: int, chance: random.Random) -> list[EventRow]:
    """Pages mostly, one identify in ten, one server call in twenty; half of the people were there before."""
    rows = []
    for place in range(BATCH):
        number = batch * BATCH + place + 1
        who = chance.randrange(batch * PEOPLE // 2, batch * PEOPLE // 2 + PEOPLE)
        rows.append(_event(number, who, chance.random()))
    return rows


def _event(number: int, who: int, kind: float) -> EventRow:
    device, user, trust, message = f"device-{who:08}-aaaa-bbbb", None, 0, {"type": "page"}
    if kind < 0.1:
        traits = {
            "email": f"p{who}@firm{who // 5}.example",
            "title": "Head of Operations",
            "company": {"employees": who},
        }
        message = {"type": "identify", "traits": traits}
    elif kind < 0.15:
        device, user, trust, message = None, f"user-{who}", 1, {"type": "track", "event": "Report Exported"}
    message["context"] = {"page": {"path": "/blog/one", "title": "One", "url": "https://acme.example/blog/one"}}
    values = dict.fromkeys(EventRow._fields) | {
        "id": number,
        "source_id": 1,
        "message_id": str(number),
        "kind": message["type"],
        "anonymous_id": device,
        "user_id": user,
        "trust": trust,
        "occurred_us": START_US + number * 1000,
        "received_us": START_US + number * 1000,
        "flags": 0,
        "payload": json.dumps(message),
    }
    return EventRow(**values)


def main(batches: int) -> None:
    chance = random.Random(7)
    with databases(folder):
        times: list[float] = []
        cpus: list[float] = []
        for batch in range(batches):
            rows = events(batch, chance)
            start, cpu = time.perf_counter(), time.process_time()
            with transaction.atomic():
                identify(rows)
            times.append(time.perf_counter() - start)
            cpus.append(time.process_time() - cpu)
        _report(sorted(times), sorted(cpus))


def _report(times: list[float], cpus: list[float]) -> None:
    median = times[len(times) // 2]
    rate = BATCH / median
    print(f"{connection.vendor}: {rate:,.0f} events/s identified, {rate / GOAL:.1f} x the goal of {GOAL:,}/s on SQLite")
    print(
        f"  {len(times)} batches of {BATCH}: median {median * 1000:.0f} ms, slowest {times[-1] * 1000:.0f} ms;"
        f" {cpus[len(cpus) // 2] / BATCH * 1e6:.0f} us of this process's CPU an event"
    )
    counts = (model.objects.count() for model in (Person, Sighting, TraitValue))
    print("  {:,} people, {:,} sightings, {:,} trait values".format(*counts))


if __name__ == "__main__":
    main(arguments.batches)

"""How many rows of a contacts file a second are imported, and then scored, on both databases.

python benchmarks/importing.py [--rows 100000] [--only sqlite|postgresql]

Goal: 100,000 rows imported in under 60 s: read, judged, stored as events, and identified, so that each is a person.
Each run uses throw-away databases of its own.
"""

import argparse
import csv
import io
import os
import time

from _both import begin, databases

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--rows", type=int, default=100_000)
arguments, folder = begin(parser, __file__)


from handraiser.exchange.importing import preparing, running  # noqa: E402
from handraiser.lifecycle import snapshots  # noqa: E402
from handraiser.lifecycle.models import Standing  # noqa: E402
from handraiser.lifecycle.publishing import publish  # noqa: E402
from handraiser.people.models import Person  # noqa: E402
from handraiser.scoring.kernel import warm  # noqa: E402
from handraiser.scoring.language import starter  # noqa: E402
from handraiser.worker import leases, scoring, taking  # noqa: E402

GOAL_S = 60.0  # for 100,000 rows
HEADER = ("Record ID", "First Name", "Last Name", "Email", "Job Title", "Company Name", "Industry", "Country/Region",
          "Phone Number", "Number of Employees", "Lead Status", "Original Source")  # fmt: skip


def contacts(count: int) -> bytes:
    """A plausible export of a CRM."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADER)
    for number in range(count):
        company = number % (count // 8 + 1)
        writer.writerow(
            (number + 1000, f"First{number}", f"Last{number}", f"first{number}@company{company}.example",
             ("Head of Operations", "Student", "CTO", "Buyer")[number % 4], f"Company {company} Ltd",
             ("software", "retail", "media")[company % 3], "Switzerland", f"+41 44 {number:07}", 10 + company % 900,
             "Open", ("Organic Search", "Direct", "Paid")[number % 3])
        )  # fmt: skip
    return text.getvalue().encode()


def main() -> None:
    warm()
    publish(starter("b2b-saas"), by=None)
    row = preparing.bring("contacts", "contacts.csv", io.BytesIO(contacts(arguments.rows)), None)
    began, cpu = time.monotonic(), time.process_time()
    preparing.check(row)
    running.run_now(row)
    checked = time.monotonic()
    preparing.start(row, None)
    running.run_now(row)
    stored = time.monotonic()
    held = leases.take("benchmark", "benchmark")
    assert held is not None
    while taking.take(2_000, held):
        pass
    known, cpu = time.monotonic(), time.process_time() - cpu
    while scoring.score_touched(1_000, held):
        pass
    scored = time.monotonic()
    assert row.new == arguments.rows == Person.objects.count() == Standing.objects.count()
    print(f"{arguments.only:10}  CPU of this process, all steps but scoring: {cpu:.1f} s")
    for words, seconds in (
        ("checked (dry run)", checked - began),
        ("stored", stored - checked),
        ("identified", known - stored),
        ("IMPORTED = stored and identified", known - checked),
        ("scored, after that", scored - known),
    ):
        print(f"{arguments.only:10}  {words:34} {seconds:7.1f} s  {arguments.rows / seconds:10,.0f} rows/s")
    verdict = "met" if known - checked < GOAL_S * arguments.rows / 100_000 else "MISSED"
    print(f"{arguments.only:10}  goal {GOAL_S:.0f} s for 100,000 rows: {verdict}; load {os.getloadavg()[0]:.1f}")
    snapshots.close()


with databases(folder):
    main()

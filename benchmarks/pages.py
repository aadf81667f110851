"""Whole pages at a million leads and ten million events, on both databases.

python benchmarks/pages.py [--leads 1000000] [--only sqlite|postgresql] [--here]

Fills throw-away databases (half an hour each; with --here the installation that the environment names, which is kept
and measured again at once), prepares the rows as the worker does, and asks for pages through Django as somebody signed
in. Prints milliseconds by the clock, and of processor time: of this process, which on SQLite is all the work there is,
and with it that of PostgreSQL where it runs on this machine. The funnel: `benchmarks/funnel.py`. Goal: p95 under
150 ms.
"""

# ruff: noqa: E402 - Django is set up first
import argparse
import os
import time
from contextlib import nullcontext
from functools import cache
from pathlib import Path

from _both import begin, databases

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--leads", type=int, default=1_000_000)
parser.add_argument("--here", action="store_true")
arguments, folder = begin(parser, __file__)

from _million import installation
from django.db import connection
from django.test import Client
from django.test.utils import setup_test_environment

from handraiser.audiences.models import Listed
from handraiser.people import bulk
from handraiser.people.models import Company, Person

ASKED = 40  # times each page is asked for, after one that warms it
SPREAD = 7_919  # rooms are asked for of people far from each other: nobody's rows lie in a cache
PAGES = {
    "people": "/people/",
    "two filters, sorted: frequent": "/people/?stage=lead&channel=search&sort=-total",
    "two filters, sorted: rare": "/people/?stage=sql&country=IS&sort=-total",
    "two filters, frequent and rare": "/people/?channel=search&stage=opportunity&sort=name",
    "two filters, middling": "/people/?stage=mql&channel=paid&sort=-known",
    "two filters, nobody": "/people/?stage=customer&campaign=c399&sort=email",
    "two filters, against each other": "/people/?stage=visitor&size=51-200",
    "two filters of no kept count": "/people/?size=51-200&seen=30&sort=-total",
    "three filters": "/people/?stage=mql&stage=sql&size=51-200&seen=30&sort=company",
    "against the order": "/people/?stage=customer&channel=search&sort=total",
    "owner and stage": "/people/?owner=1&stage=lead&sort=-last_seen",
    "sorted by name": "/people/?sort=name",
    "search: one": "/people/?q=person77777",
    "search: many": "/people/?q=anna",
    "search: everybody": "/people/?q=example",
    "search: nobody": "/people/?q=zzzz",
    "search: two letters": "/people/?q=an&stage=mql",
    "search and filter": "/people/?q=kim&stage=sql&sort=-total",
    "number: frequent": "/lists/people/count/?stage=lead&channel=search",
    "number: against each other": "/lists/people/count/?stage=visitor&size=51-200",
    "number: search": "/lists/people/count/?q=example&stage=lead",
    "companies": "/companies/",
    "companies, filtered": "/companies/?size=51-200&country=CH&sort=-people",
    "companies, search": "/companies/?q=firm777",
}


def main() -> None:
    user = installation(arguments.leads)
    leads = Listed.objects.count()
    print(f"{connection.vendor}, {leads:,} people; load {os.getloadavg()[0]:.1f}")
    setup_test_environment()
    client = Client()
    client.force_login(user)
    for name, address in PAGES.items():
        ask(client, name, [address] * ASKED)
        if name in {"people", "two filters, sorted: frequent", "sorted by name"}:
            for _ in range(5):
                address = f"{address.partition('?')[0]}?{client.get(address).context['page'].following}"
            ask(client, f"{name}, page 6", [address] * ASKED)
    people = [Person.objects.get(pk=n * SPREAD % leads + 1) for n in range(ASKED + 1)]
    ask(client, "a lead's page", [f"/people/{person.key}/" for person in people])
    ask(client, "a lead's chart", [f"/people/{person.key}/chart/" for person in people])
    companies = [Company.objects.get(pk=n * SPREAD % (leads // 40) + 1) for n in range(ASKED + 1)]
    ask(client, "a company's page", [f"/companies/{company.key}/" for company in companies])


def ask(client: Client, name: str, addresses: list[str]) -> None:
    client.get(addresses[-1])
    wall, own, all_work = [], [], []
    for address in addresses[:ASKED]:
        begun, worked, served = time.perf_counter(), time.process_time(), _served()
        answer = client.get(address)
        wall.append(time.perf_counter() - begun)
        own.append(time.process_time() - worked)
        all_work.append(own[-1] + _served() - served)
        assert answer.status_code == 200, (address, answer.status_code)
    told = [f"{words} {_told(times)}" for words, times in (("", wall), ("ours", own), ("with database", all_work))]
    print(f"{name:38}{'   '.join(told)}", flush=True)


def _told(times: list[float]) -> str:
    ordered = sorted(each * 1000 for each in times)
    return f"p50 {ordered[ASKED // 2]:7.1f} p95 {ordered[ASKED * 19 // 20]:7.1f}"


def _served() -> float:
    """Seconds of processor time of the PostgreSQL process that serves us; 0 where it is none of this machine's."""
    if connection.vendor == "sqlite":
        return 0.0
    spent = Path(f"/proc/{_server()}/schedstat")
    return int(spent.read_text().split()[0]) / 1e9 if spent.exists() else 0.0


@cache
def _server() -> int:
    return int(bulk.rows("SELECT pg_backend_pid()")[0][0])


with nullcontext() if arguments.here else databases(folder):
    main()

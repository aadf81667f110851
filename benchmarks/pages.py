"""Whole pages at a million leads and ten million events, on both databases.

python benchmarks/pages.py [--leads 1000000] [--only sqlite|postgresql] [--here]

Fills throw-away databases (half an hour each; with --here the installation that the environment names, which is kept
and measured again at once), prepares the rows as the worker does, and asks for pages through Django as somebody signed
in. Prints milliseconds by the clock and of this process's processor time; on SQLite the latter is all the work there
is. The funnel: `benchmarks/funnel.py`. Goal: p95 under 150 ms.
"""

# ruff: noqa: E402 - Django is set up first
import argparse
import os
import time
from contextlib import nullcontext

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
    wall, own = [], []
    for address in addresses[:ASKED]:
        begun, worked = time.perf_counter(), time.process_time()
        answer = client.get(address)
        wall.append((time.perf_counter() - begun) * 1000)
        own.append((time.process_time() - worked) * 1000)
        assert answer.status_code == 200, (address, answer.status_code)
    wall.sort()
    own.sort()
    told = f"p50 {wall[ASKED // 2]:7.1f}  p95 {wall[ASKED * 19 // 20]:7.1f}"
    print(f"{name:36} {told}   processor p50 {own[ASKED // 2]:7.1f}  p95 {own[ASKED * 19 // 20]:7.1f}", flush=True)


with nullcontext() if arguments.here else databases(folder):
    main()

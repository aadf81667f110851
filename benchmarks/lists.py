"""Whole pages of the lists at a million leads: `python benchmarks/lists.py [leads]`.

Fills the installation that the environment names (an empty one of its own: HANDRAISER_DATA or DATABASE_URL), prepares
the rows as the worker does, and asks for pages through Django with a signed-in user. Prints milliseconds.
"""

import os
import random
import statistics
import sys
import time
import uuid

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handraiser.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

from handraiser import clock  # noqa: E402
from handraiser.audiences import preparing  # noqa: E402
from handraiser.audiences.models import Listed  # noqa: E402
from handraiser.lifecycle.models import ModelVersion, Standing  # noqa: E402
from handraiser.organisation.models import User  # noqa: E402
from handraiser.people import bulk  # noqa: E402
from handraiser.people.models import Company, Person, Touches, TraitValue  # noqa: E402
from handraiser.scoring.language import starter  # noqa: E402

ASKED = 12  # times each page is asked for, after one that warms it
CHUNK = 5_000
STAGES = {"visitor": 700, "lead": 240, "mql": 40, "sql": 8, "opportunity": 4, "customer": 6, "disqualified": 2}
CHANNELS = {"search": 45, "direct": 25, "social": 12, "paid": 8, "referral": 6, "mail": 3, "": 1}
COUNTRIES = {"DE": 300, "CH": 200, "US": 200, "AT": 100, "FR": 100, "IT": 60, "NL": 30, "IS": 1, "": 9}
NAMES = [
    "Anna",
    "Bob",
    "Carla",
    "Deniz",
    "Eva",
    "Farid",
    "Gina",
    "Hugo",
    "Ines",
    "Jan",
    "Kim",
    "Lea",
    "Max",
    "Nora",
    "Omar",
    "Pia",
    "Quinn",
    "Rosa",
    "Sam",
    "Tom",
]
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
    leads = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    call_command("migrate", verbosity=0)
    if connection.vendor == "postgresql":
        bulk.execute("SET synchronous_commit = off")
    else:
        call_command("migrate", database="events", verbosity=0)
    user = User.objects.filter(email="ada@acme.example").first() or User.objects.create_user(
        "ada@acme.example", "a long enough password", name="Ada", role="marketing"
    )
    if not Listed.objects.exists():
        fill(leads, user)
    print(f"{connection.vendor}, {Listed.objects.count():,} people; load {os.getloadavg()[0]:.1f}")
    setup_test_environment()
    client = Client()
    client.force_login(user)
    for name, address in PAGES.items():
        ask(client, name, address)
        if name in {"people", "two filters, sorted: frequent", "sorted by name"}:
            for _ in range(5):
                address = f"{address.partition('?')[0]}?{client.get(address).context['page'].following}"
            ask(client, f"{name}, page 6", address)


def ask(client: Client, name: str, address: str) -> None:
    client.get(address)
    taken = []
    for _ in range(ASKED):
        begun = time.perf_counter()
        answer = client.get(address)
        taken.append((time.perf_counter() - begun) * 1000)
        assert answer.status_code == 200, (address, answer.status_code)
    rows = len(answer.context["page"].rows)
    print(f"{name:36} p50 {statistics.median(taken):7.1f}  p95 {sorted(taken)[-1]:7.1f}  rows {rows}", flush=True)


def fill(leads: int, user: User) -> None:
    """A company for each forty, a standing and touches for everybody."""
    rng, now = random.Random(1), clock.now_us()
    version, _ = ModelVersion.objects.get_or_create(
        number=1, defaults={"document": starter("b2b-saas"), "published_us": 1}
    )
    companies = leads // 40
    begun = time.perf_counter()
    with transaction.atomic():
        names = ("id", "key", "name", "domain", "first_seen_us")
        for start in range(1, companies + 1, CHUNK):
            ids = range(start, min(start + CHUNK, companies + 1))
            bulk.insert(Company, names, [(n, key(rng), f"Firm{n} AG", f"firm{n}.example", now) for n in ids])
            told = [(n, "employees", str(int(10 ** rng.uniform(0.3, 4)))) for n in ids]
            told += [(n, "country", f'"{pick(rng, COUNTRIES)}"') for n in ids]
            bulk.insert(
                TraitValue,
                ("company_id", "name", "value", "trust", "set_us", "in_force", "refused"),
                [(*one, 1, now, True, False) for one in told],
            )
    for start in range(1, leads + 1, CHUNK):
        ids = list(range(start, min(start + CHUNK, leads + 1)))
        with transaction.atomic():
            people(ids, rng, now, companies, user.pk, version.pk)
            bulk.execute("DELETE FROM people_changed")
    print(f"recorded in {time.perf_counter() - begun:.0f} s")
    begun = time.perf_counter()
    for start in range(1, leads + 1, CHUNK // 5):
        with transaction.atomic():
            preparing.refresh(range(start, min(start + CHUNK // 5, leads + 1)))
    taken = time.perf_counter() - begun
    print(f"prepared in {taken:.0f} s: {leads / taken:,.0f} people a second")
    bulk.execute("ANALYZE")


def people(ids: list[int], rng: random.Random, now: int, companies: int, owner: int, version: int) -> None:
    rows, standings, touches = [], [], []
    for number in ids:
        stage = pick(rng, STAGES)
        known = stage != "visitor"
        seen = now - int(rng.expovariate(1 / 60) * clock.DAY_US)
        name = f"{rng.choice(NAMES)} Person{number}" if known else ""
        email = f"person{number}@firm{number % companies + 1}.example" if known else None
        company = number % companies + 1 if known else None
        first = seen - int(rng.expovariate(1 / 90) * clock.DAY_US)
        rows.append((number, key(rng), number, first, first if known else None, seen, company, 0))
        rows[-1] += (owner if rng.random() < 0.02 else None, email, name, rng.choice(("CEO", "Buyer", "")), False, 0, 0)
        total = int(rng.expovariate(1 / 20) * 1_000_000)
        standings.append((number, version, now, stage, seen, f'{{"fit": {total // 2}, "engagement": {total // 3}}}'))
        standings[-1] += ("{}", "{}", rng.choice("ABCD") + rng.choice("1234") if known else None, total)
        came = (pick(rng, CHANNELS), f"site{int(rng.paretovariate(1))}"[:255], "", f"c{rng.randrange(400)}", "", "/")
        touches.append((number, first, *came, seen, *came))
    names = "id key canonical_id first_seen_us known_us last_seen_us company_id company_trust owner_id email name title"
    bulk.insert(Person, (*names.split(), "bot", "folded_us", "speaks_us"), rows)
    names = "person_id version_id at_us stage stage_since_us scores labels coverage matrix total"
    bulk.insert(Standing, names.split(), standings)
    touch = ("us", "channel", "source", "medium", "campaign", "referrer", "landing")
    bulk.insert(Touches, ("person_id", *(f"{when}_{each}" for when in ("first", "last") for each in touch)), touches)


def pick(rng: random.Random, weights: dict[str, int]) -> str:
    return rng.choices(list(weights), list(weights.values()))[0]


def key(rng: random.Random) -> str:
    number = uuid.UUID(int=rng.getrandbits(128), version=4)
    return number.hex if connection.vendor == "sqlite" else str(number)


if __name__ == "__main__":
    main()

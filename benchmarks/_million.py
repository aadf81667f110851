"""A million leads with ten million events, made by hand: the installation that the benchmarks of pages open.

Nobody is scored here and nothing is identified: rows are of the sizes and spreads that both would leave. An event's
person lies anywhere in the log, which is the worst that a page can meet.
"""

import random
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.db.models import Model

from handraiser import clock
from handraiser.audiences import preparing
from handraiser.audiences.models import Listed, ListedCompany
from handraiser.events.models import Source
from handraiser.lifecycle.models import ModelVersion, Standing
from handraiser.organisation.models import User
from handraiser.people import bulk
from handraiser.people.models import Company, Identity, Person, Touches, TraitValue
from handraiser.scoring.language import starter

CHUNK = 5_000
EVENTS = 10  # of each person
STEP_US = 5 * clock.DAY_US  # from one event of a person to the next
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


def installation(leads: int) -> User:
    """A user of the installation that Django is set up for, which is filled if it is empty."""
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
        events(leads)
        analyse()
    return user


def analyse() -> None:
    """What PostgreSQL's autovacuum does by itself where it is not off. SQLite is never told such things."""
    if connection.vendor == "postgresql":
        bulk.execute("VACUUM ANALYZE")


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
    print(f"recorded in {time.perf_counter() - begun:.0f} s", flush=True)
    analyse()
    begun = time.perf_counter()
    with indexed_afterwards(Listed, ListedCompany):
        for first in range(0, companies, CHUNK // 40):  # with all their people, so that each is summed up once
            some = range(first, min(first + CHUNK // 40, companies))
            with transaction.atomic():
                preparing.refresh([n for one in some for n in range(one or companies, leads + 1, companies)])
    print(f"prepared in {time.perf_counter() - begun:.0f} s", flush=True)


@contextmanager
def indexed_afterwards(*models: type[Model]) -> Iterator[None]:
    """Indexes made at once take a tenth of the time; but that by company, which preparing needs."""
    dropped = [(model, index) for model in models for index in model._meta.indexes if index.name != "listed_company"]
    with connection.schema_editor() as editor:
        for model, index in dropped:
            editor.remove_index(model, index)
    yield
    with connection.schema_editor() as editor:
        for model, index in dropped:
            editor.add_index(model, index)


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


def events(leads: int) -> None:
    """Ten events for each, in the log and in the book of who did them; a device each."""
    begun = time.perf_counter()
    source = Source.objects.create(name="Website").pk
    with transaction.atomic(using=settings.EVENTS_DB), connections[settings.EVENTS_DB].cursor() as cursor:
        cursor.execute(f"INSERT INTO events_event ({_EVENT}) {_logged(source, leads)}")
    with transaction.atomic():
        device = ("id", "kind", "value", "raw", "epoch", "person_id", "linked_us", "claimed", "confirmed", "shared")
        for start in range(1, leads + 1, CHUNK):
            people = range(start, min(start + CHUNK, leads + 1))
            bulk.insert(Identity, device, [_device(number) for number in people])
        bulk.execute(
            "INSERT INTO people_sighting (event_id, identity_id, known_us, occurred_us, bot, held)"
            f" SELECT n, p.id, {_occurred(leads)}, {_occurred(leads)}, {NO}, {NO}"
            f" FROM {_numbers(leads)} CROSS JOIN people_person p WHERE p.id = {_rest(leads)} + 1"
        )
    print(f"{leads * EVENTS:,} events in {time.perf_counter() - begun:.0f} s", flush=True)


def _device(number: int) -> tuple[object, ...]:
    value = str(uuid.UUID(int=number << 64 | 4 << 12))
    return number, "anonymous", value, value, 1, number, 0, False, False, False


_EVENT = (
    "id, source_id, message_id, kind, name, anonymous_id, trust, occurred_us, received_us, path, url, title, referrer,"
    " ip, user_agent, flags, payload"
)


def _logged(source: int, leads: int) -> str:
    path = f"'/articles/' || {_rest(400)}"
    text = "cast(n AS text)"
    payload = """'{"type":"page","properties":{"title":"An article","path":"/articles/","n":' || n ||
        '},"context":{"library":{"name":"analytics.js","version":"npm:next-1.84.3"},"locale":"en-US",' ||
        '"page":{"path":"/articles/","title":"An article","url":"https://www.acme.example/articles/"}}}'"""
    return (
        f"SELECT n, {source}, 'm' || {text}, CASE {_rest(5)} WHEN 0 THEN 'track' ELSE 'page' END,"
        f" CASE {_rest(5)} WHEN 0 THEN 'Whitepaper Downloaded' END, 'device' || {_rest(leads)}, 0, {_occurred(leads)},"
        f" {clock.now_us()}, {path}, 'https://www.acme.example' || {path}, 'An article', 'https://www.google.com/',"
        f" '198.51.100.0', 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 0, {payload}"
        f" FROM {_numbers(leads)}"
    )


def _occurred(leads: int) -> str:
    """The k-th of ten events, five days after the one before; equal in the log and beside it."""
    now = clock.now_us() // clock.DAY_US * clock.DAY_US
    return f"({now} - cast({EVENTS} - n / {leads} AS bigint) * {STEP_US} - {_rest(leads)} * 80000)"


def _rest(by: int) -> str:
    """n modulo a number, without the sign that a driver takes for a placeholder."""
    return f"(n - n / {by} * {by})"


def _numbers(leads: int) -> str:
    if connection.vendor == "postgresql":
        return f"generate_series(1::bigint, {leads * EVENTS - 1}) AS numbers(n)"
    return (
        f"(WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {leads * EVENTS - 1})"
        " SELECT n FROM numbers) AS numbers"
    )


NO = "false" if connection.vendor == "postgresql" else "0"

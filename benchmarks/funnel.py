"""How long the funnel's page takes over a million leads: `python benchmarks/funnel.py [leads]`, on both databases.

The rows that the page reads are made by SQL, of the size that so many leads with ten events each have; the page never
reads the events themselves. The database is a new one: never point DATABASE_URL at one that you need.
"""

# ruff: noqa: E402 - Django is set up first
import os
import sys
import tempfile
import time

os.environ["HANDRAISER_DATA"] = tempfile.mkdtemp(prefix="handraiser-funnel-")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handraiser.settings")

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client

from handraiser.insight.days import Calendar
from handraiser.insight.passing import DIMENSIONS, PAIRS, STAGES
from handraiser.insight.sharing import COUNTS
from handraiser.organisation.models import User

LEADS = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
TIMES = 40
DAYS = 730
DAY_US = 86_400_000_000
ADDRESSES = {
    "the last 4 weeks": "/funnel/",
    "13 weeks by campaign": "/funnel/?period=13w&split=campaign",
    "52 weeks by month": "/funnel/?period=52w&by=month",
    "one filter": "/funnel/?is_channel=search",
    "one filter, split by size": "/funnel/?is_channel=search&split=size",
    "one filter over 52 weeks": "/funnel/?is_channel=search&split=size&period=52w",
    "52 weeks by content": "/funnel/?split=content&period=52w",
    "52 weeks, channel by content": "/funnel/?is_channel=search&split=content&period=52w",
    "two filters": "/funnel/?is_source=Source+3&is_version=1",
    "two filters over 52 weeks": "/funnel/?is_source=Source+3&is_version=1&period=52w",
    "three common filters": "/funnel/?is_channel=search&is_size=50-199&is_version=1&split=campaign",
    "first against last touch": "/funnel/touches/?period=52w",
    "the charts": "/funnel/charts/",
}
ODDS = (100, 22, 4, 2, 1)  # of a hundred, who reach lead, MQL, SQL, opportunity, customer
VALUES = {
    "channel": "CASE n % 7 WHEN 0 THEN '' WHEN 1 THEN 'paid' WHEN 2 THEN 'mail' ELSE 'search' END",
    "source": "'Source ' || (n % 23)",
    "medium": "CASE n % 7 WHEN 0 THEN '' ELSE 'organic' END",
    "campaign": "CASE WHEN n % 3 = 0 THEN 'Campaign ' || (n % 41) ELSE '' END",
    "landing": "'/page-' || (n % 53)",
    "last_channel": "'mail'",
    "last_source": "'Source ' || (n % 19)",
    "last_medium": "''",
    "last_campaign": "''",
    "last_landing": "'/page-' || (n % 47)",
    "content": "'Content ' || (n % 61)",
    "size": "CASE n % 5 WHEN 0 THEN '' WHEN 1 THEN '1-9' ELSE '50-199' END",
    "version": "'1'",
}


def main() -> None:
    """Make the rows, ask each page so many times, print p50 and p95."""
    for alias in settings.DATABASES:
        call_command("migrate", database=alias, verbosity=0)
    begun = time.perf_counter()
    _rows()
    print(f"{connection.vendor}: {LEADS:,} leads made in {time.perf_counter() - begun:.0f} s")
    client = Client()
    client.force_login(User.objects.create_user("ada@acme.example", "a long enough password", role="marketing"))
    for name, address in ADDRESSES.items():
        wall, own = _taken(client, address)
        told = f"p50 {wall[TIMES // 2]:6.0f} ms  p95 {wall[TIMES * 19 // 20]:6.0f} ms"
        print(f"{name:28} {told}  processor time of this process p95 {own[TIMES * 19 // 20]:6.0f} ms", flush=True)


def _taken(client: Client, address: str) -> tuple[list[float], list[float]]:
    """Milliseconds by the clock, and of this process' processor time, each sorted; on SQLite that is all the work."""
    wall, own = [], []
    for _ in range(TIMES):
        begun, worked = time.perf_counter(), time.process_time()
        assert client.get(address).status_code == 200
        wall.append((time.perf_counter() - begun) * 1000)
        own.append((time.process_time() - worked) * 1000)
    return sorted(wall), sorted(own)


def _rows() -> None:
    today = Calendar.current().today
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO people_person ({_PERSON}) SELECT {_person(today)} FROM {_numbers()}")
        cursor.execute("DELETE FROM people_changed")
        names = [f"{stage}_{unit}" for stage in STAGES for unit in ("us", "day")]
        moments = [_moment(place, unit, today) for place in range(len(STAGES)) for unit in ("us", "day")]
        columns = ", ".join(["person_id", *names, *DIMENSIONS, "kinds"])
        values = ", ".join(["n", *moments, *(VALUES[name] for name in DIMENSIONS), "'webinar'"])
        cursor.execute(f"INSERT INTO insight_passage ({columns}) SELECT {values} FROM {_numbers()}")
        for place, stage in enumerate(STAGES):
            cursor.execute(_cells(place, stage))
            for dimension in ("", *DIMENSIONS) if place < len(STAGES) - 1 else ():
                cursor.execute(_stays(dimension, stage, STAGES[place + 1]))
        cursor.execute(_months("cell", "dimension, value, other, stage", COUNTS))
        cursor.execute(_months("stay", "dimension, value, stage, days", ("people",)))
        cursor.execute(
            "INSERT INTO insight_cell (dimension, value, other, stage, month, day, entered, lead, mql, sql,"
            f" opportunity, customer) SELECT 'showing', '', '', stage, {FALSE}, visitor_day - (visitor_day + 3) % 7,"
            " count(*), 0, 0, 0, 0, 0 FROM"
            " (SELECT visitor_day, CASE WHEN mql_day IS NULL THEN 'lead' ELSE 'mql' END AS stage FROM insight_passage)"
            " AS active GROUP BY 4, 6"
        )
        cursor.execute("ANALYZE")


_PERSON = (
    "id, key, canonical_id, first_seen_us, known_us, last_seen_us, company_trust, name, title, bot, folded_us,"
    " speaks_us"
)


def _numbers() -> str:
    if connection.vendor == "postgresql":
        return f"generate_series(1, {LEADS}) AS numbers(n)"
    return (
        f"(WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {LEADS})"
        " SELECT n FROM numbers) AS numbers"
    )


def _person(today: int) -> str:
    key = "md5(n::text)::uuid" if connection.vendor == "postgresql" else "printf('%032x', n)"
    seen = f"(CAST({today} - n % {DAYS} AS bigint) * {DAY_US})"
    no = "false" if connection.vendor == "postgresql" else "0"
    return f"n, {key}, n, {seen}, {seen}, {seen}, 0, 'Person', '', {no}, 0, 0"


def _moment(place: int, unit: str, today: int) -> str:
    day = f"{today} - n % {DAYS} + {max(place - 1, 0)} * (n / {DAYS} % 29)"
    value = f"CAST({day} AS bigint) * {DAY_US}" if unit == "us" else day
    reached = "true" if place == 0 else f"(n / {DAYS}) % 100 < {ODDS[place - 1]}"
    return value if place == 0 else f"CASE WHEN {reached} AND {day} <= {today} THEN {value} END"


def _cells(place: int, stage: str) -> str:
    """Of everybody, of each dimension and of each pair."""
    later = ", ".join(f"count({name}_day)" if name in STAGES[place + 1 :] else "0" for name in STAGES[1:])
    slices = [("", _NOTHING, _NOTHING), *((name, name, _NOTHING) for name in DIMENSIONS)]
    slices += [(f"{first}+{other}", first, other) for first, other in PAIRS]
    told = " UNION ALL ".join(
        f"SELECT '{name}', {value}, {other}, '{stage}', {FALSE}, {stage}_day, count(*), {later} FROM insight_passage"
        f" WHERE {stage}_day IS NOT NULL GROUP BY {stage}_day, 2, 3"
        for name, value, other in slices
    )
    return f"INSERT INTO insight_cell (dimension, value, other, stage, month, day, {', '.join(COUNTS)}) {told}"


def _stays(dimension: str, stage: str, after: str) -> str:
    return (
        "INSERT INTO insight_stay (dimension, value, stage, month, day, days, people)"
        f" SELECT '{dimension}', {dimension or _NOTHING}, '{stage}', {FALSE}, {stage}_day,"
        f" ({after}_us - {stage}_us) / {DAY_US}, count(*) FROM insight_passage"
        f" WHERE {after}_us >= {stage}_us GROUP BY {stage}_day, 2, 6"
    )


def _months(table: str, keys: str, counts: tuple[str, ...]) -> str:
    sums = ", ".join(f"sum({count})" for count in counts)
    return (
        f"INSERT INTO insight_{table} ({keys}, month, day, {', '.join(counts)}) SELECT {keys}, {TRUE}, {_FIRST}, {sums}"
        f" FROM insight_{table} WHERE dimension <> 'showing' GROUP BY {keys}, {_FIRST}"
    )


FALSE, TRUE = ("false", "true") if connection.vendor == "postgresql" else ("0", "1")
_FIRST = (
    "(date_trunc('month', date '1970-01-01' + day)::date - date '1970-01-01')"
    if connection.vendor == "postgresql"
    else "CAST(julianday(date(day * 86400, 'unixepoch', 'start of month')) - 2440587.5 AS integer)"
)
_NOTHING = "''"

if __name__ == "__main__":
    main()

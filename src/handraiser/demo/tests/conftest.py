"""One small demo that all tests of a module look at, and a way to load another."""

import pytest
from django.conf import settings
from django.core.management import call_command

from handraiser.clock import from_us
from handraiser.deals.models import Opportunity
from handraiser.demo.history import Plan
from handraiser.demo.loading import Loaded, load
from handraiser.lifecycle import snapshots
from handraiser.lifecycle.models import StageChange, Standing
from handraiser.people.models import Person

UNTIL_US = 1_774_000_000_000_000  # Friday, 20 March 2026, 09:46 UTC
QUICK_HASH = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def empty() -> None:
    """All tables of all databases."""
    for alias in settings.DATABASES:
        call_command("flush", database=alias, verbosity=0, interactive=False)


def play(plan: Plan) -> Loaded:
    """Load a plan into empty tables."""
    empty()
    loaded = load(plan, lambda _done, _events: None)
    snapshots.close()
    return loaded


def digest() -> list[object]:
    """All that follows from a history, without keys that are made up anew each time."""
    people = Person.objects.order_by("id").values_list(
        "email", "name", "first_seen_us", "known_us", "last_seen_us", "bot"
    )
    moves = StageChange.objects.order_by("id").values_list(
        "person", "at_us", "from_stage", "to_stage", "scores", "silent"
    )
    deals = Opportunity.objects.order_by("id").values_list("external_id", "state", "amount", "created_us", "closed_us")
    return [list(rows) for rows in (people, moves, deals, Standing.objects.order_by("pk").values_list("pk", "total"))]


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """150 leads of six months."""
    before, settings.PASSWORD_HASHERS = settings.PASSWORD_HASHERS, QUICK_HASH
    with django_db_blocker.unblock():
        yield play(Plan(leads=150, months=6, seed=1, until_us=UNTIL_US))
        empty()
    settings.PASSWORD_HASHERS = before


def day(moment_us: int) -> str:
    """Such as "Tue 2026-03-17"."""
    return f"{from_us(moment_us):%a %Y-%m-%d}"

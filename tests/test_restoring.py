"""A back-up that still holds somebody who was erased after it was made."""

import subprocess
import sys

import pytest

from tests.installation import Installation

pytestmark = pytest.mark.server

BOB = "bob@bobco.example"
TELL = f"""
import django; django.setup()
from django.db import transaction
from handraiser.events.models import Event
from handraiser.events.reading import by_ids
from handraiser.lifecycle.tests.websites import Website
from handraiser.people.identifying import identify
website = Website()
website.identify("laptop", email="{BOB}")
website.identify("tablet", email="alice@aliceco.example")
with transaction.atomic():
    identify(by_ids(list(Event.objects.values_list("pk", flat=True))))
"""
COUNT = "import django; django.setup(); from handraiser.events.models import Event; print(Event.objects.count())"


def python(installation: Installation, code: str) -> str:
    environment = installation.environment | {"DJANGO_SETTINGS_MODULE": "handraiser.settings"}
    return subprocess.run(
        [sys.executable, "-c", code], env=environment, check=True, capture_output=True, text=True
    ).stdout.strip()


def test_who_was_erased_stays_erased_when_an_older_back_up_is_restored(migrated):
    python(migrated, TELL)
    file = migrated.folder / "monday.tar.gz"
    migrated.command("backup", str(file))
    migrated.command("person", "erase", BOB, "--yes")
    assert "1 erased since then" in migrated.command("restore", str(file), "--replace")
    assert "Nobody is known" in migrated.command("person", "export", BOB, code=1)
    assert python(migrated, COUNT) == "1"
    migrated.command("person", "export", "alice@aliceco.example", "--to", str(migrated.folder / "alice.zip"))

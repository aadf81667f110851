"""What is wrong with this installation, in words, each with what to do about it."""

import os
import shutil
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from django.db import DatabaseError, connection, connections
from django.utils.translation import gettext as _

from handraiser.clock import SECOND_US, now_us
from handraiser.exchange.models import Delivery
from handraiser.lifecycle.models import ModelVersion, Rederivation
from handraiser.operations.databases import pending_migrations
from handraiser.organisation.models import Role, User
from handraiser.worker.models import ChoreRun, Parked

FREE_BYTES_WANTED = 500_000_000


class Level(StrEnum):
    OK = "ok"
    WARNING = "warning"  # it runs, but not as it should
    PROBLEM = "problem"  # something does not work


@dataclass(frozen=True)
class Finding:
    """One thing looked at. `advice` is empty where there is nothing to do."""

    level: Level
    about: str
    found: str
    advice: str = ""


def examine() -> list[Finding]:
    """Everything in the order in which a failure explains the next ones; stops at a database that is away."""
    findings: list[Finding] = []
    for look in (_data_folder, _databases):
        findings.extend(look())
    if any(finding.level is Level.PROBLEM for finding in findings):
        return findings
    later: tuple[Callable[[], Iterator[Finding]], ...] = (
        _statistics,
        _people_who_sign_in,
        _model,
        _worker,
        _parked,
        _derived_anew,
        _deliveries,
        _mail,
        _front_end,
        _address,
    )
    for look in later:
        findings.extend(look())
    return findings


def _data_folder() -> Iterator[Finding]:
    about = _("Data folder")
    if not settings.DATA.is_dir() or not os.access(settings.DATA, os.W_OK):
        yield Finding(
            Level.PROBLEM,
            about,
            _("%(folder)s is missing or cannot be written.") % {"folder": settings.DATA},
            _("Make it, give it to the user that runs Handraiser, or set HANDRAISER_DATA."),
        )
        return
    free = shutil.disk_usage(settings.DATA).free
    if free < FREE_BYTES_WANTED:
        yield Finding(
            Level.WARNING,
            about,
            _("Only %(megabytes)d MB are free.") % {"megabytes": free // 1_000_000},
            _("Make room: a full disk refuses events."),
        )
    else:
        yield Finding(Level.OK, about, str(settings.DATA))


def _databases() -> Iterator[Finding]:
    for alias in settings.DATABASES:
        about = _("Database %(alias)s") % {"alias": alias}
        try:
            with connections[alias].cursor() as cursor:
                cursor.execute("SELECT 1")
        except DatabaseError as error:
            yield Finding(Level.PROBLEM, about, str(error).strip(), _("Check DATABASE_URL and that it is up."))
            return
        yield Finding(Level.OK, about, connections[alias].vendor)
    if pending := pending_migrations():
        yield Finding(
            Level.PROBLEM,
            _("Tables"),
            _("%(number)d migrations are pending, the first is %(first)s.")
            % {"number": len(pending), "first": pending[0]},
            _("Run: handraiser migrate"),
        )


def _statistics() -> Iterator[Finding]:
    """PostgreSQL plans by statistics that only autovacuum keeps; without, lists were made a hundred times slower."""
    if _setting("autovacuum") == "off" or _setting("track_counts") == "off":
        yield Finding(
            Level.WARNING,
            _("Autovacuum"),
            _("PostgreSQL's autovacuum is off."),
            _("Set autovacuum and track_counts to on; until then run ANALYZE now and then, or pages become slow."),
        )


def _setting(name: str) -> str:
    """Of PostgreSQL; "" on SQLite."""
    if connection.vendor != "postgresql":
        return ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s)", [name])
        return str(cursor.fetchone()[0])


def _people_who_sign_in() -> Iterator[Finding]:
    about = _("Users")
    active = User.objects.filter(is_active=True)
    if not active.filter(role=Role.ADMINISTRATOR).exists():
        yield Finding(
            Level.PROBLEM, about, _("There is no administrator."), _("Run: handraiser user add --role administrator")
        )
    elif not active.filter(role=Role.SALES).exists():
        yield Finding(
            Level.WARNING,
            about,
            _("There is no user of the role sales, so alerts go to administrators."),
            _("Add one in Settings, Users."),
        )
    else:
        yield Finding(Level.OK, about, _("%(number)d active") % {"number": active.count()})


def _model() -> Iterator[Finding]:
    about = _("Scoring model")
    published = ModelVersion.objects.order_by("-number").first()
    if published is None:
        yield Finding(
            Level.PROBLEM,
            about,
            _("No model is published, so nobody is scored."),
            _("Run: handraiser model publish FILE"),
        )
    else:
        yield Finding(Level.OK, about, _("Version %(number)d") % {"number": published.number})


def _worker() -> Iterator[Finding]:
    about = _("Worker")
    last = ChoreRun.objects.order_by("-last_run_us").values_list("last_run_us", flat=True).first()
    if last is None or now_us() - last > 60 * SECOND_US:
        yield Finding(
            Level.PROBLEM,
            about,
            _("No worker has run in the last minute: events are stored, but nobody is scored or alerted."),
            _("Start it: handraiser serve, or handraiser worker"),
        )
    else:
        yield Finding(Level.OK, about, _("ran within the last minute"))


def _parked() -> Iterator[Finding]:
    number = Parked.objects.filter(settled_us=None).count()
    if number:
        yield Finding(
            Level.WARNING,
            _("Set aside"),
            _("%(number)d rows could not be worked on and were set aside.") % {"number": number},
            _("Look at Operations, Health: each says why and can be tried again."),
        )


def _derived_anew() -> Iterator[Finding]:
    last = Rederivation.objects.filter(ended_us__isnull=False).order_by("-night").first()
    if last and (number := last.divergences.count()):
        yield Finding(
            Level.WARNING,
            _("Derived anew"),
            _("Last night %(number)d stored results differed from what follows from the records.") % {"number": number},
            _("Look at Operations, Health: each names the person and the moment."),
        )


def _deliveries() -> Iterator[Finding]:
    number = Delivery.objects.exclude(given_up_us=None).count()
    if number:
        yield Finding(
            Level.WARNING,
            _("Deliveries"),
            _("%(number)d were given up.") % {"number": number},
            _("Look at Operations, Deliveries: each says why and can be tried again."),
        )


def _mail() -> Iterator[Finding]:
    about = _("Mail")
    if settings.MAIL_URL:
        yield Finding(Level.OK, about, _("set up"))
    else:
        yield Finding(
            Level.WARNING,
            about,
            _("No mail server is set up: alerts by mail are only written to the Outbox page."),
            _("Set HANDRAISER_MAIL_URL, for example smtp://user:password@mail.example.com:587?tls=1"),
        )


def _front_end() -> Iterator[Finding]:
    if not (settings.NODE_MODULES / "htmx.org").is_dir():
        yield Finding(
            Level.PROBLEM,
            _("Front-end packages"),
            _("%(folder)s does not hold them, so pages do not react.") % {"folder": settings.NODE_MODULES},
            _("Run: make run, or npm ci in the checkout"),
        )


def _address() -> Iterator[Finding]:
    host, _colon, port = settings.ADDRESS.rpartition(":")
    about = _("Address")
    with socket.socket() as probe:
        probe.settimeout(1)
        answered = probe.connect_ex((host.strip("[]") or "127.0.0.1", int(port))) == 0
    if answered:
        yield Finding(Level.OK, about, settings.PUBLIC_URL)
    else:
        yield Finding(
            Level.WARNING,
            about,
            _("Nothing answers at %(address)s.") % {"address": settings.ADDRESS},
            _("Start it: handraiser serve"),
        )

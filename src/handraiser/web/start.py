"""What the start page tells: what is still to be set up, who is ready, where events come from."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, F, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from handraiser import clock
from handraiser.events import reading
from handraiser.events.models import Source
from handraiser.events.reading import EventRow
from handraiser.handoff.models import Notice
from handraiser.handoff.wording import word
from handraiser.insight.models import Mover
from handraiser.lifecycle.models import ModelVersion, Stage, Standing
from handraiser.organisation.models import User
from handraiser.people.models import Person

ALERTS = 5
READY = 8
SOURCES = 6
QUIET_US = clock.DAY_US  # a source that sent nothing for so long is worth a look


@dataclass(frozen=True)
class Step:
    """One thing of the set-up; `url` leads to where it is done."""

    words: str | Promise
    help: str | Promise
    url: str
    done: bool


@dataclass(frozen=True)
class Arriving:
    """A source, and what it sent last."""

    source: Source
    last: EventRow | None

    @property
    def tone(self) -> str:
        """Of its dot: sending, quiet, never heard of."""
        if self.last is None:
            return "raise"
        return "good" if clock.now_us() - self.last.received_us < QUIET_US else "warn"


def steps(arriving: list[Arriving]) -> list[Step]:
    """What a new house needs, in order; nothing once the needful is done."""
    found = [
        Step(_("Make a source"), _("Your website first; it gets keys and a snippet."), "sources", bool(arriving)),
        Step(
            _("Send the first event"),
            _("Paste the snippet; the source's page shows it within a second."),
            "sources",
            any(each.last for each in arriving),
        ),
        Step(
            _("Publish a scoring model"),
            _("Start from the one for B2B software."),
            "model",
            ModelVersion.objects.exists(),
        ),
        Step(
            _("Invite sales"),
            _("They get the alerts."),
            "users",
            User.objects.filter(is_active=True, role="sales").exists(),
        ),
        Step(
            _("Set up a mail server"),
            _("Set HANDRAISER_MAIL_URL. Until then alerts by mail wait in the outbox."),
            "outbox",
            bool(settings.MAIL_URL),
        ),
    ]
    return [] if all(step.done for step in found[:4]) else found


def arriving() -> list[Arriving]:
    """The first sources by name."""
    found = Source.objects.order_by("name")[:SOURCES]
    return [Arriving(source, next(iter(reading.latest(source.pk, 1)), None)) for source in found]


def unread_alerts(user: User) -> list[dict[str, Any]]:
    """The newest, in words."""
    notices = Notice.objects.filter(user=user, read_us=None).select_related("alert__person").order_by("-alert_id")
    return [{"notice": each, "alert": each.alert, "words": word(each.alert)} for each in notices[:ALERTS]]


def ready(stage: str) -> QuerySet[Person]:
    """Who came into that stage last."""
    people = Person.objects.listed().filter(standing__stage=stage).select_related("company", "owner", "standing")
    return people.order_by("-standing__stage_since_us", "-pk")[:READY]


def stage_counts() -> list[tuple[str, str, int]]:
    """(stage, word, how many people) of the stages that marketing and sales work on."""
    counts = dict(Standing.objects.values_list("stage").annotate(people=Count("pk")).order_by())
    shown = (Stage.LEAD, Stage.MQL, Stage.SQL, Stage.OPPORTUNITY, Stage.CUSTOMER)
    return [(stage.value, str(stage.label), counts.get(stage.value, 0)) for stage in shown]


def movers(way: Mover.Way) -> QuerySet[Mover]:
    """Who rose or fell most, the farthest first."""
    rows = Mover.objects.filter(way=way, person__canonical=F("person")).select_related(
        "person__company", "person__owner", "person__standing"
    )
    change = F("total") - F("before")
    return rows.annotate(change=change).order_by("-change" if way == Mover.Way.UP else "change", "pk")[:READY]

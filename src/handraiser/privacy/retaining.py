"""Nothing is kept longer than the policy says. Nothing goes before somebody has seen what would, and agreed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from handraiser import clock
from handraiser.events.forgetting import forget
from handraiser.events.models import Quarantined
from handraiser.exchange.importing import forgetting as import_files
from handraiser.exchange.models import Delivery, Import, OutboxMail
from handraiser.organisation import audit
from handraiser.organisation.models import User
from handraiser.people import locking
from handraiser.people.models import Identity, Person, Sighting
from handraiser.privacy.erasing import clear, erase
from handraiser.privacy.holdings import remove_mails
from handraiser.privacy.models import Reason, Retention, RetentionRun

Guard = Callable[[], None]
MONTH_US = 2_629_746 * clock.SECOND_US  # a twelfth of a year of 365.2425 days
AGAIN_US = clock.HOUR_US
FEW = 50  # visitors in one transaction


@dataclass(frozen=True)
class Sort:
    """One kind of rows with a time of its own. `due` gives those before a moment, `remove` a batch of them."""

    name: str
    words: str | Promise
    setting: str  # field of the policy
    unit_us: int
    due: Callable[[int], "QuerySet[Any]"]
    remove: Callable[["QuerySet[Any]", int, Guard], int]

    def before_us(self, policy: Retention, now_us: int) -> int | None:
        """What is older goes; None: it is kept for ever."""
        units = getattr(policy, self.setting)
        return None if units is None else now_us - units * self.unit_us


def save(policy: Retention, *, by: User) -> None:
    """Change the policy. Nothing goes until somebody has agreed to this one too."""
    with transaction.atomic():
        policy.agreed_us = policy.agreed_by = None
        policy.save()
        kept: dict[str, Any] = {sort.setting: getattr(policy, sort.setting) for sort in SORTS}
        audit.record("retention.changed", by=by, **kept)


def agree(*, by: User) -> None:
    """From now on the worker deletes what the policy says."""
    with transaction.atomic():
        policy = Retention.get()
        policy.agreed_us, policy.agreed_by, policy.next_us = clock.now_us(), by, 0
        policy.save()
        found: dict[str, Any] = dict(preview(policy))
        audit.record("retention.agreed", by=by, **found)


def preview(policy: Retention) -> dict[str, int]:
    """How many rows of each sort would go now; `events` are those of the visitors."""
    now_us, found = clock.now_us(), {}
    for sort in SORTS:
        before_us = sort.before_us(policy, now_us)
        if before_us is not None:
            found[sort.name] = sort.due(before_us).count()
    if "visitors" in found:
        before_us = SORTS[0].before_us(policy, now_us) or 0
        of_visitors = Sighting.objects.filter(identity__person__canonical__in=_visitors(before_us))
        found["events"] = of_visitors.count()
    return found


def retain(limit: int, guard: Guard) -> int:
    """The chore: one batch of what is over. Looks again in an hour once nothing is."""
    policy, now_us = Retention.objects.filter(pk=1).first(), clock.now_us()
    if policy is None or policy.agreed_us is None or policy.next_us > now_us:
        return 0
    for sort in SORTS:
        before_us = sort.before_us(policy, now_us)
        gone = 0 if before_us is None else sort.remove(sort.due(before_us), limit, guard)
        if gone:
            return gone
    Retention.objects.filter(pk=1).update(next_us=now_us + AGAIN_US)
    return 0


def _note(sort: str, rows: int) -> None:
    moment = clock.now_us()
    run, _is_new = RetentionRun.objects.get_or_create(
        sort=sort, day=datetime.now(UTC).date(), defaults={"last_us": moment}
    )
    RetentionRun.objects.filter(pk=run.pk).update(gone=F("gone") + rows, last_us=moment)


def _visitors(before_us: int) -> "QuerySet[Person]":
    mine = Person.objects.filter(canonical=F("id"), known_us=None, erased_us=None, last_seen_us__lt=before_us)
    return mine.order_by("last_seen_us")


def _remove_visitors(due: "QuerySet[Person]", limit: int, guard: Guard) -> int:
    """Their events first; who comes back meanwhile is a visitor with a shorter past."""
    some = list(due.values_list("pk", flat=True)[:FEW])
    ids = list(Sighting.objects.filter(identity__person__canonical__in=some).values_list("event_id", flat=True)[:limit])
    if ids:
        forget(ids)
        with transaction.atomic():
            guard()
            Sighting.objects.filter(pk__in=ids).delete()
            _note("events", len(ids))
        return len(ids)
    return _clear_visitors(due, some, guard) if some else 0


def _clear_visitors(due: "QuerySet[Person]", some: Sequence[int], guard: Guard) -> int:
    with transaction.atomic():
        guard()
        moment = locking.present(locking.hold())
        still = list(due.filter(pk__in=some).values_list("pk", flat=True))
        people = list(Person.objects.filter(canonical__in=still).values_list("pk", flat=True))
        seen = Sighting.objects.filter(identity__person__in=people).values("identity__person__canonical")
        people = list(Person.objects.filter(pk__in=people).exclude(canonical__in=seen).values_list("pk", flat=True))
        clear(people, moment)
        Identity.objects.filter(person__in=people).delete()
        _note("visitors", len(people))
    return len(some)


def _people(before_us: int) -> "QuerySet[Person]":
    return Person.objects.filter(
        canonical=F("id"), known_us__isnull=False, erased_us=None, last_seen_us__lt=before_us
    ).order_by("last_seen_us")


def _erase_people(due: "QuerySet[Person]", limit: int, guard: Guard) -> int:
    """As on request, but they may come back as they like."""
    some = list(due[: min(FEW, limit)])
    for person in some:
        with transaction.atomic():
            guard()
            locking.hold()
            if due.filter(pk=person.pk).exists():  # else they came back meanwhile, or are part of somebody who did
                erase(person, reason=Reason.RETENTION, by_name="retention", blocks=False)
                _note("people", 1)
    return len(some)


def _refused(before_us: int) -> "QuerySet[Quarantined]":
    return Quarantined.objects.filter(received_us__lt=before_us).order_by("pk")


def _remove_refused(due: "QuerySet[Quarantined]", limit: int, guard: Guard) -> int:
    ids = list(due.values_list("pk", flat=True)[:limit])
    with transaction.atomic(using=settings.EVENTS_DB):
        Quarantined.objects.filter(pk__in=ids).delete()
    with transaction.atomic():
        guard()
        if ids:
            _note("quarantined", len(ids))
    return len(ids)


def _delivered(before_us: int) -> "QuerySet[Delivery]":
    return Delivery.objects.filter(created_us__lt=before_us, due_us=None).order_by("pk")


def _remove_delivered(due: "QuerySet[Delivery]", limit: int, guard: Guard) -> int:
    ids = list(due.values_list("pk", flat=True)[:limit])
    with transaction.atomic():
        guard()
        remove_mails(OutboxMail.objects.filter(delivery__in=ids))
        Delivery.objects.filter(pk__in=ids).delete()
        if ids:
            _note("deliveries", len(ids))
    return len(ids)


def _remove_import_files(due: "QuerySet[Import]", limit: int, guard: Guard) -> int:
    some = list(due[: min(FEW, limit)])
    with transaction.atomic():
        guard()
        import_files.forget_files(some)
        if some:
            _note("imports", len(some))
    return len(some)


SORTS = (
    Sort("visitors", _("visitors"), "visitor_days", clock.DAY_US, _visitors, _remove_visitors),
    Sort("people", _("known people"), "person_months", MONTH_US, _people, _erase_people),
    Sort("quarantined", _("refused events"), "quarantine_days", clock.DAY_US, _refused, _remove_refused),
    Sort("deliveries", _("deliveries"), "delivery_days", clock.DAY_US, _delivered, _remove_delivered),
    Sort(
        "imports",
        _("files of imports"),
        "import_days",
        clock.DAY_US,
        import_files.brought_before,
        _remove_import_files,
    ),
)

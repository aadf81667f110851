"""The nightly chore that derives a sample of results anew and keeps whatever differs from what is stored."""

import random
import zoneinfo
from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.db.models import F, Max, Min

from handraiser import clock
from handraiser.lifecycle.models import Divergence, Rederivation, StageChange, Standing
from handraiser.lifecycle.rederiving import Derived, Divergent, derive
from handraiser.organisation.models import Organisation
from handraiser.worker import parking
from handraiser.worker.leases import Held

NIGHT_HOUR = 2  # in the organisation's time zone
MOVED, OTHERS = 250, 250  # people a night: of those who moved since the last one, and of all
KEPT_NIGHTS = 90
PAUSE_US = 10 * clock.MINUTE_US


class DeriveAnew:
    """Once a night, in small steps; begins the night anew with every new lease."""

    def __init__(self) -> None:
        self._held: Held | None = None
        self._looked_us = 0
        self._night: Rederivation | None = None
        self._people: list[int] = []

    def __call__(self, limit: int, held: Held) -> int:
        """How many people were derived anew; 0 while there is nothing to do."""
        if held is not self._held:
            self._held, self._looked_us, self._night = held, 0, None
        if self._night is None and abs(clock.now_us() - self._looked_us) >= PAUSE_US:
            self._looked_us = clock.now_us()
            self._begin()
        if self._night is None:
            return 0
        held.renew()
        some, self._people = self._people[:limit], self._people[limit:]
        derived = _derived(some)
        with transaction.atomic():
            held.guard()
            _keep(self._night, derived, is_last=not self._people)
        if not self._people:
            self._night = None
        return len(some)

    def _begin(self) -> None:
        night, began_us = _last_night()
        is_done = Rederivation.objects.filter(night=night, ended_us__isnull=False).exists()
        if is_done or not StageChange.objects.filter(recorded_us__lt=began_us).exists():
            return
        self._people = _sample(began_us - clock.DAY_US)
        Rederivation.objects.filter(night__lte=night - timedelta(days=KEPT_NIGHTS)).delete()
        Rederivation.objects.filter(night=night).delete()
        self._night = Rederivation.objects.create(night=night, began_us=clock.now_us())


def _last_night() -> tuple[date, int]:
    """The night that is or was last, and when it began."""
    now = clock.from_us(clock.now_us()).astimezone(zoneinfo.ZoneInfo(Organisation.get().time_zone))
    begin = now.replace(hour=NIGHT_HOUR, minute=0, second=0, microsecond=0)
    if now < begin:
        begin -= timedelta(days=1)
    return begin.date(), clock.to_us(begin)


def _sample(since_us: int) -> list[int]:
    """Without sorting everybody: ids drawn by lot, of which some are nobody's."""
    moved = StageChange.objects.filter(recorded_us__gte=since_us).values_list("person_id", flat=True).distinct()
    people = list(moved)
    found = set(random.sample(people, min(MOVED, len(people))))
    ends = Standing.objects.aggregate(first=Min("pk"), last=Max("pk"))
    drawn = [random.randint(ends["first"], ends["last"]) for _ in range(4 * OTHERS)] if ends["last"] else []
    found.update(Standing.objects.filter(pk__in=drawn).values_list("pk", flat=True)[:OTHERS])
    return sorted(found)


def _derived(people: Sequence[int]) -> list[Derived]:
    """Whoever cannot be derived at all differs, too, and hides nobody else."""
    done: list[Derived] = []

    def failed(person: int, error: Exception) -> None:
        told = f"{type(error).__name__}: {error}"
        done.append(Derived(1, 0, [Divergent(person, clock.now_us(), "error", "", told)]))

    if people:
        parking.halve(people, lambda some: done.append(derive(some)), failed)
    return done


def _keep(night: Rederivation, derived: Sequence[Derived], *, is_last: bool) -> None:
    Divergence.objects.bulk_create(
        Divergence(
            rederivation=night,
            person_id=found.person,
            at_us=found.at_us,
            what=found.what,
            stored=found.stored,
            derived=found.derived,
        )
        for each in derived
        for found in each.divergent
    )
    people, changes = sum(each.people for each in derived), sum(each.changes for each in derived)
    counted = {"people": F("people") + people, "changes": F("changes") + changes}
    ended = {"ended_us": clock.now_us()} if is_last else {}
    Rederivation.objects.filter(pk=night.pk).update(**counted, **ended)

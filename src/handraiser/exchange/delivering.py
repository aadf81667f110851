"""Sends what is due. The database is touched by the chore's own thread only, the network by the pool's only.

A delivery is claimed by pushing its `due_us` ahead (the lease), sent outside any transaction, then settled. Whoever is
killed in between leaves a lease that runs out: the message goes again, with the same key. That is "at least once".
"""

import concurrent.futures
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from handraiser.clock import MINUTE_US, now_us
from handraiser.exchange import mailing, webhooks
from handraiser.exchange.models import Channel, Delivery, OutboxMail
from handraiser.exchange.outcomes import TRIES, Outcome, next_try_us
from handraiser.exchange.posting import post
from handraiser.handoff.wording import clean
from handraiser.organisation.models import Organisation

LEASE_US = 2 * MINUTE_US  # far more than a delivery may take
THREADS = 40  # idle ones cost nothing; twenty endpoints may hang at once
AT_ONCE = 2  # messages under way to one endpoint: one that hangs holds up itself only
MAILS_AT_ONCE = 4


class Dispatcher:
    """What this process has under way. One thread calls it."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="delivery")
        self._under_way: dict[Future[Outcome], Delivery] = {}

    def step(self, limit: int) -> int:
        """Settle what has ended, start what is due. Returns how many of both. Never waits for the network."""
        return self._settle() + self._start(limit)

    def finish(self, seconds: float) -> None:
        """Before the process ends: give what is under way some time, and settle it."""
        concurrent.futures.wait(self._under_way, timeout=seconds)
        self._settle()

    @property
    def busy(self) -> bool:
        """Whether anything is under way."""
        return bool(self._under_way)

    def _settle(self) -> int:
        ended = [future for future in self._under_way if future.done()]
        if ended:
            with transaction.atomic():
                for future in ended:
                    _record(self._under_way[future], _outcome(future))
        for future in ended:
            del self._under_way[future]
        return len(ended)

    def _start(self, limit: int) -> int:
        due = self._due()
        room = min(limit, THREADS - len(self._under_way))
        if room <= 0 or not due.exists():
            return 0
        organisation = Organisation.get()
        with transaction.atomic():
            claimed = _claim(self._chosen(due, room))
        for delivery in claimed:
            user = delivery.user
            zone, region = (user.time_zone, user.region) if user else ("", "")
            self._carry(delivery, mailing.Place(zone or organisation.time_zone, region or organisation.region))
        return len(claimed)

    def _due(self) -> QuerySet[Delivery]:
        """Due by now, and not of an endpoint that has as much under way as it may."""
        count = self._counts()
        full = [webhook for webhook, number in count.items() if webhook and number >= AT_ONCE]
        due = Delivery.objects.filter(due_us__lte=now_us()).exclude(webhook__in=full)
        return due.exclude(channel=Channel.EMAIL) if count[None] >= MAILS_AT_ONCE else due

    def _counts(self) -> Counter[int | None]:
        """Under way for each webhook; mails under None."""
        return Counter(delivery.webhook_id for delivery in self._under_way.values())

    def _chosen(self, due: QuerySet[Delivery], room: int) -> list[Delivery]:
        locked = due.select_for_update(skip_locked=True, of=("self",)).select_related("alert", "webhook", "user")
        count = self._counts()
        chosen: list[Delivery] = []
        for delivery in locked.order_by("due_us", "pk")[: room * AT_ONCE]:
            most = AT_ONCE if delivery.webhook_id else MAILS_AT_ONCE
            if len(chosen) < room and count[delivery.webhook_id] < most:
                count[delivery.webhook_id] += 1
                chosen.append(delivery)
        return chosen

    def _carry(self, delivery: Delivery, place: mailing.Place) -> None:
        if delivery.channel == Channel.WEBHOOK:
            work: Callable[[], Outcome] = partial(post, delivery)
        else:
            work = partial(mailing.send if settings.MAIL_URL else mailing.keep, delivery, place)
        if obstacle := _obstacle(delivery):
            work = partial(Outcome, obstacle, hopeless=True)
        self._under_way[self._pool.submit(work)] = delivery


_dispatcher = Dispatcher()


def deliver_due(limit: int) -> int:
    """The chore: settle what has ended and start at most `limit` that are due. Never waits for the network."""
    return _dispatcher.step(limit)


def finish_deliveries(seconds: float) -> None:
    """At the end of the process: what is still under way after that goes again elsewhere, with the same key."""
    _dispatcher.finish(seconds)


def _claim(chosen: list[Delivery]) -> list[Delivery]:
    lease = now_us() + LEASE_US
    ids = [delivery.pk for delivery in chosen]
    Delivery.objects.filter(pk__in=ids).update(due_us=lease, attempts=F("attempts") + 1)
    for delivery in chosen:
        delivery.due_us, delivery.attempts = lease, delivery.attempts + 1
    return chosen


def _obstacle(delivery: Delivery) -> str:
    """Why it need not be sent at all, in words; empty: send it."""
    if delivery.attempts > TRIES:
        return _("The worker ended each time while this was being sent.")
    if delivery.user and not delivery.user.is_active:
        return _("The user was deactivated.")
    if delivery.webhook and not delivery.webhook.active:
        return _("The webhook was switched off.")
    return ""


def _outcome(future: Future[Outcome]) -> Outcome:
    """What nobody foresaw counts as a failure that may pass: it is shown, tried again, and stops nothing else."""
    error = future.exception()
    return future.result() if error is None else Outcome(clean(f"{type(error).__name__}: {error}", 1000))


def _record(delivery: Delivery, outcome: Outcome) -> None:
    """Settled, whoever holds the lease by now; a failure only counts while the lease is still ours."""
    rows = Delivery.objects.filter(pk=delivery.pk, delivered_us=None)
    if not outcome.error:
        rows.update(delivered_us=now_us(), due_us=None, given_up_us=None, last_error="")
        if outcome.kept:
            OutboxMail.objects.update_or_create(delivery=delivery, defaults={"at_us": now_us()} | outcome.kept)
        return
    due_us = next_try_us(outcome, delivery.attempts, now_us())
    given_up_us = now_us() if due_us is None else None
    rows.filter(due_us=delivery.due_us).update(due_us=due_us, given_up_us=given_up_us, last_error=outcome.error)
    if outcome.gone and delivery.webhook:
        webhooks.switch_off(delivery.webhook, by_name="system", reason=outcome.error)

"""From an alert to its deliveries: a mail for each user who must see it, a message for each webhook."""

from collections.abc import Iterable

from django.db import transaction

from handraiser.clock import now_us
from handraiser.exchange.models import Channel, Delivery, Webhook
from handraiser.handoff.models import Alert, Notice


def queue_deliveries(limit: int) -> int:
    """The chore: queue what at most `limit` alerts ask for. Returns how many alerts it did."""
    waiting = Alert.objects.filter(fanned_out_us=None)
    if not waiting.exists():
        return 0
    with transaction.atomic():
        alerts = waiting.select_for_update(skip_locked=True, of=("self",)).order_by("pk")[:limit]
        ids = list(alerts.values_list("pk", flat=True))
        moment = now_us()
        Delivery.objects.bulk_create([*_mails(ids, moment), *_messages(ids, moment)], ignore_conflicts=True)
        Alert.objects.filter(pk__in=ids).update(fanned_out_us=moment)
    return len(ids)


def _mails(alerts: list[int], moment: int) -> Iterable[Delivery]:
    notices = Notice.objects.filter(alert__in=alerts, user__is_active=True)
    for alert, user, address in notices.values_list("alert_id", "user_id", "user__email"):
        yield Delivery(
            key=f"alert-{alert}-email-{user}",
            channel=Channel.EMAIL,
            alert_id=alert,
            user_id=user,
            to=address,
            created_us=moment,
            due_us=moment,
        )


def _messages(alerts: list[int], moment: int) -> Iterable[Delivery]:
    webhooks = list(Webhook.objects.filter(active=True))
    for alert in alerts:
        for webhook in webhooks:
            yield Delivery(
                key=f"alert-{alert}-webhook-{webhook.pk}",
                channel=Channel.WEBHOOK,
                alert_id=alert,
                webhook=webhook,
                to=webhook.url,
                created_us=moment,
                due_us=moment,
            )

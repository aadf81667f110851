import pytest

from handraiser.exchange.fanning_out import queue_deliveries
from handraiser.exchange.models import Delivery, Webhook
from handraiser.handoff.models import Alert, Notice
from handraiser.organisation.models import User

pytestmark = pytest.mark.django_db


def _keys() -> set[str]:
    return set(Delivery.objects.values_list("key", flat=True))


def test_an_alert_becomes_a_mail_for_each_reader_and_a_message_for_each_webhook(alert, sam, webhook):
    sue = User.objects.create_user("sue@acme.example", "a long enough password", role="sales")
    Notice.objects.create(alert=alert, user=sue)
    assert queue_deliveries(100) == 1
    assert _keys() == {
        f"alert-{alert.pk}-email-{sam.pk}",
        f"alert-{alert.pk}-email-{sue.pk}",
        f"alert-{alert.pk}-webhook-{webhook.pk}",
    }


def test_an_alert_is_fanned_out_once_even_when_the_chore_was_killed(alert, webhook):
    queue_deliveries(100)
    assert queue_deliveries(100) == 0
    Alert.objects.update(fanned_out_us=None)
    assert queue_deliveries(100) == 1
    assert len(_keys()) == 2


def test_a_webhook_that_is_off_and_a_user_who_left_get_nothing(alert, sam, webhook):
    Webhook.objects.update(active=False)
    sam.is_active = False
    sam.save()
    queue_deliveries(100)
    assert _keys() == set()

import time
from threading import Thread

import pytest
import time_machine
from django.db import connections

from handraiser.clock import MINUTE_US, SECOND_US, now_us
from handraiser.exchange import delivering
from handraiser.exchange.delivering import Dispatcher
from handraiser.exchange.fanning_out import queue_deliveries
from handraiser.exchange.models import Delivery, OutboxMail
from handraiser.exchange.outcomes import TRIES, WAITS_US, Outcome, next_try_us
from handraiser.exchange.retrying import NothingToRetry, retry
from handraiser.exchange.webhooks import create_webhook, switch_off
from handraiser.organisation.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def message(alert, webhook) -> Delivery:
    queue_deliveries(100)
    Delivery.objects.exclude(webhook=webhook).delete()
    return Delivery.objects.get()


def _due_now(**columns) -> None:
    Delivery.objects.update(due_us=now_us(), **columns)


def test_a_message_that_is_answered_200_is_delivered(message, receiver, deliver_all):
    deliver_all()
    message.refresh_from_db()
    assert len(receiver.got) == 1
    assert message.delivered_us
    assert (message.due_us, message.attempts, message.last_error) == (None, 1, "")


def test_a_failure_is_shown_and_tried_again_with_the_same_key(message, receiver, deliver_all):
    receiver.statuses = [500, 200]
    receiver.body = b"the database is down"
    deliver_all()
    message.refresh_from_db()
    assert message.last_error == "Answered 500: the database is down"
    assert 4 * SECOND_US < message.due_us - now_us() < 6 * SECOND_US
    _due_now()
    deliver_all()
    message.refresh_from_db()
    assert message.delivered_us
    assert [got.headers["webhook-id"] for got in receiver.got] == [message.key] * 2


def test_a_kill_between_sending_and_settling_sends_again_with_the_same_key(message, receiver, deliver_all):
    killed = Dispatcher()
    killed.step(100)
    while not receiver.got:
        time.sleep(0.005)
    message.refresh_from_db()
    assert message.delivered_us is None
    with time_machine.travel(time.time() + delivering.LEASE_US / SECOND_US + 1, tick=True):
        deliver_all()
    message.refresh_from_db()
    assert message.delivered_us
    assert [got.headers["webhook-id"] for got in receiver.got] == [message.key] * 2


def test_while_the_lease_holds_nobody_else_sends(message, receiver, deliver_all):
    Dispatcher().step(100)
    deliver_all()
    time.sleep(0.1)
    assert len(receiver.got) == 1


def test_an_endpoint_that_hangs_delays_nobody(alert, root, start_receiver, deliver_all, dispatcher):
    hanging, prompt = start_receiver(slow_s=8), start_receiver()
    stuck = create_webhook("Hangs", hanging.url, root).webhook
    for number in range(30):
        Delivery.objects.create(
            key=f"old-{number}", channel="webhook", webhook=stuck, to=stuck.url, created_us=1, due_us=1
        )
    create_webhook("Prompt", prompt.url, root)
    queue_deliveries(100)
    began = time.monotonic()
    while not (prompt.got and OutboxMail.objects.exists()):
        dispatcher.step(100)
        time.sleep(0.005)
        assert time.monotonic() - began < 3
    assert len(hanging.got) <= delivering.AT_ONCE


def test_an_endpoint_that_never_answers_is_left_after_ten_seconds(message, receiver, dispatcher, monkeypatch):
    monkeypatch.setattr("handraiser.exchange.posting.TOTAL_S", 0.3)
    receiver.slow_s = 5
    began = time.monotonic()
    dispatcher.step(100)
    while dispatcher.busy:
        dispatcher.step(100)
        time.sleep(0.01)
    assert time.monotonic() - began < 2
    message.refresh_from_db()
    assert "No answer" in message.last_error
    assert message.due_us > now_us()


def test_an_answer_of_410_switches_the_webhook_off(message, webhook, receiver, deliver_all):
    receiver.statuses = [410]
    deliver_all()
    message.refresh_from_db()
    webhook.refresh_from_db()
    assert not webhook.active
    assert message.given_up_us
    assert message.due_us is None
    assert AuditEntry.objects.filter(act="webhook.switched_off", by_name="system").count() == 1


def test_retry_after_is_honoured(message, receiver, deliver_all):
    receiver.statuses, receiver.headers = [429], {"Retry-After": "3600"}
    deliver_all()
    message.refresh_from_db()
    assert message.due_us - now_us() > 59 * MINUTE_US


def test_after_the_last_try_it_is_given_up_shown_and_can_be_retried(message, root, receiver, deliver_all):
    receiver.statuses = [503, 200]
    _due_now(attempts=TRIES - 1)
    deliver_all()
    message.refresh_from_db()
    assert message.given_up_us
    assert message.last_error.startswith("Answered 503")
    retry(message, root)
    deliver_all()
    message.refresh_from_db()
    assert message.delivered_us
    assert message.given_up_us is None
    assert AuditEntry.objects.filter(act="delivery.retried").count() == 1
    with pytest.raises(NothingToRetry):
        retry(message, root)


def test_a_message_that_ends_the_worker_each_time_is_given_up(message, receiver, deliver_all):
    _due_now(attempts=TRIES)
    deliver_all()
    message.refresh_from_db()
    assert message.given_up_us
    assert receiver.got == []


def test_an_error_nobody_foresaw_stops_nothing_else(message, sam, alert, dispatcher, deliver_all, monkeypatch):
    def crash(delivery: Delivery) -> None:
        raise ZeroDivisionError("what no database stores: \0 \ud800")

    monkeypatch.setattr(delivering, "post", crash)
    Delivery.objects.create(
        key="mail", channel="email", alert=alert, user=sam, to=sam.email, created_us=1, due_us=now_us()
    )
    deliver_all()
    message.refresh_from_db()
    assert message.last_error.startswith("ZeroDivisionError")
    assert OutboxMail.objects.count() == 1


def test_what_waits_for_a_webhook_that_is_switched_off_is_given_up(message, webhook, root, receiver, deliver_all):
    switch_off(webhook, root)
    deliver_all()
    message.refresh_from_db()
    assert message.given_up_us
    assert receiver.got == []


def test_a_mail_to_a_user_who_left_meanwhile_is_not_sent(alert, sam, deliver_all):
    queue_deliveries(100)
    sam.is_active = False
    sam.save()
    deliver_all()
    mail = Delivery.objects.get()
    assert mail.last_error == "The user was deactivated."
    assert not OutboxMail.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_workers_side_by_side_send_each_message_once(alert, receiver, webhook):
    for number in range(40):
        Delivery.objects.create(
            key=f"d-{number}", channel="webhook", webhook=webhook, alert=alert, to="", created_us=1, due_us=1
        )

    def work() -> None:
        dispatcher = Dispatcher()
        try:
            while dispatcher.step(10) or dispatcher.busy:
                time.sleep(0.002)
        finally:
            connections.close_all()

    workers = [Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(got.headers["webhook-id"] for got in receiver.got) == sorted(f"d-{number}" for number in range(40))
    assert Delivery.objects.filter(delivered_us=None).count() == 0


def test_the_waits_are_those_of_standard_webhooks_give_or_take_a_tenth():
    for tries, wait in enumerate(WAITS_US, start=1):
        assert 0.9 * wait <= next_try_us(Outcome("x"), tries, 0) <= 1.1 * wait
    assert next_try_us(Outcome("x"), TRIES, 0) is None
    assert next_try_us(Outcome("x", hopeless=True), 1, 0) is None

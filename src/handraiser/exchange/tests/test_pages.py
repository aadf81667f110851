import pytest
from django.urls import reverse

from handraiser import clock
from handraiser.exchange.models import Channel, Delivery, OutboxMail, Webhook
from handraiser.exchange.webhooks import create_webhook

pytestmark = pytest.mark.django_db
HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture
def signed_in(client, root):
    client.force_login(root)
    return client


def test_a_webhook_is_made_shown_with_its_secret_and_tested(signed_in):
    page = signed_in.post(reverse("webhooks"), {"name": HOSTILE, "url": "https://hooks.example.com/x"}, follow=True)
    made = Webhook.objects.get()
    shown = page.content.decode()
    assert made.secret in shown
    assert HOSTILE not in shown
    signed_in.post(reverse("webhook-test", args=[made.pk]))
    assert Delivery.objects.get().webhook == made


def test_a_private_address_is_refused_at_its_field(signed_in):
    page = signed_in.post(reverse("webhooks"), {"name": "Inner", "url": "https://127.0.0.1/x"})
    assert page.status_code == 422
    assert "HANDRAISER_ALLOW_PRIVATE_WEBHOOKS" in page.content.decode()
    assert not Webhook.objects.exists()


def test_a_webhook_is_switched_off_and_on(signed_in, root):
    made = create_webhook("Chat", "https://hooks.example.com/x", root).webhook
    signed_in.post(reverse("webhook-switch", args=[made.pk]), {"to": "off"})
    made.refresh_from_db()
    assert not made.active
    signed_in.post(reverse("webhook-switch", args=[made.pk]), {"to": "on"})
    made.refresh_from_db()
    assert made.active


def test_a_given_up_delivery_is_shown_with_its_error_and_tried_again(signed_in, root):
    made = create_webhook("Chat", "https://hooks.example.com/x", root).webhook
    row = Delivery.objects.create(
        key="k", channel=Channel.WEBHOOK, webhook=made, to=made.url, created_us=1, attempts=9, given_up_us=2,
        last_error=HOSTILE,
    )  # fmt: skip
    shown = signed_in.get(reverse("deliveries"), {"state": "given_up"}).content.decode()
    assert "&lt;img" in shown
    assert HOSTILE not in shown
    signed_in.post(reverse("delivery-retry", args=[row.pk]))
    row.refresh_from_db()
    assert row.given_up_us is None
    assert row.due_us is not None


def test_a_mail_in_the_outbox_is_readable(signed_in):
    mail = OutboxMail.objects.create(
        to="sam@acme.example", subject=HOSTILE, file="1.eml", text=f"Bob {HOSTILE}", at_us=clock.now_us()
    )
    assert "sam@acme.example" in signed_in.get(reverse("outbox")).content.decode()
    shown = signed_in.get(reverse("outbox-mail", args=[mail.pk])).content.decode()
    assert "Bob &lt;img" in shown
    assert HOSTILE not in shown


@pytest.mark.parametrize("name", ["webhooks", "deliveries", "outbox"])
def test_only_administrators_see_what_leaves_the_house(client, ada, name):
    client.force_login(ada)
    assert client.get(reverse(name)).status_code == 403

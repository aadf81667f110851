"""Endpoints of others: made, tested, switched off and on; each act in the audit log."""

import base64
import ipaddress
import secrets
from typing import NamedTuple
from urllib.parse import urlsplit

import idna
import uuid_utils.compat as uuid7s
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from handraiser.clock import now_us
from handraiser.errors import HandraiserError
from handraiser.exchange.guarding import is_public
from handraiser.exchange.models import Channel, Delivery, Webhook
from handraiser.organisation import audit
from handraiser.organisation.models import User


class WebhookRefused(HandraiserError):
    """The name or the address cannot be used."""


class WebhookIsOff(HandraiserError):
    """A test was asked of a webhook that is switched off."""

    status = 409


class NewWebhook(NamedTuple):
    """`secret` is what the receiver checks signatures with."""

    webhook: Webhook
    secret: str


@transaction.atomic
def create_webhook(name: str, url: str, by: User | None) -> NewWebhook:
    """Told of every alert from now on. Raises WebhookRefused."""
    name = name.strip()
    if not 0 < len(name) <= 120:
        raise WebhookRefused(_("A webhook needs a name of 1 to 120 characters."))
    secret = "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
    webhook = Webhook.objects.create(name=name, url=usable(url), secret=secret, created_by=by)
    audit.record("webhook.created", _subject(webhook), by=by, url=webhook.url)
    return NewWebhook(webhook, secret)


@transaction.atomic
def switch_off(webhook: Webhook, by: User | None = None, *, by_name: str = "", reason: str = "") -> None:
    """Nothing more is sent; what waits is given up."""
    if not Webhook.objects.filter(pk=webhook.pk, active=True).update(active=False):
        return
    audit.record("webhook.switched_off", _subject(webhook), by=by, by_name=by_name, reason=reason)
    waiting = Delivery.objects.filter(webhook=webhook).exclude(due_us=None)
    waiting.update(due_us=None, given_up_us=now_us(), last_error=_("The webhook was switched off."))


@transaction.atomic
def switch_on(webhook: Webhook, by: User | None) -> None:
    """From the next alert on; what was given up can be tried again on the Deliveries page."""
    if Webhook.objects.filter(pk=webhook.pk, active=False).update(active=True):
        audit.record("webhook.switched_on", _subject(webhook), by=by)


@transaction.atomic
def send_test(webhook: Webhook, by: User | None) -> Delivery:
    """Queue a message of type "test"; how it fared stands on the row. Raises WebhookIsOff."""
    if not Webhook.objects.filter(pk=webhook.pk, active=True).exists():
        raise WebhookIsOff(_("This webhook is switched off. Switch it on to test it."))
    moment = now_us()
    audit.record("webhook.tested", _subject(webhook), by=by)
    return Delivery.objects.create(
        key=f"test-{uuid7s.uuid7()}",
        channel=Channel.WEBHOOK,
        webhook=webhook,
        user=by,
        to=webhook.url,
        created_us=moment,
        due_us=moment,
    )


def usable(url: str) -> str:
    """The address with its host in ASCII. Raises WebhookRefused with what is allowed.

    A name is looked up when something is sent, so that it cannot lead elsewhere later; here only plain text is judged.
    """
    try:
        parts = urlsplit(url.strip())
        port, host = parts.port, parts.hostname or ""
        ascii_host = host if host.isascii() else idna.encode(host, uts46=True).decode()
    except (ValueError, idna.IDNAError):
        raise WebhookRefused(_("This is no address. Allowed: https://host/path.")) from None
    if parts.scheme not in {"http", "https"} or not host or len(url) > 2000 or not url.strip().isprintable():
        raise WebhookRefused(_("This is no address. Allowed: https://host/path."))
    if parts.username is not None or parts.fragment:
        raise WebhookRefused(_("Leave the user name, the password and the part after # out of the address."))
    _judge(parts.scheme, ascii_host)
    place = f"[{ascii_host}]" if ":" in ascii_host else ascii_host
    return parts._replace(netloc=f"{place}:{port}" if port else place).geturl()


def _judge(scheme: str, host: str) -> None:
    """What only HANDRAISER_ALLOW_PRIVATE_WEBHOOKS permits."""
    if settings.ALLOW_PRIVATE_WEBHOOKS:
        return
    if scheme != "https":
        raise WebhookRefused(_("Alerts hold personal data, so the address must start with https://."))
    try:
        public = is_public(ipaddress.ip_address(host))
    except ValueError:
        public = host != "localhost" and not host.endswith(".localhost")
    if not public:
        raise WebhookRefused(
            _("%(host)s is not on the internet. HANDRAISER_ALLOW_PRIVATE_WEBHOOKS=1 allows it.") % {"host": host}
        )


def _subject(webhook: Webhook) -> str:
    return f"webhook {webhook.pk} {webhook.name}"

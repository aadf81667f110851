"""What leaves the house: endpoints of webhooks, and one row a delivery until it arrived or was given up."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from handraiser.handoff.models import Alert
from handraiser.organisation.models import User


class Webhook(models.Model):
    """An endpoint of somebody else's that is told about alerts, signed by Standard Webhooks."""

    name = models.CharField(_("name"), max_length=120)
    url = models.URLField(_("address"), max_length=2000)
    secret = models.CharField(max_length=120)  # "whsec_..."
    active = models.BooleanField(_("active"), default=True)
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)


class Channel(models.TextChoices):
    EMAIL = "email", _("E-mail")
    WEBHOOK = "webhook", _("Webhook")


class Delivery(models.Model):
    """One message to one address. Sent at least once; `key` lets the receiver drop the second copy."""

    key = models.CharField(max_length=64, unique=True)  # idempotency key: "alert-5-email-3"
    channel = models.CharField(max_length=8, choices=Channel.choices)
    alert = models.ForeignKey(Alert, null=True, on_delete=models.CASCADE, related_name="deliveries")
    webhook = models.ForeignKey(Webhook, null=True, on_delete=models.CASCADE, related_name="deliveries")
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="+")
    to = models.CharField(max_length=2000)  # address or URL, as it was when queued
    created_us = models.BigIntegerField()
    due_us = models.BigIntegerField(null=True, db_index=True)  # null: settled
    attempts = models.IntegerField(default=0)
    delivered_us = models.BigIntegerField(null=True)
    given_up_us = models.BigIntegerField(null=True)
    last_error = models.TextField(default="")


class OutboxMail(models.Model):
    """A mail that was written while no mail server is set up; its file lies in the data folder."""

    delivery = models.OneToOneField(Delivery, null=True, on_delete=models.CASCADE)
    to = models.CharField(max_length=320)
    subject = models.CharField(max_length=255)
    file = models.CharField(max_length=255)  # name in DATA/outbox
    text = models.TextField()
    html = models.TextField(default="")
    at_us = models.BigIntegerField(db_index=True)

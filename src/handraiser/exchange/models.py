"""What leaves the house (webhooks, one row a delivery) and what comes in by file (one row an import)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from handraiser.events.models import Source
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


class ImportKind(models.TextChoices):
    CONTACTS = "contacts", _("Contacts")
    EVENTS = "events", _("Past events")
    DEALS = "deals", _("Deals")


class ImportState(models.TextChoices):
    """What becomes of an import; the worker does those that end in -ing."""

    DRAFT = "draft", _("To be mapped")
    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Checked")
    RUNNING = "running", _("Running")
    DONE = "done", _("Imported")
    CANCELLED = "cancelled", _("Cancelled")
    FAILED = "failed", _("Failed")
    UNDOING = "undoing", _("Being undone")
    UNDONE = "undone", _("Undone")


class Import(models.Model):
    """One file and what became of it. New, updated and refused rows add up to the rows done."""

    kind = models.CharField(_("what it holds"), max_length=8, choices=ImportKind.choices)
    name = models.CharField(max_length=255)  # of the file, as it was sent
    file = models.CharField(max_length=64)  # name in DATA/imports
    size = models.BigIntegerField()  # bytes
    form = models.JSONField(default=dict)  # encoding, delimiter, quote: see detecting.Form
    columns = models.JSONField(default=list)  # how each is read: see mapping.Column
    options = models.JSONField(default=dict)  # the event's name, the currency, the wording of consent
    state = models.CharField(max_length=9, choices=ImportState.choices, default=ImportState.DRAFT, db_index=True)
    error = models.TextField(default="")
    source = models.ForeignKey(Source, null=True, on_delete=models.SET_NULL, related_name="imports")
    newest_identity = models.BigIntegerField(default=0)  # when it began: who is younger is of its own making
    rows = models.IntegerField(null=True)  # in the file; null: not counted yet
    done = models.IntegerField(default=0)  # rows
    new = models.IntegerField(default=0)
    updated = models.IntegerField(default=0)
    refused = models.IntegerField(default=0)
    remarked = models.IntegerField(default=0)  # imported, with a remark
    reasons = models.JSONField(default=dict)  # reason -> rows
    undone = models.IntegerField(default=0)  # events taken back
    created_us = models.BigIntegerField()
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    began_us = models.BigIntegerField(null=True)
    ended_us = models.BigIntegerField(null=True)
    claimed_us = models.BigIntegerField(default=0)  # until when a worker has it
    claimed_by = models.CharField(max_length=64, default="")

    class Meta:
        ordering = ["-id"]


class ImportRemark(models.Model):
    """One row a refused row of a file, or an imported one to be looked at; with its cells as they stood."""

    of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="remarks")
    row = models.IntegerField()  # in the file, the header being row 1
    column = models.CharField(max_length=255, default="")
    reason = models.CharField(max_length=24)
    found = models.CharField(max_length=255, default="")
    refused = models.BooleanField()
    cells = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["of", "row", "reason"], name="import_remark_once")]

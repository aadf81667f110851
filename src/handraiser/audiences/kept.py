"""What users keep of their lists: views by name, their columns, and exports."""

import uuid_utils.compat as uuid7s
from django.db import models
from django.utils.translation import gettext_lazy as _

from handraiser.organisation.models import User


class SavedView(models.Model):
    """One row a list kept by name: its filters, order and columns, as the address says them. Never deleted."""

    kind = models.CharField(max_length=16)  # people, companies
    name = models.CharField(max_length=80)
    query = models.TextField()
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="saved_views")
    shared = models.BooleanField(default=False)  # for everybody, changed by its user and administrators only
    saved_us = models.BigIntegerField()
    deleted_us = models.BigIntegerField(default=0)


class Choice(models.Model):
    """One row a user and list: how the list looks where the address does not say."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=16)
    columns = models.TextField(default="")  # names, separated by commas; "": the usual ones
    compact = models.BooleanField(default=False)
    view = models.ForeignKey(SavedView, null=True, on_delete=models.SET_NULL, related_name="+")  # what opens first

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="choice_once")]


class Format(models.TextChoices):
    CSV = "csv", _("CSV")
    XLSX = "xlsx", _("Excel")


class Export(models.Model):
    """One row a file asked for: who, what list, how far. The file lies in the data folder until it expires."""

    key = models.UUIDField(default=uuid7s.uuid7, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="exports")
    kind = models.CharField(max_length=16)
    query = models.TextField()
    format = models.CharField(max_length=4, choices=Format.choices)
    asked_us = models.BigIntegerField()
    rows = models.IntegerField(default=0)  # written so far
    alive_us = models.BigIntegerField(null=True)  # when its writer last said how far it is; null: waits
    ready_us = models.BigIntegerField(null=True)  # null: waits or is being written
    failed = models.CharField(max_length=255, default="")  # why, in words
    expires_us = models.BigIntegerField(null=True, db_index=True)

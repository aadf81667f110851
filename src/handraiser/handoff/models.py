"""Alerts: one row a thing that sales must know, one row a user who must know it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from handraiser.organisation.models import User
from handraiser.people.models import Person


class AlertKind(models.TextChoices):
    HAND_RAISE = "hand_raise", _("Hand raised")
    BECAME_SQL = "became_sql", _("Became sales qualified")


class Alert(models.Model):
    """One row a hand-raise or an entry into SQL; never two for one event. `facts` are worded when shown."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="alerts")
    kind = models.CharField(max_length=16, choices=AlertKind.choices)
    once = models.CharField(max_length=64, unique=True)  # "event:17", "change:5": what makes it one
    event_id = models.BigIntegerField(null=True)
    stage_change_id = models.BigIntegerField(null=True)
    unconfirmed = models.BooleanField(default=False)
    facts = models.JSONField(default=dict)
    stored_us = models.BigIntegerField(null=True)  # when the event behind it was stored
    created_us = models.BigIntegerField(db_index=True)
    fanned_out_us = models.BigIntegerField(null=True, db_index=True)  # when deliveries were queued; null: the queue


class Notice(models.Model):
    """An alert in one user's bell."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="notices")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices")
    read_us = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["alert", "user"], name="notice_once")]
        indexes = [models.Index(fields=["user", "read_us"], name="notice_unread")]

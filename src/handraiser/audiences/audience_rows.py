"""Audiences, who is in them, and when somebody is to be asked again."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from handraiser.organisation.models import User
from handraiser.people.models import Person


class Audience(models.Model):
    """One row a condition kept by name; or, without a condition, a list of people made by hand. Never deleted.

    `cursor`: the last person of a telling of everybody that is under way; null: all were asked.
    """

    name = models.CharField(max_length=80)
    description = models.CharField(max_length=500, default="", blank=True)
    condition = models.TextField(default="", blank=True)  # YAML of the scoring language; "": by hand only
    stages = models.JSONField(default=list)  # only people in these; empty: everybody known
    live = models.BooleanField(default=False)
    shared = models.BooleanField(default=True)  # seen by everybody, changed by its owner and administrators only
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="audiences")
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_us = models.BigIntegerField()
    changed_us = models.BigIntegerField()
    deleted_us = models.BigIntegerField(default=0)
    revision = models.IntegerField(default=1)  # of condition, stages and kind: answers to an older one do not count
    asked_version = models.IntegerField(default=0)  # number of the model version whose names the condition is read in
    problem = models.TextField(default="", blank=True)  # why that version cannot read it, in words
    cursor = models.BigIntegerField(null=True)
    asked = models.IntegerField(default=0)  # of this telling so far
    to_ask = models.IntegerField(default=0)  # how many there were when it began
    people = models.IntegerField(default=0)
    counted_us = models.BigIntegerField(null=True)  # when everybody was last asked

    class Meta:
        indexes = [models.Index(fields=["deleted_us"], name="audience_deleted")]


class How(models.TextChoices):
    """Why a row of an audience is there. `removed`: a user took the person out, whatever the condition says."""

    ASKED = "asked", _("by the condition")
    ADDED = "added", _("by hand")
    REMOVED = "removed", _("taken out")


class AudienceMember(models.Model):
    """One row a person in an audience, or taken out of it by hand."""

    audience = models.ForeignKey(Audience, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    since_us = models.BigIntegerField()
    how = models.CharField(max_length=7, choices=How.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["audience", "person"], name="audience_member_once")]


class AudienceLook(models.Model):
    """One row a person whom live audiences are to ask again: 0 as something changed, else when an answer may change."""

    person = models.OneToOneField(Person, primary_key=True, on_delete=models.CASCADE, related_name="+")
    due_us = models.BigIntegerField(db_index=True)

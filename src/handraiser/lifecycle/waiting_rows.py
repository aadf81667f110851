"""Whom a new version alone would move, and what somebody decided about it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from handraiser.organisation.models import User
from handraiser.people.models import Person


class Act(models.TextChoices):
    """What somebody decided about waiting changes."""

    APPLY = "apply", _("Applied")
    LEAVE = "leave", _("Left")
    UNDO = "undo", _("Undone")


class Settling(models.Model):
    """One row a decision about some waiting changes of a version."""

    version = models.ForeignKey("lifecycle.ModelVersion", on_delete=models.PROTECT, related_name="settlings")
    act = models.CharField(max_length=5, choices=Act.choices)
    undoes = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="undone_by")
    people = models.IntegerField()  # how many it was about
    at_us = models.BigIntegerField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=255, default="")


class WaitingChange(models.Model):
    """One row a person whom a version would have elsewhere, had it always been in force, and the one before it not.

    settling: what was decided; null while it waits. done_us: when that was carried out; null with a settling: the
    queue. move: what applying it wrote; null where the person had moved on by then, or nothing was applied.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="waiting_changes")
    version = models.ForeignKey("lifecycle.ModelVersion", on_delete=models.PROTECT, related_name="waiting_changes")
    from_stage = models.CharField(max_length=12)
    to_stage = models.CharField(max_length=12)
    at_us = models.BigIntegerField()  # of the publish
    rule = models.CharField(max_length=255, default="")  # the path of the rule that moves
    because = models.CharField(max_length=255, default="")
    scores_before = models.JSONField(default=dict)  # by the version before: name -> integer millionths
    scores_after = models.JSONField(default=dict)
    matrix_before = models.CharField(max_length=32, null=True)
    matrix_after = models.CharField(max_length=32, null=True)
    settling = models.ForeignKey(Settling, null=True, on_delete=models.PROTECT, related_name="changes")
    done_us = models.BigIntegerField(null=True)
    move = models.OneToOneField("lifecycle.Move", null=True, on_delete=models.PROTECT, related_name="waited_as")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "version"], name="waiting_change_once")]
        indexes = [
            models.Index(fields=["settling"], condition=models.Q(done_us=None), name="waiting_change_to_do"),
            models.Index(fields=["version", "from_stage", "to_stage"], name="waiting_change_kinds"),
        ]

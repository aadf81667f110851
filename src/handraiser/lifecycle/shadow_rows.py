"""A proposed draft that runs beside the version in force, and how they differed day by day."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from handraiser.lifecycle.drafts import Proposal
from handraiser.organisation.models import User
from handraiser.people.models import Person


class ShadowRun(models.Model):
    """One row a run. Days are the organisation's; the first is what was left of the day on which it began.

    counted_us: the end of the last day that is counted. reached: the last person counted of the day after it.
    """

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="shadow_runs")
    begun_us = models.BigIntegerField()
    begun_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ends_us = models.BigIntegerField()
    counted_us = models.BigIntegerField()
    reached = models.BigIntegerField(default=0)
    ended_us = models.BigIntegerField(null=True, db_index=True)  # null: it runs
    ended_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")  # null: by itself

    class Meta:
        constraints = [models.UniqueConstraint(fields=["proposal"], name="shadow_run_once")]


class ShadowDay(models.Model):
    """One row a day and stage: who entered it by the version in force, by the draft, and by both."""

    run = models.ForeignKey(ShadowRun, on_delete=models.CASCADE, related_name="days")
    begin_us = models.BigIntegerField()
    stage = models.CharField(max_length=12)
    published = models.IntegerField(default=0)
    drafted = models.IntegerField(default=0)
    both = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "begin_us", "stage"], name="shadow_day_once")]


class Side(models.TextChoices):
    """Which of the two moved somebody whom the other left."""

    PUBLISHED = "published", _("only the version in force")
    DRAFT = "draft", _("only the draft")


class ShadowDifference(models.Model):
    """One row a person who entered a stage on a day by one of the two only. matrix: by the draft, at the day's end."""

    run = models.ForeignKey(ShadowRun, on_delete=models.CASCADE, related_name="differences")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="shadow_differences")
    begin_us = models.BigIntegerField()
    stage = models.CharField(max_length=12)
    side = models.CharField(max_length=9, choices=Side.choices)
    matrix = models.CharField(max_length=32, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "begin_us", "stage", "person"], name="shadow_difference_once")
        ]

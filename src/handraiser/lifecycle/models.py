"""Published models, everybody's current result, and who moved from where to where."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from handraiser.lifecycle.comment_rows import Comment, Resolution
from handraiser.lifecycle.dismissals import Dismissal
from handraiser.lifecycle.drafts import Discard, Draft, Proposal, Release, Revision, Signature, Withdrawal
from handraiser.lifecycle.pins import Pin
from handraiser.lifecycle.rederivations import Divergence, Rederivation
from handraiser.lifecycle.shadow_rows import ShadowDay, ShadowDifference, ShadowRun
from handraiser.lifecycle.waiting_rows import Settling, WaitingChange
from handraiser.organisation.models import User
from handraiser.people.models import Person

__all__ = [
    "Comment",
    "Discard",
    "Dismissal",
    "Divergence",
    "Draft",
    "Pin",
    "Proposal",
    "Rederivation",
    "Release",
    "Resolution",
    "Revision",
    "Settling",
    "ShadowDay",
    "ShadowDifference",
    "ShadowRun",
    "Signature",
    "WaitingChange",
    "Withdrawal",
]


class Stage(models.TextChoices):
    VISITOR = "visitor", _("Visitor")
    LEAD = "lead", _("Lead")
    MQL = "mql", _("MQL")
    SQL = "sql", _("SQL")
    OPPORTUNITY = "opportunity", _("Opportunity")
    CUSTOMER = "customer", _("Customer")
    DISQUALIFIED = "disqualified", _("Disqualified")


class ModelVersion(models.Model):
    """One row a published version of the scoring model; the highest number is in force.

    proposal: what both teams signed; null where it was published from the command line, or rolled back to urgently.
    """

    number = models.IntegerField(unique=True)
    document = models.TextField()  # YAML, as published
    time_zone = models.CharField(max_length=64, default="UTC")  # the organisation's then; a document may name its own
    note = models.CharField(max_length=255, default="")
    published_us = models.BigIntegerField()
    published_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    proposal = models.OneToOneField(Proposal, null=True, on_delete=models.PROTECT, related_name="version")
    returns_to = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")  # rolled back to it


class Standing(models.Model):
    """The cached result of one person: what the kernel said at `at_us`. Can be thrown away and made again."""

    person = models.OneToOneField(Person, primary_key=True, on_delete=models.CASCADE, related_name="standing")
    version = models.ForeignKey(ModelVersion, on_delete=models.PROTECT)
    at_us = models.BigIntegerField()
    stage = models.CharField(max_length=12, choices=Stage.choices, db_index=True)
    stage_since_us = models.BigIntegerField(null=True)
    scores = models.JSONField(default=dict)  # name -> integer millionths; null where ignored
    labels = models.JSONField(default=dict)  # name -> label or null
    coverage = models.JSONField(default=dict)  # name -> 0..1
    matrix = models.CharField(max_length=32, null=True, db_index=True)
    total = models.BigIntegerField(null=True, db_index=True)  # millionths
    excluded_by = models.CharField(max_length=64, null=True)
    effect = models.CharField(max_length=12, null=True)
    baseline_us = models.BigIntegerField(null=True)  # of the last publish; null: first seen after it
    baseline_stage = models.CharField(max_length=12, null=True)
    company = models.BigIntegerField(null=True)  # whose people rollups have counted this one among; null: no rollups


class StageChange(models.Model):
    """One row a move: who, from where to where, when, by what, on which scores. Never changed but for `acted_us`."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="stage_changes")
    at_us = models.BigIntegerField()  # the moment it became true
    order = models.SmallIntegerField(default=0)  # several moves in one moment
    from_stage = models.CharField(max_length=12, choices=Stage.choices)
    to_stage = models.CharField(max_length=12, choices=Stage.choices)
    cause = models.CharField(max_length=16)  # known, rule, deal, person, exclusion, lifted, review, identity
    rule = models.CharField(max_length=255, default="")
    because = models.CharField(max_length=255, default="")
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    event_id = models.BigIntegerField(null=True)
    version = models.ForeignKey(ModelVersion, null=True, on_delete=models.PROTECT)
    scores = models.JSONField(default=dict)
    labels = models.JSONField(default=dict)
    matrix = models.CharField(max_length=32, null=True)
    lines = models.JSONField(default=list)  # the lines that added up to the scores at that moment
    recorded_us = models.BigIntegerField()
    silent = models.BooleanField(default=False)  # recorded without side effects
    acted_us = models.BigIntegerField(null=True, db_index=True)  # when reactions were queued; null: the queue

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "at_us", "order"], name="stage_change_once")]


class HandRaise(models.Model):
    """One row an event by which somebody asked for sales. The queue of alerts, like StageChange."""

    event_id = models.BigIntegerField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="hand_raises")
    name = models.CharField(max_length=255)
    occurred_us = models.BigIntegerField()
    at_us = models.BigIntegerField()  # when it acted
    stage_before = models.CharField(max_length=12, choices=Stage.choices)
    stage_after = models.CharField(max_length=12, choices=Stage.choices)
    unconfirmed = models.BooleanField(default=False)  # on a claimed identity
    silent = models.BooleanField(default=False)
    acted_us = models.BigIntegerField(null=True, db_index=True)


class Move(models.Model):
    """A stage set by hand: outranks the rules until its review date or the next hand-raise. Append-only.

    One that takes another back is due for review at once: the stage of before, and the rules again.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="moves")
    to_stage = models.CharField(max_length=12, choices=Stage.choices)
    at_us = models.BigIntegerField()
    review_us = models.BigIntegerField(null=True)  # null: until the next hand-raise
    reason = models.CharField(max_length=255, default="")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    takes_back = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="taken_back")


class Deal(models.TextChoices):
    """What may be recorded of a deal, as far as stages ask."""

    CREATED = "created", _("Opportunity created")  # also where a lost one was taken up again
    WON = "won", _("Won")
    LOST = "lost", _("Lost")


class DealMark(models.Model):
    """One row each time somebody's deal was created, won or lost: what the kernel reads of deals. Append-only."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="deal_marks")
    opportunity = models.CharField(max_length=255)  # its external id
    what = models.CharField(max_length=7, choices=Deal.choices)
    at_us = models.BigIntegerField()
    event_id = models.BigIntegerField(null=True)  # null: a user
    backfill = models.BooleanField(default=False)  # imported history


class Unfit(models.TextChoices):
    """Why an outcome was refused. A closed list: each is counted and shown."""

    NOBODY = "nobody", _("It names nobody")
    NO_KEY = "no_key", _("It names no opportunity")
    BAD_AMOUNT = "bad_amount", _("The amount is no number that can be stored")
    NEGATIVE_AMOUNT = "negative_amount", _("The amount is below zero")
    BAD_CURRENCY = "bad_currency", _("The currency is unknown")
    BAD_DATE = "bad_date", _("The date cannot be read")
    ALREADY_WON = "already_won", _("The deal is won already")
    ALREADY_DECIDED = "already_decided", _("The hand-off was decided otherwise")


class RefusedOutcome(models.Model):
    """One row an event that told an outcome of sales which could not be recorded; nothing of it was."""

    event_id = models.BigIntegerField(primary_key=True)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)  # the event's
    reason = models.CharField(max_length=16, choices=Unfit.choices)
    found = models.CharField(max_length=255, default="")  # what stood there
    at_us = models.BigIntegerField(db_index=True)

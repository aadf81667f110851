"""Who asked to be forgotten, what is left of that, and how long things are kept."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from handraiser.organisation.models import User
from handraiser.people.models import IdentityKind, Person


class Reason(models.TextChoices):
    """Why somebody is erased."""

    REQUEST = "request", _("They asked for it")
    RETENTION = "retention", _("Nothing was heard of them for longer than the policy keeps people")
    RESTORED = "restored", _("Erased before; a back-up had brought them back")
    OTHER = "other", _("Another reason")


class Erasure(models.Model):
    """One row a person erased: the queue of the chore that deletes, and the log. Holds nothing about the person."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="erasures")
    reason = models.CharField(max_length=10, choices=Reason.choices)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")  # null: command line or system
    asked_us = models.BigIntegerField()
    expected = models.JSONField(default=dict)  # kind -> rows found when it was asked
    gone = models.JSONField(default=dict)  # kind -> rows deleted so far
    looked_through = models.BigIntegerField(default=0)  # the last quarantined event looked at
    done_us = models.BigIntegerField(null=True, db_index=True)  # null: the queue


class Erased(models.Model):
    """A tombstone: one row an identifier that an erased person had, as a keyed hash. Nobody can read it back."""

    digest = models.CharField(max_length=64, unique=True)  # HMAC-SHA-256 of kind and value, in hexadecimal
    kind = models.CharField(max_length=9, choices=IdentityKind.choices)
    erasure = models.ForeignKey(Erasure, null=True, on_delete=models.PROTECT, related_name="tombstones")
    at_us = models.BigIntegerField()
    lifted_us = models.BigIntegerField(null=True)  # they came back of their own will; null: it blocks


class Withheld(models.Model):
    """One row an event that is not to be kept: taken by nobody, deleted from the log at `until_us`."""

    event_id = models.BigIntegerField(primary_key=True)
    device = models.CharField(max_length=64, default="", db_index=True)  # digest of its device; "": it named none
    until_us = models.BigIntegerField(db_index=True)


class Purpose(models.Model):
    """One row a purpose that people are asked about, with the words they are shown."""

    name = models.CharField(_("name"), max_length=64, unique=True)  # as events and consents name it
    wording = models.TextField(_("wording"), blank=True, default="")
    version = models.CharField(_("version of the wording"), max_length=64, blank=True, default="")


class Retention(models.Model):
    """The only row: id 1. How long things are kept; null for ever. Nothing is deleted before somebody agreed."""

    visitor_days = models.PositiveIntegerField(_("visitors nobody ever knew"), null=True, blank=True, default=400)
    person_months = models.PositiveIntegerField(_("known people of whom nothing is heard"), null=True, blank=True)
    quarantine_days = models.PositiveIntegerField(_("refused events"), null=True, blank=True, default=90)
    delivery_days = models.PositiveIntegerField(_("deliveries and copies of mails"), null=True, blank=True, default=180)
    import_days = models.PositiveIntegerField(_("files of imports"), null=True, blank=True, default=30)
    agreed_us = models.BigIntegerField(null=True)  # when somebody had seen what goes; null: nothing goes
    agreed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    next_us = models.BigIntegerField(default=0)  # when the chore looks again

    @classmethod
    def get(cls) -> "Retention":
        """The row, made with defaults when there is none yet."""
        return cls.objects.get_or_create(pk=1)[0]


class RetentionRun(models.Model):
    """One row a sort of rows and day (UTC): how many went."""

    sort = models.CharField(max_length=16)
    day = models.DateField()
    gone = models.BigIntegerField(default=0)
    last_us = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sort", "day"], name="retention_run_once")]

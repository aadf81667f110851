"""Opportunities, and every change of each."""

from decimal import Decimal

import uuid_utils.compat as uuid7s
from django.db import models
from django.utils.translation import gettext_lazy as _

from handraiser.organisation.models import User
from handraiser.people.models import Company, Person

DIGITS, DECIMALS = 15, 3  # what both databases keep exactly


class State(models.TextChoices):
    OPEN = "open", _("Open")
    WON = "won", _("Won")
    LOST = "lost", _("Lost")


class ChangeKind(models.TextChoices):
    CREATED = "created", _("Created")
    UPDATED = "updated", _("Updated")
    WON = "won", _("Won")
    LOST = "lost", _("Lost")
    REOPENED = "reopened", _("Taken up again")


class Terms(models.Model):
    """What may change of an opportunity."""

    state = models.CharField(max_length=4, choices=State.choices, default=State.OPEN)
    name = models.CharField(max_length=255, default="")
    stage = models.CharField(max_length=255, default="")  # of the sales process, as sales names it
    amount = models.DecimalField(max_digits=DIGITS, decimal_places=DECIMALS, null=True)  # null: unknown
    currency = models.CharField(max_length=3)  # ISO 4217
    reason = models.CharField(max_length=255, default="")  # why it was lost
    owner = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    expected_close = models.DateField(null=True)

    class Meta:
        abstract = True


TERMS = ("state", "name", "stage", "amount", "currency", "reason", "owner_id", "expected_close")


class Opportunity(Terms):
    """One row a possible sale, as it stands now. The person and the company are those it was created for."""

    key = models.UUIDField(default=uuid7s.uuid7, unique=True, editable=False)
    external_id = models.CharField(max_length=255, unique=True)  # of whoever told of it
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="opportunities")
    company = models.ForeignKey(Company, null=True, on_delete=models.SET_NULL, related_name="opportunities")
    created_us = models.BigIntegerField()
    closed_us = models.BigIntegerField(null=True)  # won or lost; null while open
    event_id = models.BigIntegerField(null=True)  # which created it; null: a user

    class Meta:
        indexes = [
            models.Index(fields=["created_us"], name="opportunity_created"),
            models.Index(fields=["closed_us"], name="opportunity_closed"),
        ]

    @property
    def worth(self) -> tuple[Decimal, str] | None:
        """Amount and currency; None while the amount is unknown."""
        return None if self.amount is None else (self.amount, self.currency)


class OpportunityChange(Terms):
    """One row a change, with all terms from then on, so that any past moment can be told. Append-only."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=8, choices=ChangeKind.choices)
    at_us = models.BigIntegerField()
    event_id = models.BigIntegerField(null=True, unique=True)  # null: a user
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["opportunity", "at_us"], name="change_of_opportunity")]

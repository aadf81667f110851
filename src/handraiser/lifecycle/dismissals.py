"""Refused outcomes that need no correction, as somebody says."""

from django.db import models

from handraiser.organisation.models import User


class Dismissal(models.Model):
    """One row a refused outcome that was dismissed; gone once it is brought back. The audit log keeps both."""

    outcome = models.OneToOneField(
        "lifecycle.RefusedOutcome", primary_key=True, on_delete=models.CASCADE, related_name="dismissal"
    )
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at_us = models.BigIntegerField()
    because = models.CharField(max_length=255)

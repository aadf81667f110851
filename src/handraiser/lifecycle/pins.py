"""People whom somebody keeps in view while writing a model."""

from django.db import models

from handraiser.organisation.models import User
from handraiser.people.models import Person


class Pin(models.Model):
    """One row a person that a user keeps in view."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    at_us = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "person"], name="pinned_once")]

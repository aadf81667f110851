"""What the nightly look at stored results found."""

from django.db import models

from handraiser.people.models import Person


class Rederivation(models.Model):
    """One row a night in which results were derived anew; `ended_us` null while it goes on."""

    night = models.DateField(unique=True)  # in the organisation's time zone
    began_us = models.BigIntegerField()
    ended_us = models.BigIntegerField(null=True)
    people = models.IntegerField(default=0)
    changes = models.IntegerField(default=0)


class Divergence(models.Model):
    """One row each thing of a person that was stored otherwise than it follows from what was recorded."""

    rederivation = models.ForeignKey(Rederivation, on_delete=models.CASCADE, related_name="divergences")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    at_us = models.BigIntegerField()
    what = models.CharField(max_length=16)
    stored = models.TextField()
    derived = models.TextField()

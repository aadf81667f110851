"""What the loop keeps: its leases, how far it has read, what it set aside, and how it fares."""

from django.db import models


class Lease(models.Model):
    """Who may run a single chore, and the fencing number that only rises."""

    name = models.CharField(max_length=64, primary_key=True)
    holder = models.CharField(max_length=120)
    fence = models.BigIntegerField(default=0)
    expires_us = models.BigIntegerField()


class Cursor(models.Model):
    """How far a reader has come in the event log (SQLite)."""

    name = models.CharField(max_length=64, primary_key=True)
    position = models.BigIntegerField(default=0)


class Parked(models.Model):
    """One row that a chore could not do; set aside so that the rest goes on."""

    chore = models.CharField(max_length=64)
    row_id = models.BigIntegerField()
    error = models.TextField()
    trace = models.TextField(default="")
    at_us = models.BigIntegerField()
    retry_us = models.BigIntegerField(null=True)  # an administrator asked to try again
    settled_us = models.BigIntegerField(null=True)  # done at a later try, or discarded

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chore", "row_id"], name="parked_once")]


class ChoreRun(models.Model):
    """One row a chore and worker: how it fared last."""

    chore = models.CharField(max_length=64)
    worker = models.CharField(max_length=120)
    last_run_us = models.BigIntegerField()
    last_done = models.IntegerField(default=0)
    total_done = models.BigIntegerField(default=0)
    last_error = models.TextField(default="")
    last_error_us = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chore", "worker"], name="chore_of_worker")]

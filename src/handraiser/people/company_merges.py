"""Which companies users said are one."""

from django.db import models

from handraiser.organisation.models import User


class CompanyMerge(models.Model):
    """One row a merge of two companies; undone by filling `undone_at_us`, never by deleting."""

    kept = models.ForeignKey("people.Company", on_delete=models.PROTECT, related_name="merges_kept")
    folded = models.ForeignKey("people.Company", on_delete=models.PROTECT, related_name="merges_folded")
    at_us = models.BigIntegerField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    people = models.JSONField(default=list)  # ids of those who were of the folded one
    before = models.JSONField(default=dict)  # for undoing: see `merging_companies`
    undone_at_us = models.BigIntegerField(null=True)
    undone_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

"""What people say about the parts of a draft. Nothing of it is ever changed."""

from django.db import models

from handraiser.lifecycle.drafts import Draft
from handraiser.organisation.models import User


class Comment(models.Model):
    """One row a thing said. path: of the part of the document, "" of the whole; an answer has its first comment's."""

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="comments")
    path = models.CharField(max_length=500, default="")
    answers = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="answered_by")
    text = models.TextField()
    at_us = models.BigIntegerField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")


class Resolution(models.Model):
    """One row each time a comment was settled; an answer after it opens the question again."""

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="resolutions")
    after = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="+")  # the last thing said by then
    at_us = models.BigIntegerField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["comment", "after"], name="resolution_once")]

"""What is worked on before it is in force: drafts, what both teams said to them, and when they are published.

Who did what, when and why is a row each time; no row is changed, but for a draft's name and the end of a release.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from handraiser.organisation.models import User


class Team(models.TextChoices):
    """Those whose signatures a version needs; named like the roles that may give them."""

    MARKETING = "marketing", _("Marketing")
    SALES = "sales", _("Sales")


class Draft(models.Model):
    """One row a change of the scoring model that is worked on. Its document is its last revision's."""

    name = models.CharField(max_length=255)  # what changes, and why
    begun_us = models.BigIntegerField()
    begun_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    returns_to = models.ForeignKey(  # a roll-back to it
        "lifecycle.ModelVersion", null=True, on_delete=models.PROTECT, related_name="+"
    )


class Revision(models.Model):
    """One row each time a draft was saved."""

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="revisions")
    number = models.IntegerField()
    document = models.TextField()
    base = models.IntegerField()  # the number of the version that it changes; 0: there was none
    at_us = models.BigIntegerField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "number"], name="revision_once")]


class Proposal(models.Model):
    """One row each time a revision was put to both teams; open until it is withdrawn or published."""

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="proposals")
    at_us = models.BigIntegerField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=255, default="")


class Signature(models.Model):
    """One row a team's yes to a proposal, by one of its people."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="signatures")
    team = models.CharField(max_length=9, choices=Team.choices)
    at_us = models.BigIntegerField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=255, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["proposal", "team"], name="signature_once_a_team"),
            models.UniqueConstraint(fields=["proposal", "by"], name="signature_once_a_person"),
        ]


class Ending(models.TextChoices):
    """Why a proposal came to its end without being published."""

    WITHDRAWN = "withdrawn", _("Withdrawn")
    EDITED = "edited", _("The draft was edited")
    DISCARDED = "discarded", _("The draft was discarded")


class Withdrawal(models.Model):
    """One row a proposal that came to its end without being published; its signatures count for nothing."""

    proposal = models.OneToOneField(Proposal, on_delete=models.PROTECT, related_name="withdrawal")
    ending = models.CharField(max_length=9, choices=Ending.choices)
    at_us = models.BigIntegerField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=255, default="")


class Outcome(models.TextChoices):
    """What became of a release."""

    PUBLISHED = "published", _("Published")
    CANCELLED = "cancelled", _("Called off")
    OUTDATED = "outdated", _("Another version was published first")
    REFUSED = "refused", _("The document has problems")


class Release(models.Model):
    """One row an order to publish a signed proposal. The queue of those due while `ended_us` is null."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="releases")
    due_us = models.BigIntegerField()
    at_us = models.BigIntegerField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ended_us = models.BigIntegerField(null=True, db_index=True)
    outcome = models.CharField(max_length=9, choices=Outcome.choices, default="")
    ended_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")  # null: by itself
    found = models.TextField(default="")  # the problems of a refused one

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["proposal"], condition=models.Q(ended_us=None), name="release_one_at_a_time"
            )
        ]


class Discard(models.Model):
    """One row a draft that was given up."""

    draft = models.OneToOneField(Draft, on_delete=models.PROTECT, related_name="discard")
    at_us = models.BigIntegerField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=255, default="")

"""Alerts and who must know them; hand-offs and what sales decided on them."""

from dataclasses import dataclass

import uuid_utils.compat as uuid7s
from django.db import models, transaction
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from handraiser import clock
from handraiser.errors import HandraiserError
from handraiser.organisation import audit
from handraiser.organisation.models import User
from handraiser.people import changing
from handraiser.people.models import Person


class AlertKind(models.TextChoices):
    HAND_RAISE = "hand_raise", _("Hand raised")
    BECAME_SQL = "became_sql", _("Became sales qualified")


class Alert(models.Model):
    """One row a hand-raise or an entry into SQL; never two for one event. `facts` are worded when shown."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="alerts")
    kind = models.CharField(max_length=16, choices=AlertKind.choices)
    once = models.CharField(max_length=64, unique=True)  # "event:17", "change:5": what makes it one
    event_id = models.BigIntegerField(null=True)
    stage_change_id = models.BigIntegerField(null=True)
    unconfirmed = models.BooleanField(default=False)
    facts = models.JSONField(default=dict)
    stored_us = models.BigIntegerField(null=True)  # when the event behind it was stored
    created_us = models.BigIntegerField(db_index=True)
    fanned_out_us = models.BigIntegerField(null=True, db_index=True)  # when deliveries were queued; null: the queue


class Notice(models.Model):
    """An alert in one user's bell."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="notices")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices")
    read_us = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["alert", "user"], name="notice_once")]
        indexes = [models.Index(fields=["user", "read_us"], name="notice_unread")]


class AlreadyDecided(HandraiserError):
    """Two decided on the same hand-off."""

    status = 409


class Verdict(models.TextChoices):
    ACCEPTED = "accepted", _("Accepted")
    REJECTED = "rejected", _("Rejected")
    RECYCLED = "recycled", _("Recycled")


@dataclass(frozen=True)
class Answer:
    """What sales says to a hand-off. review_us: when to look again, of a recycled one. owner: who takes it."""

    by: User
    reason: str = ""
    owner: User | None = None
    review_us: int | None = None


class Handoff(models.Model):
    """One row a passing of a person to sales; open until there is a decision, and one person has one open at a time."""

    key = models.UUIDField(default=uuid7s.uuid7, unique=True, editable=False)
    external_id = models.CharField(max_length=255, null=True, unique=True)  # of whoever told of it; null: opened here
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="handoffs")
    opened_us = models.BigIntegerField(db_index=True)
    stage_change_id = models.BigIntegerField(null=True, unique=True)  # the entry into SQL; null: told with its decision
    event_id = models.BigIntegerField(null=True)  # which told of it and of its decision at once
    owner = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    def accept(self, answer: Answer) -> "Decision":
        """Sales takes the lead. Raises AlreadyDecided, also when two people click at once."""
        return self._decide(Verdict.ACCEPTED, answer)

    def reject(self, answer: Answer) -> "Decision":
        """Sales refuses the lead and says why. Raises AlreadyDecided."""
        return self._decide(Verdict.REJECTED, answer)

    def recycle(self, answer: Answer) -> "Decision":
        """Back to marketing's nurture, with a reason and a date to look again. Raises AlreadyDecided."""
        return self._decide(Verdict.RECYCLED, answer)

    @property
    def decided(self) -> "Decision | None":
        """None while it is open."""
        return getattr(self, "decision", None)

    @property
    def state(self) -> str:
        """`opened`, or a verdict."""
        return self.decided.verdict if self.decided else "opened"

    def _decide(self, verdict: Verdict, answer: Answer) -> "Decision":
        with transaction.atomic():
            decision, is_new = Decision.objects.get_or_create(
                handoff=self,
                defaults={
                    "verdict": verdict,
                    "by": answer.by,
                    "owner": answer.owner or self.owner,
                    "reason": answer.reason.strip()[:255],
                    "review_us": answer.review_us,
                    "at_us": clock.now_us(),
                },
            )
            if not is_new:
                raise AlreadyDecided(now_("Somebody has already decided on this hand-off. Reload to see who."))
            audit.record(f"handoff.{verdict}", f"person {self.person_id}", by=answer.by, reason=decision.reason)
            changing.mark([self.person_id])
        return decision


class Decision(models.Model):
    """One row a decided hand-off: what sales said, when and why. Append-only."""

    handoff = models.OneToOneField(Handoff, on_delete=models.CASCADE, related_name="decision")
    verdict = models.CharField(max_length=8, choices=Verdict.choices)
    reason = models.CharField(max_length=255, default="")
    review_us = models.BigIntegerField(null=True)  # when to look again; null: no date was given
    owner = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at_us = models.BigIntegerField(db_index=True)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")  # null: an event told
    event_id = models.BigIntegerField(null=True, db_index=True)

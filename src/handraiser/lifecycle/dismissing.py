"""Dismissing refused outcomes, with a reason; and bringing them back."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from handraiser import clock
from handraiser.errors import HandraiserError
from handraiser.lifecycle.models import Dismissal, RefusedOutcome
from handraiser.organisation import audit
from handraiser.organisation.models import User

LONGEST = 255


class NoReason(HandraiserError):
    """Nobody could tell later why it was dismissed."""


def waiting() -> "QuerySet[RefusedOutcome]":
    """Those that nobody has dismissed."""
    return RefusedOutcome.objects.filter(dismissal=None)


@transaction.atomic
def dismiss(outcome: RefusedOutcome, because: str, *, by: User) -> None:
    """Out of the way; who was first stays. Raises NoReason."""
    because = " ".join(because.replace("\0", "").split())
    if not because or len(because) > LONGEST:
        raise NoReason(_("Say why in 1 to %(most)d characters.") % {"most": LONGEST})
    values = {"by": by, "at_us": clock.now_us(), "because": because}
    if Dismissal.objects.get_or_create(outcome=outcome, defaults=values)[1]:
        audit.record("outcome.dismissed", f"event {outcome.pk}", by=by, name=outcome.name, reason=outcome.reason)


@transaction.atomic
def bring_back(outcome: RefusedOutcome, *, by: User) -> None:
    """It waits for a correction again."""
    if Dismissal.objects.filter(outcome=outcome).delete()[0]:
        audit.record("outcome.brought_back", f"event {outcome.pk}", by=by, name=outcome.name, reason=outcome.reason)

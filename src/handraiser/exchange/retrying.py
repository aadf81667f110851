"""Deliveries that were given up, tried again because somebody asked."""

from django.db import transaction
from django.utils.translation import gettext as _

from handraiser.clock import now_us
from handraiser.errors import HandraiserError
from handraiser.exchange.models import Delivery
from handraiser.organisation import audit
from handraiser.organisation.models import User


class NothingToRetry(HandraiserError):
    """It has arrived, or is waiting for its next try already."""

    status = 409


@transaction.atomic
def retry(delivery: Delivery, by: User | None) -> None:
    """Due now, with all its tries before it; the key stays. Raises NothingToRetry."""
    given_up = Delivery.objects.filter(pk=delivery.pk, delivered_us=None).exclude(given_up_us=None)
    if not given_up.update(due_us=now_us(), given_up_us=None, attempts=0):
        raise NothingToRetry(_("This delivery was not given up: it has arrived or is still being tried."))
    audit.record("delivery.retried", delivery.key, by=by)

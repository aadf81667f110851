"""Who signs in, who tried, and how often one may try."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from handraiser.errors import HandraiserError
from handraiser.organisation import audit
from handraiser.organisation.models import AuditEntry, User

WINDOW = timedelta(minutes=15)
TRIES_FOR_ONE_ADDRESS = 5
TRIES_FROM_ONE_PLACE = 20


class TooManyTries(HandraiserError):
    """The same e-mail or the same place failed too often within the window."""

    status = 429


def refuse_guessing(email: str, request: HttpRequest) -> None:
    """Raises TooManyTries. Counted in the audit log, so that it holds over all processes and a restart."""
    recent = AuditEntry.objects.filter(act="sign_in.failed", at__gt=timezone.now() - WINDOW)
    if (
        recent.filter(subject=email[:200]).count() >= TRIES_FOR_ONE_ADDRESS
        or recent.filter(facts__ip=place(request)).count() >= TRIES_FROM_ONE_PLACE
    ):
        raise TooManyTries(_("Too many tries. Wait 15 minutes, or ask an administrator to reset your password."))


def failed(email: str, request: HttpRequest) -> None:
    """Write a wrong password down."""
    audit.record("sign_in.failed", email, by_name=email[:200], ip=place(request))


def succeeded(user: User, request: HttpRequest) -> None:
    """Write a sign-in down."""
    audit.record("sign_in.succeeded", str(user.email), by=user, ip=place(request))


def place(request: HttpRequest) -> str:
    """The caller's address; behind a trusted proxy the last one that the proxy saw."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.TRUST_FORWARDED_FOR else ""
    return forwarded.rpartition(",")[2].strip() or str(request.META.get("REMOTE_ADDR", ""))

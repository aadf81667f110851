"""Writes an alert's mail and hands it to the mail server, or keeps it where none is set up."""

import os
import smtplib
import zoneinfo
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from anymail.exceptions import AnymailError, AnymailRecipientsRefused
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from handraiser.exchange.models import Delivery
from handraiser.exchange.outcomes import Outcome
from handraiser.handoff.wording import clean, stage_name, word
from handraiser.organisation import regions


class Place(NamedTuple):
    """Where the reader of a mail is: IANA time zone and CLDR region."""

    zone: str
    region: str


def send(delivery: Delivery, place: Place) -> Outcome:
    """Over HANDRAISER_MAIL_URL. Touches no database: runs in a thread of its own."""
    try:
        letter(delivery, place).send()
    except (smtplib.SMTPRecipientsRefused, AnymailRecipientsRefused) as refused:
        return Outcome(
            _("The address was refused: %(error)s") % {"error": _short(refused)}, hopeless=_for_good(refused)
        )
    except (smtplib.SMTPException, AnymailError, OSError) as error:
        return Outcome(_("The mail server did not take it: %(error)s") % {"error": _short(error)})
    return Outcome()


def keep(delivery: Delivery, place: Place) -> Outcome:
    """Into DATA/outbox; the row for the Outbox page is the caller's. Done twice, the file is there once."""
    mail = letter(delivery, place)
    name = f"{delivery.key}.eml"
    _write(name, mail.message().as_bytes())
    html = str(mail.alternatives[0][0])
    kept = {"to": delivery.to[:320], "subject": str(mail.subject)[:255], "file": name, "text": str(mail.body)}
    return Outcome(kept=kept | {"html": html})


def letter(delivery: Delivery, place: Place) -> EmailMultiAlternatives:
    """The mail of one alert to one user, times and dates as where they are. The same Message-ID at every try."""
    shown = _shown(delivery)
    with timezone.override(zoneinfo.ZoneInfo(place.zone)), regions.use(place.region):
        mail = EmailMultiAlternatives(
            subject=clean(shown["wording"].title, 200),
            body=render_to_string("exchange/alert.txt", shown),
            to=[delivery.to],
            headers={
                "Message-ID": _message_id(delivery.key),
                "Auto-Submitted": "auto-generated",
                "X-Handraiser-Delivery": delivery.key,
            },
        )
        mail.attach_alternative(render_to_string("exchange/alert.html", shown), "text/html")
    return mail


def _shown(delivery: Delivery) -> dict[str, Any]:
    alert = delivery.alert
    if alert is None:
        raise ValueError(f"delivery {delivery.key} is a mail without an alert")
    stage = (alert.facts["stage"] or {}).get("to", "")
    return {
        "wording": word(alert),
        "kind": alert.get_kind_display(),
        "stage": stage_name(stage) if stage else "",
        "public_url": settings.PUBLIC_URL,
    }


def _message_id(key: str) -> str:
    """Unlike that of any other installation: the key counts from 1 everywhere."""
    here = salted_hmac("handraiser.mail", key).hexdigest()[:16]
    return f"<{key}.{here}@{urlsplit(settings.PUBLIC_URL).hostname}>"


def _write(name: str, content: bytes) -> None:
    """Whole or not at all; readable by its owner only."""
    folder = settings.DATA / "outbox"
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f".{name}.{os.getpid()}"
    draft.touch(mode=0o600)
    draft.write_bytes(content)
    draft.replace(folder / name)


def _for_good(refused: Exception) -> bool:
    """A 5xx says that this address will never be taken; a 4xx, that it may be later."""
    if not isinstance(refused, smtplib.SMTPRecipientsRefused):
        return True
    return all(code >= 500 for code, _text in refused.recipients.values())


def _short(error: Exception) -> str:
    return clean(str(error) or type(error).__name__, 300)

"""Sends one webhook: signed, once, to a public address, with no redirect followed."""

import email.utils
import ssl
import time
from datetime import UTC, datetime
from functools import cache

import certifi
import httpcore
from django.utils.translation import gettext as _
from standardwebhooks.webhooks import Webhook as Signer

from handraiser import __version__
from handraiser.clock import SECOND_US
from handraiser.exchange.guarding import AddressRefused, Guarded
from handraiser.exchange.models import Delivery
from handraiser.exchange.outcomes import Outcome
from handraiser.exchange.payload import payload

TOTAL_S = 10.0
READ_BYTES = 2048  # of an answer; more is not waited for
GONE = 410


def post(delivery: Delivery) -> Outcome:
    """Touches no database: runs in a thread of its own."""
    webhook, body = delivery.webhook, payload(delivery)
    if webhook is None:
        return Outcome(_("The webhook was deleted."), hopeless=True)
    try:
        return _answer(webhook.url, _headers(delivery.key, webhook.secret, body), body.encode())
    except AddressRefused as refused:
        return Outcome(str(refused), hopeless=True)
    except httpcore.TimeoutException:
        return Outcome(_("No answer within %(seconds)d seconds.") % {"seconds": TOTAL_S})
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol) as error:
        return Outcome(_("Not reached: %(error)s") % {"error": str(error)[:300]})


def _headers(key: str, secret: str, body: str) -> dict[str, str]:
    """As standardwebhooks.com says. `webhook-id` is the same at every try, the signature covers id, time and body."""
    moment = datetime.now(UTC)
    return {
        "content-type": "application/json; charset=utf-8",
        "user-agent": f"Handraiser/{__version__}",
        "webhook-id": key,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": Signer(secret).sign(key, moment, body),
    }


def _answer(url: str, headers: dict[str, str], body: bytes) -> Outcome:
    backend = Guarded(time.monotonic() + TOTAL_S)
    pool = httpcore.ConnectionPool(ssl_context=_trusted(), network_backend=backend, max_keepalive_connections=0)
    with pool, pool.stream("POST", url, headers=list(headers.items()), content=body) as response:
        if 200 <= response.status < 300:
            return Outcome()
        return _refusal(response)


def _refusal(response: httpcore.Response) -> Outcome:
    if 300 <= response.status < 400:
        words = _("Answered %(status)d: a redirect, which is not followed. Enter the address it leads to.")
        return Outcome(words % {"status": response.status})
    said = _("Answered %(status)d: %(text)s") % {"status": response.status, "text": _beginning(response)}
    return Outcome(said, gone=response.status == GONE, wait_us=_retry_after_us(response))


def _beginning(response: httpcore.Response) -> str:
    read = b""
    for chunk in response.iter_stream():
        read += chunk
        if len(read) >= READ_BYTES:
            break
    return read[:READ_BYTES].decode("utf-8", "replace").replace("\x00", "")[:300].strip()


def _retry_after_us(response: httpcore.Response) -> int:
    """Seconds or an HTTP date; 0 where there is none or it cannot be read."""
    given = {name.lower(): value for name, value in response.headers}.get(b"retry-after", b"")
    text = given.decode("latin-1").strip()
    if text.isdigit():
        return min(int(text[:9]), 10**6) * SECOND_US
    try:
        moment = email.utils.parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return 0
    return max(0, int((moment - datetime.now(moment.tzinfo)).total_seconds() * SECOND_US))


@cache
def _trusted() -> ssl.SSLContext:
    """The system's authorities and certifi's: a company's own works, and so does a bare container."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context

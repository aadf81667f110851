"""Reads HANDRAISER_MAIL_URL into Django's mail settings. Imported by `settings.py`: knows no models."""

from email.utils import formataddr, parseaddr
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TIMEOUT_S = 10
FORMS = "smtp://user:password@host:587?tls=1, smtps://user:password@host or a provider such as postmark://token"

# Provider -> the settings that its user name, password and host fill, in this order ("" where it has none).
PROVIDERS = {
    "brevo": ("BREVO_API_KEY", "", ""),
    "mailersend": ("MAILERSEND_API_TOKEN", "", ""),
    "mailgun": ("MAILGUN_API_KEY", "", "MAILGUN_SENDER_DOMAIN"),
    "mailjet": ("MAILJET_API_KEY", "MAILJET_SECRET_KEY", ""),
    "mandrill": ("MANDRILL_API_KEY", "", ""),
    "postmark": ("POSTMARK_SERVER_TOKEN", "", ""),
    "resend": ("RESEND_API_KEY", "", ""),
    "sparkpost": ("SPARKPOST_API_KEY", "", ""),
}


def mail_settings(url: str, outbox: str) -> dict[str, Any]:
    """Django's settings for `url`; for an empty one, mails become files in the folder `outbox`.

    Raises ImproperlyConfigured. Its words never hold the password.
    """
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend", "EMAIL_FILE_PATH": outbox}
    parts = urlsplit(url)
    if parts.scheme in {"smtp", "smtps"}:
        return _smtp(parts)
    if parts.scheme in PROVIDERS:
        return _provider(parts)
    raise ImproperlyConfigured(
        f"HANDRAISER_MAIL_URL starts with {parts.scheme!r}; allowed: {FORMS} ({', '.join(PROVIDERS)})."
    )


def sender(written: str) -> str:
    """HANDRAISER_MAIL_FROM as it stands in a mail. Raises ImproperlyConfigured."""
    name, address = parseaddr(written)
    if "@" not in address or not written.isprintable():
        raise ImproperlyConfigured(
            f"HANDRAISER_MAIL_FROM is {written!r}; allowed: Handraiser <alerts@example.com>, or the address alone."
        )
    return formataddr((name, address))


def _smtp(parts: SplitResult) -> dict[str, Any]:
    options = _options(parts, {"tls"})
    if not parts.hostname:
        raise ImproperlyConfigured(f"HANDRAISER_MAIL_URL names no host; allowed: {FORMS}.")
    ssl, tls = parts.scheme == "smtps", options.get("tls") == "1"
    if ssl and tls:
        raise ImproperlyConfigured("HANDRAISER_MAIL_URL: smtps:// is encrypted from the start; leave tls=1 out.")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": _port(parts) or (465 if ssl else 587 if tls else 25),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": ssl,
        "EMAIL_USE_TLS": tls,
        "EMAIL_TIMEOUT": TIMEOUT_S,
    }


def _provider(parts: SplitResult) -> dict[str, Any]:
    names = PROVIDERS[parts.scheme]
    before, _at, after = parts.netloc.partition("@")
    user, _colon, password = before.partition(":")
    given = (user, password, after)
    if [bool(value) for value in given] != [bool(name) for name in names]:
        raise ImproperlyConfigured(
            f"HANDRAISER_MAIL_URL for {parts.scheme} is of another form; allowed: {_form(parts.scheme)}."
        )
    anymail = {name: unquote(value) for name, value in zip(names, given, strict=True) if name}
    if region := _options(parts, {"region"} if parts.scheme == "mailgun" else set()).get("region"):
        anymail["MAILGUN_API_URL"] = f"https://api.{region}.mailgun.net/v3"
    return {
        "EMAIL_BACKEND": f"anymail.backends.{parts.scheme}.EmailBackend",
        "ANYMAIL": anymail | {"REQUESTS_TIMEOUT": TIMEOUT_S},
    }


def _form(scheme: str) -> str:
    _user, password, host = PROVIDERS[scheme]
    return f"{scheme}://key{':secret' if password else ''}{'@domain' if host else ''}"


def _options(parts: SplitResult, known: set[str]) -> dict[str, str]:
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    if unknown := set(options) - known:
        allowed = ", ".join(sorted(known)) or "none"
        raise ImproperlyConfigured(f"HANDRAISER_MAIL_URL has the option {min(unknown)!r}; allowed: {allowed}.")
    if options.get("tls", "0") not in {"0", "1"} or options.get("region", "eu") not in {"eu", "us"}:
        raise ImproperlyConfigured("HANDRAISER_MAIL_URL: tls is 0 or 1, region is eu or us.")
    return options


def _port(parts: SplitResult) -> int | None:
    try:
        return parts.port
    except ValueError:
        raise ImproperlyConfigured("HANDRAISER_MAIL_URL: the port is no number from 0 to 65535.") from None

"""Every setting, read once from the environment, typed; a wrong one stops the start with words."""

import os
import secrets
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from handraiser.exchange.mail_url import mail_settings, sender

PACKAGE = Path(__file__).resolve().parent
ROOT = PACKAGE.parent.parent


def _flag(name: str, default: bool = False) -> bool:
    value = os.environ.get(name, "").strip().lower()
    if value not in {"", "0", "1", "true", "false", "yes", "no"}:
        raise ImproperlyConfigured(f"{name} is {value!r}; allowed: 1, 0, true, false, yes, no.")
    return value in {"1", "true", "yes"} if value else default


def _number(name: str, default: int) -> int:
    value = os.environ.get(name, "").strip() or str(default)
    if not value.isdigit():
        raise ImproperlyConfigured(f"{name} is {value!r}; allowed: a whole number.")
    return int(value)


def _words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


DATA = Path(os.environ.get("HANDRAISER_DATA") or "data").resolve()


def _secret_key() -> str:
    """From the environment, else made once and kept in the data folder, readable by its owner only."""
    if given := os.environ.get("HANDRAISER_SECRET_KEY"):
        return given
    kept = DATA / "secret_key"
    if not kept.exists():
        DATA.mkdir(0o700, parents=True, exist_ok=True)  # personal data, sessions and keys are not for all to read
        draft = DATA / f"secret_key.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48))
        try:
            os.link(draft, kept)  # two processes may start at once; the first one's key stays
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return kept.read_text().strip()


SECRET_KEY = _secret_key()
DEBUG = _flag("HANDRAISER_DEBUG")
ADDRESS = os.environ.get("HANDRAISER_ADDRESS", "127.0.0.1:8300")
PUBLIC_URL = (os.environ.get("HANDRAISER_PUBLIC_URL") or f"http://{ADDRESS}").rstrip("/")
ALLOWED_HOSTS = _words("HANDRAISER_ALLOWED_HOSTS") or ["localhost", "127.0.0.1", "[::1]", "testserver"]
if urlsplit(PUBLIC_URL).hostname not in ALLOWED_HOSTS:
    ALLOWED_HOSTS.append(str(urlsplit(PUBLIC_URL).hostname))
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
SECURE = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if SECURE:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000

# ---- databases --------------------------------------------------------------------------------------------


def _postgresql(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise ImproperlyConfigured(
            f"DATABASE_URL starts with {parts.scheme!r}; allowed: postgresql://user:password@host:port/name."
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(parse_qsl(parts.query)),
    }


def _sqlite(name: str) -> dict[str, object]:
    return {
        "ENGINE": "handraiser.sqlite",
        "NAME": DATA / name,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536;",
        },
        "TEST": {},
    }


DATABASE_URL = os.environ.get("DATABASE_URL", "")
if DATABASE_URL:
    DATABASES = {"default": _postgresql(DATABASE_URL)}
    EVENTS_DB = "default"
else:
    DATABASES = {"default": _sqlite("app.db"), "events": _sqlite("events.db")}
    EVENTS_DB = "events"
DATABASE_ROUTERS = ["handraiser.events.routing.EventLogRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ---- applications -----------------------------------------------------------------------------------------

AUTH_USER_MODEL = "organisation.User"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "handraiser.organisation",
    "handraiser.events",
    "handraiser.people",
    "handraiser.lifecycle",
    "handraiser.handoff",
    "handraiser.deals",
    "handraiser.audiences",
    "handraiser.insight",
    "handraiser.exchange",
    "handraiser.privacy",
    "handraiser.worker",
    "handraiser.web",
]
MIDDLEWARE = [
    "handraiser.web.packing.packed",
    "django.middleware.security.SecurityMiddleware",
    "handraiser.web.policy.content_security_policy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "handraiser.web.zones.own_place",
    "handraiser.web.unstorable.refuse_nul",
    "handraiser.web.failures.Failures",
]
ROOT_URLCONF = "handraiser.urls"
WSGI_APPLICATION = "handraiser.asgi.django_wsgi"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "handraiser.web.shell.frame",
            ],
        },
    },
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign-in"
CSRF_FAILURE_VIEW = "handraiser.web.failures.form_too_old"

# ---- language, time, files --------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
STATIC_URL = "/static/"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "handraiser.web.npm.NodeModulesFinder",
]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 0 if DEBUG else 31_536_000  # addresses carry the content's hash
DOCS = next(folder for folder in (PACKAGE / "docs", ROOT / "docs") if folder.is_dir() or folder.parent == ROOT)
NODE_MODULES = Path(os.environ.get("HANDRAISER_NODE_MODULES") or ROOT / "node_modules")

# ---- collector --------------------------------------------------------------------------------------------

KEEP_WHOLE_IPS = _flag("HANDRAISER_KEEP_WHOLE_IPS")
TRUST_FORWARDED_FOR = _flag("HANDRAISER_TRUST_FORWARDED_FOR")
RATE_LIMIT_A_SECOND = _number("HANDRAISER_RATE_LIMIT", 20_000)  # events a second for one key; 0 is no limit
QUEUE_EVENTS = _number("HANDRAISER_QUEUE_EVENTS", 20_000)  # events that may wait for the store before 503

# ---- deliveries -------------------------------------------------------------------------------------------

MAIL_URL = os.environ.get("HANDRAISER_MAIL_URL", "")  # empty: mail goes to DATA/outbox and the Outbox page
MAIL_FROM = os.environ.get("HANDRAISER_MAIL_FROM", "Handraiser <handraiser@localhost>")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = sender(MAIL_FROM)
globals().update(mail_settings(MAIL_URL, str(DATA / "outbox")))
if str(globals().get("EMAIL_BACKEND", "")).startswith("anymail."):
    INSTALLED_APPS.append("anymail")  # its checks; half a second at each start, so only where it sends
ALLOW_PRIVATE_WEBHOOKS = _flag("HANDRAISER_ALLOW_PRIVATE_WEBHOOKS")

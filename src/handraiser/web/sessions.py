"""Who sends a request, told from its headers alone, before Django has seen it."""

from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.db import close_old_connections
from django.http import HttpRequest

from handraiser.organisation.access import may
from handraiser.organisation.models import Role, User

Scope = Mapping[str, Any]


def who_asks(scope: Scope) -> User | None:
    """The user of the session; None for who is not signed in. Asks the database."""
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(_session_key(scope))
    user = get_user(request)
    return user if isinstance(user, User) and user.is_active else None


def may_bring_files(scope: Scope) -> bool:
    """Whether a form larger than any other is taken from them: of who may import."""
    close_old_connections()
    try:
        user = who_asks(scope) if _session_key(scope) else None
        return user is not None and may(user, Role.MARKETING)
    finally:
        close_old_connections()


def _session_key(scope: Scope) -> str:
    text = b"; ".join(value for name, value in scope["headers"] if name == b"cookie").decode("latin1")
    try:
        cookie = SimpleCookie(text).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return ""
    return cookie.value if cookie else ""

"""Which role may do what. An administrator may do everything; everybody signed in may read what is not restricted."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from handraiser.organisation.models import Role, User

View = Callable[..., HttpResponseBase]


class SignedIn(HttpRequest):
    """What every page gets, as the middleware lets nobody else through."""

    user: User
    htmx: Any


def may(user: User | AnonymousUser, *roles: str) -> bool:
    """Whether `user` is of one of `roles`, or an administrator."""
    return isinstance(user, User) and user.role in {Role.ADMINISTRATOR, *roles}


def only(*roles: str) -> Callable[[View], View]:
    """View decorator: other roles get 403. Without roles: administrators only."""

    def restrict(view: View) -> View:
        @wraps(view)
        def restricted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not may(request.user, *roles):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return restricted

    return restrict

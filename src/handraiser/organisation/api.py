"""What every address below /api/ has in common: who may ask, and answers and refusals in JSON."""

import zoneinfo
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from handraiser.errors import HandraiserError
from handraiser.organisation import tokens
from handraiser.organisation.models import Organisation, User

Answer = Callable[..., Mapping[str, Any]]


def answers(view: Answer) -> Callable[..., JsonResponse]:
    """View decorator: its mapping as JSON, to whoever brings a token (`Authorization: Bearer …`) or is signed in.

    A token's times without a zone are the organisation's, a user's their own.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
        if request.method not in {"GET", "HEAD"}:
            return _refused(405, "wrong_method", _("Only GET is answered here."), Allow="GET, HEAD")
        scheme, _space, text = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "bearer" and tokens.known(text.strip()):
            with timezone.override(zoneinfo.ZoneInfo(Organisation.get().time_zone)):
                return _answered(view, request, *args, **kwargs)
        if isinstance(request.user, User) and not scheme:
            return _answered(view, request, *args, **kwargs)
        words = _("Send a token as Authorization: Bearer hr_api_…; an administrator makes one in Settings, API.")
        return _refused(401, "no_token", words, **{"WWW-Authenticate": "Bearer"})

    return never_cache(login_not_required(answer))


def _answered(view: Answer, request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
    try:
        return JsonResponse(dict(view(request, *args, **kwargs)))
    except Http404:
        return _refused(404, "not_found", _("There is nobody of that name here."))
    except HandraiserError as refused:
        return _refused(refused.status, "refused", str(refused))


def _refused(status: int, code: str, message: str, **headers: str) -> JsonResponse:
    return JsonResponse({"code": code, "message": message}, status=status, headers=headers)

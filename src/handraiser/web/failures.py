"""Expected failures in plain words: a page for a browser, a toast for htmx."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from handraiser.errors import HandraiserError


class Failures:
    """Middleware: the one place where a HandraiserError becomes an answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, failure: Exception) -> HttpResponse | None:
        """None for anything unexpected: that crashes loudly."""
        if not isinstance(failure, HandraiserError):
            return None
        return _shown(request, failure.status, _("That did not work"), str(failure))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return _shown(request, 404, _("Nothing here"), _("This page does not exist, or what it showed is gone."))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: signed in, but of another role."""
    words = str(exception) or _("Your role does not allow this. An administrator can change it under Users.")
    return _shown(request, 403, _("Not allowed"), words)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: a form that no page of ours sent."""
    return _shown(request, 400, _("That request makes no sense"), _("Go back, reload the page and try again."))


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 of the CSRF check: signed out meanwhile, or cookies are off."""
    words = _("The page was open for too long, or cookies are switched off. Reload it and try again.")
    return _shown(request, 403, _("That form is too old"), words)


def crashed(request: HttpRequest) -> HttpResponse:
    """500: says so without touching the database, which may be what broke."""
    words = _("Something broke on our side. It is written in the server's log; trying again may help.")
    return _shown(request, 500, _("That broke"), words)


def _shown(request: HttpRequest, status: int, title: str, words: str) -> HttpResponse:
    template = "web/_toast.html" if getattr(request, "htmx", False) else "web/failure.html"
    return render(request, template, {"status": status, "title": title, "words": words, "tone": "bad"}, status=status)

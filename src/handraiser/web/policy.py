"""The Content-Security-Policy of every page: nothing inline but what carries this answer's nonce, nothing foreign."""

import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

Answer = Callable[[HttpRequest], HttpResponse]


def content_security_policy(get_response: Answer) -> Answer:
    """Middleware. `request.csp_nonce` makes a nonce when a template asks for it; other pages have none."""

    def answer(request: HttpRequest) -> HttpResponse:
        asked: list[str] = []
        request.csp_nonce = SimpleLazyObject(lambda: _nonce(asked))  # type: ignore[attr-defined]
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy(asked))
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        return response

    return answer


def policy(nonces: list[str]) -> str:
    """The header's text."""
    own = " ".join(["'self'", *(f"'nonce-{nonce}'" for nonce in nonces)])
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {own}",
            f"style-src {own}",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "manifest-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )


def _nonce(asked: list[str]) -> str:
    asked.append(secrets.token_urlsafe(16))
    return asked[-1]

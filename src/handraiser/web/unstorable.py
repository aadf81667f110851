"""A NUL in a form or an address: no browser sends one, no page means one, and PostgreSQL stores none."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

Answer = Callable[[HttpRequest], HttpResponse]


def refuse_nul(get_response: Answer) -> Answer:
    """Middleware: 400 before any page has looked at it."""

    def answer(request: HttpRequest) -> HttpResponse:
        sent = [*request.GET.lists(), *request.POST.lists()]
        if any("\0" in text for name, texts in sent for text in (name, *texts)):
            raise BadRequest("a NUL")
        return get_response(request)

    return answer

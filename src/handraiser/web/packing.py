"""Pages and static files go out packed to browsers that take gzip: a quarter of the bytes."""

import gzip
from collections.abc import Callable
from functools import cache
from pathlib import Path

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.text import compress_string
from whitenoise.middleware import WhiteNoiseFileResponse

Answer = Callable[[HttpRequest], HttpResponseBase]
WORTHWHILE = 500  # bytes; below, a packed answer is hardly smaller
PADDING = 100  # bytes at most, of random length: see docs/decisions/pages-are-packed.md
PACKABLE = ("text/", "application/javascript", "application/json", "image/svg+xml")


def packed(get_response: Answer) -> Answer:
    """Middleware, outside of all others that write an answer's body."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if not _packable(response):
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        if not _takes(request.headers.get("Accept-Encoding", "")):
            return response
        return _file(response) if isinstance(response, WhiteNoiseFileResponse) else _page(response)

    return answer


def _takes(accepted: str) -> bool:
    """Whether the header names gzip, and not with `q=0`, which forbids it."""
    offers = [offer.replace(" ", "").lower().partition(";q=") for offer in accepted.split(",")]
    return any(name == "gzip" and (not quality or weight.strip("0.")) for name, quality, weight in offers)


def _packable(response: HttpResponseBase) -> bool:
    """A part of a file (206) must stay a part of the plain file."""
    return (
        response.status_code not in (204, 206, 304)
        and "Content-Encoding" not in response.headers
        and response.headers.get("Content-Type", "").startswith(PACKABLE)
    )


def _page(response: HttpResponseBase) -> HttpResponseBase:
    if isinstance(response, HttpResponse) and len(response.content) >= WORTHWHILE:
        response.content = compress_string(response.content, max_random_bytes=PADDING)
        _told(response, len(response.content))
    return response


def _file(response: FileResponse) -> HttpResponseBase:
    name = getattr(response.file_to_stream, "name", None)
    if not isinstance(name, str):
        return response
    body = _packed_file(name, Path(name).stat().st_mtime_ns)
    answer = HttpResponse(body, status=response.status_code, headers=dict(response.headers))
    _told(answer, len(body))
    response.close()
    return answer


@cache
def _packed_file(name: str, _changed_ns: int) -> bytes:
    return gzip.compress(Path(name).read_bytes(), 9, mtime=0)


def _told(response: HttpResponseBase, size: int) -> None:
    response.headers["Content-Encoding"] = "gzip"
    response.headers["Content-Length"] = str(size)

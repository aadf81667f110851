"""A company's website with the tracker on every page, and a security policy that lets in nobody but the collector."""

import io
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from typing import Any, ClassVar

from playwright.sync_api import Page

from tests.listening import listening

FOLDER = Path(__file__).resolve().parent / "site"
FILM_S = 4


class Site:
    """Its pages, of which `<!-- tracker -->` becomes the script's tag with `options` as its data attributes."""

    def __init__(self, page: Page, collector: str, key: str) -> None:
        self.page = page
        self.collector = collector
        self.options: dict[str, str] = {"key": key, "consent": "granted"}
        self.times_included = 1
        self.pages: dict[str, str] = {}  # beside those of the folder
        self.url = ""

    def open(self, path: str = "/index.html", **options: str) -> Page:
        """`consent` is "granted" unless said otherwise."""
        self.options |= options
        self.page.goto(self.url + path)
        return self.page

    @property
    def tag(self) -> str:
        told = " ".join(f'data-{name}="{escape(value)}"' for name, value in self.options.items())
        return f'<script defer src="{self.collector}/hr.js" {told}></script>' * self.times_included

    @property
    def policy(self) -> str:
        return (
            f"default-src 'none'; script-src 'self' {self.collector}; connect-src {self.collector}; "
            "media-src 'self'; form-action 'self'; base-uri 'none'"
        )


@contextmanager
def serving_site(site: Site) -> Iterator[Site]:
    """On a free port."""
    with listening(type("Pages", (_Pages,), {"site": site})) as port:
        site.url = f"http://127.0.0.1:{port}"
        yield site


class _Pages(SimpleHTTPRequestHandler):
    """What is not there is an empty page, so that every link leads somewhere."""

    site: ClassVar[Site]

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path.endswith(".js"):
            self._answer("text/javascript", (FOLDER / path[1:]).read_bytes())
        elif path.endswith(".wav"):
            self._answer_part("audio/wav", _film())
        elif path.endswith(".pdf"):
            self._answer("application/pdf", b"%PDF-1.4", ("Content-Disposition", "attachment"))
        else:
            self._answer("text/html; charset=utf-8", self._page(path))

    do_POST = do_GET

    def log_message(self, *_: Any) -> None:
        """Quiet."""

    def _page(self, path: str) -> bytes:
        file = FOLDER / path[1:]
        text = file.read_text() if file.is_file() else "<!doctype html><title>Elsewhere</title><!-- tracker -->"
        text = self.site.pages.get(path, text)
        return text.replace("<!-- tracker -->", self.site.tag).encode()

    def _answer_part(self, kind: str, body: bytes) -> None:
        """From the byte that the player asks for, without which nobody can jump."""
        begin = int((self.headers.get("Range") or "bytes=0-").removeprefix("bytes=").partition("-")[0])
        told = ("Content-Range", f"bytes {begin}-{len(body) - 1}/{len(body)}")
        self._answer(kind, body[begin:], told, ("Accept-Ranges", "bytes"), status=206)

    def _answer(self, kind: str, body: bytes, *headers: tuple[str, str], status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", self.site.policy)
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def _film() -> bytes:
    """Four silent seconds, which a video element plays like any film."""
    made = io.BytesIO()
    with wave.open(made, "wb") as film:
        film.setnchannels(1)
        film.setsampwidth(1)
        film.setframerate(8000)
        film.writeframes(b"\x80" * 8000 * FILM_S)
    return made.getvalue()

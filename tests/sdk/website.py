"""Somebody's website: the pages of this folder, and the SDKs as npm has installed them."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler
from pathlib import Path

from django.conf import settings

from tests.listening import listening

PAGES = Path(__file__).resolve().parent / "pages"


@contextmanager
def serving() -> Iterator[str]:
    """Its origin, on a free port."""
    with listening(_Files) as port:
        yield f"http://127.0.0.1:{port}"


class _Files(SimpleHTTPRequestHandler):
    """`/pages/` and `/node_modules/`."""

    extensions_map = SimpleHTTPRequestHandler.extensions_map | {".js": "text/javascript", ".mjs": "text/javascript"}

    def translate_path(self, path: str) -> str:
        first, _, rest = path.partition("?")[0].lstrip("/").partition("/")
        folder = PAGES if first == "pages" else Path(settings.NODE_MODULES)
        return str(folder / rest)

    def log_message(self, *_: object) -> None:
        """Quiet."""

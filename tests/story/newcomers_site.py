"""The one page that a newcomer puts on the web to try the tracker out."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler
from pathlib import Path

from tests.listening import listening


@contextmanager
def website(folder: Path) -> Iterator[str]:
    """Serves `folder` as `python -m http.server` would, on a free port."""
    with listening(partial(_Quiet, directory=str(folder))) as port:
        yield f"http://127.0.0.1:{port}"


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Nothing."""

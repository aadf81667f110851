"""The files that pages take from npm packages, served under `npm/` without copying them into the repository."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage

EDITOR_MODULES = {
    "@codemirror/commands": "dist/index.js",
    "@codemirror/lang-yaml": "dist/index.js",
    "@codemirror/language": "dist/index.js",
    "@codemirror/lint": "dist/index.js",
    "@codemirror/search": "dist/index.js",
    "@codemirror/state": "dist/index.js",
    "@codemirror/streamparser": "dist/index.js",
    "@codemirror/view": "dist/index.js",
    "@lezer/common": "dist/index.js",
    "@lezer/highlight": "dist/index.js",
    "@lezer/lr": "dist/index.js",
    "@lezer/yaml": "dist/index.js",
    "@marijn/find-cluster-break": "src/index.js",
    "crelt": "index.js",
    "style-mod": "src/style-mod.js",
    "w3c-keyname": "index.js",
}
FILES = frozenset(
    {
        "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",
        "@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2",
        "htmx.org/dist/htmx.min.js",
        "modern-normalize/modern-normalize.css",
        "vega/build/vega.min.js",
        "vega-lite/build/vega-lite.min.js",
        "vega-embed/build/vega-embed.min.js",
        "vega-interpreter/build/vega-interpreter.js",
        *(f"{package}/{module}" for package, module in EDITOR_MODULES.items()),
    }
)


class NodeModulesFinder(BaseFinder):
    """Finds the listed files only: whatever else a package brings is never served."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.storage = FileSystemStorage(location=settings.NODE_MODULES)
        self.storage.prefix = "npm"  # type: ignore[attr-defined]

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """The file behind `npm/<package>/<file>`, or nothing."""
        found = self._find(path)
        return [found] if find_all and found else found or []

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, Storage]]:
        """Every listed file that is installed."""
        return ((name, self.storage) for name in sorted(FILES) if self.storage.exists(name))

    @staticmethod
    def _find(path: str) -> str | None:
        prefix, _, name = path.partition("/")
        file = Path(settings.NODE_MODULES) / name
        return str(file) if prefix == "npm" and name in FILES and file.is_file() else None

"""Which page and which campaign: the columns that everybody asks for, taken out of the message."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

PAGE = ("path", "url", "title", "referrer", "search")
CAMPAIGN = ("source", "medium", "name", "term", "content")
UTM = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content")
Columns = tuple[str | None, str | None, str | None, str | None, str | None]


def page(properties: dict[str, Any], context: dict[str, Any]) -> Columns:
    """The page columns in the order of `PAGE`: the call's own, else its context's, else what the address tells."""
    around = as_object(context.get("page"))
    path, url, title, referrer, search = (_text(properties.get(name)) or _text(around.get(name)) for name in PAGE)
    if url and not path:
        path, told = _address(url)
        search = search or told
    return path, url, title, referrer, search


def campaign(context: dict[str, Any], url: str | None, search: str | None) -> Columns:
    """The UTM columns in the order of `UTM`: the context's, else those of the page's query."""
    given = context.get("campaign")
    if isinstance(given, dict) and given:
        source, medium, name, term, content = (_text(given.get(part)) for part in CAMPAIGN)
        return source, medium, name, term, content
    query = search or url or ""
    return _utm(query) if "utm_" in query else (None, None, None, None, None)


def as_object(value: object) -> dict[str, Any]:
    """Itself, or an empty object for what is none."""
    return value if isinstance(value, dict) else {}


def _utm(address: str) -> Columns:
    found = parse_qs(address.partition("?")[2].partition("#")[0], max_num_fields=None)
    source, medium, name, term, content = (found.get(key, [None])[0] for key in UTM)
    return source, medium, name, term, content


def _address(url: str) -> tuple[str | None, str | None]:
    try:
        parts = urlsplit(url)
    except ValueError:
        return None, None
    return parts.path or "/", f"?{parts.query}" if parts.query else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None

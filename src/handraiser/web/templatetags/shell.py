"""Icons, versioned addresses of static files, and forms that act without leaving the page."""

import hashlib
from functools import cache
from pathlib import Path

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag
def asset(path: str) -> str:
    """The address of a static file with its content's hash, so that browsers keep it for ever."""
    return f"{static(path)}?v={_digest(path)}"


def _digest(path: str) -> str:
    found = finders.find(path)
    if not isinstance(found, str):
        return "missing"
    return _digest_at(found, Path(found).stat().st_mtime_ns)


@cache
def _digest_at(file: str, _changed_ns: int) -> str:
    return hashlib.sha256(Path(file).read_bytes()).hexdigest()[:12]


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon of Lucide, drawn in the text's colour. Decoration only: the words stand beside it."""
    return format_html('<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', _strokes(name))


@cache
def _strokes(name: str) -> SafeString:
    file = Path(settings.NODE_MODULES) / "lucide-static" / "icons" / f"{name}.svg"
    if not file.is_file():
        return mark_safe("")
    body = file.read_text().split(">", 2)[2].rpartition("</svg>")[0]
    return mark_safe(" ".join(body.split()))  # a package's own file, not a user's


@register.simple_tag
def in_place() -> SafeString:
    """Attributes of a form or link that swaps the page's main part and keeps the scroll position."""
    return mark_safe(
        'hx-boost="true" hx-target="#main" hx-select="#main" hx-swap="outerHTML show:none" '
        'hx-select-oob="#toasts:beforeend,#bell" hx-push-url="false"'
    )


@register.filter
def initials(name: object) -> str:
    """Up to two letters for an avatar."""
    words = [word for word in str(name or "").partition("@")[0].replace(".", " ").split() if word[0].isalpha()]
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words[:1])).upper() or "?"

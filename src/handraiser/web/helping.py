"""Help beside each page: the documentation's own pages, shown in the house."""

import re
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from markdown import Markdown

from handraiser.organisation.access import SignedIn

BESIDE = {  # a page's name in urls.py -> the page of the documentation that helps there
    "imports": "how-to/import-from-hubspot.md",
    "import": "how-to/import-from-hubspot.md",
    "home": "tutorial/first-hour.md",
    "alerts": "how-to/alerts.md",
    "people": "how-to/lists-and-views.md",
    "companies": "how-to/companies.md",
    "company": "how-to/companies.md",
    "person": "how-to/read-a-persons-page.md",
    "audiences": "how-to/audiences.md",
    "audience": "how-to/audiences.md",
    "new-audience": "how-to/audiences.md",
    "edit-audience": "how-to/audiences.md",
    "tags": "how-to/notes-and-tags.md",
    "funnel": "how-to/read-the-funnel.md",
    "funnel-early": "how-to/read-the-funnel.md",
    "funnel-touches": "how-to/read-the-funnel.md",
    "model": "how-to/change-the-model.md",
    "edit-model": "how-to/change-the-model.md",
    "compare": "how-to/change-the-model.md",
    "draft": "how-to/sign-a-model.md",
    "shadow": "how-to/run-a-draft-beside.md",
    "waiting-changes": "how-to/decide-about-waiting-changes.md",
    "sources": "how-to/add-the-tracker.md",
    "source": "how-to/add-the-tracker.md",
    "tokens": "how-to/read-by-api.md",
    "webhooks": "reference/webhook-payload.md",
    "quarantine": "reference/http.md",
    "outcome-problems": "reference/outcomes.md",
    "health": "how-to/several-machines.md",
    "privacy": "how-to/retention.md",
    "erase-preview": "how-to/erase-a-person.md",
    "person-consents": "how-to/consent.md",
    "outbox": "how-to/alerts.md",
    "deliveries": "how-to/alerts.md",
}
EXTENSIONS = ["admonition", "attr_list", "def_list", "tables", "toc", "pymdownx.superfences", "pymdownx.tabbed"]
LINK = re.compile(r'href="(?![a-z]+:|#|/)([^"#]+)\.md(#[^"]*)?"')


def help_page(request: SignedIn, page: str = "index.md") -> HttpResponse:
    """One page of the documentation; beside another page as a part of it."""
    title, body = _read(_file(page))
    shown = {"title": title, "body": _linked(body, page), "page": page}
    return render(request, "web/_help.html" if request.htmx else "web/help.html", shown)


def beside(request: HttpRequest) -> str:
    """The address of the help for the page that is shown; the first page where none is about it."""
    match = request.resolver_match
    page = BESIDE.get(match.url_name or "", "index.md") if match else "index.md"
    return reverse("help", args=[page])


def _file(page: str) -> Path:
    root = Path(settings.DOCS).resolve()
    try:
        file = (root / page).resolve()
        if file.is_relative_to(root) and file.suffix == ".md" and file.is_file():
            return file
    except (ValueError, OSError):  # a NUL, or longer than any name may be
        pass
    raise Http404(_("There is no help page %(page)s.") % {"page": page[:80]})


def _read(file: Path) -> tuple[str, str]:
    return _rendered(file, file.stat().st_mtime_ns)


@cache
def _rendered(file: Path, _changed_ns: int) -> tuple[str, str]:
    text = file.read_text()
    title = next((line.removeprefix("# ") for line in text.splitlines() if line.startswith("# ")), file.stem)
    return title, Markdown(
        extensions=EXTENSIONS, extension_configs={"pymdownx.tabbed": {"alternate_style": True}}
    ).convert(text)


def _linked(body: str, page: str) -> SafeString:
    """Links between pages lead to help pages; pictures are left to the documentation's website."""
    folder = Path("/") / Path(page).parent

    def to_help(link: re.Match[str]) -> str:
        target = _normal(folder / f"{link[1]}.md")
        return f'href="{reverse("help", args=[target])}{link[2] or ""}"'

    without_pictures = re.sub(r"<p><img [^>]*></p>|<img [^>]*>", "", body)
    return mark_safe(LINK.sub(to_help, without_pictures))  # the documentation is ours, not a user's text


def _normal(path: Path) -> str:
    parts: list[str] = []
    for part in path.parts[1:]:
        if part == "..":
            parts = parts[:-1]
        else:
            parts.append(part)
    return "/".join(parts)

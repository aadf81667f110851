"""The entries of the side bar, and who sees which."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from handraiser.organisation.access import may
from handraiser.organisation.models import Role


@dataclass(frozen=True)
class Entry:
    """One link. `roles` empty: everybody; else these and administrators. `keys`: typed to go there."""

    name: str
    words: str | Promise
    icon: str
    roles: tuple[str, ...] = ()
    keys: str = ""


ADMINISTRATOR = (Role.ADMINISTRATOR,)
MAKERS = (Role.ADMINISTRATOR, Role.MARKETING)
SECTIONS: tuple[tuple[str | Promise, tuple[Entry, ...]], ...] = (
    (
        "",
        (
            Entry("home", _("Home"), "house", keys="g h"),
            Entry("alerts", _("Alerts"), "bell", keys="g a"),
            Entry("people", _("People"), "users", keys="g l"),
            Entry("companies", _("Companies"), "building-2", keys="g c"),
            Entry("audiences", _("Audiences"), "users-round", keys="g u"),
            Entry("funnel", _("Funnel"), "filter", keys="g f"),
            Entry("model", _("Scoring model"), "gauge", keys="g m"),
        ),
    ),
    (
        _("Settings"),
        (
            Entry("sources", _("Sources"), "plug", MAKERS, keys="g s"),
            Entry("imports", _("Imports"), "file-up", MAKERS),
            Entry("tags", _("Tags"), "tags", MAKERS),
            Entry("webhooks", _("Webhooks"), "webhook", ADMINISTRATOR),
            Entry("tokens", _("API"), "key-round", ADMINISTRATOR),
            Entry("users", _("Users"), "user-cog", ADMINISTRATOR),
            Entry("privacy", _("Privacy"), "shield-check", ADMINISTRATOR),
            Entry("organisation", _("Organisation"), "building-2", ADMINISTRATOR),
        ),
    ),
    (
        _("Operations"),
        (
            Entry("health", _("Health"), "activity", MAKERS),
            Entry("quarantine", _("Quarantine"), "shield-alert", MAKERS),
            Entry("deliveries", _("Deliveries"), "send", ADMINISTRATOR),
            Entry("outbox", _("Outbox"), "mail", ADMINISTRATOR),
            Entry("audit", _("Audit log"), "scroll-text", ADMINISTRATOR),
        ),
    ),
)


def navigation(request: HttpRequest) -> list[dict[str, object]]:
    """Sections with the links that this user may follow; the current one marked."""
    sections: list[dict[str, object]] = []
    for words, entries in SECTIONS:
        links = [_link(request, entry) for entry in entries if not entry.roles or may(request.user, *entry.roles)]
        if links := [link for link in links if link["url"]]:
            sections.append({"words": words, "links": links})
    return sections


def _link(request: HttpRequest, entry: Entry) -> dict[str, object]:
    try:
        url = reverse(entry.name)
    except NoReverseMatch:
        url = ""
    here = request.path == url if url == "/" else bool(url) and request.path.startswith(url)
    return {"entry": entry, "url": url, "here": here}

"""The command menu: every page, and the people whom the typed words find."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from handraiser.organisation.access import SignedIn
from handraiser.people.searching import search
from handraiser.people.templatetags.people import called
from handraiser.web.navigation import Entry, navigation

PEOPLE = 6
LONGEST = 200


@dataclass(frozen=True)
class Command:
    """One line: where Enter leads. `keys` go there without the menu."""

    words: str | Promise
    url: str
    icon: str
    note: str | Promise = ""
    keys: str = ""


def commands(request: SignedIn) -> HttpResponse:
    """The lines for what is typed; nothing typed: every page."""
    text = request.GET.get("q", "").strip()[:LONGEST]
    groups = [(_("Pages"), [*_pages(request, text)]), (_("People"), [*_people(text)] if text else [])]
    return render(request, "web/_commands.html", {"groups": [group for group in groups if group[1]], "text": text})


def _pages(request: HttpRequest, text: str) -> Iterator[Command]:
    """Those whose words, or the words of their section, hold all that is typed."""
    wanted = text.casefold().split()
    for section in navigation(request):
        links: list[dict[str, object]] = section["links"]  # type: ignore[assignment]
        for link in links:
            entry: Entry = link["entry"]  # type: ignore[assignment]
            if all(word in f"{entry.words} {section['words']}".casefold() for word in wanted):
                yield Command(entry.words, str(link["url"]), entry.icon, str(section["words"]), entry.keys)
    for words, name, icon in ((_("Your profile"), "profile", "user"), (_("Components"), "components", "blocks")):
        if all(word in str(words).casefold() for word in wanted):
            yield Command(words, reverse(name), icon)


def _people(text: str) -> Iterator[Command]:
    for person in search(text).select_related("company")[:PEOPLE]:
        note = " · ".join(part for part in (person.title, person.company.name if person.company else "") if part)
        yield Command(called(person), reverse("person", args=[person.key]), "user-round", note or person.email or "")

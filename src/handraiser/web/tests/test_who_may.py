"""Every address of the pages: closed to strangers, nothing in it for a viewer to change, and none that breaks."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from handraiser import clock
from handraiser.events import keys
from handraiser.lifecycle import publishing
from handraiser.organisation.models import Role, User
from handraiser.people.models import Person
from handraiser.scoring.language import starter

pytestmark = pytest.mark.django_db

OPEN = {"sign-in"}  # to strangers
PROGRAMS = {"api-people", "api-person"}  # they show a token instead of signing in
READ = {
    "home", "components", "people", "person", "older", "trait-history", "chart", "model", "compare", "download-model",
    "model-schema", "alerts", "open-alert", "commands", "companies", "robots", "person-consents",
    "audiences", "companies-named", "funnel", "funnel-charts", "funnel-touches", "funnel-early", "timeline", "visit",
    "draft", "waiting-changes", "shadow", "shadow-charts", "starters",
    "download-starter",
}  # fmt: skip
OWN = {"sign-in", "sign-out", "profile", "change-password", "mark-read"}  # what everybody may send, about themselves
SAMPLES = {"int": 1, "uuid": UUID(int=7), "str": "x", "path": "x", "slug": "b2b-saas"}


def _patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from _patterns(each)
        else:
            yield each


def _address(pattern: URLPattern) -> str:
    kinds = {name: type(converter).__name__ for name, converter in pattern.pattern.converters.items()}
    return reverse(
        str(pattern.name),
        kwargs={name: SAMPLES[kind[:-9].lower().replace("string", "str")] for name, kind in kinds.items()},
    )


@pytest.fixture
def viewer(db) -> User:
    return User.objects.create_user("vera@acme.example", "a long enough password", role=Role.VIEWER)


@pytest.fixture
def there(root) -> None:
    """What the addresses name."""
    now = clock.now_us()
    Person.objects.create(key=SAMPLES["uuid"], first_seen_us=now, last_seen_us=now, known_us=now, name="Bob")
    keys.create_source("Website", root)
    publishing.publish(starter("b2b-saas"), root)


FIELDS = (
    "base", "currency", "days", "do", "document", "email", "from", "kind", "matrix", "after", "before", "name", "note",
    "notice", "other", "owner", "page", "q", "reason", "review", "role", "row", "sort", "stage", "state", "strict",
    "theme", "time_zone", "to", "url", "username", "password", "value", "verdict", "version", "at", "draft", "proposal",
    "seen", "team", "voids", "why", "act", "some", "path", "text",
)  # fmt: skip
PAGES = {str(pattern.name): _address(pattern) for pattern in _patterns(get_resolver())}


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_is_asked_to_sign_in_everywhere(client, method):
    for name in PAGES.keys() - OPEN - PROGRAMS:
        answer = getattr(client, method)(PAGES[name])
        assert answer.status_code == 302, name
        assert answer.headers["Location"].startswith(reverse("sign-in")), name


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_program_without_a_token_is_refused_in_its_own_way(client, method):
    assert {getattr(client, method)(PAGES[name]).status_code for name in PROGRAMS} <= {401, 405}


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_a_viewer_changes_nothing_but_what_is_their_own(client, viewer, there, method):
    client.force_login(viewer)
    for name in PAGES.keys() - OWN:
        with CaptureQueriesContext(connection) as asked:
            answer = getattr(client, method)(PAGES[name], {"name": "x", "role": "administrator"})
        assert answer.status_code in (403, 404, 405) or name in READ, name
        assert not [query["sql"] for query in asked if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))], name


def test_a_form_from_another_site_is_refused_everywhere(root):
    client = Client(enforce_csrf_checks=True)
    client.force_login(root)
    for name, address in PAGES.items():
        answer = client.post(address, headers={"origin": "https://evil.example"})
        assert answer.status_code in (403, 405), name


@pytest.mark.parametrize(
    "typed", ["a\0b", "9" * 30, "²", "0365999999999", "[" * 3_000, "\N{RIGHT-TO-LEFT OVERRIDE}x" * 300]
)
def test_no_page_breaks_at_what_somebody_typed(client, root, there, typed):
    client.raise_request_exception = False
    for name, address in PAGES.items():
        for method in (client.get, client.post):
            client.force_login(root)
            assert method(address, dict.fromkeys(FIELDS, typed)).status_code < 500, (name, method.__name__)


def test_no_page_breaks_before_anything_is_there(client, root):
    """No source, no event, no model: whoever is first looks at every page."""
    now = clock.now_us()
    Person.objects.create(key=SAMPLES["uuid"], first_seen_us=now, last_seen_us=now)
    client.force_login(root)
    assert {name: status for name, address in PAGES.items() if (status := client.get(address).status_code) >= 500} == {}

"""Django inside the ASGI process: bodies, cookies, HEAD and hostile headers arrive as they should."""

import asyncio
import threading
import tracemalloc
from urllib.parse import parse_qs

import pytest
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections

from handraiser import clock
from handraiser.audiences import exporting
from handraiser.audiences.kept import Export
from handraiser.organisation.models import Role, User
from handraiser.web import bridge
from handraiser.web.sessions import may_bring_files


def answers(environ, start_response):
    """A WSGI application that shows what it was given."""
    start_response("200 OK", [("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"), ("Content-Type", "text/plain")])
    shown = {name: value for name, value in environ.items() if isinstance(value, str)}
    body = environ["wsgi.input"].read()
    return [repr((shown, body, parse_qs(environ["QUERY_STRING"]))).encode(), b"!"]


def ask(app, method="GET", path="/x", query=b"", headers=(), body=(b"",)):
    parts, sent = list(body), []

    async def receive():
        return {"type": "http.request", "body": parts.pop(0), "more_body": bool(parts)}

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": query,
        "headers": list(headers),
        "http_version": "1.1",
        "scheme": "http",
        "client": ("203.0.113.7", 1),
        "server": ("testserver", 80),
    }
    asyncio.run(app(scope, receive, send))
    assert [bool(message.get("more_body")) for message in sent[1:]] == [True] * (len(sent) - 2) + [False]
    return sent[0]["status"], sent[0]["headers"], b"".join(message["body"] for message in sent[1:])


def seen(**request):
    _, _, body = ask(bridge.Bridge(answers), **request)
    return eval(body[:-1])


def test_a_body_in_parts_arrives_whole():
    shown, body, _ = seen(method="POST", body=(b"a=1", b"&b", b"=2"))
    assert body == b"a=1&b=2"
    assert shown["CONTENT_LENGTH"] == "7"


def test_every_cookie_is_set_and_the_length_is_said():
    _, headers, body = ask(bridge.Bridge(answers))
    assert [value for name, value in headers if name == b"set-cookie"] == [b"a=1", b"b=2"]
    assert dict(headers)[b"content-length"] == str(len(body)).encode()


def test_head_has_the_length_and_no_body():
    _, headers, body = ask(bridge.Bridge(answers), method="HEAD")
    assert body == b""
    assert int(dict(headers)[b"content-length"]) > 0


def test_paths_and_queries_keep_their_characters():
    shown, _, query = seen(path="/ü/😀", query=b"q=%C3%BC&r=1")
    assert shown["PATH_INFO"].encode("latin-1").decode() == "/ü/😀"
    assert query == {"q": ["ü"], "r": ["1"]}


def test_cookies_in_several_headers_are_one_and_underscores_are_left_out():
    headers = [(b"cookie", b"a=1"), (b"cookie", b"b=2"), (b"x_forwarded_for", b"6.6.6.6"), (b"accept", b"*/*")]
    shown, _, _ = seen(headers=headers)
    assert shown["HTTP_COOKIE"] == "a=1; b=2"
    assert shown["HTTP_ACCEPT"] == "*/*"
    assert "HTTP_X_FORWARDED_FOR" not in shown


def test_the_forwarded_address_counts_only_behind_a_trusted_proxy(settings):
    headers = [(b"x-forwarded-for", b"6.6.6.6, 198.51.100.7")]
    assert seen(headers=headers)[0]["REMOTE_ADDR"] == "203.0.113.7"
    settings.TRUST_FORWARDED_FOR = True
    assert seen(headers=headers)[0]["REMOTE_ADDR"] == "198.51.100.7", "what the proxy added, not what was claimed"


@pytest.mark.parametrize("said", [True, False])
def test_a_huge_body_is_refused_before_django_sees_it(monkeypatch, said):
    monkeypatch.setattr(bridge, "MAX_BODY", 10)
    headers = [(b"content-length", b"11")] if said else []
    status, _, _ = ask(bridge.Bridge(answers), method="POST", headers=headers, body=(b"12345678", b"901"))
    assert status == 413


LARGE = {"method": "POST", "path": bridge.FILES, "body": (b"12345678", b"901")}


@pytest.mark.parametrize("headers", [[(b"content-length", b"11")], []])
@pytest.mark.parametrize(("may", "status"), [(True, 200), (False, 413)])
def test_a_large_file_is_taken_only_from_who_may_bring_it(monkeypatch, headers, may, status):
    monkeypatch.setattr(bridge, "MAX_BODY", 10)
    assert ask(bridge.Bridge(answers, lambda _scope: may), headers=headers, **LARGE)[0] == status


def test_whoever_sends_a_small_body_there_is_asked_for_nothing():
    refused = bridge.Bridge(answers, lambda _scope: pytest.fail("asked the database"))
    status, _, _ = ask(refused, method="POST", path=bridge.FILES, headers=[(b"content-length", b"3")], body=(b"a=1",))
    assert status == 200


def test_of_many_large_files_at_once_some_are_put_off(monkeypatch):
    monkeypatch.setattr(bridge, "MAX_BODY", 10)
    monkeypatch.setattr(bridge, "FILES_AT_ONCE", 0)
    status, headers, _ = ask(bridge.Bridge(answers, lambda _scope: True), **LARGE)
    assert (status, dict(headers)[b"retry-after"]) == (503, b"60")


def test_a_form_whose_sender_was_cut_off_is_not_acted_on():
    """What has come of it may read as a whole form: with half a name, or half a scoring model."""
    asked = []
    said = [
        {"type": "http.request", "body": b"name=title&value=Head of Op", "more_body": True},
        {"type": "http.disconnect"},
    ]

    async def receive():
        return said.pop(0)

    async def send(message):
        raise AssertionError("nobody is there to read an answer")

    scope = {"type": "http", "method": "POST", "path": "/x", "query_string": b"", "headers": [], "http_version": "1.1"}
    asyncio.run(bridge.Bridge(lambda environ, start: asked.append(environ))(scope, receive, send))
    assert asked == []


def test_an_application_that_answers_in_parts_is_closed():
    closed = threading.Event()

    class Parts(list):
        def close(self):
            closed.set()

    def parted(environ, start_response):
        start_response("204 No Content", [])
        return Parts([])

    status, headers, body = ask(bridge.Bridge(parted))
    assert (status, headers, body) == (204, [], b"")
    assert closed.is_set()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("role", "may"), [(Role.MARKETING, True), (Role.SALES, False), (None, False)])
def test_only_who_is_signed_in_and_may_import_brings_large_files(client, role, may):
    if role:
        client.force_login(User.objects.create_user(email="mia@firma.example", name="Mia", role=role))
    cookie = client.cookies.output(header="", sep=";").strip().encode()
    assert may_bring_files({"headers": [(b"cookie", cookie)]}) is may


@pytest.mark.django_db(transaction=True)
def test_the_pages_answer_through_the_whole_application():
    from handraiser.asgi import app

    status, headers, _ = ask(app, path="/", headers=[(b"host", b"testserver")])
    assert status in (200, 302)
    assert b"content-security-policy" in dict(headers) or status == 302


class Large:
    """An answer of many parts, which knows how many were taken and whether it was closed."""

    def __init__(self, parts: int, fails_at: int = -1) -> None:
        self.parts, self.fails_at, self.taken, self.closed = parts, fails_at, 0, 0

    def __call__(self, environ, start_response):
        start_response("200 OK", [("Content-Type", "text/csv")])
        return self

    def __iter__(self):
        for number in range(self.parts):
            if number == self.fails_at:
                raise OSError("the disk is gone")
            self.taken += 1
            yield bytes([number % 256]) * 100_000

    def close(self):
        self.closed += 1


@pytest.mark.parametrize("parts", [0, 1, 2, 3, 4, 30])
def test_a_large_answer_arrives_whole_and_is_closed_once(parts):
    large = Large(parts)
    _, headers, body = ask(bridge.Bridge(large))
    assert body == b"".join(bytes([number]) * 100_000 for number in range(parts))
    assert large.closed == 1
    said = dict(headers).get(b"content-length")
    assert said is None or int(said) == len(body)


def test_head_of_a_large_answer_reads_no_more_than_a_piece():
    large = Large(30)
    _, _, body = ask(bridge.Bridge(large), method="HEAD")
    assert (body, large.taken, large.closed) == (b"", 3, 1)


@pytest.mark.parametrize("fails_at", [0, 1, 20])
def test_an_answer_that_breaks_off_is_closed_and_never_taken_for_whole(fails_at):
    large = Large(30, fails_at)
    with pytest.raises(OSError, match="the disk is gone"):
        ask(bridge.Bridge(large))
    assert large.closed == 1


def test_a_reader_that_goes_away_stops_the_making():
    large = Large(1_000)
    app = bridge.Bridge(large)
    sent = []

    async def send(message):
        sent.append(message)
        if len(sent) > 3:
            raise ConnectionResetError

    async def receive():
        return {"type": "http.request", "body": b""}

    scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": [], "http_version": "1.1"}
    with pytest.raises(ConnectionResetError):
        asyncio.run(app(scope, receive, send))
    assert large.taken < 20
    assert large.closed == 1


@pytest.mark.django_db(transaction=True)
def test_a_download_of_fifty_megabytes_takes_two_of_memory(ada, client, monkeypatch):
    monkeypatch.setattr(bridge, "THREADS", 1)
    now_us = clock.now_us()
    export = Export.objects.create(
        user=ada, kind="people", query="", format="csv", asked_us=now_us, ready_us=now_us, expires_us=now_us * 2
    )
    file = exporting.path(export)
    file.parent.mkdir(parents=True)
    with file.open("wb") as out:
        for _ in range(50):
            out.write(b"x" * (1 << 20))
    client.force_login(ada)
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}".encode()
    app, got = bridge.Bridge(get_wsgi_application()), []

    async def send(message):
        got.append(message.get("status") or len(message["body"]))

    async def receive():
        return {"type": "http.request", "body": b""}

    def scope(path: str) -> dict[str, object]:
        asked = {"method": "GET", "path": path, "query_string": b"", "headers": [(b"cookie", cookie)]}
        return {"type": "http", "http_version": "1.1", "server": ("testserver", 80), **asked}

    asyncio.run(app(scope("/exports/"), receive, send))  # what is loaded once is not the download's
    got.clear()
    tracemalloc.start()
    asyncio.run(app(scope(f"/exports/{export.key}/"), receive, send))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    app._threads.submit(connections.close_all).result()
    assert got[0] == 200
    assert sum(got[1:]) == 50 << 20
    assert peak < 2 << 20

import ipaddress
import socket
import threading
import time

import httpcore
import pytest
from standardwebhooks.webhooks import Webhook as Verifier
from standardwebhooks.webhooks import WebhookVerificationError

from handraiser.exchange import guarding, posting
from handraiser.exchange.fanning_out import queue_deliveries
from handraiser.exchange.guarding import AddressRefused, is_public, vetted
from handraiser.exchange.models import Delivery
from handraiser.exchange.webhooks import WebhookIsOff, WebhookRefused, create_webhook, send_test, switch_off, switch_on
from handraiser.organisation.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def message(alert, webhook) -> Delivery:
    queue_deliveries(100)
    return Delivery.objects.select_related("alert", "webhook").get(webhook=webhook)


def test_the_receiver_s_library_accepts_the_signature_and_refuses_a_changed_body(message, webhook, receiver):
    assert posting.post(message).error == ""
    got = receiver.got[0]
    assert Verifier(webhook.secret).verify(got.body, got.headers)["type"] == "alert.hand_raise"
    with pytest.raises(WebhookVerificationError):
        Verifier(webhook.secret).verify(got.body.replace(b"Bob", b"Rob"), got.headers)


def test_the_message_tells_who_why_and_what_they_did(message, alert, bob, receiver, settings):
    posting.post(message)
    said = receiver.got[0].json["data"]
    assert said["alert_id"] == alert.pk
    assert said["url"] == f"{settings.PUBLIC_URL}/people/{bob.person.key}/"
    assert said["person"]["email"] == "bob@bobco.example"
    assert said["hand_raise"]["name"] == "Demo Requested"
    assert said["hand_raise"]["occurred_at"].endswith("Z")
    assert (said["stage_change"]["from"], said["stage_change"]["to"]) == ("mql", "sql")
    assert said["scores"] == {"fit": 40.0, "engagement": 100.0}
    assert said["matrix"] == "B1"
    assert said["reasons"][0] == {
        "text": "Demo: +100 Engagement (Demo Requested)",
        "score": "engagement",
        "rule": "scores.engagement.groups.asking.rules.demo",
        "points": 100.0,
    }
    assert [deed["text"] for deed in said["deeds"]] == ["Demo Requested", "Viewed Pricing"]
    assert said["unconfirmed"] is False


def test_a_redirect_is_not_followed(message, receiver, start_receiver):
    elsewhere = start_receiver()
    receiver.statuses, receiver.headers = [302], {"Location": elsewhere.url}
    assert "redirect" in posting.post(message).error
    assert elsewhere.got == []


def test_an_endless_answer_is_read_in_part_only(message, receiver):
    receiver.statuses, receiver.body = [500], b"x" * 5_000_000
    assert len(posting.post(message).error) < 400


def test_an_answer_that_drips_ends_with_the_deadline(message, webhook, monkeypatch):
    monkeypatch.setattr(posting, "TOTAL_S", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as server:
        webhook.url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        message.webhook = webhook
        threading.Thread(target=_drip, args=(server,)).start()
        began = time.monotonic()
        assert "No answer" in posting.post(message).error
        assert time.monotonic() - began < 1.5


def _drip(server: socket.socket) -> None:
    connection, _address = server.accept()
    with connection:
        try:
            for byte in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"y" * 60:
                connection.sendall(bytes([byte]))
                time.sleep(0.05)
        except OSError:
            pass


def test_nobody_listening_is_a_failure_that_may_pass(message, webhook):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    webhook.url = f"http://127.0.0.1:{port}/"
    message.webhook = webhook
    outcome = posting.post(message)
    assert outcome.error.startswith("Not reached")
    assert not outcome.hopeless


def test_a_private_address_is_refused_without_connecting(message, receiver, settings):
    settings.ALLOW_PRIVATE_WEBHOOKS = False
    outcome = posting.post(message)
    assert "not on the internet" in outcome.error
    assert outcome.hopeless
    assert receiver.got == []


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.8.8",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fd00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "2002:7f00:1::",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
    ],
)
def test_addresses_off_the_internet_are_known_in_every_disguise(address):
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "::ffff:93.184.216.34"])
def test_addresses_on_the_internet_are_known_too(address):
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "127.1", "localhost"])
def test_other_spellings_of_loopback_are_refused(host, settings):
    settings.ALLOW_PRIVATE_WEBHOOKS = False
    with pytest.raises(AddressRefused):
        list(vetted(host, 443))


def test_a_name_that_changes_its_answer_is_connected_to_where_it_was_looked_up(message, webhook, settings, monkeypatch):
    settings.ALLOW_PRIVATE_WEBHOOKS = False
    answers = iter(["93.184.216.34", "127.0.0.1", "127.0.0.1"])
    connected = []

    def resolve(host, port, **_options):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    def connect(self, host, port, **_options):
        connected.append(host)
        raise httpcore.ConnectError("no network in tests")

    monkeypatch.setattr(guarding.socket, "getaddrinfo", resolve)
    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", connect)
    webhook.url = "https://rebinding.example/"
    message.webhook = webhook
    posting.post(message)
    assert connected == ["93.184.216.34"]


def test_of_a_name_with_both_kinds_of_address_only_the_public_one_is_used(settings, monkeypatch):
    settings.ALLOW_PRIVATE_WEBHOOKS = False
    both = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 443)) for ip in ("10.0.0.1", "93.184.216.34")]
    monkeypatch.setattr(guarding.socket, "getaddrinfo", lambda *_a, **_o: both)
    assert [str(address) for address in vetted("both.example", 443)] == ["93.184.216.34"]


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ftp://hooks.example/",
        "javascript:alert(1)",
        "https://",
        "https://user:secret@hooks.example/",
        "https://hooks.example/#part",
        "https://hooks.example:99999/",
        "https://hooks.example/a\r\nHost: x",
        "http://hooks.example/",
        "https://localhost/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://hooks.example/" + "x" * 2000,
    ],
)
def test_an_address_that_cannot_be_used_is_refused_at_once(url, root):
    with pytest.raises(WebhookRefused):
        create_webhook("CRM", url, root)


def test_a_webhook_gets_a_secret_of_its_own_and_an_audit_entry(root):
    first, secret = create_webhook("CRM", "https://hööks.example/a?b=c", root)
    assert first.url == "https://xn--hks-snaa.example/a?b=c"
    assert secret == first.secret
    assert secret.startswith("whsec_")
    assert create_webhook("CRM", "https://hooks.example", root).secret != secret
    assert secret not in str(list(AuditEntry.objects.values()))


def test_a_test_message_is_sent_and_signed(webhook, receiver, root, deliver_all):
    delivery = send_test(webhook, root)
    deliver_all()
    delivery.refresh_from_db()
    assert delivery.delivered_us
    assert receiver.got[0].json["type"] == "test"
    Verifier(webhook.secret).verify(receiver.got[0].body, receiver.got[0].headers)


def test_a_webhook_that_is_off_is_not_tested_until_it_is_on_again(webhook, root):
    switch_off(webhook, root)
    with pytest.raises(WebhookIsOff):
        send_test(webhook, root)
    switch_on(webhook, root)
    assert send_test(webhook, root).due_us

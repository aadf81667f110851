import email
import email.policy
import re

import pytest
from django.core import mail
from django.core.exceptions import ImproperlyConfigured

from handraiser.exchange.fanning_out import queue_deliveries
from handraiser.exchange.mail_url import mail_settings, sender
from handraiser.exchange.mailing import Place, letter
from handraiser.exchange.models import Delivery, OutboxMail
from handraiser.handoff.alerting import raise_alerts
from handraiser.handoff.models import Alert

pytestmark = pytest.mark.django_db
HERE = Place("UTC", "150")


@pytest.fixture
def delivery(alert) -> Delivery:
    queue_deliveries(100)
    return Delivery.objects.get()


def test_without_a_mail_server_the_mail_is_kept_where_a_mail_program_can_read_it(delivery, settings, deliver_all):
    deliver_all()
    row = OutboxMail.objects.get()
    kept = email.message_from_bytes((settings.DATA / "outbox" / row.file).read_bytes(), policy=email.policy.default)
    assert kept["To"] == row.to == "sam@acme.example"
    assert kept["Subject"] == row.subject == "Bob Miller raised a hand: Demo Requested"
    assert kept.get_body(("plain",)).get_content().strip() == row.text.strip()
    assert "Head of Operations at BobCo" in kept.get_body(("html",)).get_content()
    delivery.refresh_from_db()
    assert delivery.delivered_us
    assert oct((settings.DATA / "outbox" / row.file).stat().st_mode)[-3:] == "600"


def test_kept_twice_it_is_there_once(delivery, settings, deliver_all):
    deliver_all()
    Delivery.objects.update(delivered_us=None, due_us=1)
    deliver_all()
    assert OutboxMail.objects.count() == 1
    assert len(list((settings.DATA / "outbox").iterdir())) == 1


def test_with_a_mail_server_the_mail_is_sent(delivery, settings, deliver_all):
    settings.MAIL_URL = "smtp://mail.example"
    deliver_all()
    sent = mail.outbox[0]
    assert sent.to == ["sam@acme.example"]
    assert not OutboxMail.objects.exists()
    text = sent.body
    for said in (
        "Asked for sales: Demo Requested",
        "Moved from MQL to SQL",
        "Demo: +100 Engagement",
        "Viewed Pricing",
    ):
        assert said in text
        assert said in sent.alternatives[0][0]
    assert f"/people/{delivery.alert.person.key}/" in text


def test_every_try_carries_the_same_message_id(delivery):
    first, second = letter(delivery, HERE).message(), letter(delivery, HERE).message()
    assert first["Message-ID"] == second["Message-ID"]
    assert delivery.key in first["Message-ID"]
    assert first["Auto-Submitted"] == "auto-generated"


def test_times_are_the_reader_s(delivery):
    delivery.alert.facts["deeds"] = [
        {"kind": "track", "name": "Demo Requested", "path": None, "title": None, "occurred_us": 1_700_000_000_000_000}
    ]
    assert "14 Nov 2023, 22:13" in letter(delivery, HERE).body
    assert re.search(r"Nov 14, 2023, 10:13\sPM", letter(delivery, Place("UTC", "US")).body)
    assert "15 Nov 2023, 11:13" in letter(delivery, Place("Pacific/Auckland", "150")).body


def test_hostile_names_change_neither_header_nor_page(bob, sam):
    bob.person.name = '<script>alert(1)</script>"\r\nBcc: all@acme.example'
    bob.person.title = "\u202e<img src=x onerror=alert(1)>"
    bob.person.save()
    bob.raises_hand("Demo\r\nX-Evil: 1 <b>")
    raise_alerts(100)
    queue_deliveries(100)
    written = letter(Delivery.objects.get(), HERE)
    message = email.message_from_bytes(written.message().as_bytes(), policy=email.policy.default)
    assert message["Bcc"] is None
    assert message["X-Evil"] is None
    html = written.alternatives[0][0]
    assert "<script" not in html
    assert "<img" not in html
    assert "\u202e" not in html


def test_an_unconfirmed_identity_is_marked_in_both_parts(bob, sam):
    bob.raises_hand(unconfirmed=True)
    raise_alerts(100)
    queue_deliveries(100)
    written = letter(Delivery.objects.select_related("alert").get(), HERE)
    assert "Identity unconfirmed" in written.body
    assert "Identity unconfirmed" in written.alternatives[0][0]


def test_the_mail_of_a_visitor_has_no_address_to_write_to(bob, sam):
    bob.person.__class__.objects.update(email=None, name="", title="", company=None)
    bob.raises_hand()
    raise_alerts(100)
    queue_deliveries(100)
    html = letter(Delivery.objects.get(), HERE).alternatives[0][0]
    assert "A visitor not yet known" in html
    assert "mailto:" not in html
    assert Alert.objects.count() == 1


def test_a_server_that_refuses_the_address_for_good_is_not_asked_again(delivery, settings, deliver_all, monkeypatch):
    import smtplib

    settings.MAIL_URL = "smtp://mail.example"

    def refuse(*_arguments, **_options):
        raise smtplib.SMTPRecipientsRefused({"sam@acme.example": (550, b"no such user")})

    monkeypatch.setattr("django.core.mail.message.EmailMessage.send", refuse)
    deliver_all()
    delivery.refresh_from_db()
    assert delivery.given_up_us
    assert "550" in delivery.last_error


def test_a_server_that_is_away_is_asked_again(delivery, settings, deliver_all):
    settings.MAIL_URL = "smtp://127.0.0.1:1"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    deliver_all()
    delivery.refresh_from_db()
    assert delivery.due_us
    assert "did not take it" in delivery.last_error


def test_a_mail_url_is_read_into_django_s_settings():
    smtp = mail_settings("smtp://me:p%40ss@mail.example:2525?tls=1", "outbox")
    assert (smtp["EMAIL_HOST"], smtp["EMAIL_PORT"], smtp["EMAIL_HOST_USER"]) == ("mail.example", 2525, "me")
    assert (smtp["EMAIL_HOST_PASSWORD"], smtp["EMAIL_USE_TLS"], smtp["EMAIL_USE_SSL"]) == ("p@ss", True, False)
    assert mail_settings("smtps://mail.example", "outbox")["EMAIL_PORT"] == 465
    mailgun = mail_settings("mailgun://key@mg.acme.example?region=eu", "outbox")
    assert mailgun["ANYMAIL"]["MAILGUN_SENDER_DOMAIN"] == "mg.acme.example"
    assert mailgun["ANYMAIL"]["MAILGUN_API_URL"] == "https://api.eu.mailgun.net/v3"
    assert mail_settings("postmark://token", "outbox")["ANYMAIL"]["POSTMARK_SERVER_TOKEN"] == "token"
    assert mail_settings("mailjet://key:secret", "outbox")["ANYMAIL"]["MAILJET_SECRET_KEY"] == "secret"


@pytest.mark.parametrize("scheme", ["brevo", "mailersend", "mandrill", "postmark", "resend", "sparkpost"])
def test_every_provider_s_settings_are_those_that_anymail_asks_for(scheme, settings):
    read = mail_settings(f"{scheme}://token", "outbox")
    settings.ANYMAIL = read["ANYMAIL"]
    mail.get_connection(read["EMAIL_BACKEND"])


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("mail.example", "allowed"),
        ("imap://mail.example", "allowed"),
        ("smtp://", "no host"),
        ("smtp://mail.example:port", "port"),
        ("smtp://mail.example?tsl=1", "tsl"),
        ("smtp://mail.example?tls=yes", "tls is 0 or 1"),
        ("smtps://mail.example?tls=1", "leave tls=1 out"),
        ("mailgun://key", "mailgun://key@domain"),
        ("postmark://", "postmark://key"),
    ],
)
def test_a_wrong_mail_url_stops_the_start_with_words(url, words):
    with pytest.raises(ImproperlyConfigured, match=words):
        mail_settings(url, "outbox")


def test_no_password_stands_in_the_words():
    with pytest.raises(ImproperlyConfigured) as refused:
        mail_settings("postmark://hunter2@x:y", "outbox")
    assert "hunter2" not in str(refused.value)


def test_a_sender_is_an_address_with_or_without_a_name():
    assert sender("Handraiser <alerts@acme.example>") == "Handraiser <alerts@acme.example>"
    with pytest.raises(ImproperlyConfigured):
        sender("alerts\r\nBcc: x@acme.example")

"""Where events come from (sources and their keys), the event log, and what was refused."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from handraiser.organisation.models import User


class Source(models.Model):
    """One website, server or import that sends events."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    strict = models.BooleanField(_("score only confirmed identities"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.name


class KeyKind(models.TextChoices):
    PUBLIC = "public", _("Public, for browsers")  # trust T0
    SECRET = "secret", _("Secret, for servers")  # trust T1


class SourceKey(models.Model):
    """A key, kept only as its SHA-256. A public key can be shown again (derived), a secret one never."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="keys")
    kind = models.CharField(max_length=8, choices=KeyKind.choices)
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=16)  # its last four characters
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True)  # null: in force


class Kind(models.TextChoices):
    TRACK = "track", _("Event")
    PAGE = "page", _("Page view")
    SCREEN = "screen", _("Screen view")
    IDENTIFY = "identify", _("Identify")
    GROUP = "group", _("Group")
    ALIAS = "alias", _("Alias")


class Flag(models.IntegerChoices):
    """Bits of `Event.flags`, set when the event is judged."""

    BOT = 1, _("Crawler or scanner by user agent")
    SYSTEM = 2, _("Sent by the system")
    HEADLESS = 4, _("Browser without a screen")
    CLOCK_CORRECTED = 8, _("Clock corrected")
    BACKFILL = 16, _("Imported history")


class Event(models.Model):
    """One row an accepted event; never changed. `id` is the arrival order.

    Written by raw SQL (`store.py`) in one group commit. Times are int64 microseconds UTC. Missing text is NULL.
    """

    source_id = models.IntegerField()
    message_id = models.CharField(max_length=255)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    name = models.TextField(null=True)  # the event's name for track, the page's name for page and screen
    anonymous_id = models.TextField(null=True)  # as sent, valid or not
    user_id = models.TextField(null=True)
    trust = models.SmallIntegerField()  # 0: public key; 1: secret key
    occurred_us = models.BigIntegerField()  # after clock correction, never after received_us
    received_us = models.BigIntegerField()  # stamped by the writer, strictly rising on one writer
    sent_at = models.TextField(null=True)  # raw, from the batch or the message
    path = models.TextField(null=True)
    url = models.TextField(null=True)
    title = models.TextField(null=True)
    referrer = models.TextField(null=True)
    search = models.TextField(null=True)
    utm_source = models.TextField(null=True)
    utm_medium = models.TextField(null=True)
    utm_campaign = models.TextField(null=True)
    utm_term = models.TextField(null=True)
    utm_content = models.TextField(null=True)
    ip = models.TextField(null=True)  # truncated to /24 or /48 unless the settings keep it whole
    user_agent = models.TextField(null=True)
    flags = models.SmallIntegerField(default=0)  # bits of Flag
    payload = models.TextField()  # the message as JSON text, safe to store: no NUL, no lone surrogate

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source_id", "message_id"], name="event_once")]


class Arrival(models.Model):
    """The inbox: one row an event that nobody has identified yet (PostgreSQL; SQLite reads by a cursor)."""

    event_id = models.BigIntegerField(primary_key=True)


class Refusal(models.TextChoices):
    """Why an event was not accepted. A closed list: each is counted and shown."""

    NOT_AN_OBJECT = "not_an_object", _("The event is not a JSON object")
    UNKNOWN_TYPE = "unknown_type", _("The type is none of track, page, screen, identify, group, alias")
    NO_NAME = "no_name", _("A track call without an event name")
    NO_IDENTIFIER = "no_identifier", _("Neither an anonymous id nor a user id")
    WRONG_SHAPE = "wrong_shape", _("A field is of the wrong kind")
    TOO_LARGE = "too_large", _("The event is larger than allowed")
    TOO_DEEP = "too_deep", _("The JSON is nested deeper than allowed")
    BAD_TIME = "bad_time", _("The time cannot be read")
    REVOKED_KEY = "revoked_key", _("The key was revoked")
    REFUSED_BY_STORE = "refused_by_store", _("The database refused the row")


class Quarantined(models.Model):
    """One row a refused event, with its payload, until somebody replays or discards it."""

    source_id = models.IntegerField(null=True)
    key_digest = models.CharField(max_length=64, default="")
    reason = models.CharField(max_length=24, choices=Refusal.choices, db_index=True)
    detail = models.TextField(default="")  # what was found, where, what is allowed
    received_us = models.BigIntegerField(db_index=True)
    trust = models.SmallIntegerField(default=0)
    flags = models.SmallIntegerField(default=0)  # bits of Flag that its path said, which a replay must know
    sent_at = models.TextField(null=True)
    ip = models.TextField(null=True)
    user_agent = models.TextField(null=True)
    payload = models.TextField()  # safe JSON text, cut to 64 KB
    settled_us = models.BigIntegerField(null=True)  # replayed or discarded; null: waiting
    settled_as = models.CharField(max_length=10, default="")  # "replayed" or "discarded"


class BotPattern(models.Model):
    """The organisation's own mark of a crawler: an RE2 pattern on the user agent, matched without regard to case."""

    pattern = models.CharField(_("pattern"), max_length=255, unique=True)
    note = models.CharField(_("note"), max_length=255, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.pattern

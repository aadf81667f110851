"""People and companies, the identities they are recognised by, and the append-only ledgers about them.

Merging rewrites nothing: each row keeps the person it was written for; `Person.canonical` says who that is now.
"""

from typing import Any

import uuid_utils.compat as uuid7s
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from handraiser.events.channels import Channel
from handraiser.organisation.models import User
from handraiser.people.company_merges import CompanyMerge
from handraiser.people.remarks import Note, Tag, Tagged

__all__ = ["CompanyMerge", "Note", "Tag", "Tagged"]


class Trust(models.IntegerChoices):
    T0 = 0, _("A browser said so")
    T1 = 1, _("A server vouches for it")
    T2 = 2, _("Confirmed")


class Company(models.Model):
    """An organisation. Found by a group id that a server sent, or by e-mail domain."""

    key = models.UUIDField(default=uuid7s.uuid7, unique=True, editable=False)
    name = models.CharField(max_length=255, default="")
    domain = models.CharField(max_length=255, null=True, unique=True)
    group_id = models.CharField(max_length=255, null=True, unique=True)
    first_seen_us = models.BigIntegerField()
    owner = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="owned_companies")
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged")

    class Meta:
        indexes = [models.Index(Lower("name"), name="company_name")]

    def now(self) -> "Company":
        """The company that it counts for: itself unless it was merged."""
        return self.merged_into.now() if self.merged_into else self


class PersonQuerySet(models.QuerySet["Person"]):
    """People as the pages ask for them."""

    def listed(self) -> "PersonQuerySet":
        """Neither folded into somebody else, nor seen as a crawler only, nor erased."""
        return self.filter(canonical=models.F("id"), bot=False, erased_us=None)

    def robots(self) -> "PersonQuerySet":
        """The others: seen as a crawler only."""
        return self.filter(canonical=models.F("id"), bot=True, erased_us=None)


class Person(models.Model):
    """One row a person seen; known once there is an e-mail or a user id. Never deleted: merged rows are tombstones.

    A folded person's events, traits and consents stay its own rows and count for `canonical` while it is folded.
    What lists show (seen, known, e-mail, name, title, company) is on the canonical row, of all who are folded into it.
    """

    key = models.UUIDField(default=uuid7s.uuid7, unique=True, editable=False)
    canonical = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="folded"
    )  # never null once saved; self unless merged
    first_seen_us = models.BigIntegerField()
    known_us = models.BigIntegerField(null=True)  # null: a visitor
    last_seen_us = models.BigIntegerField()
    company = models.ForeignKey(Company, null=True, on_delete=models.SET_NULL, related_name="people")
    company_trust = models.SmallIntegerField(default=0, choices=Trust.choices)
    owner = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="owned_people")
    email = models.CharField(max_length=255, null=True, db_index=True)  # normalised; cache of the trait in force
    name = models.CharField(max_length=255, default="")  # cache, for lists and search
    title = models.CharField(max_length=255, default="")  # cache
    bot = models.BooleanField(default=False)  # only crawlers were seen: kept out of lists
    folded_us = models.BigIntegerField(default=0)  # since when its events count for `canonical`; 0: not folded
    speaks_us = models.BigIntegerField(default=0, null=True)  # as folded_us for traits and consents; null: a claim
    erased_us = models.BigIntegerField(null=True)  # all about it is gone, or on its way; the row is left, empty

    objects = PersonQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["-last_seen_us", "-id"],
                condition=models.Q(bot=False, canonical=models.F("id")),
                name="person_listed",
            )
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A new person is itself until it is folded into another."""
        super().save(*args, **kwargs)
        if self.canonical_id is None:
            self.canonical_id = self.pk
            super().save(update_fields=["canonical"])


class IdentityKind(models.TextChoices):
    ANONYMOUS = "anonymous", _("Device")
    USER = "user", _("User id")
    EMAIL = "email", _("E-mail")


class Identity(models.Model):
    """One row an identifier and epoch. A device shared by two people has an epoch for each of them.

    The current epoch is the highest; earlier ones are closed. `person` is the row it was opened for and never changes:
    a claim, like a merge, folds that row into somebody else, so that undoing it takes nothing apart.
    """

    kind = models.CharField(max_length=9, choices=IdentityKind.choices)
    value = models.CharField(max_length=255)  # normalised
    raw = models.CharField(max_length=255)
    epoch = models.IntegerField(default=1)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="identities")
    linked_us = models.BigIntegerField()  # when it became this person's: earlier events count as known from here
    claimed = models.BooleanField(default=False)  # a T0 claim of somebody else's e-mail, not confirmed
    confirmed = models.BooleanField(default=False)  # T2: a person or double opt-in confirmed it
    shared = models.BooleanField(default=False)  # the device has had more than one person
    bot = models.BooleanField(null=True)  # a user's word on all its sightings; null: as each event was judged

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "value", "epoch"], name="identity_epoch")]


class Act(models.TextChoices):
    """What the ledger records."""

    OPENED = "opened", _("First seen")
    ATTACHED = "attached", _("Attached")  # a new e-mail or user id of a person already there
    LINKED = "linked", _("Linked")  # a device recognised as this person's
    CLAIMED = "claimed", _("Claimed, not confirmed")
    CONFIRMED = "confirmed", _("Confirmed")
    CUT = "cut", _("Cut off")
    MERGED = "merged", _("Merged")
    UNMERGED = "unmerged", _("Merge undone")


class Link(models.Model):
    """The ledger: one row each time an identity was mapped to a person. Append-only."""

    identity = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="links")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="links")
    act = models.CharField(max_length=9, choices=Act.choices)
    trust = models.SmallIntegerField(choices=Trust.choices)
    at_us = models.BigIntegerField()
    event_id = models.BigIntegerField(null=True)  # the event that did it; null: a user or the system
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")


class Sighting(models.Model):
    """One row an event: the identity it belongs to. Beside the event, because events never change."""

    event_id = models.BigIntegerField(primary_key=True)
    identity = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="sightings")
    known_us = models.BigIntegerField()  # arrival, never before an event taken earlier; history: when it occurred
    occurred_us = models.BigIntegerField()  # copied: order without the log
    bot = models.BooleanField(default=False)  # copied from the event's flags; a user may reverse it
    held = models.BooleanField(default=False)  # a strict source's claim: kept, not scored until confirmed

    class Meta:
        indexes = [models.Index(fields=["identity", "occurred_us"], name="sighting_by_identity")]


class Merge(models.Model):
    """One row a merge; undone by filling `undone_at_us`, never by deleting."""

    kept = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merges_kept")
    folded = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merges_folded")
    reason = models.CharField(max_length=64)  # code: see merging.Reason
    trust = models.SmallIntegerField(choices=Trust.choices)
    at_us = models.BigIntegerField()
    event_id = models.BigIntegerField(null=True)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    undone_at_us = models.BigIntegerField(null=True)
    undone_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    speaks_us = models.BigIntegerField(null=True)  # since when traits and consents count too; null: an open claim
    before = models.JSONField(default=dict)  # what `kept` had: company, company_trust, owner, for undoing


class Duplicate(models.Model):
    """A suggestion: two people may be one. Waits for a person."""

    first = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=64)  # code
    at_us = models.BigIntegerField()
    event_id = models.BigIntegerField(null=True)
    settled_as = models.CharField(max_length=10, default="")  # "", "merged", "different"
    settled_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["first", "second"], name="duplicate_pair")]


class TraitValue(models.Model):
    """One row a value that a trait of a person or a company ever took. Append-only but for `in_force`.

    Exactly one of `person` and `company` is set. `value` is JSON text; NULL means the trait was removed.
    """

    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="traits")
    company = models.ForeignKey(Company, null=True, on_delete=models.PROTECT, related_name="traits")
    name = models.CharField(max_length=255)
    value = models.TextField(null=True)
    trust = models.SmallIntegerField(choices=Trust.choices)
    source_id = models.IntegerField(null=True)
    set_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    set_us = models.BigIntegerField()  # when it was recorded: the moment it acts
    event_id = models.BigIntegerField(null=True)
    in_force = models.BooleanField(default=True)  # the value that counts now, of this row's own person
    refused = models.BooleanField(default=False)  # said, and never in force: a higher trust had spoken

    class Meta:
        indexes = [
            models.Index(fields=["person", "name"], name="trait_of_person"),
            models.Index(fields=["company", "name"], name="trait_of_company"),
        ]


class Consent(models.Model):
    """One row a yes or no to a purpose, from the first event on. Append-only."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=64)
    granted = models.BooleanField()
    trust = models.SmallIntegerField(choices=Trust.choices)
    at_us = models.BigIntegerField()
    event_id = models.BigIntegerField(null=True)
    source_id = models.IntegerField(null=True)  # null: a user recorded it
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    wording = models.TextField(default="")  # what was shown or said; "": nobody said
    version = models.CharField(max_length=64, default="")  # of the wording
    came_from = models.CharField(max_length=255, default="")  # by which way it reached the user who recorded it
    ip = models.CharField(max_length=64, null=True)  # of the event, as the log keeps it


class Rescore(models.Model):
    """The queue of the scoring chore: one row a person whose result is out of date, or will be at `due_us`.

    A touch raises `touches` and moves `due_us` to the moment of the newest record: later where the row was touched
    already, whatever it was where `touches` is 0 (only a look ahead, which waits for touched people).
    """

    person = models.OneToOneField(Person, primary_key=True, on_delete=models.CASCADE)
    due_us = models.BigIntegerField(db_index=True)
    touches = models.IntegerField(default=1)  # raised at each touch, so that one during the work is not lost

    class Meta:
        indexes = [models.Index(fields=["due_us"], condition=models.Q(touches__gt=0), name="rescore_touched")]


class Changed(models.Model):
    """The queue of what is prepared about people for lists and reports: one row each time somebody changed.

    Appended by triggers on people, standings and stage changes, and by `changing.mark`; taken in batches. Several rows
    may name one person, also one that was folded into another meanwhile.
    """

    person_id = models.BigIntegerField()


class Touches(models.Model):
    """One row a canonical person with an event of its own that is no crawler's: where it came from, first and last.

    Prepared from the log (`first_and_last.py`). `channel` "": nothing tells; the moment is then its first event's, for
    the last touch its last one's. Sources as `events.channels` names them.
    """

    person = models.OneToOneField(Person, primary_key=True, on_delete=models.CASCADE, related_name="touches")
    first_us = models.BigIntegerField()
    first_channel = models.CharField(max_length=8, choices=Channel.choices)
    first_source = models.CharField(max_length=255)
    first_medium = models.CharField(max_length=255)  # the UTM medium as it was sent
    first_campaign = models.CharField(max_length=255)
    first_referrer = models.CharField(max_length=255)  # host
    first_landing = models.CharField(max_length=255)  # path
    last_us = models.BigIntegerField()
    last_channel = models.CharField(max_length=8, choices=Channel.choices)
    last_source = models.CharField(max_length=255)
    last_medium = models.CharField(max_length=255)
    last_campaign = models.CharField(max_length=255)
    last_referrer = models.CharField(max_length=255)
    last_landing = models.CharField(max_length=255)


class Moment(models.Model):
    """The only row: the newest moment given out. Whoever writes people holds its lock: one after the other."""

    known_us = models.BigIntegerField(default=0)

"""What lists show, search, filter and sort by, prepared; and what users keep of their lists.

Prepared rows hold no nulls where lists sort: text that is missing is "", a moment 0, a number `UNKNOWN`.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from handraiser.audiences.audience_rows import Audience, AudienceLook, AudienceMember, How
from handraiser.audiences.kept import Choice, Export, Format, SavedView
from handraiser.organisation.models import User
from handraiser.people.models import Company, Person

__all__ = ["Audience", "AudienceLook", "AudienceMember", "How"]
__all__ += ["UNKNOWN", "Choice", "Export", "Format", "Listed", "ListedCompany", "SavedView", "ValueCount"]
UNKNOWN = -(2**62)  # a number that is not known: below every number that is
PEOPLE_ORDERS = (
    *("called", "email", "title", "company", "company_name", "owner", "owner_name", "country", "stage", "matrix"),
    *("stage_since_us", "total", "score_1", "score_2", "score_3", "first_seen_us", "known_us", "last_seen_us"),
    *("first_channel", "first_source", "first_campaign", "last_channel", "employees"),
    *("label_1", "label_2", "label_3"),
)
BESIDE_STAGE = (  # in one index after the stage: what filters most often ask for, told without looking up a row
    *("first_channel", "last_channel", "country", "owner", "matrix", "label_1", "label_2", "label_3", "employees"),
    *("total", "last_seen_us", "known_us"),
)
COMPANY_ORDERS = (
    *("called", "domain", "employees", "industry", "country", "first_seen_us", "people", "leads", "mqls", "sqls"),
    *("customers", "best_stage", "total", "last_seen_us", "owner", "owner_name"),
)


def _indexes(table: str, key: str, orders: tuple[str, ...], beside_stage: tuple[str, ...] = ()) -> list[models.Index]:
    """Each serves a filter by the column, an order by it, and the pages in that order."""
    beside = {"stage": beside_stage}
    return [models.Index(fields=[order, key, *beside.get(order, ())], name=f"{table}_{order}") for order in orders]


class Listed(models.Model):
    """One row a person whom lists show: canonical, not a crawler, not erased. Made by `preparing.refresh` alone."""

    person = models.OneToOneField(Person, primary_key=True, on_delete=models.CASCADE, related_name="listed")
    key = models.UUIDField()
    email = models.CharField(max_length=255)
    name = models.CharField(max_length=255)
    title = models.CharField(max_length=255)
    words = models.TextField()  # what search looks in, in small letters
    called = models.CharField(max_length=255)  # name, else e-mail, in small letters: what sorting by name goes by
    company = models.ForeignKey(
        Company, null=True, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    company_name = models.CharField(max_length=255)
    owner = models.ForeignKey(
        User, null=True, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    owner_name = models.CharField(max_length=255)
    country = models.CharField(max_length=64)  # the person's, else the company's
    stage = models.CharField(max_length=12)
    stage_since_us = models.BigIntegerField()
    matrix = models.CharField(max_length=32)
    total = models.BigIntegerField()  # millionths
    score_1 = models.BigIntegerField()  # millionths, of the model's first score
    score_2 = models.BigIntegerField()
    score_3 = models.BigIntegerField()
    label_1 = models.CharField(max_length=20)  # of the same score, as the standing says; "": none
    label_2 = models.CharField(max_length=20)
    label_3 = models.CharField(max_length=20)
    first_seen_us = models.BigIntegerField()
    known_us = models.BigIntegerField()  # 0: a visitor
    last_seen_us = models.BigIntegerField()
    first_channel = models.CharField(max_length=8)
    first_source = models.CharField(max_length=255)
    first_campaign = models.CharField(max_length=255)
    last_channel = models.CharField(max_length=8)
    employees = models.BigIntegerField()  # of the company
    unconfirmed = models.BooleanField()  # a claim waits for somebody's word

    class Meta:
        indexes = _indexes("listed", "person", PEOPLE_ORDERS, BESIDE_STAGE)


class ListedCompany(models.Model):
    """One row a company that somebody listed belongs to."""

    company = models.OneToOneField(Company, primary_key=True, on_delete=models.CASCADE, related_name="listed")
    key = models.UUIDField()
    name = models.CharField(max_length=255)  # else domain, else the id that a server gave
    domain = models.CharField(max_length=255)
    words = models.TextField()
    called = models.CharField(max_length=255)  # name in small letters
    employees = models.BigIntegerField()
    industry = models.CharField(max_length=64)
    country = models.CharField(max_length=64)
    first_seen_us = models.BigIntegerField()
    people = models.IntegerField(default=0)
    leads = models.IntegerField(default=0)  # how many are in this stage now; so for the next ones
    mqls = models.IntegerField(default=0)
    sqls = models.IntegerField(default=0)
    customers = models.IntegerField(default=0)
    best_stage = models.CharField(max_length=12, default="")
    total = models.BigIntegerField(default=UNKNOWN)  # the highest of its people, millionths
    last_seen_us = models.BigIntegerField(default=0)
    owner = models.ForeignKey(
        User, null=True, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )  # the company's own, whoever looks after its people
    owner_name = models.CharField(max_length=255, default="")

    class Meta:
        indexes = _indexes("listed_co", "company", COMPANY_ORDERS)


class ValueCount(models.Model):
    """One row a value that a filter offers, and how many rows of the list have it. Kept by `counting`."""

    field = models.CharField(max_length=32)  # "people.stage"; "people" counts the list itself
    value = models.CharField(max_length=255)
    listed = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["field", "value"], name="value_count_once")]
        indexes = [
            models.Index(fields=["field", "-listed"], name="value_count_most"),
            models.Index(fields=["id"], condition=models.Q(listed__lte=0), name="value_count_none"),
        ]


class BulkKind(models.TextChoices):
    """What can be done to many people at once, and undone."""

    TAG = "tag", _("Tag")
    UNTAG = "untag", _("Take a tag off")
    OWNER = "owner", _("Set the owner")
    STAGE = "stage", _("Move to a stage")
    ROBOTS = "robots", _("Mark as robots")
    HUMAN = "human", _("Mark as people")


class BulkAction(models.Model):
    """One row a thing done to many people at once; undone by filling `undone_us`, never by deleting."""

    kind = models.CharField(max_length=8, choices=BulkKind.choices)
    facts = models.JSONField(default=dict)  # tag, owner (null: nobody) or stage, and its `name` as it was then
    people = models.IntegerField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at_us = models.BigIntegerField()
    done_us = models.BigIntegerField(null=True)  # null: still at work
    undone_us = models.BigIntegerField(null=True)  # when somebody asked for it
    undone_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    restored_us = models.BigIntegerField(null=True)  # when all was as before


class BulkItem(models.Model):
    """One row a person of a bulk action; the queue of its chore."""

    action = models.ForeignKey(BulkAction, on_delete=models.CASCADE, related_name="items")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    done = models.BooleanField(default=False)
    changed = models.BooleanField(default=False)  # false: it was so already, nothing to undo
    before = models.BigIntegerField(null=True)  # the owner it had; the move made; a user's word on robots
    restored = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["action", "person"], name="bulk_item_once")]

"""What reports and the start page are made of.

Passages and cells are prepared by `preparing.refresh` alone: whoever reads them may trust they equal the records.

Days are whole days in the organisation's time zone, counted from 1970-01-01.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from handraiser.organisation.models import User
from handraiser.people.models import Person

LONGEST = 255
LONGEST_STAY = 400
_STAGES = ("visitor", "lead", "mql", "sql", "opportunity", "customer")
BESIDE = ("channel", "last_channel", "size", "version")  # dimensions of short values, which each index of entries holds
INDEXED_DIMENSIONS = ("source", "campaign", "content")  # of many values, so that one of them is of few people
INDEXED_STAGES = ("visitor", "lead", "mql")  # the later ones are of few people anyway


def _moment() -> "models.BigIntegerField[int | None, int | None]":
    return models.BigIntegerField(null=True)


def _day() -> "models.IntegerField[int | None, int | None]":
    return models.IntegerField(null=True)


def _told() -> "models.CharField[str, str]":
    return models.CharField(max_length=LONGEST)


def _entries(stage: str, dimension: str = "") -> models.Index:
    """By day, and before it by a dimension: with what is counted, so that no row has to be looked up for it.

    A text of any length stands alone beside short ones: PostgreSQL's longest entry is 2,704 bytes.
    """
    later = _STAGES[_STAGES.index(stage) + 1 :]
    leading = [dimension, f"{stage}_day"] if dimension else [f"{stage}_day"]
    moments = [f"{each}_us" for each in (stage, *later[:1])] if later else []
    return models.Index(
        fields=[*leading, *BESIDE, *(f"{each}_day" for each in later), *moments],
        name="_".join(filter(None, ("passage", dimension, stage))),
        condition=None if stage == "visitor" else models.Q(**{f"{stage}_day__isnull": False}),
    )


class Passage(models.Model):
    """One row a person whom lists show: when it first entered each stage, and what it is told apart by.

    A moment is that of the event behind it, so that imported history stands where it happened; null: never entered.
    Text that is not known is "". Erasing leaves the row to `preparing.refresh`, which takes its share out of the cells.
    """

    person = models.OneToOneField(Person, primary_key=True, on_delete=models.DO_NOTHING, related_name="passage")
    visitor_us, visitor_day = models.BigIntegerField(), models.IntegerField()
    lead_us, lead_day = _moment(), _day()
    mql_us, mql_day = _moment(), _day()
    sql_us, sql_day = _moment(), _day()
    opportunity_us, opportunity_day = _moment(), _day()
    customer_us, customer_day = _moment(), _day()
    channel, source, medium, campaign = _told(), _told(), _told(), _told()  # of the first touch
    landing, last_landing = _told(), _told()  # path
    last_channel, last_source, last_medium, last_campaign = _told(), _told(), _told(), _told()
    content = _told()  # title of the last one before, or with, becoming a lead
    size = _told()  # a band of `company.employees`
    version = _told()  # number of the model in force at the entry into MQL, else at becoming a lead
    kinds = _told()  # of the content consumed as a lead, before MQL; parted by commas, in order
    contact_us = _moment()  # first one that is no word on a deal; told of people with a deal only

    class Meta:
        indexes = [
            *(_entries(stage) for stage in _STAGES),
            *(_entries(stage, name) for name in INDEXED_DIMENSIONS for stage in INDEXED_STAGES),
        ]


class Showing(models.Model):
    """One row a person and week in which it did something: the furthest stage it had reached by the week's end."""

    person = models.ForeignKey(Person, on_delete=models.DO_NOTHING, related_name="+")
    week = models.IntegerField()  # its first day
    stage = models.CharField(max_length=12)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "week"], name="showing_once")]
        indexes = [models.Index(fields=["week", "stage"], name="showing_week")]


class Cell(models.Model):
    """How many people entered a stage on one day or in one month, and how many of those ever reached each later stage.

    By one dimension: ("channel", "search"); ("", "") counts everybody; ("kind", ...) those who consumed it;
    ("showing", "") those who did something in the week that begins on the day. Or by two that are prepared together:
    ("channel+size", "search", "1-9"). Kinds and showings are told by day alone.
    """

    dimension = models.CharField(max_length=32)
    value = models.CharField(max_length=LONGEST)
    other = models.CharField(max_length=LONGEST, default="")  # of the second dimension
    stage = models.CharField(max_length=12)
    month = models.BooleanField(default=False)  # of a whole month, whose first day is `day`
    day = models.IntegerField()
    entered = models.IntegerField()
    lead = models.IntegerField()
    mql = models.IntegerField()
    sql = models.IntegerField()
    opportunity = models.IntegerField()
    customer = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dimension", "month", "stage", "day", "value", "other"], name="cell_of_day_or_month"
            )
        ]
        indexes = [models.Index(fields=["id"], condition=models.Q(entered=0), name="cell_empty")]


class Stay(models.Model):
    """How many people who entered a stage on one day, or in one month, took so many days to the next stage.

    By everybody and by one dimension, as cells are. Who was in the next stage before is not counted.
    """

    dimension = models.CharField(max_length=32)
    value = models.CharField(max_length=LONGEST)
    stage = models.CharField(max_length=12)
    month = models.BooleanField()
    day = models.IntegerField()
    days = models.SmallIntegerField()  # whole ones that passed; LONGEST_STAY + 1: more than that
    people = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dimension", "value", "month", "stage", "day", "days"], name="stay_of_day_or_month"
            )
        ]
        indexes = [models.Index(fields=["id"], condition=models.Q(people=0), name="stay_empty")]


class Reckoning(models.Model):
    """The only row: by which time zone and first weekday the days and weeks above were told apart."""

    time_zone = models.CharField(max_length=64)
    first_weekday = models.SmallIntegerField()  # 0: Monday


class Pulse(models.Model):
    """One row a source, event name and day (UTC): how often it was sent, and by how many robots."""

    source_id = models.IntegerField()
    name = models.CharField(max_length=120)  # of the event; "page", "identify" and so on for other calls
    day = models.IntegerField()  # days since 1970
    events = models.IntegerField()  # robots' among them
    bots = models.IntegerField()
    last_us = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source_id", "name", "day"], name="pulse_once")]
        indexes = [models.Index(fields=["day"], name="pulse_by_day")]


class Calm(models.Model):
    """Somebody's word that what looks broken is all right, until it sends again."""

    kind = models.CharField(max_length=8)  # of breakages.BreakageKind
    source_id = models.IntegerField()
    name = models.CharField(max_length=120, default="")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at_us = models.BigIntegerField()


class Look(models.Model):
    """One row a user: when they looked last, and before that."""

    user = models.OneToOneField(User, primary_key=True, on_delete=models.CASCADE)
    at_us = models.BigIntegerField()
    before_us = models.BigIntegerField()  # what happened after it is news


class Mover(models.Model):
    """One row a person whose total rose or fell most within a week: f(now) against f(a week ago), in millionths."""

    class Way(models.TextChoices):
        UP = "up", _("Rising")
        DOWN = "down", _("Cooling")

    person = models.OneToOneField(Person, primary_key=True, on_delete=models.CASCADE)
    way = models.CharField(max_length=4, choices=Way.choices)
    total = models.BigIntegerField()
    before = models.BigIntegerField()
    at_us = models.BigIntegerField()

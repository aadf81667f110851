"""One organisation a database; its users; and the append-only record of who changed what."""

import zoneinfo
from typing import Any

from django.contrib.auth.models import AbstractUser, UserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from handraiser.errors import HandraiserError


def check_timezone(name: str) -> None:
    """Raises ValidationError for a name that the time zone database does not hold."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(
            _("%(name)s is no time zone; allowed: names such as Europe/Zurich."), params={"name": name}
        )


def check_currency(code: str) -> None:
    """Raises ValidationError unless `code` has the form of ISO 4217."""
    if not (len(code) == 3 and code.isascii() and code.isupper()):
        raise ValidationError(
            _("%(code)s is no currency code; allowed: three capitals such as EUR."), params={"code": code}
        )


class Objection(models.TextChoices):
    """What becomes of the events of people who object to profiling. What they ask sales themselves is always kept."""

    STORE = "store", _("Keep them, never score them")
    DROP = "drop", _("Do not keep them")


class Organisation(models.Model):
    """The only row: id 1. Reports and clocks use its zone; people's pages the user's own."""

    name = models.CharField(_("name"), max_length=120, default="Our organisation")
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC", validators=[check_timezone])
    currency = models.CharField(_("currency"), max_length=3, default="EUR", validators=[check_currency])
    objection = models.CharField(
        _("events of who objects to profiling"), max_length=8, choices=Objection.choices, default=Objection.STORE
    )
    region = models.CharField(
        _("region"), max_length=3, default="150"
    )  # CLDR's code: how dates and numbers are written
    created_at = models.DateTimeField(auto_now_add=True)

    @classmethod
    def get(cls) -> "Organisation":
        """The row, made with defaults when there is none yet."""
        return cls.objects.get_or_create(pk=1)[0]


class Role(models.TextChoices):
    ADMINISTRATOR = "administrator", _("Administrator")
    MARKETING = "marketing", _("Marketing")
    SALES = "sales", _("Sales")
    VIEWER = "viewer", _("Viewer")


class EmailUserManager(UserManager["User"]):
    """Users are known by e-mail; there is no user name."""

    def _create_user(self, email: str, password: str | None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":  # type: ignore[override]
        return self._create_user(email, password, **fields)

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":  # type: ignore[override]
        return self._create_user(email, password, role=Role.ADMINISTRATOR, is_staff=True, is_superuser=True, **fields)


class User(AbstractUser):
    """Somebody who signs in. Alerts reach active users of the role sales."""

    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    role = models.CharField(_("role"), max_length=16, choices=Role.choices, default=Role.VIEWER)
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True, validators=[check_timezone])
    region = models.CharField(_("region"), max_length=3, blank=True)  # empty: the organisation's
    theme = models.CharField(
        _("appearance"),
        max_length=8,
        default="auto",
        choices=[("auto", _("As the system")), ("light", _("Light")), ("dark", _("Dark"))],
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []
    objects = EmailUserManager()  # type: ignore[misc]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)


class ApiToken(models.Model):
    """One row a token by which a program reads people. Only its digest is kept."""

    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=4)  # its last letters
    created_us = models.BigIntegerField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    used_us = models.BigIntegerField(null=True)  # to the minute; null: never
    revoked_us = models.BigIntegerField(null=True)


class AuditIsAppendOnly(HandraiserError):
    """Somebody tried to change or delete an audit entry."""


class AuditEntry(models.Model):
    """One row an act: who did what to what, with which values. Never changed, never deleted."""

    at = models.DateTimeField(default=timezone.now, db_index=True)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")  # null: command line or system
    by_name = models.CharField(max_length=200, default="")  # as it was then; "command line", "system"
    act = models.CharField(max_length=64, db_index=True)  # "source.created", "model.published", "person.merged"
    subject = models.CharField(max_length=200, default="")  # "source 3 Website"
    facts = models.JSONField(default=dict)  # code and parameters, worded when shown

    class Meta:
        ordering = ["-id"]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise AuditIsAppendOnly("An audit entry cannot be changed; write a new one.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise AuditIsAppendOnly("An audit entry cannot be deleted.")

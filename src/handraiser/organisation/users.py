"""Verbs about users."""

import secrets

from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from handraiser.errors import HandraiserError
from handraiser.organisation.audit import record
from handraiser.organisation.models import Role, User


class EmailTaken(HandraiserError):
    """There is a user with that e-mail already."""

    status = 409


def add_user(
    email: str, *, role: str, name: str = "", password: str | None = None, by: User | None = None, by_name: str = ""
) -> tuple[User, str]:
    """A new user and the password to tell them: the one given, or one made up.

    Raises EmailTaken, and ValidationError for an address or a password that is not good enough.
    """
    email = email.strip().lower()
    if User.objects.filter(email=email).exists():
        raise EmailTaken(_("There is a user %(email)s already.") % {"email": email})
    if password is not None:
        validate_password(password)
    told = password or secrets.token_urlsafe(12)
    with transaction.atomic():
        user = User.objects.create_user(email, told, name=name, role=role)
        record("user.created", _subject(user), by=by, by_name=by_name, role=role)
    return user, told


class NoOwner(HandraiserError):
    """Nobody who can look after people."""


def owners() -> QuerySet[User]:
    """Who can look after people and companies: active, and more than a viewer; by name."""
    return User.objects.filter(is_active=True).exclude(role=Role.VIEWER).order_by("name", "email")


def chosen_owner(chosen: str) -> User | None:
    """The user whose id a form sent; None for "", which is nobody. Raises NoOwner."""
    if not chosen:
        return None
    owner = owners().filter(pk=int(chosen)).first() if chosen.isdecimal() and len(chosen) < 18 else None
    if owner is None:
        raise NoOwner(_("That user cannot look after anybody: choose an active one who is more than a viewer."))
    return owner


class LastAdministrator(HandraiserError):
    """Without an administrator nobody could mend anything."""

    status = 409


def change_role(user: User, role: str, *, by: User) -> None:
    """Raises LastAdministrator when nobody would be left to administrate."""
    with transaction.atomic():
        if role != Role.ADMINISTRATOR:
            _keep_an_administrator(user)
        before, user.role = user.role, role
        user.save(update_fields=["role"])
        record("user.role_changed", _subject(user), by=by, before=before, after=role)


def deactivate(user: User, *, by: User) -> None:
    """They can no longer sign in, are signed out everywhere, and get no alert. What they did stays theirs."""
    with transaction.atomic():
        _keep_an_administrator(user)
        user.is_active = False
        user.save(update_fields=["is_active"])
        record("user.deactivated", _subject(user), by=by)


def activate(user: User, *, by: User) -> None:
    """Take a deactivation back."""
    with transaction.atomic():
        user.is_active = True
        user.save(update_fields=["is_active"])
        record("user.activated", _subject(user), by=by)


def reset_password(user: User, *, by: User) -> str:
    """A new password, to be told to the user once; the old one and every session end."""
    told = secrets.token_urlsafe(12)
    with transaction.atomic():
        user.set_password(told)
        user.save(update_fields=["password"])
        record("user.password_reset", _subject(user), by=by)
    return told


def _keep_an_administrator(user: User) -> None:
    administrators = User.objects.select_for_update().filter(role=Role.ADMINISTRATOR, is_active=True)
    if set(administrators) == {user}:
        raise LastAdministrator(_("%(name)s is the only administrator. Make somebody else one first.") % {"name": user})


def _subject(user: User) -> str:
    return f"user {user.pk} {user.email}"

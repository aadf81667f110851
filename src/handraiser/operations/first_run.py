"""What an installation needs before anybody can use it: tables, an administrator, a published model."""

import getpass
import sys
from dataclasses import dataclass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from handraiser.lifecycle.publishing import current, publish
from handraiser.operations.databases import migrate
from handraiser.organisation.models import Organisation, Role, User
from handraiser.organisation.users import add_user
from handraiser.scoring.language import starter

STARTER = "b2b-saas"
DEFAULT_EMAIL = "admin@example.com"


@dataclass(frozen=True)
class FirstRun:
    """What was made just now. `password` is set only where it was generated, to be shown once."""

    administrator: User | None
    password: str | None
    model_published: bool


def prepare() -> FirstRun:
    """Make whatever is missing. A second call makes nothing."""
    migrate()
    Organisation.get()
    administrator, password = first_administrator()
    published = current() is None
    if published:
        publish(starter(STARTER), by=administrator, note="The starter model for B2B software")
    return FirstRun(administrator, password, published)


def first_administrator() -> tuple[User | None, str | None]:
    """The first administrator and the generated password, (None, None) where there is one already."""
    if User.objects.filter(role=Role.ADMINISTRATOR, is_active=True).exists():
        return None, None
    email, password = _ask() if sys.stdin.isatty() else ("", "")
    user, told = add_user(
        email or DEFAULT_EMAIL, role=Role.ADMINISTRATOR, password=password or None, by_name="command line"
    )
    return user, None if password else told


def _ask() -> tuple[str, str]:
    """E-mail and password from the terminal; an empty answer lets them be made up. Raises EOFError at Ctrl-D."""
    print("The first administrator.")  # noqa: T201 - a question on the terminal
    while True:
        email = input(f"  E-mail [{DEFAULT_EMAIL}]: ").strip().lower()
        password = getpass.getpass("  Password [generated]: ")
        try:
            validate_email(email or DEFAULT_EMAIL)
            if password:
                validate_password(password)
        except ValidationError as error:
            print("  " + " ".join(error.messages))  # noqa: T201
            continue
        return email, password

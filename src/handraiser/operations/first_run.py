"""What an installation needs before anybody can use it: tables, an administrator, a published model."""

import getpass
import sys
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

import handraiser
from handraiser.lifecycle.models import ModelVersion
from handraiser.organisation.models import Organisation, Role, User
from handraiser.organisation.users import add_user

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
    from handraiser.operations.databases import migrate  # noqa: PLC0415 - see is_prepared

    migrate()
    Organisation.get()
    administrator, password = first_administrator()
    publishes = not ModelVersion.objects.exists()
    if publishes:
        _publish_starter(administrator)
    _stamp().write_text(_prepared_for())
    return FirstRun(administrator, password, publishes)


def is_prepared() -> bool:
    """Whether `prepare` has run to its end with these very migrations. Quick: reads no database.

    On PostgreSQL never: another machine may have brought the database anywhere.
    """
    there = all(Path(str(database["NAME"])).exists() for database in settings.DATABASES.values())
    return not settings.DATABASE_URL and there and _stamp().exists() and _stamp().read_text() == _prepared_for()


def _stamp() -> Path:
    return settings.DATA / "prepared"


def _prepared_for() -> str:
    """The release and its migrations."""
    package = Path(handraiser.__file__).parent
    names = sorted(str(file.relative_to(package)) for file in package.glob("*/migrations/*.py"))
    return "\n".join([handraiser.__version__, *names])


def _publish_starter(by: User | None) -> None:
    from handraiser.lifecycle.publishing import publish  # noqa: PLC0415 - the kernel takes a second to import
    from handraiser.scoring.language import starter  # noqa: PLC0415

    publish(starter(STARTER), by=by, note="The starter model for B2B software")


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

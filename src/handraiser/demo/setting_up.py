"""What a team has before the first visit: its organisation, its users, a model in force and a source."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from handraiser.errors import HandraiserError
from handraiser.events import reading
from handraiser.events.keys import NewSource, create_source
from handraiser.lifecycle.models import ModelVersion
from handraiser.lifecycle.publishing import publish
from handraiser.organisation.models import Organisation, Role, User
from handraiser.organisation.users import add_user
from handraiser.people.models import Person
from handraiser.scoring.language import starter

TEAM = {
    "admin@acme.example": ("Alex Admin", Role.ADMINISTRATOR),
    "ada@acme.example": ("Ada Marketing", Role.MARKETING),
    "sam@acme.example": ("Sam Sales", Role.SALES),
    "lena@acme.example": ("Lena Sales", Role.SALES),
    "tom@acme.example": ("Tom Sales", Role.SALES),
}
STARTER = "b2b-saas"


class NotEmpty(HandraiserError):
    """This installation is in use: the demo would mix invented people with real ones."""

    status = 409


@dataclass(frozen=True)
class Team:
    """password: of each of them, made up for this demo."""

    users: dict[str, User]
    password: str
    source: NewSource


def check_empty() -> None:
    """Raises NotEmpty."""
    if Person.objects.exists() or reading.last_id() or ModelVersion.objects.exists():
        raise NotEmpty(
            _(
                "The data folder %(folder)s is in use already, and a demo wants one of its own. Name a new one: "
                "%(command)s. Where a demo was broken off, remove the folder first."
            )
            % {"folder": settings.DATA, "command": "HANDRAISER_DATA=data-demo handraiser demo"}
        )


def set_up() -> Team:
    """By the verbs of the pages, at the present of the clock in force."""
    Organisation.get()
    Organisation.objects.update(name="Acme", time_zone="Europe/Zurich", currency="EUR")
    users, password = {}, ""
    for email, (name, role) in TEAM.items():
        users[email], password = add_user(email, role=role, name=name, password=password or None, by_name="demo")
    publish(starter(STARTER), by=users["ada@acme.example"], note="The starter model for B2B software")
    return Team(users, password, create_source("Website", users["admin@acme.example"]))

"""The invented people: who they are, how well they fit, how keen they are."""

from dataclasses import dataclass, replace
from enum import StrEnum
from random import Random
from typing import Any

from faker import Faker

from handraiser.demo.calls import Server
from handraiser.demo.firms import Firm, plain
from handraiser.demo.library import TOPICS

TITLES = {
    ("Founder", "Chief Executive Officer", "Chief Operating Officer", "Chief Technology Officer"): (9, 0.35),
    ("Head of Operations", "Head of Projects", "VP Engineering", "Head of IT", "Head of PMO"): (17, 0.3),
    ("Project Manager", "IT Manager", "Operations Manager", "Director of Operations", "Product Manager"): (32, 0.2),
    ("Consultant", "Team Lead", "Engineer", "Business Analyst", "Assistant", "Controller", "Scrum Master"): (42, 0.0),
}  # fmt: skip
_FREE_MAIL = 0.13  # write from a private address
_STUDENTS = 0.05
_FREE_HOSTS = ("gmail.com", "googlemail.com")


class Role(StrEnum):
    """Why somebody is here."""

    BUYER = "buyer"
    STUDENT = "student"
    COMPETITOR = "competitor"
    STAFF = "staff"


@dataclass(frozen=True)
class Someone:
    """A person with an e-mail address. fit and keen: 0 to 1, what nobody can see and everything follows from.

    tells: whether forms and enrichment ever learn the size and industry of the company.
    """

    number: int
    name: str
    email: str
    title: str
    firm: Firm | None
    country: str
    fit: float
    keen: float
    topic: str
    tells: bool
    role: Role = Role.BUYER

    @property
    def server(self) -> Server:
        return Server(self.email, f"crm-{self.number:05}")

    @property
    def first_form(self) -> dict[str, Any]:
        """What a short form asks."""
        return {"email": self.email, "name": self.name}

    @property
    def long_form(self) -> dict[str, Any]:
        """What the form before an e-book asks."""
        asked: dict[str, Any] = {**self.first_form, "title": self.title, "country": self.country}
        if self.firm is None:
            return asked
        told = {"employees": self.firm.employees, "industry": self.firm.industry} if self.tells else {}
        misspelt = self.firm.misspelt if self.number % 3 == 0 else ""
        return asked | {"company": {"name": misspelt or self.firm.name, **told}}


def people(chance: Random, invent: dict[str, Faker], firms: list[Firm], count: int) -> list[Someone]:
    """Leads to be; no two of one address. Suitable and large companies send more of them."""
    weights = [0.4 + firm.fit + (firm.employees > 200) for firm in firms]
    made: dict[str, Someone] = {}
    while len(made) < count:
        someone = _someone(len(made), chance, invent, chance.choices(firms, weights)[0])
        made.setdefault(someone.email, someone)
    return list(made.values())


def elsewhere(someone: Someone, number: int) -> Someone:
    """The same person, writing from a private address."""
    return replace(someone, number=number, email=_private(someone.name, number), firm=None)


def outsider(number: int, invent: Faker, chance: Random, role: Role, domain: str) -> Someone:
    """Somebody of a domain that is no customer's: a competitor, our own staff."""
    name = f"{invent.first_name()} {invent.last_name()}"
    firm = Firm(domain.partition(".")[0].title(), domain, 120, "software", "CH", "de_CH", 0.0)
    email = f"{plain(name).replace('-', '.')}@{domain}"
    return Someone(number, name, email, "Product Manager", firm, "CH", 0.0, chance.random(), "planning", False, role)


def _someone(number: int, chance: Random, invent: dict[str, Faker], firm: Firm) -> Someone:
    inventor = invent[firm.locale]
    name = f"{inventor.first_name()} {inventor.last_name()}"
    keen, topic = chance.betavariate(1.3, 2.3), chance.choice(TOPICS)
    if chance.random() < _STUDENTS:
        email = _private(name, number)
        return Someone(number, name, email, "Student", None, firm.country, 0.0, keen, topic, False, Role.STUDENT)
    titles = chance.choices(tuple(TITLES), [share for share, _ in TITLES.values()])[0]
    title, works = chance.choice(titles), chance.random() >= _FREE_MAIL
    email = f"{plain(name).replace('-', '.')}@{firm.domain}" if works else _private(name, number)
    fit = min(0.65 * firm.fit + TITLES[titles][1], 1.0) if works else 0.15
    tells = chance.random() < 0.62
    return Someone(
        number, name, email, title, firm if works else None, firm.country, fit, keen, topic, tells, Role.BUYER
    )


def _private(name: str, number: int) -> str:
    """At a real free-mail host, and nobody's: Google gives out no address with a hyphen."""
    return f"{plain(name)}-{number}@{_FREE_HOSTS[number % 2]}"

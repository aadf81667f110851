"""The invented companies: how large they are, what they do, where they are, and how their own people misspell them."""

import unicodedata
from dataclasses import dataclass
from random import Random
from typing import Any

from faker import Faker

LOCALES = {
    "de_CH": ("CH", 26), "de_DE": ("DE", 24), "en_GB": ("GB", 14), "en_US": ("US", 12), "fr_FR": ("FR", 10),
    "it_IT": ("IT", 5), "nl_NL": ("NL", 5), "sv_SE": ("SE", 4),
}  # fmt: skip
INDUSTRIES = {
    "software": 24, "fintech": 11, "retail": 12, "media": 8, "manufacturing": 20, "health": 13, "public": 12
}  # fmt: skip
SIZES = {(2, 9): 18, (10, 49): 30, (50, 199): 26, (200, 1000): 16, (1001, 12_000): 10}
_SUITS = {"software": 0.35, "fintech": 0.35, "retail": 0.15, "media": 0.15}
_MISSPELT = 0.08  # of the companies


@dataclass(frozen=True)
class Firm:
    """fit: how well it suits our product, 0 to 1. misspelt: what some of its people write; empty for most."""

    name: str
    domain: str
    employees: int
    industry: str
    country: str
    locale: str
    fit: float
    misspelt: str = ""

    @property
    def traits(self) -> dict[str, Any]:
        """As a server knows them."""
        known = {"name": self.name, "domain": self.domain, "country": self.country}
        return known | {"employees": self.employees, "industry": self.industry}


def inventors(seed: int) -> dict[str, Faker]:
    """One of each locale, always inventing the same."""
    made = {locale: Faker(locale) for locale in LOCALES}
    for number, inventor in enumerate(made.values()):
        inventor.seed_instance(seed * 100 + number)
    return made


def found(chance: Random, invent: dict[str, Faker], count: int) -> list[Firm]:
    """`count` companies, no two of one domain."""
    made: dict[str, Firm] = {}
    while len(made) < count:
        firm = _firm(chance, invent)
        made.setdefault(firm.domain, firm)
    return list(made.values())


def plain(text: str) -> str:
    """As an address writes it: small, of ASCII letters and digits, with hyphens between the words."""
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "-".join("".join(letter if letter.isalnum() else " " for letter in folded).split())


def _firm(chance: Random, invent: dict[str, Faker]) -> Firm:
    locale = chance.choices(tuple(LOCALES), [share for _, share in LOCALES.values()])[0]
    name = invent[locale].company()
    least, most = chance.choices(tuple(SIZES), tuple(SIZES.values()))[0]
    employees = chance.randint(least, most)
    industry = chance.choices(tuple(INDUSTRIES), tuple(INDUSTRIES.values()))[0]
    size = 0.55 if 50 <= employees <= 1000 else 0.2 if employees >= 10 else 0.0
    misspelt = _swapped(name, chance) if chance.random() < _MISSPELT else ""
    fit = size + _SUITS.get(industry, 0.0)
    return Firm(name, f"{plain(name)}.example", employees, industry, LOCALES[locale][0], locale, fit, misspelt)


def _swapped(name: str, chance: Random) -> str:
    """Two letters that changed places."""
    place = chance.randrange(1, max(len(name) - 2, 2))
    return name[:place] + name[place : place + 2][::-1] + name[place + 2 :]

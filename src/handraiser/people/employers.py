"""Companies that a user may mean by what is typed."""

import unicodedata
from uuid import UUID

from django.db.models import Q, QuerySet

from handraiser.people.models import Company

OFFERED = 6


def offered(text: str) -> QuerySet[Company]:
    """The first few whose name or domain holds the text, by name."""
    text = _plain(text)
    holds = Q(name__icontains=text) | Q(domain__icontains=text)
    return (
        Company.objects.filter(holds, merged_into=None).order_by("name", "id")[:OFFERED]
        if text
        else Company.objects.none()
    )


def meant(text: str) -> Company | None:
    """The company of exactly this domain, key or name; None where there is none, or where several have the name.

    Of one that was merged, the one that it counts for.
    """
    text = _plain(text)
    if not text:
        return None
    one = Company.objects.filter(domain=text.lower()).first() or _of_key(text)
    if one is None:
        found = list(Company.objects.filter(name__iexact=text, merged_into=None)[:2])
        one = found[0] if len(found) == 1 else None
    return one.now() if one else None


def alike(company: Company) -> list[Company]:
    """Others of the same name, or whose domain has the same word before its ending: perhaps the same company."""
    same = Q(name__iexact=company.name) if company.name else Q(pk=None)
    if company.domain:
        same |= Q(domain__startswith=f"{company.domain.partition('.')[0]}.")
    return list(Company.objects.filter(same, merged_into=None).exclude(pk=company.pk).order_by("id")[:OFFERED])


def _of_key(text: str) -> Company | None:
    """Also in the address of its page."""
    try:
        key = UUID(text.rstrip("/").rpartition("/")[2])
    except ValueError:
        return None
    return Company.objects.filter(key=key).first()


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text.replace("\0", "")).strip()[:255]

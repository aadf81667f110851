"""Companies that a user may mean by what is typed."""

import unicodedata
from uuid import UUID

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Lower
from django.db.models.lookups import Exact

from handraiser.people.models import Company

OFFERED = 6
LOOKED_AT = 100


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
        found = _unmerged(_called(text))
        one = found[0] if len(found) == 1 else None
    return one.now() if one else None


def alike(company: Company) -> list[Company]:
    """Others of the same name, or whose domain has the same word before its ending: perhaps the same company."""
    same = _called(company.name) if company.name else Q(pk=None)
    if company.domain:
        word = company.domain.partition(".")[0]
        same |= Q(domain__gte=f"{word}.", domain__lt=f"{word}/", domain__startswith=f"{word}.")  # "/" follows "."
    return [each for each in _unmerged(same) if each.pk != company.pk][:OFFERED]


def _unmerged(which: Q) -> list[Company]:
    """Sorted out here: SQLite would look for them by the index of merges, which nearly all are alike in."""
    found = Company.objects.filter(which).order_by("id")[:LOOKED_AT]
    return [company for company in found if company.merged_into_id is None]


def _called(name: str) -> Q:
    """Lower case as the database has it, on both sides, by the index of names."""
    return Q(Exact(Lower("name"), Lower(Value(name))))


def _of_key(text: str) -> Company | None:
    """Also in the address of its page."""
    try:
        key = UUID(text.rstrip("/").rpartition("/")[2])
    except ValueError:
        return None
    return Company.objects.filter(key=key).first()


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text.replace("\0", "")).strip()[:255]

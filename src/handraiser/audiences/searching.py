"""Finding rows by what a user remembers: by the index of trigrams where that is quicker than looking."""

import unicodedata

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from handraiser.audiences.columns import ListKind
from handraiser.people.models import Identity, IdentityKind

MOST_WORDS = 6
TRIGRAM = 3
BY_ID = 20
ENOUGH = 50_000  # more than are ever counted: then rows are looked through in their order, not found by the index


def holding(kind: ListKind, text: str) -> tuple[Q, Q]:
    """Rows in which every word is found, or whose identifier the text is: by index, and row by row.

    Words under three characters are found at the beginning of a name or an address only where nothing longer is given.
    """
    whole = unicodedata.normalize("NFKC", text).replace("\0", "").strip().lower()
    words = whole.split()[:MOST_WORDS]
    long = [word for word in words if len(word) >= TRIGRAM]
    named = Q(pk__in=_named(whole)) if kind.name == "people" else Q(pk__in=())
    if not words:
        return Q(pk__in=()), Q(pk__in=())
    if not long:
        begins = Q(called__startswith=whole) | Q(words__contains=f" {whole}")
        return _begins(kind, whole) | named, begins | named
    by_row = Q()
    for word in words:
        by_row &= Q(words__contains=word)
    if connection.vendor != "sqlite":
        return by_row | named, by_row | named
    short = Q()
    for word in words:
        if len(word) < TRIGRAM:
            short &= Q(words__contains=word)
    return Q(pk__in=_by_trigrams(kind, long, -1 if short else ENOUGH)) & short | named, by_row | named


def _begins(kind: ListKind, text: str) -> Q:
    """By the indexes of what lists are sorted by; a language's order may put other texts in between."""
    columns = ("called", "email", "company_name") if kind.name == "people" else ("called", "domain")
    beyond = text[:-1] + chr(min(ord(text[-1]) + 1, 0x10FFFF))
    begins = Q()
    for column in columns:
        begins |= Q(**{f"{column}__gte": text, f"{column}__lt": beyond, f"{column}__startswith": text})
    return begins


def _by_trigrams(kind: ListKind, words: list[str], most: int) -> RawSQL:
    asked = " ".join('"' + word.replace('"', '""') + '"' for word in words)
    table = kind.search_table
    return RawSQL(f"SELECT rowid FROM {table} WHERE {table} MATCH %s LIMIT {most}", (asked,))


def _named(text: str) -> list[int]:
    """Whose user id or e-mail it is."""
    ids = Identity.objects.filter(kind__in=(IdentityKind.USER, IdentityKind.EMAIL), value=text)
    return [found for found in ids.values_list("person__canonical", flat=True)[:BY_ID] if found is not None]

"""Whom the files that were brought for import name, and what an erasure makes of those files."""

import json
from collections.abc import Sequence
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from handraiser.exchange.importing import preparing
from handraiser.exchange.models import Import, ImportRemark, ImportState
from handraiser.people.models import Identity, IdentityKind

CHUNK = 1 << 20  # bytes


def remarks_naming(people: Sequence[int]) -> "QuerySet[Any]":
    """Remarks in which a cell, or what was found, is or holds an address or is a user id of these people."""
    said = _said_by(people)
    near = Q(pk__in=())
    for word in said:
        near |= Q(text__icontains=word) | Q(text__icontains=json.dumps(word)[1:-1]) | Q(found__icontains=word)
    rows = ImportRemark.objects.annotate(text=Cast("cells", TextField())).filter(near)
    found = rows.values_list("pk", "cells", "found").iterator()
    return ImportRemark.objects.filter(pk__in=[pk for pk, cells, one in found if _names(said, [*cells, one])])


def blank(rows: "QuerySet[Any]") -> int:
    """The row's number and reason stay, so that the counts of the import hold; its cells go."""
    return rows.update(cells=[], found="")


def files_naming(people: Sequence[int]) -> "QuerySet[Any]":
    """Imports whose file holds an address or a user id of these people, and is not being read now."""
    said = _written_by(people)
    held = Import.objects.exclude(file="").exclude(state__in=preparing.UNDER_WAY) if said else Import.objects.none()
    return Import.objects.filter(pk__in=[row.pk for row in held if _stands_in(row, said)])


def remove_files(rows: "QuerySet[Any]") -> int:
    """Once the caller's transaction is through. What was not imported yet cannot be any more, and says so."""
    lost = _("The file was deleted, as somebody in it was erased. Bring it again.")
    gone = 0
    for row in list(rows.exclude(file="")):
        idle = Import.objects.filter(pk=row.pk).exclude(state__in=preparing.UNDER_WAY)
        if idle.update(file=""):
            idle.filter(state__in=preparing.BEFORE).update(state=ImportState.FAILED, error=lost)
            transaction.on_commit(partial(preparing.path_of(row).unlink, missing_ok=True))
            gone += 1
    return gone


def _said_by(people: Sequence[int]) -> set[str]:
    return {word.casefold() for word in _written_by(people)}


def _written_by(people: Sequence[int]) -> set[str]:
    """Their addresses and user ids as they stand; those of erased people begin with a blank."""
    kinds = (IdentityKind.EMAIL, IdentityKind.USER)
    rows = Identity.objects.filter(person__in=people, kind__in=kinds, epoch=1).exclude(value__startswith=" ")
    return {word for pair in rows.values_list("value", "raw") for word in pair if word.strip()}


def _names(said: set[str], cells: Sequence[str]) -> bool:
    words = [cell.casefold().strip() for cell in cells]
    return any(word in said or any("@" in one and one in word for one in said) for word in words)


def _stands_in(row: Import, said: set[str]) -> bool:
    """Bytes are compared, so that a file of any form is looked through; rather once too often than not."""
    encoding = str(row.form.get("encoding") or "utf-8")
    ways = ("utf-16-le", "utf-16-be") if encoding == "utf-16" else (encoding,)
    cased = {each for word in said for each in (word, word.lower(), word.upper(), word.casefold())}
    wanted = [word.encode(way, "ignore").lower() for word in cased for way in ways]  # as the file's bytes are
    longest, before = max(map(len, wanted)), b""
    try:
        with preparing.path_of(row).open("rb") as file:
            while chunk := file.read(CHUNK):
                part = before + chunk.lower()
                if any(word in part for word in wanted if word):
                    return True
                before = part[-longest:]
    except FileNotFoundError:
        return False
    return False

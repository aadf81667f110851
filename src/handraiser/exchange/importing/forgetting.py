"""Files of imports are kept for a time only; what was imported from them stays, and so do the counts."""

from collections.abc import Iterable
from functools import partial

from django.db import transaction
from django.db.models import QuerySet

from handraiser.exchange.importing import preparing
from handraiser.exchange.models import Import


def brought_before(moment_us: int) -> "QuerySet[Import]":
    """Imports whose file lies here still, and with which nothing is being done."""
    lying = Import.objects.filter(created_us__lt=moment_us).exclude(file="").exclude(state__in=preparing.UNDER_WAY)
    return lying.order_by("pk")


def forget_files(imports: Iterable[Import]) -> None:
    """Their files and the rows quoted from them; of what was never imported, everything. In a transaction."""
    for row in imports:
        held = Import.objects.select_for_update().filter(pk=row.pk).exclude(state__in=preparing.UNDER_WAY).first()
        if held is None:
            continue  # somebody has begun it meanwhile
        if held.state in preparing.BEFORE:
            held.delete()
        else:
            held.remarks.all().delete()
            Import.objects.filter(pk=held.pk).update(file="")
        if held.file:
            transaction.on_commit(partial(preparing.path_of(held).unlink, missing_ok=True))

"""Files of imports are kept for a time only; what was imported from them stays, and so do the counts."""

from collections.abc import Iterable

from django.db.models import QuerySet

from handraiser.exchange.importing import preparing
from handraiser.exchange.models import Import


def brought_before(moment_us: int) -> "QuerySet[Import]":
    """Imports whose file lies here still, and with which nothing is being done."""
    lying = Import.objects.filter(created_us__lt=moment_us).exclude(file="").exclude(state__in=preparing.UNDER_WAY)
    return lying.order_by("pk")


def forget_files(imports: Iterable[Import]) -> None:
    """Their files and the rows quoted from them; of what was never imported, everything."""
    for row in imports:
        preparing.path_of(row).unlink(missing_ok=True)
        if row.state in preparing.BEFORE:
            row.delete()
        else:
            row.remarks.all().delete()
            Import.objects.filter(pk=row.pk).update(file="")

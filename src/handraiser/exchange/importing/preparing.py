"""What a user does with an import: bring the file, say how to read it, check, start, cancel."""

import secrets
import shutil
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import IO, Any

from django.db import transaction
from django.utils.translation import gettext as _

from handraiser import clock
from handraiser.errors import HandraiserError
from handraiser.events.models import Source
from handraiser.exchange.importing import detecting, mapping, reading
from handraiser.exchange.importing.detecting import Form
from handraiser.exchange.importing.mapping import Column
from handraiser.exchange.models import Import, ImportKind, ImportState
from handraiser.organisation import audit
from handraiser.organisation.models import User
from handraiser.people.models import Identity

LARGEST = 200 * 1024 * 1024  # bytes
BEFORE = (ImportState.DRAFT, ImportState.CHECKED)
UNDER_WAY = (ImportState.CHECKING, ImportState.RUNNING, ImportState.UNDOING)


class ImportRefused(HandraiserError):
    """It cannot be done with this import as it stands."""


class NotNow(ImportRefused):
    """It is in a state in which this cannot be done."""

    status = 409


def bring(kind: str, name: str, file: IO[bytes], by: User | None) -> Import:
    """Keep a file and guess how to read it. Raises ImportRefused, Unreadable."""
    if kind not in ImportKind.values:
        raise ImportRefused(_("Say what the file holds: contacts, past events or deals."))
    kept = reading.folder() / secrets.token_hex(16)
    try:
        with kept.open("xb") as copy:
            kept.chmod(0o600)
            shutil.copyfileobj(file, copy, 1 << 20)
            size = copy.tell()
        if size > LARGEST:
            raise ImportRefused(_("The file is larger than 200 MB. Split it and import the parts."))
        form = detecting.detect(kept)
        columns = mapping.guess(kind, kept, form)
    except BaseException:
        kept.unlink(missing_ok=True)
        raise
    name = Path(name.replace("\0", "").replace("\\", "/")).name[:255] or "file"
    told = {"form": form.told(), "columns": mapping.told(columns)}
    return Import.objects.create(
        kind=kind, name=name, file=kept.name, size=size, created_us=clock.now_us(), created_by=by, **told
    )


def path_of(row: Import) -> Path:
    """Where its file lies."""
    return reading.folder() / row.file


def columns_of(row: Import) -> list[Column]:
    """How its columns are read."""
    return [Column(**column) for column in row.columns]


def read_as(row: Import, form: Form) -> None:
    """Another encoding, delimiter or quote: the columns are guessed anew. Raises Unreadable."""
    _only(row, BEFORE)
    columns = mapping.guess(row.kind, path_of(row), form)
    _keep(row, form=form.told(), columns=mapping.told(columns))


def map_columns(row: Import, targets: Mapping[int, str], forms: Mapping[int, str], options: Mapping[str, str]) -> None:
    """What each column is. Raises MappingRefused."""
    _only(row, BEFORE)
    columns = mapping.chosen(row.kind, columns_of(row), targets, forms)
    columns = mapping.with_forms(columns, path_of(row), Form.of(row.form))
    _keep(row, columns=mapping.told(columns), options=dict(options))


def check(row: Import) -> None:
    """Have every row read and judged, and nothing imported. Raises ImportRefused where something must be said first."""
    _ready(row)
    _begin(row, ImportState.CHECKING)


def start(row: Import, by: User | None, *, by_name: str = "") -> None:
    """Have it imported. Raises ImportRefused."""
    _ready(row)
    with transaction.atomic():
        _begin(row, ImportState.RUNNING)
        row.source = Source.objects.create(
            name=_("Import %(number)s") % {"number": row.pk} + f": {row.name}"[:80], created_by=by
        )
        row.newest_identity = Identity.objects.order_by("-id").values_list("id", flat=True).first() or 0
        row.save(update_fields=["source", "newest_identity"])
        audit.record(
            "import.started", f"import {row.pk} {row.name}", by=by, by_name=by_name, kind=row.kind, rows=row.rows
        )


def cancel(row: Import, by: User | None) -> None:
    """Stop after the rows that are being imported now; what is imported stays, and can be undone. Raises NotNow."""
    running = Import.objects.filter(pk=row.pk, state=ImportState.RUNNING)
    checking = Import.objects.filter(pk=row.pk, state=ImportState.CHECKING)
    if not checking.update(state=ImportState.DRAFT):
        if not running.update(state=ImportState.CANCELLED, ended_us=clock.now_us()):
            raise NotNow(_("There is nothing to cancel any more. Reload to see how it stands."))
        audit.record("import.cancelled", f"import {row.pk} {row.name}", by=by)


def undo(row: Import, by: User | None) -> None:
    """Have the whole import taken back; final. Raises NotNow."""
    over = (ImportState.DONE, ImportState.CANCELLED, ImportState.FAILED)
    with transaction.atomic():
        ended = Import.objects.filter(pk=row.pk, state__in=over, source__isnull=False)
        if not ended.update(state=ImportState.UNDOING, undone=0):  # whoever writes still has its claim
            raise NotNow(_("This import cannot be undone as it stands. Reload to see how it stands."))
        audit.record("import.undone", f"import {row.pk} {row.name}", by=by)


def discard(row: Import, by: User | None) -> None:
    """Forget a file that was not imported. Raises NotNow."""
    with transaction.atomic():
        held = Import.objects.select_for_update().get(pk=row.pk)
        _only(held, BEFORE)
        audit.record("import.discarded", f"import {row.pk} {row.name}", by=by)
        held.delete()
        transaction.on_commit(partial(path_of(held).unlink, missing_ok=True))


def _ready(row: Import) -> None:
    _only(row, BEFORE)
    if wants := mapping.missing(row.kind, columns_of(row), row.options):
        raise ImportRefused(" ".join(wants))


def _only(row: Import, states: tuple[ImportState, ...]) -> None:
    if row.state not in states:
        raise NotNow(
            _("This import is %(state)s; that cannot be done now.") % {"state": row.get_state_display().lower()}
        )


def _keep(row: Import, **told: Any) -> None:
    """As a draft, unless somebody has begun it meanwhile."""
    told |= {"state": ImportState.DRAFT, "error": ""}
    if not Import.objects.filter(pk=row.pk, state__in=BEFORE).update(**told):
        raise NotNow(_("Somebody was quicker. Reload to see how it stands."))
    row.refresh_from_db()


def _begin(row: Import, state: ImportState) -> None:
    """Counts start at nothing; of two who click at once one is refused."""
    nothing = dict.fromkeys(("done", "new", "updated", "refused", "remarked"), 0)
    told: dict[str, Any] = {
        "state": state,
        "began_us": clock.now_us(),
        "ended_us": None,
        "error": "",
        "reasons": {},
        "claimed_us": 0,
        **nothing,
    }
    with transaction.atomic():
        if not Import.objects.filter(pk=row.pk, state__in=BEFORE).update(**told):
            raise NotNow(_("Somebody was quicker. Reload to see how it stands."))
        row.remarks.all().delete()
    row.refresh_from_db()

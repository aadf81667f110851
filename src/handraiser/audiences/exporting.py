"""Exports: a list as a file, at once where it is small, else by the worker with its progress told."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from handraiser import clock
from handraiser.audiences import export_files, paging, saving, scores
from handraiser.audiences.kept import Export, Format
from handraiser.audiences.kinds import PEOPLE, named
from handraiser.audiences.wanted import Wanted, is_column
from handraiser.errors import HandraiserError
from handraiser.organisation import audit
from handraiser.organisation.models import Organisation, Role, User

EXPORTERS = (Role.MARKETING, Role.SALES)
AT_ONCE = 5_000  # rows that nobody has to wait for
MOST = 1_000_000  # what Excel takes
BATCH = 2_000
SILENT_US = 5 * clock.MINUTE_US  # a writer that says nothing for so long is gone
KEPT_US = 7 * clock.DAY_US


class NoSuchFormat(HandraiserError):
    """Neither CSV nor Excel."""


class _Stopped(Exception):
    """The worker ends; somebody else will write the file."""


class _Taken(Exception):
    """It is to be written anew, or somebody else writes it already."""


def ask(wanted: Wanted, format: str, *, by: User) -> Export:
    """Have the list written as it is. Ready at once up to `AT_ONCE` rows. Raises NoSuchFormat."""
    if format not in Format.values:
        raise NoSuchFormat(_("%(format)s is no format; allowed: csv, xlsx.") % {"format": repr(format[:20])})
    query = wanted.query(columns=wanted.columns or _chosen(wanted, by))
    export = Export.objects.create(user=by, kind=wanted.kind.name, query=query, format=format, asked_us=clock.now_us())
    audit.record("list.exported", f"export {export.pk}", by=by, list=wanted.kind.name, query=query, format=format)
    if paging.count(wanted, by, AT_ONCE) <= AT_ONCE and _claim(export):
        _write(export)
    return export


def work(stopped: Callable[[], bool] = lambda: False) -> int:
    """Write the export that waits longest, or whose writer is gone; delete files whose time is over.

    Any number of workers may. What was begun when `stopped` is left for the next one.
    """
    over = Export.objects.filter(expires_us__lte=clock.now_us())
    for export in over:
        path(export).unlink(missing_ok=True)
        Export.objects.filter(pk=export.pk).update(expires_us=None)
    _sweep()
    waiting = Export.objects.filter(_free(), ready_us=None, failed="").order_by("pk").first()
    return len(over) + bool(waiting and _claim(waiting) and _write(waiting, stopped))


def _sweep() -> None:
    """Drafts of writers that were killed, and files whose row a restored back-up does not hold, go after a day."""
    old = [file for file in (Path(settings.DATA) / "exports").glob("*") if _is_old(file)]
    if old:
        kept = {path(export) for export in Export.objects.filter(expires_us__isnull=False)}
        for file in set(old) - kept:
            file.unlink(missing_ok=True)


def _is_old(file: Path) -> bool:
    with suppress(FileNotFoundError):  # another worker was quicker
        return file.stat().st_mtime * clock.SECOND_US < clock.now_us() - clock.DAY_US
    return False


def forget_people() -> None:
    """Delete the files of lists of people; what is being written is written anew. In the caller's transaction."""
    of_people = Export.objects.filter(kind=PEOPLE.name)
    ready = list(of_people.filter(expires_us__isnull=False))
    Export.objects.filter(pk__in=[export.pk for export in ready]).update(expires_us=None)
    of_people.filter(ready_us=None).update(alive_us=None)
    for export in ready:
        transaction.on_commit(partial(path(export).unlink, missing_ok=True))


def path(export: Export) -> Path:
    """Where its file lies, or will."""
    return Path(settings.DATA) / "exports" / f"{export.key}.{export.format}"


def _chosen(wanted: Wanted, by: User) -> tuple[str, ...]:
    names = tuple(name for name in saving.choice(by, wanted.kind).columns.split(",") if is_column(wanted.kind, name))
    return names or wanted.kind.usual


def _free() -> Q:
    return Q(alive_us=None) | Q(alive_us__lt=clock.now_us() - SILENT_US)


def _claim(export: Export) -> bool:
    now_us = clock.now_us()
    claimed = Export.objects.filter(_free(), pk=export.pk, ready_us=None).update(alive_us=now_us, rows=0)
    export.alive_us = now_us
    return claimed == 1


def _hold(export: Export, **told: int) -> None:
    """Tell how far it is, and hold on. Raises _Taken."""
    now_us = clock.now_us()
    mine = Export.objects.filter(pk=export.pk, ready_us=None, alive_us=export.alive_us)
    if not mine.update(alive_us=now_us, **told):
        raise _Taken
    export.alive_us = now_us


def _write(export: Export, stopped: Callable[[], bool] = lambda: False) -> bool:
    """Under another name until it is whole. What a source of another folder refuses is told to the user."""
    export.rows = 0
    file = path(export)
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = file.with_suffix(f".{secrets.token_hex(4)}.part")
    draft.touch(mode=0o600)
    wanted = Wanted.read(named(export.kind), QueryDict(export.query))
    named_columns = scores.columns(wanted.kind)
    columns = [named_columns[name] for name in wanted.columns if name in named_columns]
    try:
        with timezone.override(_zone(export.user)):
            export_files.write(draft, export.format, columns, _told(export, wanted, stopped))
    except HandraiserError as refused:
        draft.unlink(missing_ok=True)
        Export.objects.filter(pk=export.pk).update(failed=str(refused)[:255])
        return True
    except _Stopped:
        draft.unlink(missing_ok=True)
        Export.objects.filter(pk=export.pk, alive_us=export.alive_us).update(alive_us=None)
        return False
    except _Taken:
        draft.unlink(missing_ok=True)
        return False
    return _finish(export, draft)


def _finish(export: Export, draft: Path) -> bool:
    now_us = clock.now_us()
    try:
        with transaction.atomic():
            _hold(export, ready_us=now_us, expires_us=now_us + KEPT_US, rows=export.rows)
            draft.rename(path(export))
    except _Taken:
        draft.unlink(missing_ok=True)
        return False
    export.refresh_from_db()
    return True


def _zone(user: User) -> ZoneInfo:
    return ZoneInfo(user.time_zone or Organisation.get().time_zone)


def _told(export: Export, wanted: Wanted, stopped: Callable[[], bool]) -> Iterator[Any]:
    """The rows, while the export's own row says how many there were."""
    for batch in paging.in_order(wanted, export.user, BATCH):
        yield from batch[: MOST - export.rows]
        export.rows = min(export.rows + len(batch), MOST)
        _hold(export, rows=export.rows)
        if export.rows >= MOST:
            return
        if stopped():
            raise _Stopped

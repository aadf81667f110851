"""Back-up and restore of a whole installation, while it runs: one file that says what it holds.

The log is copied last: an event in it that nobody has identified yet is taken up again after a restore, while a
position beyond the end of the log would skip what comes next.
"""

import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db import connections

import handraiser
from handraiser.errors import HandraiserError

MANIFEST = "handraiser.json"


class BackupFailed(HandraiserError):
    """The back-up or the restore could not be done; nothing was changed."""


def backup(to: Path) -> dict[str, object]:
    """Write `to` (.tar.gz) and return its manifest. Raises BackupFailed if the file is already there."""
    if to.exists():
        raise BackupFailed(f"{to} is already there. Name another file; back-ups are never overwritten.")
    to.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=to.parent) as folder:
        files = _dump_postgresql(Path(folder)) if settings.DATABASE_URL else _copy_sqlite(Path(folder))
        kept = settings.DATA / "secret_key"
        if kept.exists():
            files.append(Path(shutil.copy2(kept, folder)))
        manifest: dict[str, object] = {
            "handraiser": handraiser.__version__,
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "database": "postgresql" if settings.DATABASE_URL else "sqlite",
            "files": {file.name: file.stat().st_size for file in files},
        }
        (Path(folder) / MANIFEST).write_text(json.dumps(manifest, indent=1))
        draft = Path(folder) / "draft.tar.gz"
        with tarfile.open(draft, "w:gz", compresslevel=6) as archive:
            for file in [Path(folder) / MANIFEST, *files]:
                archive.add(file, arcname=file.name)
        os.chmod(draft, 0o600)  # it holds personal data and the key that signs sessions
        os.link(draft, to)
    return manifest


def restore(file: Path, *, replace: bool = False) -> dict[str, object]:
    """Put a back-up in place. Raises BackupFailed where there are data already, unless `replace` is given.

    Nothing may run on the data meanwhile. What was there before is kept beside it as `before-restore-...`.
    """
    with tempfile.TemporaryDirectory() as folder:
        manifest = _unpack(file, Path(folder))
        wanted = "postgresql" if settings.DATABASE_URL else "sqlite"
        if manifest["database"] != wanted:
            raise BackupFailed(f"{file} holds {manifest['database']}; this installation runs on {wanted}.")
        if settings.DATABASE_URL:
            _load_postgresql(Path(folder), replace=replace)
        else:
            _place_sqlite(Path(folder), replace=replace)
        key = Path(folder) / "secret_key"
        if key.exists():
            settings.DATA.mkdir(0o700, parents=True, exist_ok=True)
            shutil.copy2(key, settings.DATA / "secret_key")
    (settings.DATA / "prepared").unlink(missing_ok=True)  # the tables may be of an older release
    return manifest


def _copy_sqlite(folder: Path) -> list[Path]:
    files = []
    for alias in ("default", "events"):  # the log last, see above
        name = Path(str(connections[alias].settings_dict["NAME"]))
        with sqlite3.connect(name) as source, sqlite3.connect(folder / name.name) as target:
            source.backup(target)
        source.close()
        target.close()
        files.append(folder / name.name)
    return files


def _place_sqlite(folder: Path, *, replace: bool) -> None:
    names = [Path(str(connections[alias].settings_dict["NAME"])) for alias in settings.DATABASES]
    there = [name for name in names if name.exists()]
    if there and not replace:
        raise BackupFailed(f"There are data in {settings.DATA}. Add --replace to set them aside and restore.")
    connections.close_all()
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    for name in names:
        name.parent.mkdir(0o700, parents=True, exist_ok=True)
        for suffix in ("", "-wal", "-shm"):
            old = name.with_name(name.name + suffix)
            if old.exists():
                old.rename(old.with_name(f"before-restore-{stamp}-{old.name}"))
        shutil.copy2(folder / name.name, name)


def _dump_postgresql(folder: Path) -> list[Path]:
    file = folder / "handraiser.dump"
    _run("pg_dump", "--format=custom", "--no-owner", f"--file={file}", f"--dbname={_without_password()}")
    return [file]


def _load_postgresql(folder: Path, *, replace: bool) -> None:
    has_tables = bool(connections["default"].introspection.table_names())
    if has_tables and not replace:
        raise BackupFailed("The database holds tables already. Add --replace to drop them and restore.")
    connections.close_all()
    arguments = ["--no-owner", "--single-transaction", "--exit-on-error"]
    if has_tables:
        arguments += ["--clean", "--if-exists"]
    _run("pg_restore", *arguments, f"--dbname={_without_password()}", str(folder / "handraiser.dump"))


def _without_password() -> str:
    """The database's address as everybody on the machine may see it in the list of processes."""
    parts = urlsplit(settings.DATABASE_URL)
    user, _, place = parts.netloc.rpartition("@")
    return parts._replace(netloc=f"{user.partition(':')[0]}@{place}" if user else place).geturl()


def _run(*command: str) -> None:
    password = unquote(urlsplit(settings.DATABASE_URL).password or "")
    environment = os.environ | ({"PGPASSWORD": password} if password else {})
    try:
        subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    except FileNotFoundError as error:
        raise BackupFailed(f"{command[0]} is not installed. Debian has it in the package postgresql-client.") from error
    except subprocess.CalledProcessError as error:
        raise BackupFailed(f"{command[0]} failed: {error.stderr.strip()}") from error


def _unpack(file: Path, folder: Path) -> dict[str, object]:
    if not file.exists():
        raise BackupFailed(f"{file} is not there.")
    try:
        with tarfile.open(file, "r:gz") as archive:
            archive.extractall(folder, filter="data")
        manifest: dict[str, object] = json.loads((folder / MANIFEST).read_text())
    except (tarfile.TarError, OSError, ValueError, KeyError) as error:
        raise BackupFailed(f"{file} is no back-up of Handraiser: {error}") from error
    return manifest

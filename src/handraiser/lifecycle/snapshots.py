"""Reading many rows at once as Arrow tables, all of one moment."""

import contextlib
import os
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import quote

import adbc_driver_postgresql.dbapi
import adbc_driver_sqlite.dbapi
import pyarrow as pa
from django.conf import settings
from django.db import connections
from psycopg.conninfo import make_conninfo


@dataclass(frozen=True)
class Read:
    """Runs one SELECT whose columns are the schema's, in order; `{log}` stands before each table of the event log.

    joins_log: whether one SELECT may name tables of the log and others; else the log is asked on its own.
    """

    table: Callable[[str, pa.Schema], pa.Table]
    joins_log: bool = True

    def __call__(self, sql: str, schema: pa.Schema) -> pa.Table:
        return self.table(sql, schema)


Log = tuple[int, ...]  # which write-ahead logs a connection to SQLite reads
_ROWS_AT_ONCE = 1 << 20  # ADBC guesses a column's type from the first batch alone, and its first nulls may be many
_opened = threading.local()
_kept: list[Any] = []  # all connections to SQLite that this process ever opened, so that none is closed: see `close`
_free: defaultdict[str, list[tuple[Any, Log]]] = defaultdict(list)  # those that no thread has, by the database's name


def in_list(ids: Iterable[int]) -> str:
    """For `IN (...)`: only integers, so nothing to escape; an empty list matches no id."""
    return ",".join([str(int(one)) for one in ids]) or "NULL"


@contextlib.contextmanager
def snapshot() -> Iterator[Read]:
    """One consistent view of what is committed, by a connection of this thread's own (ADBC).

    Measured against rows fetched through Django, 700 people with 20 events each: 60 against 90 ms on SQLite, 54
    against 87 ms on PostgreSQL.
    """
    connection = _connection()
    try:
        with connection.cursor() as cursor:
            cursor.execute(_BEGIN[_vendor()])
        yield Read(partial(_table, connection))
        with connection.cursor() as cursor:
            cursor.execute("COMMIT")
    except BaseException:
        close()
        raise


@contextlib.contextmanager
def plainly() -> Iterator[Read]:
    """The same reads through Django's connection: sees the caller's own transaction. For one person's page."""
    yield Read(_rows, joins_log=settings.EVENTS_DB == "default")


def close() -> None:
    """Give this thread's connection back; what it had open is rolled back.

    On SQLite it is never closed, but kept for this process's next thread. ADBC brings an SQLite library of its own, and
    closing a file drops every POSIX lock that the process has on it, those of Django's connections too: whichever
    process closes the database next takes itself for the last, and deletes the write-ahead log that we go on writing.
    """
    connection, name, log = (getattr(_opened, each, None) for each in ("connection", "name", "log"))
    _opened.connection = _opened.name = _opened.log = None
    if connection is None:
        return
    if log is None:
        with contextlib.suppress(Exception):  # the server may be gone already
            connection.close()
    elif _is_sound(connection):
        _free[str(name)].append((connection, log))


def close_all() -> None:
    """Really close those to SQLite. Only where this process has no other connection to the database: see `close`."""
    close()
    _free.clear()
    while _kept:
        _kept.pop().close()


def _is_sound(connection: Any) -> bool:
    """Whether somebody else can use it, now that nothing is open on it."""
    with connection.cursor() as cursor:
        with contextlib.suppress(adbc_driver_sqlite.dbapi.Error):  # there may be no transaction
            cursor.execute("ROLLBACK")
        try:
            cursor.execute("BEGIN")
            cursor.execute("COMMIT")
        except adbc_driver_sqlite.dbapi.Error:
            return False
    return True


_BEGIN = {"sqlite": "BEGIN", "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"}


def _vendor() -> str:
    return connections["default"].vendor


def _connection() -> Any:
    name, sqlite = str(connections["default"].settings_dict["NAME"]), _vendor() == "sqlite"
    if getattr(_opened, "name", None) != name:
        close()
        _opened.connection, _opened.log = _of_sqlite(name) if sqlite else (_open_postgresql(), None)
        _opened.name = name
    elif sqlite and _opened.log != _log():
        _opened.connection, _opened.log = _of_sqlite(name)
    return _opened.connection


def _of_sqlite(name: str) -> tuple[Any, Log]:
    """One that nobody has, or a new one. Those that read a log of the past stay where they are."""
    while _free[name]:
        with contextlib.suppress(IndexError):  # another thread was quicker
            connection, log = _free[name].pop()
            if log == _log():
                return connection, log
    connection = _open_sqlite()
    _kept.append(connection)
    return connection, _log()


def _log() -> Log:
    """The inodes of the write-ahead logs, 0 where there is none.

    When the last connection of Django's library is closed the log is deleted, though ADBC's still read it: those would
    see the past for ever. While they are open the number is not given to another file.
    """
    found = []
    for alias in ("default", settings.EVENTS_DB):
        try:
            found.append(os.stat(f"{connections[alias].settings_dict['NAME']}-wal").st_ino)
        except FileNotFoundError:
            found.append(0)
    return tuple(found)


def _open_sqlite() -> Any:
    app, log = (connections[alias].settings_dict["NAME"] for alias in ("default", settings.EVENTS_DB))
    connection = adbc_driver_sqlite.dbapi.connect(f"file:{quote(str(app))}?mode=ro", autocommit=True)
    with connection.cursor() as cursor:
        cursor.execute(f"ATTACH DATABASE 'file:{quote(str(log))}?mode=ro' AS log")
        for schema in ("main", "log"):  # to read something opens the write-ahead log
            cursor.execute(f"SELECT count(*) FROM {schema}.sqlite_master")
            cursor.fetchall()
    return connection


def _open_postgresql() -> Any:
    wanted = ("host", "port", "user", "password", "dbname", "sslmode", "sslrootcert", "options")
    given = connections["default"].get_connection_params()
    conninfo = make_conninfo(**{name: given[name] for name in wanted if given.get(name)})
    return adbc_driver_postgresql.dbapi.connect(conninfo, autocommit=True)


def _table(connection: Any, sql: str, schema: pa.Schema) -> pa.Table:
    sqlite = _vendor() == "sqlite"
    kwargs = {"adbc.sqlite.query.batch_rows": _ROWS_AT_ONCE} if sqlite else {}
    with connection.cursor(adbc_stmt_kwargs=kwargs) as cursor:
        cursor.execute(sql.format(log="log." if sqlite else ""))
        table = cursor.fetch_arrow_table()
    return table.rename_columns(schema.names).cast(schema)


def _rows(sql: str, schema: pa.Schema) -> pa.Table:
    alias = settings.EVENTS_DB if "{log}" in sql else "default"
    with connections[alias].cursor() as cursor:
        cursor.execute(sql.format(log=""))
        return columns(cursor.fetchall(), schema)


def columns(rows: Sequence[Sequence[Any]], schema: pa.Schema) -> pa.Table:
    """Rows turned on their side."""
    turned = list(zip(*rows, strict=True)) or [()] * len(schema)
    return pa.table([pa.array(values, field.type) for values, field in zip(turned, schema, strict=True)], schema)

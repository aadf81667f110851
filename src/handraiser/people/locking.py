"""One writer of people at a time, on both databases, and the clock that they share."""

from django.db import connection, transaction

from handraiser import clock
from handraiser.people import bulk


def hold() -> int:
    """Take the lock until the caller's transaction ends. Gives the newest moment that was given out.

    SQLite's write transaction is the lock itself; PostgreSQL locks the one row of `Moment`.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("People are written inside a transaction only.")
    lock = "" if connection.vendor == "sqlite" else " FOR UPDATE"
    found = bulk.rows(f"SELECT known_us FROM people_moment WHERE id = 1{lock}")
    if not found:
        bulk.execute("INSERT INTO people_moment (id, known_us) VALUES (1, 0) ON CONFLICT DO NOTHING")
        found = bulk.rows(f"SELECT known_us FROM people_moment WHERE id = 1{lock}")
    return int(found[0][0])


def advance(known_us: int) -> None:
    """Nothing about people acts before `known_us` from now on."""
    bulk.execute("UPDATE people_moment SET known_us = %s WHERE id = 1 AND known_us < %s", known_us, known_us)


def present(newest_us: int) -> int:
    """The moment of an act of a user: now, but always after what is recorded already."""
    return max(clock.now_us(), newest_us + 1)

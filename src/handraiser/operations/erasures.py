"""A restored back-up forgets again whom it still held: the list of erased people is read before it, and replayed."""

import os
from collections.abc import Iterable

from django.conf import settings
from django.db import connection, transaction

from handraiser.people import bulk
from handraiser.people.models import Identity, Person
from handraiser.privacy import stones
from handraiser.privacy.carrying_out import carry_on
from handraiser.privacy.digests import digest
from handraiser.privacy.erasing import AlreadyErased, erase
from handraiser.privacy.models import Erased, Reason
from handraiser.privacy.stones import Stone

AT_ONCE = 10_000


def listed() -> list[Stone]:
    """Those of the file and of the database there is now; each once, the database's word last."""
    return list({stone.digest: stone for stone in (*stones.listed(), *_of_database())}.values())


def replay(listed: Iterable[Stone]) -> int:
    """Erase whom the restored database holds though they were erased after it was copied. Gives how many."""
    _take_restored_secret()
    known = {stone.digest: stone for stone in _of_database()}
    newer = {stone.digest: stone for stone in listed if not _is_known(stone, known)}
    people = _people(newer.keys()) if newer else []
    for person in people:
        _erase(person)
    with transaction.atomic():
        for stone in newer.values():
            Erased.objects.update_or_create(digest=stone.digest, defaults=stone._asdict())
    while people and carry_on(AT_ONCE, lambda: None):
        pass
    return len(people)


def _is_known(stone: Stone, known: dict[str, Stone]) -> bool:
    return stone.digest in known and known[stone.digest].at_us >= stone.at_us


def _erase(person: Person) -> None:
    try:
        erase(person, reason=Reason.RESTORED, by_name="restore")
    except AlreadyErased:
        return  # folded into one who was just erased


def _people(digests: Iterable[str]) -> list[Person]:
    """Canonical people who have one of the identifiers; a typed e-mail (a later epoch) is somebody else's."""
    wanted = set(digests)
    found: set[int] = set()
    rows = Identity.objects.exclude(kind="email", epoch__gt=1).values_list("kind", "value", "person__canonical")
    for kind, value, canonical in rows.iterator(AT_ONCE):
        if canonical is not None and digest(kind, value) in wanted:
            found.add(canonical)
    return list(Person.objects.filter(pk__in=found, erased_us=None))


def _of_database() -> list[Stone]:
    if Erased._meta.db_table not in connection.introspection.table_names():
        return []
    return [Stone(*row) for row in bulk.rows(f"SELECT {', '.join(Stone._fields)} FROM privacy_erased")]


def _take_restored_secret() -> None:
    """The back-up's secret, under which its people were erased, is in place only since this process began."""
    kept = settings.DATA / "secret_key"
    if kept.exists() and not os.environ.get("HANDRAISER_SECRET_KEY"):
        settings.SECRET_KEY = kept.read_text().strip()

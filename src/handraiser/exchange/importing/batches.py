"""Some rows of a file at a time: who of them was known already, what is to be remarked, and the counts."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from handraiser.exchange.importing.judging import Judged
from handraiser.exchange.importing.remarks import Reason, Remark
from handraiser.exchange.models import Import, ImportKind, ImportRemark
from handraiser.people import bulk


@dataclass
class Counts:
    """New, updated and refused add up to the rows."""

    new: int = 0
    updated: int = 0
    refused: int = 0
    remarked: int = 0
    reasons: Counter[str] = field(default_factory=Counter)


def count(row: Import, judged: Sequence[Judged], made: set[tuple[str, str]]) -> Counts:
    """Counts a batch and adds the remarks that ask the database. `made`: whom this file has made known so far."""
    known = _known(row, {key for each in judged for key in each.keys})
    counts = Counts()
    for each in judged:
        _remark(row, each, known, made)
        counts.reasons.update(remark.reason.value for remark in each.remarks)
        if each.is_refused:
            counts.refused += 1
            continue
        counts.remarked += bool(each.remarks)
        if any(key in known or key in made for key in each.keys):
            counts.updated += 1
        else:
            counts.new += 1
        made.update(each.keys)
    return counts


def rows_of(row: Import, judged: Sequence[Judged]) -> list[ImportRemark]:
    """The remarks as rows."""
    return [
        ImportRemark(
            of=row,
            row=each.row.number,
            column=remark.column[:255],
            reason=remark.reason.value,
            found=_storable(remark.found)[:255],
            refused=remark.refused,
            cells=[_storable(cell) for cell in each.row.cells],
        )
        for each in judged
        for remark in each.remarks
    ]


def _known(row: Import, keys: set[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Who was known before the import began: since when they were first seen."""
    found: dict[tuple[str, str], int] = {}
    for kind in ("user", "email"):
        some, value = bulk.among([key[1] for key in keys if key[0] == kind])
        sql = (
            "SELECT i.value, c.first_seen_us, i.id FROM people_identity i JOIN people_person p ON p.id = i.person_id"
            " JOIN people_person c ON c.id = p.canonical_id"
            f" WHERE i.kind = %s AND i.epoch = 1 AND i.value {some}"
        )
        for name, first_us, id_ in bulk.rows(sql, kind, value):
            if row.source_id is None or id_ <= row.newest_identity:
                found[kind, name] = first_us
    return found


def _remark(row: Import, each: Judged, known: dict[tuple[str, str], int], made: set[tuple[str, str]]) -> None:
    if row.kind != ImportKind.DEALS or each.is_refused:
        return
    first = [known[key] for key in each.keys if key in known]
    if first and each.won_us is not None and each.won_us < min(first):
        each.remarks.append(Remark(Reason.WON_BEFORE_CONTACT, "", "", refused=False))
    if not first and not any(key in made for key in each.keys):
        each.remarks.append(Remark(Reason.NEW_PERSON, "", each.keys[0][1][:80], refused=False))


def _storable(text: str) -> str:
    return text.replace("\0", "").encode(errors="replace").decode()

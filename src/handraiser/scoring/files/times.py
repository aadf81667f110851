"""A column of times as microseconds UTC. What could mean two moments is refused, never guessed."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..arrays import I64, Bools
from ..columns import truths, whole

UTC = pa.timestamp("us", "UTC")
LOCAL = pa.timestamp("us")
EPOCHS = {"seconds": 1_000_000, "milliseconds": 1_000, "microseconds": 1}
DAYS = {
    "dd.mm.yyyy": (r"^(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})(?P<t>[ T].+)?$"),
    "dd/mm/yyyy": (r"^(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>\d{4})(?P<t>[ T].+)?$"),
    "mm/dd/yyyy": (r"^(?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>\d{4})(?P<t>[ T].+)?$"),
}
FORMS = ("iso", *DAYS, *EPOCHS)
ISO_LOCAL = r"^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?)?$"
ISO_ZONED = r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}(:?\d{2})?)$"
ISO = "a time such as 2026-05-01T10:30:00Z, 2026-05-01 10:30 or 2026-05-01"
EARLIEST, LATEST = -62_135_596_800_000_000, 253_402_300_799_999_999  # the years 1 to 9999


@dataclass(frozen=True)
class TimeForm:
    """How times are written. zone: of those that name none."""

    form: str = "iso"
    zone: str = "UTC"


@dataclass(frozen=True)
class Moments:
    """One a row. there: whether the row holds a time at all; allowed: by row that is refused, what would be taken.

    zoneless: how many were read by the zone that was assumed.
    """

    us: I64
    there: Bools
    allowed: dict[int, str]
    zoneless: int


def moments(column: pa.Array, how: TimeForm) -> Moments:
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_timestamp(column.type) and column.type.tz:
        return _known(column.cast(UTC, safe=False))
    if pa.types.is_timestamp(column.type) or pa.types.is_date(column.type):
        return _of_zone(column.cast(LOCAL, safe=False), how.zone)
    if pa.types.is_integer(column.type) or pa.types.is_floating(column.type):
        return _numbers(column, how)
    if pa.types.is_null(column.type):
        return Moments(np.zeros(len(column), np.int64), np.zeros(len(column), np.bool_), {}, 0)
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        return _refused(column, f"{ISO}; this column is of the type {column.type}")
    text = pc.utf8_trim_whitespace(column.cast(pa.string()))
    text = pc.if_else(pc.equal(text, ""), None, text)
    if how.form in EPOCHS:
        return _texts_of_numbers(text, how)
    return _texts(text if how.form == "iso" else _as_iso(text, how.form), text, how)


def _texts(iso: pa.Array, text: pa.Array, how: TimeForm) -> Moments:
    """text: as written, which is what `iso` was made of."""
    zoned, local = truths(pc.match_substring_regex(iso, ISO_ZONED)), truths(pc.match_substring_regex(iso, ISO_LOCAL))
    short = pc.replace_substring_regex(iso, r"(\.\d{6})\d+", r"\1")
    certain, certain_bad = _cast(_only(short, zoned), UTC)
    assumed, assumed_bad = _cast(_only(short, local), LOCAL)
    read, found = _known(certain), _of_zone(assumed, how.zone)
    there = truths(text.is_valid())
    allowed = {row: _wanted(how) for row in np.flatnonzero(there & ~zoned & ~local).tolist()}
    allowed |= dict.fromkeys(sorted({*certain_bad, *assumed_bad}), "a date that is in the calendar")
    us = np.where(zoned, read.us, found.us)
    return Moments(us, there, allowed | found.allowed, found.zoneless)


def _wanted(how: TimeForm) -> str:
    if how.form != "iso":
        return f"{how.form}, with or without a time after it such as 10:30"
    return f"{ISO}; other forms by name, such as --times dd/mm/yyyy (one of {', '.join(FORMS)})"


def _as_iso(text: pa.Array, form: str) -> pa.Array:
    """Day, month and year in their order; null where the text is not of that form."""
    parts = pc.extract_regex(text, DAYS[form])
    year, month, day, time = (pc.struct_field(parts, [name]) for name in "ymdt")
    padded = [pc.utf8_lpad(part, 2, padding="0") for part in (month, day)]
    return pc.binary_join_element_wise(pc.binary_join_element_wise(year, *padded, "-"), time, "")


def _only(values: pa.Array, kept: Bools) -> pa.Array:
    return pc.if_else(pa.array(kept), values, None)


def _cast(values: pa.Array, kind: pa.DataType) -> tuple[pa.Array, list[int]]:
    """Arrow refuses a column as a whole, so after a refusal each is tried alone."""
    try:
        return values.cast(kind), []
    except pa.ArrowInvalid:
        bad = [row for row, value in enumerate(values) if not _castable(value, kind)]
        kept = np.ones(len(values), np.bool_)
        kept[bad] = False
        return _only(values, kept).cast(kind), bad


def _castable(value: pa.Scalar, kind: pa.DataType) -> bool:
    try:
        value.cast(kind)
    except pa.ArrowInvalid:
        return False
    return True


def _known(certain: pa.Array) -> Moments:
    us = whole(certain.cast(pa.int64()))
    return Moments(us, truths(certain.is_valid()), {}, 0)


def _of_zone(local: pa.Array, zone: str) -> Moments:
    """The night clocks change an hour comes twice, and another not at all: neither says which moment is meant."""
    first = _known(pc.assume_timezone(local, zone, ambiguous="earliest", nonexistent="earliest"))
    last = _known(pc.assume_timezone(local, zone, ambiguous="latest", nonexistent="latest"))
    allowed = {}
    for row in np.flatnonzero(first.us != last.us).tolist():
        gap = last.us[row] - first.us[row] < 2
        why = "does not exist" if gap else "comes twice"
        allowed[row] = f"the same with its zone, such as +01:00: this hour {why} in {zone}"
    return Moments(first.us, first.there, allowed, int(first.there.sum()))


def _numbers(column: pa.Array, how: TimeForm) -> Moments:
    if how.form not in EPOCHS:
        return _refused(column, f"{ISO}; numbers by their unit, such as --times seconds (or {', '.join(EPOCHS)})")
    there = truths(column.is_valid())
    known, unit = pc.fill_null(column, 0).to_numpy(zero_copy_only=False), EPOCHS[how.form]
    bound = 2 * LATEST // unit
    if known.dtype.kind == "f":
        us = np.rint(np.clip(np.nan_to_num(known, nan=bound), -bound, bound) * unit).astype(np.int64)
    else:
        us = np.clip(known.astype(np.int64), -bound, bound) * unit
    far = (us < EARLIEST) | (us > LATEST)
    return Moments(us, there, dict.fromkeys(np.flatnonzero(far & there).tolist(), "the years 1 to 9999"), 0)


def _texts_of_numbers(text: pa.Array, how: TimeForm) -> Moments:
    good = truths(pc.match_substring_regex(text, r"^-?\d{1,17}(\.\d{1,6})?$"))
    kind = pa.float64() if pc.any(pc.match_substring(text, ".")).as_py() else pa.int64()
    read = _numbers(_only(text, good).cast(kind), how)
    there = truths(text.is_valid())
    bad = dict.fromkeys(np.flatnonzero(there & ~good).tolist(), f"a number of {how.form} since 1970")
    return Moments(read.us, there, bad | read.allowed, 0)


def _refused(column: pa.Array, allowed: str) -> Moments:
    there = truths(column.is_valid())
    rows = np.flatnonzero(there).tolist()
    return Moments(np.zeros(len(column), np.int64), there, dict.fromkeys(rows, allowed), 0)

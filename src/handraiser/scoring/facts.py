"""Facts: what the model reads of traits, as a number that changes whenever a record or a date changes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .arrays import I64, NEVER, Bools
from .calendar import Calendar
from .columns import Coded, coded, one_chunk, truths, whole
from .dates import first_that_holds
from .language import Tests
from .reading import at_path


@dataclass(frozen=True)
class Fact:
    """The outcome of the first case whose tests hold for the trait, `otherwise` where none does.

    missing: the outcome while the trait is not known. over: how long ago it is looked at from.
    Without a trait it is since when the lead is seen, or what a rollup of the model pays.
    """

    trait: str
    cases: tuple[tuple[Tests, int], ...]
    otherwise: int
    missing: int
    over: int = 0
    rollup: int = -1

    @property
    def of_lead(self) -> bool:
        return not self.trait and self.rollup < 0


@dataclass(frozen=True)
class FactRows:
    """One row a change: which lead (its index), which fact, from when, to which outcome; in order per fact."""

    lead: I64
    fact: I64
    begin: I64
    outcome: I64

    def and_also(self, more: I64) -> "FactRows":
        return FactRows(*np.concatenate([[self.lead, self.fact, self.begin, self.outcome], more], axis=1))


class TraitColumns:
    """The recorded values of one history. `lead` holds the index of each row's lead, -1 for none of ours."""

    def __init__(self, traits: pa.Table, lead: I64, known: Bools) -> None:
        kept = np.flatnonzero(known)
        self._table = traits.take(pa.array(kept))
        self.lead = lead[kept]
        self._names = one_chunk(self._table["name"])
        self.known = whole(one_chunk(self._table["known_us"]))
        self._seq = whole(one_chunk(self._table["seq"]))
        self._read: dict[str, tuple[I64, I64, Coded]] = {}

    def changes(self, trait: str) -> tuple[I64, I64, Coded]:
        """Lead, moment and value of each change of a trait, by lead and then in order."""
        if trait not in self._read:
            self._read[trait] = self._changes(trait)
        return self._read[trait]

    def latest(self, trait: str, lead: int = 0) -> Any:
        """The value a lead has last; None where it has none."""
        leads, _, read = self.changes(trait)
        last = int(np.searchsorted(leads, lead, "right")) - 1
        return read.values[read.codes[last]] if last >= 0 and leads[last] == lead else None

    def _changes(self, trait: str) -> tuple[I64, I64, Coded]:
        whole = self._named(trait)
        head, inner = holder_of(trait)
        around = self._named(head) if inner else whole[:0]
        rows = np.concatenate([whole, around])
        order = np.lexsort((self._seq[rows], self.known[rows], self.lead[rows]))
        rows = rows[order]
        if not around.size:
            return self.lead[rows], self.known[rows], self._values(rows, None)
        is_around = order >= whole.size
        inside = self._latest(rows, is_around, self._values(rows, inner))
        flat = self._latest(rows, ~is_around, self._values(rows, None))
        values = [a if a is not None else b for a, b in zip(inside, flat, strict=True)]
        return self.lead[rows], self.known[rows], coded(values)

    def _named(self, name: str) -> I64:
        return np.flatnonzero(truths(pc.equal(self._names, name)))

    def _values(self, rows: I64, inner: str | None) -> Coded:
        """Each distinct text is decoded once; inner: the path inside the recorded object."""
        encoded = one_chunk(self._table["value"]).take(pa.array(rows)).dictionary_encode()
        decoded = [_decoded(text) for text in encoded.dictionary.to_pylist()]
        values = [at_path(value, inner) if inner else value for value in decoded]
        return Coded(whole(encoded.indices, len(values)), [*values, None])

    def _latest(self, rows: I64, of_source: Bools, read: Coded) -> list[Any]:
        """At each row, the value its lead last had from one source."""
        at = np.maximum.accumulate(np.where(of_source, np.arange(rows.size), -1))
        leads = self.lead[rows]
        seen = (at >= 0) & (leads[at] == leads)
        return [read.values[read.codes[a]] if ok else None for a, ok in zip(at, seen, strict=True)]


def fact_rows(columns: TraitColumns, facts: Sequence[Fact], calendar: Calendar) -> FactRows:
    """Of every fact that is read off a trait."""
    found = [_of_fact(columns, index, fact, calendar) for index, fact in enumerate(facts) if fact.trait]
    return FactRows(*np.concatenate([np.empty((4, 0), np.int64), *found], axis=1))


def _of_fact(columns: TraitColumns, index: int, fact: Fact, calendar: Calendar) -> I64:
    lead, known, read = columns.changes(fact.trait)
    if not lead.size:
        return np.empty((4, 0), np.int64)
    segments = first_that_holds([tests for tests, _ in fact.cases], read.values, calendar.timezone)
    outcome = _outcomes(fact, read)[segments.value, segments.case]
    if segments.begin is None:
        return np.stack([lead, np.full(lead.size, index), known, outcome[read.codes]])
    row, segment = _spread(segments.value, read)
    begin = np.maximum(known[row], calendar.midnight_of(segments.begin)[segment])
    kept = (begin < _until(lead, known)[row]) | (begin == known[row])
    return np.stack([lead[row], np.full(row.size, index), begin, outcome[segment]])[:, kept]


def _spread(of_value: I64, read: Coded) -> tuple[I64, I64]:
    """Each row as often as its value has segments, and which segment is meant."""
    count = np.bincount(of_value, minlength=len(read.values))
    each = count[read.codes]
    row = np.repeat(np.arange(each.size), each)
    nth = np.arange(row.size) - np.repeat(np.cumsum(each) - each, each)
    return row, (np.cumsum(count) - count)[read.codes[row]] + nth


def _until(lead: I64, known: I64) -> I64:
    """When each value gives way to the lead's next one."""
    until = np.full(lead.size, NEVER, np.int64)
    until[:-1] = np.where(lead[1:] == lead[:-1], known[1:], NEVER)
    return until


def _outcomes(fact: Fact, read: Coded) -> I64:
    """By value and case; the last is for none of the cases."""
    by_case = np.array([*(outcome for _, outcome in fact.cases), fact.otherwise], np.int64)
    outcomes = np.tile(by_case, (len(read.values), 1))
    outcomes[[value is None for value in read.values]] = fact.missing
    return outcomes


def holder_of(trait: str) -> tuple[str, str]:
    """The recorded name whose object may hold a dotted trait, and the path inside; "" for none."""
    prefix = "company." if trait.startswith("company.") else ""
    head, _, inner = trait.removeprefix(prefix).partition(".")
    return prefix + head, inner


def _decoded(text: str) -> Any:
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError:
        return text

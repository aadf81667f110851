"""What some tables say about their leads, as histories that the kernel takes: part by part where they are many."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..arrays import I64, NEVER
from ..columns import one_chunk, whole
from ..history import EVENTS, MOVES, OUTCOMES, PEOPLE, TRAITS, History
from ..language import ScoringModel
from .events import Events
from .leads import LeadBook, Together
from .naming import Reading, asked_by, check_mapping
from .outcomes import Outcomes, outcomes
from .people import People, people
from .problems import Problems
from .sources import Source, source
from .spool import IN_MEMORY, Spool

SPOOLED = pa.schema([("lead", pa.int64()), ("id", pa.string()), *(field for field in EVENTS if field.name != "lead")])
Progress = Callable[[str, int], None]  # what is being read, rows so far


@dataclass(frozen=True)
class Tables:
    """What is given: paths, or tables that speak the Arrow PyCapsule interface. leave_out: whether rows that cannot

    be read are left out; else they stop everything.
    """

    events: Any
    people: Any = None
    outcomes: Any = None
    reading: Reading = field(default_factory=Reading)
    leave_out: bool = False
    in_memory: int = IN_MEMORY


@dataclass(frozen=True)
class Part:
    """The histories of some of the leads, and what became of them."""

    history: History
    outcomes: pa.Table


class Records:
    """Everything the tables say, read once. Use as a context: it may hold files of its own."""

    def __init__(self, tables: Tables, models: Sequence[ScoringModel], progress: Progress = lambda *_: None) -> None:
        self.book = LeadBook()
        self.problems = Problems(tables.leave_out)
        self.doubles = 0
        self._exit = ExitStack()
        self._tables = tables
        self._reading = replace(tables.reading, zone=tables.reading.zone or models[0].timezone)
        self._read(asked_by(models), progress)

    def __enter__(self) -> "Records":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._exit.close()

    def _read(self, asked: frozenset[str], progress: Progress) -> None:
        tables, reading = self._tables, self._reading
        self.sources: dict[str, Source] = {}  # opened one after the other: a connection of DuckDB has one open result
        self.people = self._people(reading, asked)
        self.in_people = len(self.book)
        self.outcomes = self._outcomes(reading)
        self._open("events", tables.events)
        check_mapping(reading, list(self.sources.values()))
        events = Events(self.sources["events"], reading, asked, self.book, self.problems)
        self._together = Together(self.people.companies)
        self._spool = self._exit.enter_context(Spool(SPOOLED, self._together, tables.in_memory))
        try:
            for batch in events.batches():
                self._spool.add(batch.select(SPOOLED.names).cast(SPOOLED))
                progress(self.sources["events"].name, events.told.rows)
            self._spool.close()
            self.problems.refuse()
        except BaseException:
            self._exit.close()
            raise
        self.told = events.told

    def _open(self, name: str, given: Any) -> Source | None:
        if given is not None:
            self.sources[name] = source(given, name, self.problems)
        return self.sources.get(name)

    def _people(self, reading: Reading, asked: frozenset[str]) -> People:
        there = self._open("people", self._tables.people)
        return people(there, reading, asked, self.book, self.problems) if there else People.nobody()

    def _outcomes(self, reading: Reading) -> Outcomes:
        there = self._open("outcomes", self._tables.outcomes)
        return outcomes(there, reading, self.book, self.problems) if there else Outcomes(OUTCOMES.empty_table())

    def parts(self) -> Iterator[Part]:
        """Each lead is in one of them, with all that is known of it. May be asked again."""
        deals, count = self.outcomes.deals(), self._spool.parts
        self.doubles = 0
        for at, events in enumerate(self._spool.tables()):
            everybody = np.arange(len(self.book))
            leads = everybody[self._together.part_of(everybody, count) == at]
            told = (self.people.leads, self.people.traits, deals, self.people.companies, self.outcomes.rows)
            seen, said, acts, companies, became = (self._of_part(table, at) for table in told)
            events = self._without_doubles(events)
            begin, known = self._begins(leads, seen, events)
            traits = _dated(said, leads, known)
            history = History(
                _people(leads, begin, known),
                events.select(EVENTS.names).cast(EVENTS),
                traits,
                MOVES.empty_table(),
                acts,
                companies,
            )
            yield Part(history, became)

    def _of_part(self, table: pa.Table, part: int) -> pa.Table:
        if self._spool.parts == 1:
            return table
        lead = whole(one_chunk(table["lead"]))
        return table.filter(pa.array(self._together.part_of(lead, self._spool.parts) == part))

    def _without_doubles(self, events: pa.Table) -> pa.Table:
        """An event whose lead and id were met before is the same one, sent again."""
        if events["id"].null_count == events.num_rows:
            return events
        codes = one_chunk(events["id"]).dictionary_encode()
        code, lead = whole(codes.indices, -1), whole(one_chunk(events["lead"]))
        order = np.lexsort((whole(one_chunk(events["seq"])), code, lead))
        again = np.zeros(order.size, np.bool_)
        again[1:] = (code[order][1:] == code[order][:-1]) & (lead[order][1:] == lead[order][:-1])
        again &= code[order] >= 0
        self.doubles += int(again.sum())
        return (
            events.filter(pa.array(np.isin(np.arange(order.size), order[again], invert=True)))
            if again.any()
            else events
        )

    def _begins(self, leads: I64, seen: pa.Table, events: pa.Table) -> tuple[I64, I64]:
        """When each lead was first seen, `NEVER` where nothing says so; and since when it is known: where nothing

        says so, from the first event of all.
        """
        begin = np.full(leads.size, NEVER)
        begin[np.searchsorted(leads, whole(one_chunk(seen["lead"])))] = whole(one_chunk(seen["first_seen_us"]), NEVER)
        place = np.searchsorted(leads, whole(one_chunk(events["lead"])))
        np.minimum.at(begin, place, whole(one_chunk(events["known_us"])))
        return begin, np.where(begin < NEVER, begin, self.told.first_us if self.told.rows else 0)

    def notes(self) -> list[str]:
        """What a reader should know of how the tables were read, in sentences."""
        return list(self._notes())

    def _notes(self) -> Iterator[str]:
        zone, names = self._reading.zone, {name: each.name for name, each in self.sources.items()}
        for name, count in (
            ("events", self.told.zoneless),
            ("people", self.people.zoneless),
            ("outcomes", self.outcomes.zoneless),
        ):
            if count:
                yield f"{names[name]}: {_times(count)} without a zone, read as {zone}. Choose another with --zone."
        if self.problems.count:
            yield f"{_rows(self.problems.count)} that cannot be read left out; the first: {self.problems.first[0]}"
        if self.doubles:
            yield f"{names['events']}: {_rows(self.doubles)} with an id that its lead had before, counted once."
        strangers = len(self.book) - self.in_people
        if "people" in names and strangers:
            who = "1 lead is" if strangers == 1 else f"{strangers:,} leads are"
            yield f"{who} not in {names['people']}: scored on behaviour alone, as the coverage says."
        if "people" in names and self.people.traits.num_rows and not self.people.dated:
            yield f"{names['people']} does not say since when its values hold: taken as known from the beginning."


def _people(leads: I64, begin: I64, known: I64) -> pa.Table:
    nothing = pa.nulls(leads.size, pa.int64()), pa.nulls(leads.size, pa.string())
    never = begin == NEVER
    return pa.table([leads, pa.array(begin, mask=never), known, *nothing], schema=PEOPLE)


def _dated(traits: pa.Table, leads: I64, known: I64) -> pa.Table:
    """A value without a date was known since its lead was."""
    since = known[np.searchsorted(leads, whole(one_chunk(traits["lead"])))]
    told = pc.coalesce(one_chunk(traits["known_us"]), pa.array(since))
    at = traits.schema.get_field_index("known_us")
    return traits.set_column(at, "known_us", told).select(TRAITS.names).cast(TRAITS)


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"


def _times(count: int) -> str:
    return "1 time" if count == 1 else f"{count:,} times"

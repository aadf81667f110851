"""What was recorded about some people, as the kernel takes it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from handraiser.events.models import Flag
from handraiser.lifecycle.clusters import SILENT, Clusters, clusters
from handraiser.lifecycle.colleagues import beside
from handraiser.lifecycle.snapshots import Read, in_list
from handraiser.lifecycle.told import told_events
from handraiser.lifecycle.traits import traits
from handraiser.people import consenting
from handraiser.scoring.history import COMPANIES, DEALS, EVENTS, MOVES, PEOPLE, History

_MOVES = pa.schema(
    [("person", pa.int64()), ("to", pa.string()), ("at_us", pa.int64()), ("review_us", pa.int64()), ("seq", pa.int64())]
)
_MARKS = pa.schema(
    [
        ("person", pa.int64()),
        ("opportunity", pa.string()),
        ("what", pa.string()),
        ("at_us", pa.int64()),
        ("seq", pa.int64()),
    ]
)
_KNOWN = pa.schema([("lead", pa.int64()), ("known_us", pa.int64())])


@dataclass(frozen=True)
class Recorded:
    """A history without baselines, and what the kernel does not ask.

    marks: one row an event, ordered by `seq`: `seq`, `occurred_us`, `claimed` (on an open claim), `backfill`
        (imported history). folds: the people folded into each lead, with when.
    """

    history: History
    marks: pa.Table
    folds: dict[int, list[tuple[int, int]]]

    @property
    def leads(self) -> list[int]:
        """Who was found: neither folded into somebody else nor unknown."""
        return list(self.history.people["lead"].to_pylist())

    def of(self, leads: Sequence[int]) -> "Recorded":
        """The part of it that is about `leads`."""
        return replace(self, history=of_leads(self.history, leads))

    def marked(self, seq: int) -> dict[str, Any]:
        """The marks of one event."""
        row = int(np.searchsorted(self.marks["seq"].to_numpy(), seq))
        return dict(self.marks.slice(row, 1).to_pylist()[0])

    def folded_at(self, lead: int, at_us: int) -> list[int]:
        """The people who were folded into the lead at that moment."""
        return [person for person, folded_us in self.folds.get(lead, []) if folded_us == at_us]

    def imported(self) -> frozenset[int]:
        """The leads about whom something is imported history."""
        seqs = self.marks.filter(self.marks["backfill"])["seq"]
        events = self.history.events
        return frozenset(events.filter(pc.is_in(events["seq"], seqs))["lead"].to_pylist()) if len(seqs) else frozenset()

    def companies(self) -> dict[int, int]:
        """By lead, where rollups ask."""
        return dict(zip(*(self.history.companies[name].to_pylist() for name in COMPANIES.names), strict=True))

    def first_known(self) -> dict[int, int]:
        """When the first thing about each lead was recorded; leads of whom nothing is are left out."""
        said = [table.select(["lead", "known_us"]).cast(_KNOWN) for table in (self.history.events, self.history.traits)]
        first = pa.concat_tables(said).group_by("lead").aggregate([("known_us", "min")])
        return dict(zip(first["lead"].to_pylist(), first["known_us_min"].to_pylist(), strict=True))


def load(read: Read, people: Sequence[int], *, with_colleagues: bool = False) -> Recorded:
    """All that is recorded about these people, held sightings excepted.

    with_colleagues: also about theirs, as it is anyway where a published version has rollups.
    """
    others = beside(read, people, with_colleagues)
    found = clusters(read, [*people, *(others or ())])
    told = told_events(read, found)
    history = History(_people(found), _events(told), traits(read, found), _moves(read, found), _deals(read, found))
    if others is not None:
        history = of_leads(replace(history, companies=_companies(found)), people)
    return Recorded(history, _marks(told), found.folds())


def of_leads(history: History, leads: Sequence[int]) -> History:
    """The part of it that is about `leads`."""
    wanted = pa.array(leads, pa.int64())
    if history.companies.num_rows:
        return _with_colleagues(history, pc.is_in(history.people["lead"], wanted))
    tables = (history.people, history.events, history.traits, history.moves, history.deals)
    return History(*(table.filter(pc.is_in(table["lead"], wanted)) for table in tables))


def _with_colleagues(history: History, wanted: pa.ChunkedArray) -> History:
    """Whoever is not asked for any more may be somebody's colleague."""
    others = pa.concat_tables([history.beside, history.people.filter(pc.invert(wanted))])
    return replace(history, people=history.people.filter(wanted), beside=others)


def with_baselines(history: History, baselines: Sequence[tuple[int | None, str | None]]) -> History:
    """The same with each lead's baseline, in the order of `history.people`."""
    moments, stages = zip(*baselines, strict=True) if baselines else ((), ())
    people = history.people.set_column(3, PEOPLE.field(3), pa.array(moments, pa.int64()))
    return replace(history, people=people.set_column(4, PEOPLE.field(4), pa.array(stages, pa.string())))


def _people(found: Clusters) -> pa.Table:
    leads = found.leads
    empty = pa.nulls(len(leads), pa.int64()), pa.nulls(len(leads), pa.string())
    return pa.table([leads["lead"], leads["first_seen_us"], leads["known_us"], *empty], PEOPLE)


def _companies(found: Clusters) -> pa.Table:
    """Those who object to profiling have no points to roll up."""
    leads = found.leads
    objecting = pa.array(list(consenting.refusing("profiling", leads["lead"].to_pylist())), pa.int64())
    leads = leads.filter(pc.invert(pc.is_in(leads["lead"], objecting)))
    return pa.table([leads["lead"], leads["company"]], names=COMPANIES.names).drop_null().cast(COMPANIES)


def _events(told: pa.Table) -> pa.Table:
    flags = told["flags"].to_numpy()
    system = pa.array(flags & Flag.SYSTEM != 0)
    return told.drop_columns(["flags", "claimed"]).append_column("system", system).select(EVENTS.names).cast(EVENTS)


def _marks(told: pa.Table) -> pa.Table:
    backfill = pa.array(told["flags"].to_numpy() & Flag.BACKFILL != 0)
    return told.select(["seq", "occurred_us", "claimed"]).append_column("backfill", backfill).sort_by("seq")


def _moves(read: Read, found: Clusters) -> pa.Table:
    """Of a folded person too: since it speaks for the lead, its moves do."""
    moves = read(
        "SELECT person_id, to_stage, at_us, review_us, id FROM lifecycle_move"
        f" WHERE person_id IN ({in_list(found.persons)})",
        _MOVES,
    )
    return _spoken(moves, found).cast(MOVES)


def _deals(read: Read, found: Clusters) -> pa.Table:
    """Of a folded person as moves are."""
    marks = read(
        "SELECT person_id, opportunity, what, at_us, id FROM lifecycle_dealmark"
        f" WHERE person_id IN ({in_list(found.persons)})",
        _MARKS,
    )
    return _spoken(marks, found).cast(DEALS)


def _spoken(rows: pa.Table, found: Clusters) -> pa.Table:
    """Each row of its lead (column 0 is the person), never before its person spoke for that; claims' rows left out."""
    row = found.rows_of(rows["person"])
    speaks = found.column("speaks_us")[row]
    rows = rows.set_column(0, "lead", pa.array(found.column("lead")[row]))
    at_us = pa.array(np.maximum(rows["at_us"].to_numpy(), speaks))
    rows = rows.set_column(rows.schema.get_field_index("at_us"), "at_us", at_us)
    return rows.filter(pa.array(speaks != SILENT))

"""Gathering: a history becomes the kernel's rows. Matching, facts and arranging meet here."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from . import rolling
from .arranging import by_slice, link_keys, new_lows, order_of, starts
from .arrays import ALWAYS, I64, NEVER
from .calendar import Calendar, calendar
from .columns import one_chunk, whole
from .compiling import STAGE_NAMES, CompiledModel
from .facts import TraitColumns, fact_rows
from .history import History
from .matching import amounts, ignore, occurrences
from .outcomes import effects
from .patterns import hand_raises, ignored
from .plan import NO_DEAL, Table, table
from .reading import EventColumns
from .rows import CHANGE, DAY_ROW, DEAL_ROW, FOUND, HAND_MOVE, LATE, LEAD, RAISE, SLICE, Rows


@dataclass(frozen=True)
class Asks:
    """When each lead is asked for: `at` holds ascending moments, lead k's from start[k] up to start[k + 1].

    since: moves and hand-raises up to this moment of each lead are not reported.
    ahead: how far beyond its last ask the next change of each lead is looked for; ALWAYS for not at all.
    """

    start: I64
    at: I64
    since: I64
    ahead: I64

    @property
    def last(self) -> I64:
        return self.at[self.start[1:] - 1]


@dataclass(frozen=True)
class Gathered:
    """rows: what the kernel reads; leads: their ids; asks: the moments asked for, lead by lead.

    place: of the first lead among those of `traits`. rolled: what rollups found.
    """

    rows: Rows
    leads: I64
    asks: I64
    calendar: Calendar
    traits: TraitColumns
    place: int = 0
    rolled: rolling.Rolled = rolling.NOTHING

    def of_one(self, lead: int) -> "Gathered":
        """The part of one lead, where each is asked for once."""
        leads = self.leads.size
        patterns, facts = self.rows.slices.size // leads, (self.rows.change_start.size - 1) // leads
        alone = self.rows.leads[lead : lead + 1].copy()
        alone.first_ask, alone.after_asks = 0, 1
        rows = self.rows._replace(
            leads=alone,
            slices=self.rows.slices[lead * patterns : (lead + 1) * patterns],
            change_start=self.rows.change_start[lead * facts : (lead + 1) * facts + 1],
        )
        where = slice(lead, lead + 1)
        return Gathered(rows, self.leads[where], self.asks[where], self.calendar, self.traits, lead, self.rolled)


def gather(model: CompiledModel, history: History, asks: Asks) -> Gathered:
    gathering = _Gathering(model, history, asks)
    rolled = rolling.rolled(model, history, asks, gather)
    rows = gathering.rows(rolled.changes)
    return Gathered(rows, gathering.leads, asks.at, gathering.calendar, gathering.traits, rolled=rolled)


class _Gathering:
    def __init__(self, model: CompiledModel, history: History, asks: Asks) -> None:
        self.model = model
        self.history = history
        self.asks = asks
        self.leads = column(history.people, "lead")
        self.count = self.leads.size
        self.position = _Positions(self.leads)
        self.columns = EventColumns(history.events)
        self.event_lead = self.position.of(self.columns.numbers("lead"))
        self.known = self.columns.numbers("known_us")
        self.occurred = np.minimum(self.columns.numbers("occurred_us"), self.known)
        self.seq = self.columns.numbers("seq")
        self.calendar = self._calendar()
        self.traits = self._traits()
        self._drop_what_does_not_exist()

    def rows(self, rolled: I64) -> Rows:
        raise_start, raises = self._raises()
        move_start, moves = self._moves()
        deal_start, deals = self._deals()
        slices, found, amounts = self._found()
        change_start, changes = self._changes(rolled)
        leads = self._leads()
        leads.first_raise, leads.after_raises = raise_start[:-1], raise_start[1:]
        leads.first_move, leads.after_moves = move_start[:-1], move_start[1:]
        leads.first_deal, leads.after_deals = deal_start[:-1], deal_start[1:]
        return Rows(leads, slices, found, amounts, change_start, changes, raises, moves, deals, self._days())

    def _calendar(self) -> Calendar:
        last = int(max(self.asks.at.max(initial=0), self.asks.ahead.max(initial=0)))
        first = int(self.occurred.min(initial=last))
        first = min(
            first, int(column(self.history.traits, "known_us").min(initial=last)), int(self.asks.at.min(initial=last))
        )
        first -= int(self.model.plan.pasts.over.max(initial=0))
        return calendar(self.model.model.timezone, first, last)

    def _drop_what_does_not_exist(self) -> None:
        ours = self.event_lead >= 0
        self.columns.keep(ours & (self.known <= self._last(self.event_lead)))
        flags, patterns = ignored(self.model.model)
        ignore(self.columns, flags, patterns, self.calendar)

    def _last(self, lead: I64) -> I64:
        return self.asks.last[lead] if self.count else np.full(lead.size, ALWAYS)

    def _traits(self) -> TraitColumns:
        lead = self.position.of(column(self.history.traits, "lead"))
        known = (lead >= 0) & (column(self.history.traits, "known_us") <= self._last(lead))
        return TraitColumns(self.history.traits, lead, known)

    def _leads(self) -> Table:
        people, last = self.history.people, self.asks.last
        known, baseline = column(people, "known_us", NEVER), column(people, "baseline_us", NEVER)
        kept = self.columns.kept
        leads = table(LEAD, self.count)
        leads.first_seen = column(people, "first_seen_us", NEVER)
        leads.first_moment = np.where(leads.first_seen <= last, leads.first_seen, NEVER)
        np.minimum.at(leads.first_moment, self.event_lead[kept], self.known[kept])
        np.minimum.at(leads.first_moment, self.traits.lead, self.traits.known)
        leads.known = np.where(known <= last, known, NEVER)
        leads.baseline = np.where(baseline <= last, baseline, NEVER)
        leads.baseline_stage = stage_numbers(people["baseline_stage"])
        leads.since, leads.ahead = self.asks.since, self.asks.ahead
        leads.first_ask, leads.after_asks = self.asks.start[:-1], self.asks.start[1:]
        return leads

    def _found(self) -> tuple[Table, Table, I64]:
        patterns = len(self.model.patterns)
        met = occurrences(self.columns, self.model.patterns, self.calendar)
        where = self.event_lead[met.row] * patterns + met.pattern
        start = starts(where, self.count * patterns)
        order = by_slice(where, start, self.occurred[met.row], self.seq[met.row])
        found, row = table(FOUND, order.size), met.row[order]
        found.row, found.end = row, met.end[order]
        found.occurred, found.seq = self.occurred[row], self.seq[row]
        found.begin = np.maximum(met.begin[order], self._begun(row, met.pattern[order]))
        found.day = self.calendar.day_of(found.occurred)
        found.previous, found.following = link_keys(start, met.key[order], int(met.key.max(initial=-1)) + 1)
        slices = table(SLICE, self.count * patterns)
        slices.first, slices.after = start[:-1], start[1:]
        slices.order = order_of(start, found)
        found.arrival = np.arange(row.size)
        if (slices.order == LATE).any():
            found.arrival = by_slice(where[order], start, np.ascontiguousarray(found.begin), found.arrival.copy())
        times = amounts(self.columns, self.model.patterns, met)
        return slices, found, times[order] if times.size else times

    def _changes(self, rolled: I64) -> tuple[I64, Table]:
        met = fact_rows(self.traits, self.model.facts, self.calendar).and_also(rolled)
        for number, fact in enumerate(self.model.facts):
            if fact.of_lead:
                met = met.and_also(self._first_seen(number, fact.over))
        where = met.lead * len(self.model.facts) + met.fact
        start = starts(where, self.count * len(self.model.facts))
        order = by_slice(where, start, met.begin, np.arange(where.size))
        changes = table(CHANGE, order.size)
        changes.begin, changes.outcome = met.begin[order], met.outcome[order]
        return start, changes

    def _begun(self, row: I64, pattern: I64) -> I64:
        """When each occurrence is known; one that is looked at from a past is there once that has reached it."""
        overs = np.array([pattern.over for pattern in self.model.patterns], np.int64)
        return self._known_ago(row, overs[pattern]) if overs.any() else self.known[row]

    def _known_ago(self, row: I64, over: int | I64) -> I64:
        begun: I64 = np.maximum(self.known[row] - over, self.occurred[row])
        return begun

    def _first_seen(self, number: int, over: int) -> I64:
        """A lead is seen since the earlier of its import and its first event that is not ignored."""
        kept = self.columns.kept
        start = starts(self.event_lead[kept], self.count)
        begun = self._known_ago(np.arange(self.known.size), over)
        row = kept[by_slice(self.event_lead[kept], start, begun[kept], self.seq[kept])]
        row = row[np.flatnonzero(new_lows(start, self.occurred[row]))]
        imported = column(self.history.people, "first_seen_us", NEVER)[self.event_lead[row]]
        fact = np.full(row.size, number)
        return np.stack([self.event_lead[row], fact, begun[row], np.minimum(self.occurred[row], imported)])

    def _raises(self) -> tuple[I64, Table]:
        met = occurrences(self.columns, [hand_raises(self.model.model)], self.calendar)
        lead = self.event_lead[met.row]
        start = starts(lead, self.count)
        row = met.row[by_slice(lead, start, self.known[met.row], self.seq[met.row])]
        raises = table(RAISE, row.size)
        raises.known, raises.seq, raises.row = self.known[row], self.seq[row], row
        raises.before = raises.after = -1
        return start, raises

    def _moves(self) -> tuple[I64, Table]:
        moves = self.history.moves
        lead, at = self.position.of(column(moves, "lead")), column(moves, "at_us")
        ours = np.flatnonzero((lead >= 0) & (at <= self._last(lead)))
        start = starts(lead[ours], self.count)
        row = ours[by_slice(lead[ours], start, at[ours], column(moves, "seq")[ours])]
        by_hand = table(HAND_MOVE, row.size)
        by_hand.at, by_hand.to = at[row], stage_numbers(moves["to"])[row]
        by_hand.review = column(moves, "review_us", NEVER)[row]
        return start, by_hand

    def _deals(self) -> tuple[I64, Table]:
        deals = self.history.deals
        lead, at = self.position.of(column(deals, "lead")), column(deals, "at_us")
        ours = np.flatnonzero((lead >= 0) & (at <= self._last(lead)))
        row = ours[by_slice(lead[ours], starts(lead[ours], self.count), at[ours], column(deals, "seq")[ours])]
        told = deals.select(["opportunity", "what"]).take(pa.array(row))
        effect = effects(lead[row], told["opportunity"].to_pylist(), told["what"].to_pylist())
        row, effect = row[effect != NO_DEAL], effect[effect != NO_DEAL]
        acts = table(DEAL_ROW, row.size)
        acts.at, acts.effect = at[row], effect
        return starts(lead[row], self.count), acts

    def _days(self) -> Table:
        days = table(DAY_ROW, self.calendar.midnights.size)
        days.midnight, days.number = self.calendar.midnights, self.calendar.days
        days.week, days.month = self.calendar.weeks, self.calendar.months
        return days


class _Positions:
    """Where each lead stands among the people; -1 for nowhere."""

    def __init__(self, leads: I64) -> None:
        self._order = np.argsort(leads, kind="stable")
        self._leads = leads[self._order]

    def of(self, leads: I64) -> I64:
        if not self._leads.size:
            return np.full(leads.size, -1, np.int64)
        at = np.minimum(np.searchsorted(self._leads, leads), self._leads.size - 1)
        return np.where(self._leads[at] == leads, self._order[at], -1)


def column(table: pa.Table, name: str, null: int = 0) -> I64:
    """A column of whole numbers; `null` stands where it is null."""
    return whole(one_chunk(table[name]), null)


def stage_numbers(stages: pa.ChunkedArray) -> I64:
    """-1 where there is none."""
    numbers = {None: -1} | {name: number for number, name in enumerate(STAGE_NAMES)}
    return np.array([numbers[stage] for stage in stages.to_pylist()], np.int64)

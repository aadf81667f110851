"""What goes into the kernel and what comes out: Arrow tables, times as int64 microseconds UTC, any row order."""

from dataclasses import dataclass, field, replace

import pyarrow as pa
import pyarrow.compute as pc

TEXT = pa.string()
MOMENT = pa.int64()

PEOPLE = pa.schema(
    [
        pa.field("lead", pa.int64(), nullable=False),
        ("first_seen_us", MOMENT),
        ("known_us", MOMENT),
        ("baseline_us", MOMENT),
        ("baseline_stage", TEXT),
    ]
)
EVENTS = pa.schema(
    [
        pa.field("lead", pa.int64(), nullable=False),
        pa.field("seq", pa.int64(), nullable=False),
        pa.field("occurred_us", MOMENT, nullable=False),
        pa.field("known_us", MOMENT, nullable=False),
        pa.field("kind", TEXT, nullable=False),
        ("name", TEXT),
        ("path", TEXT),
        ("url", TEXT),
        ("title", TEXT),
        ("referrer", TEXT),
        ("search", TEXT),
        ("payload", TEXT),
        ("bot", pa.bool_()),
        ("system", pa.bool_()),
    ]
)
TRAITS = pa.schema(
    [
        pa.field("lead", pa.int64(), nullable=False),
        pa.field("name", TEXT, nullable=False),
        ("value", TEXT),
        pa.field("known_us", MOMENT, nullable=False),
        pa.field("seq", pa.int64(), nullable=False),
    ]
)
MOVES = pa.schema(
    [
        pa.field("lead", pa.int64(), nullable=False),
        pa.field("to", TEXT, nullable=False),
        pa.field("at_us", MOMENT, nullable=False),
        ("review_us", MOMENT),
        pa.field("seq", pa.int64(), nullable=False),
    ]
)
DEALS = pa.schema(
    [
        pa.field("lead", pa.int64(), nullable=False),
        pa.field("opportunity", TEXT, nullable=False),
        pa.field("what", TEXT, nullable=False),
        pa.field("at_us", MOMENT, nullable=False),
        pa.field("seq", pa.int64(), nullable=False),
    ]
)
OUTCOMES = pa.schema(
    [
        pa.field("lead", pa.int64(), nullable=False),
        pa.field("at_us", MOMENT, nullable=False),
        pa.field("what", TEXT, nullable=False),
        ("opportunity", TEXT),
        pa.field("seq", pa.int64(), nullable=False),
    ]
)
COMPANIES = pa.schema([pa.field("lead", pa.int64(), nullable=False), pa.field("company", pa.int64(), nullable=False)])


@dataclass(frozen=True)
class History:
    """What was recorded about some leads.

    people: one row a lead. `first_seen_us` is the import's date or the first event's time, null where there
        is neither; `known_us` null for a visitor; `baseline_us` and `baseline_stage` of the last publish,
        null where the lead was never in one.
    events: one row an event of a lead. `seq` is the arrival order; `known_us` the moment it became this
        lead's, never before it arrived. `path` .. `search` hold the call's own text or else its page
        context's; where one is null the payload is asked. `payload` is the whole message as JSON, null
        where nothing but the columns is known.
    traits: one row a recorded value, JSON text; null where it was removed. `company.x` is the company's.
    moves: one row a move a person made; `review_us` null where only a hand-raise ends its rank.
    deals: one row a change of a deal: its `opportunity`, and `what` (created, won, lost); a lost one may be created
        again.
    companies: one row a lead that belongs to a company, whatever number it has. Only rollups ask.
    beside: as `people`, those who are not asked for but whom rollups of those asked count: their colleagues.

    Rows of leads that are not in `people`, and rows known only after the moment asked for, do not exist.
    """

    people: pa.Table
    events: pa.Table
    traits: pa.Table
    moves: pa.Table
    deals: pa.Table = field(default_factory=DEALS.empty_table)
    companies: pa.Table = field(default_factory=COMPANIES.empty_table)
    beside: pa.Table = field(default_factory=PEOPLE.empty_table)

    def asking(self, places: pa.Array) -> "History":
        """The same, asked for the people at these places alone; where companies are told the others stay beside."""
        people = self.people.take(places)
        if not self.companies.num_rows:
            return replace(self, people=people)
        others = self.people.filter(pc.invert(pc.is_in(self.people["lead"], people["lead"].combine_chunks())))
        return replace(self, people=people, beside=pa.concat_tables([self.beside, others]))


@dataclass(frozen=True)
class Evaluation:
    """What the model says of each lead at its moment.

    results: one row a lead, in the order of `history.people`: `lead`, `at_us`, `excluded_by`, `effect`,
        then `score.<name>` (millionths), `label.<name>`, `matrix`, `total` (millionths), `coverage.<name>`
        (0..1), `stage`, `stage_since_us` (null where the fold saw no move), `next_look_us`: no result
        changes before it unless something new is recorded; null where nothing ever would.
        Scores, labels, matrix and total are null under the effect `ignore`.
    moves: one row a stage change after `since_us`: `lead`, `at_us`, `order` (within one moment of a lead),
        `from`, `to`, `cause` (known, rule, review, deal, person, exclusion, lifted), `rule` (the path of the rule
        or exclusion), `because`, `seq` (the event that arrived at that moment and acted).
    hand_raises: one row a hand-raise known after `since_us`: `lead`, `seq`, `at_us` (when it was known),
        `name`, `stage_before`, `stage_after` (null before the baseline), `effect` (of an exclusion then).
    """

    results: pa.Table
    moves: pa.Table
    hand_raises: pa.Table

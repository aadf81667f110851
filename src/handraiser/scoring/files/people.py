"""A table of people becomes leads and their traits. Every column that no name of ours has is a trait."""

from dataclasses import dataclass

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..arrays import I64, NEVER, Bools
from ..columns import truths
from ..history import COMPANIES
from ..lists import free_mail
from .cells import as_json, plain_text
from .leads import LeadBook
from .naming import Reading, columns_of, is_asked
from .problems import Problems, shown
from .sources import Source
from .times import moments

OURS = ("lead_id", "first_seen", "known_at", "company_id")
COMPANY = "company"  # an object whose parts are traits of the company
TRAITS = pa.schema(
    [("lead", pa.int64()), ("name", pa.string()), ("value", pa.string()), ("known_us", pa.int64()), ("seq", pa.int64())]
)


@dataclass(frozen=True)
class People:
    """leads: `lead`, `first_seen_us`, one row each. traits: as `TRAITS` of the kernel, but that `known_us` is null

    where the table does not say since when. companies: who belongs to which, where a model asks (`rollup`): by
    `company_id`, else by the mail's domain where it is no free mail's. zoneless: as `Moments`. dated: whether it says
    when each trait was known.
    """

    leads: pa.Table
    traits: pa.Table
    companies: pa.Table
    zoneless: int
    dated: bool

    @classmethod
    def nobody(cls) -> "People":
        leads = pa.schema([("lead", pa.int64()), ("first_seen_us", pa.int64())])
        return cls(leads.empty_table(), TRAITS.empty_table(), COMPANIES.empty_table(), 0, False)


def people(source: Source, reading: Reading, asked: frozenset[str], book: LeadBook, problems: Problems) -> People:
    """Raises FilesRefused for a missing column. One row a lead; several where `known_at` tells them apart."""
    ours = {theirs: name for name, theirs in columns_of("people", source, reading, ("lead_id",)).items()}
    dated = "known_at" in ours.values()
    rows = _Rows(source, reading, ours, asked, problems)
    parts = [rows.batch(batch, book) for batch in source.read(rows.is_wanted)]
    if not parts:
        return People.nobody()
    leads = pa.concat_tables([part[0] for part in parts])
    if not dated:
        _refuse_doubles(leads, source, book, problems)
    first = leads.group_by("lead", use_threads=False).aggregate([("first_seen_us", "min")])
    leads = pa.table({"lead": first["lead"], "first_seen_us": first["first_seen_us_min"]})
    companies = pa.concat_tables([part[2] for part in parts])
    last = companies.group_by("lead", use_threads=False).aggregate([("company", "last")])
    companies = pa.table([last["lead"], last["company_last"]], schema=COMPANIES)
    return People(leads, pa.concat_tables([part[1] for part in parts]), companies, rows.zoneless, dated)


def _refuse_doubles(leads: pa.Table, source: Source, book: LeadBook, problems: Problems) -> None:
    lead, row = leads["lead"].to_numpy(), leads["row"].to_numpy()
    _, first = np.unique(lead, return_index=True)
    again = np.setdiff1d(np.arange(lead.size), first)
    names = book.ids(lead[again]).to_pylist()
    for name, number in zip(names, row[again].tolist(), strict=True):
        allowed = "one row a lead, or a column known_at that says since when each row holds"
        problems.note(source.name, number, "lead_id", f"{shown(name)} again", allowed)


class _Rows:
    def __init__(
        self, source: Source, reading: Reading, ours: dict[str, str], asked: frozenset[str], problems: Problems
    ) -> None:
        self.source, self.reading, self.ours, self.asked, self.problems = source, reading, ours, asked, problems
        self.before = 0
        self.zoneless = 0
        self.company_book = LeadBook()

    def is_wanted(self, theirs: str) -> bool:
        ours = self.ours.get(theirs, theirs)
        return ours in (*OURS, "email", COMPANY) or is_asked(ours, self.asked)

    def batch(self, batch: pa.RecordBatch, book: LeadBook) -> tuple[pa.Table, pa.Table, pa.Table]:
        numbers = self.source.numbers(self.before, batch.num_rows)
        self.before += batch.num_rows
        columns = {self.ours.get(name, name): batch[name] for name in batch.schema.names}
        good: Bools = np.ones(batch.num_rows, np.bool_)
        ids = self._ids(columns, numbers, good)
        first_seen, known = (self._moments(columns, name, numbers, good) for name in ("first_seen", "known_at"))
        if "known_at" in columns:
            for row in np.flatnonzero((known == NEVER) & good).tolist():
                good[row] = False
                self.problems.note(self.source.name, int(numbers[row]), "known_at", "nothing", "a time")
        rows = np.flatnonzero(good)
        lead = book.numbers(ids.take(pa.array(rows)))
        people = {"lead": lead, "row": numbers[rows], "first_seen_us": _or_null(first_seen[rows])}
        traits = self._traits(columns, rows, lead, known, numbers)
        return pa.table(people), traits, self._companies(columns, rows, lead)

    def _companies(self, columns: dict[str, pa.Array], rows: I64, lead: I64) -> pa.Table:
        nothing = pa.nulls(rows.size, pa.string())
        if "rollup" not in self.asked:
            return COMPANIES.empty_table()
        told, mails = (
            plain_text(columns[name]).take(pa.array(rows)) if name in columns else nothing
            for name in ("company_id", "email")
        )
        domain = pc.utf8_lower(pc.struct_field(pc.extract_regex(mails, r"@(?P<domain>[^@]+)$"), ["domain"]))
        free = pc.is_in(domain, pa.array(sorted(free_mail())))
        company = pc.coalesce(told, pc.if_else(free, None, domain))
        there = np.flatnonzero(truths(company.is_valid()))
        return pa.table([lead[there], self.company_book.numbers(company.take(pa.array(there)))], schema=COMPANIES)

    def _ids(self, columns: dict[str, pa.Array], numbers: I64, good: Bools) -> pa.Array:
        ids = plain_text(columns["lead_id"]) if "lead_id" in columns else pa.nulls(good.size, pa.string())
        filled = [truths(plain_text(column).is_valid()) for column in columns.values()]
        good &= np.logical_or.reduce(filled)  # an empty line says nothing, which is no mistake
        for row in np.flatnonzero(~truths(ids.is_valid()) & good).tolist():
            good[row] = False
            self.problems.note(self.source.name, int(numbers[row]), "lead_id", "nothing", "the id of a lead")
        return ids

    def _moments(self, columns: dict[str, pa.Array], name: str, numbers: I64, good: Bools) -> I64:
        if name not in columns:
            return np.full(good.size, NEVER)
        column = columns[name]
        plain = plain_text(column) if isinstance(column, pa.ExtensionArray) else column
        read = moments(plain, self.reading.form)
        for row, allowed in read.allowed.items():
            if good[row]:
                good[row] = False
                self.problems.note(self.source.name, int(numbers[row]), name, shown(plain[row].as_py()), allowed)
        self.zoneless += read.zoneless
        return np.where(read.there, read.us, NEVER)

    def _traits(self, columns: dict[str, pa.Array], rows: I64, lead: I64, known: I64, numbers: I64) -> pa.Table:
        told: dict[str, pa.Array] = {}
        for name, column in columns.items():
            if name in OURS:
                continue
            cells = as_json(column, from_text=self.source.from_text).take(pa.array(rows))
            told |= _parts(cells) if name == COMPANY else {name: cells}
        if "email" in told and "email_domain" not in told:
            told["email_domain"] = _domains(told["email"])
        tables = []
        for name, cells in told.items():
            if not is_asked(name, self.asked):
                continue
            there = np.flatnonzero(truths(cells.is_valid()))
            column = {"lead": lead[there], "name": [name] * there.size, "value": cells.take(pa.array(there))}
            column |= {"known_us": _or_null(known[rows][there]), "seq": numbers[rows][there]}
            tables.append(pa.table(column, schema=TRAITS))
        return pa.concat_tables(tables) if tables else TRAITS.empty_table()


def _parts(cells: pa.Array) -> dict[str, pa.Array]:
    """`{"employees": 120}` in the column company is the trait company.employees; what is no object is `company`."""
    decoded = [None if cell is None else msgspec.json.decode(cell) for cell in cells.to_pylist()]
    names = dict.fromkeys(name for each in decoded if isinstance(each, dict) for name in each)
    parts = {}
    for name in names:
        values = [each.get(name) if isinstance(each, dict) else None for each in decoded]
        texts = [None if value is None else msgspec.json.encode(value).decode() for value in values]
        parts[f"{COMPANY}.{name}"] = pa.array(texts, pa.string())
    plain = np.array([not isinstance(each, dict) for each in decoded], np.bool_)
    return {COMPANY: pc.if_else(pa.array(plain), cells, None)} | parts


def _domains(emails: pa.Array) -> pa.Array:
    """What stands after the last @, in lower case, as JSON; null where there is none."""
    found = pc.struct_field(pc.extract_regex(emails, r'@(?P<domain>[^@"]+)"$'), ["domain"])
    return pc.binary_join_element_wise('"', pc.utf8_lower(found), '"', "")


def _or_null(moments: I64) -> pa.Array:
    return pa.array(moments, mask=moments == NEVER)

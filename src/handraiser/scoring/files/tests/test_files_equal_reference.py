"""Files of any form say what the slow reference says of the same history."""

import csv
import io
import json
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given
from hypothesis import strategies as st

from handraiser.scoring import Model
from handraiser.scoring.evaluating import MILLION
from handraiser.scoring.files import answers
from handraiser.scoring.files.records import Records, Tables
from handraiser.scoring.tests import reference_in_words
from handraiser.scoring.tests.kernel_in_words import part
from handraiser.scoring.tests.reference import evaluate
from handraiser.scoring.tests.reference_in_words import assert_agree, slack_of
from handraiser.scoring.tests.strategies import Case, cases

Row = dict[str, Any]


@given(cases(most=3), st.sampled_from(["csv", "jsonl", "parquet"]), st.booleans())
def test_files_and_reference_agree(case, form, spooled):
    leads = leads_of(case)
    with tempfile.TemporaryDirectory() as folder:
        files = Path(folder) / f"events.{form}", Path(folder) / "people.jsonl"
        write(events_of(leads), files[0])
        write(people_of(leads), files[1])
        model = Model(case.text)
        with Records(Tables(*files, in_memory=1 if spooled else 1_000), [model.document]) as records:
            found = {row["lead_id"]: row for row in answers.score(model.compiled, records, case.at_us).to_pylist()}
    for name, lead in leads.items():
        row = found.pop(name) if lead.person["known_us"] <= case.at_us else None
        if row is not None and not lead.is_beside:
            told = evaluate(case.document, lead.person, case.at_us)
            assert_agree(in_words(row), reference_in_words.in_words(told), slack_of(case))
    assert found == {}


class Lead(NamedTuple):
    """One that the files name. is_beside: a colleague, whom nobody asks about."""

    person: Row
    company: str | None
    is_beside: bool


def leads_of(case: Case) -> dict[str, Lead]:
    """By name: the people of a case, each with its colleagues as people of one company."""
    leads: dict[str, Lead] = {}
    for number, person in enumerate(plain(person, "rollup" in case.text) for person in case.people):
        colleagues = person.get("colleagues")
        company = None if colleagues is None else f"company {number}"
        leads[f"lead {number}"] = Lead(person, company, is_beside=False)
        for beside, colleague in enumerate(colleagues or ()):
            leads[f"lead {number}, {beside}"] = Lead(colleague, company, is_beside=True)
    return leads


def plain(person: Row, with_companies: bool) -> Row:
    """What files can say: nothing by hand, no deals, no removed traits, an event's page among its properties.

    with_companies: nobody has an address, as its domain would be a company.
    """
    events = [{**event, "payload": without_context(event["payload"])} for event in person["events"]]
    unsaid = {"company", "email"} if with_companies else {"company"}
    said = [trait for trait in person["traits"] if trait["name"] not in unsaid and trait["value"] not in (None, "null")]
    traits = sorted(said, key=lambda trait: (trait["known_us"], trait["seq"]))
    begin = min([person["first_seen_us"], *(event["known_us"] for event in events)])
    kept = {"events": events, "traits": [{**trait, "seq": at} for at, trait in enumerate(traits)]}
    if person.get("colleagues") is not None:
        kept["colleagues"] = [plain(one, with_companies) for one in person["colleagues"]]
    return {**person, **kept, "moves": [], "deals": [], "baseline_us": None, "known_us": begin}


def without_context(payload: str) -> str:
    return json.dumps({name: value for name, value in json.loads(payload).items() if name != "context"})


def events_of(leads: dict[str, Lead]) -> list[Row]:
    rows = [(event["seq"], name, event) for name, lead in leads.items() for event in lead.person["events"]]
    return [
        {
            "lead_id": name,
            "time": iso(event["occurred_us"]),
            "known_at": iso(event["known_us"]),
            "type": event["kind"],
            "event": event["name"],
            "properties": json.dumps(next(iter(json.loads(event["payload"]).values()))),
            "bot": event["bot"],
            "system": event["system"],
        }
        for _, name, event in sorted(rows, key=lambda row: row[:2])
    ]


def people_of(leads: dict[str, Lead]) -> list[Row]:
    rows: list[Row] = []
    for name, (person, company, _) in leads.items():
        first = {"lead_id": name, "first_seen": iso(person["first_seen_us"])}
        first |= {"company_id": company} if company else {}
        rows.append({**first, "known_at": iso(person["known_us"])})
        for trait in person["traits"]:
            rows.append({**first, "known_at": iso(trait["known_us"]), trait["name"]: json.loads(trait["value"])})
    return rows


def write(rows: list[Row], path: Path) -> None:
    names = ["lead_id", "time", "known_at", "type", "event", "properties", "bot", "system"]
    if path.suffix == ".csv":
        text = io.StringIO()
        writer = csv.DictWriter(text, names)
        writer.writeheader()
        writer.writerows({**row, "bot": str(row["bot"]).lower(), "system": str(row["system"]).lower()} for row in rows)
        path.write_text(text.getvalue())
    elif path.suffix == ".jsonl":
        nested = [{**row, "properties": json.loads(row["properties"])} if "properties" in row else row for row in rows]
        path.write_text("\n".join(map(json.dumps, nested)) or json.dumps(dict.fromkeys(names)))
    else:
        schema = pa.schema([(name, pa.bool_() if name in ("bot", "system") else pa.string()) for name in names])
        pq.write_table(pa.Table.from_pylist(rows, schema), path, row_group_size=3)


def iso(moment_us: int) -> str:
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=moment_us)).isoformat()


def in_words(row: Row) -> Row:
    """As the kernel's results are told, points in millionths again."""
    return {
        "excluded": None if row["excluded_by"] is None else (row["excluded_by"], row["effect"]),
        "score": {name: millionths(points) for name, points in part(row, "score").items()},
        **{kind: part(row, kind) for kind in ("label", "coverage")},
        "matrix": row["matrix"],
        "total": millionths(row["total"]),
        "stage": row["stage"],
    }


def millionths(points: float | None) -> int | None:
    return None if points is None else round(points * MILLION)

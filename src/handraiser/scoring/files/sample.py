"""An invented company's half-year as files, to try the commands on. The same seed writes the same files."""

import csv
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from ..language import starter
from .problems import FilesRefused

BEGIN, DAYS = datetime(2026, 1, 5, tzinfo=UTC), 175
LEADS = 400
TITLES = ("Chief Operating Officer", "VP Operations", "Head of Projects", "Marketing Manager", "Engineer", "Student")
INDUSTRIES = ("software", "fintech", "retail", "media", "mining")
NAMES = ("anna", "bob", "carla", "deniz", "eva", "farid", "gina", "hugo", "ines", "jan", "kim", "lea", "max", "nora")
DRAFT = (("points: 100", "points: 80"), ("points: 15", "points: 25"), ("{A: 60, B: 35,", "{A: 50, B: 25,"))
Row = tuple[object, ...]


def write(folder: Path, seed: int = 1) -> list[Path]:
    """People, events, outcomes, the starter model and a draft. Overwrites nothing: raises FilesRefused."""
    draft = starter("b2b-saas")
    for before, after in DRAFT:
        draft = draft.replace(before, after)
    people, events, outcomes = _made(Random(seed))
    tables = {
        "people.csv": ("lead_id,email,title,company.employees,company.industry", people),
        "events.csv": ("lead_id,time,event,path,content.kind", events),
        "outcomes.csv": ("lead_id,time,outcome", outcomes),
    }
    texts = {"model.yaml": starter("b2b-saas"), "draft.yaml": draft}
    paths = [folder / name for name in (*tables, *texts)]
    if there := [path.name for path in paths if path.exists()]:
        raise FilesRefused(f"{folder} already holds {', '.join(there)}. Choose another folder.")
    folder.mkdir(parents=True, exist_ok=True)
    for name, (header, rows) in tables.items():
        _write(folder / name, header.split(","), rows)
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8")
    return paths


def _write(path: Path, header: Sequence[str], rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def _made(chance: Random) -> tuple[list[Row], list[Row], list[Row]]:
    people: list[Row] = []
    events: list[Row] = []
    outcomes: list[Row] = []
    for number in range(1, LEADS + 1):
        lead, keen = f"{chance.choice(NAMES)}-{number}", chance.random() ** 2
        rank = min(len(TITLES) - 1, int(chance.triangular(0, len(TITLES), len(TITLES) * (1 - keen))))
        size = int(10 ** chance.uniform(0.5, 2 + 1.3 * keen))
        industry = INDUSTRIES[min(4, int(chance.triangular(0, 5, 5 * (1 - keen))))]
        domain = "gmail.com" if keen < 0.3 and chance.random() < 0.4 else f"firm{number % 150}.example"
        if number % 40:  # some only stand in the events
            people.append((lead, f"{lead}@{domain}", TITLES[rank], size, industry))
        told = _journey(chance, lead, keen)
        events += told
        outcomes += _became(chance, lead, keen * (1.2 - rank / 6), told)
    return people, sorted(events, key=lambda row: str(row[1])), sorted(outcomes, key=lambda row: str(row[1]))


def _journey(chance: Random, lead: str, keen: float) -> list[Row]:
    at = BEGIN + timedelta(days=chance.uniform(0, DAYS - 30))
    rows: list[Row] = []
    for _ in range(1 + int(chance.expovariate(1 / (0.8 + 8 * keen)))):
        at += timedelta(days=chance.expovariate(1 / 5), minutes=chance.uniform(0, 600))
        if at >= BEGIN + timedelta(days=DAYS):
            break
        what = chance.random()
        if what < 0.62:
            rows.append((lead, _said(at), "page", f"/blog/{chance.randrange(12)}", ""))
        elif what < 0.78:
            rows.append((lead, _said(at), "page", "/pricing", ""))
        elif what < 0.97 - 0.08 * keen:
            rows.append((lead, _said(at), "Content Downloaded", "", chance.choice(("e_book", "white_paper"))))
        else:
            rows.append((lead, _said(at), "Demo Requested", "", ""))
            break
    return rows


def _became(chance: Random, lead: str, good: float, told: list[Row]) -> list[Row]:
    """Sales decides on who asked for a demo or did a lot, and the better ones buy."""
    if not told or (told[-1][2] != "Demo Requested" and len(told) < 5) or chance.random() > 0.85:
        return []
    at = datetime.fromisoformat(str(told[-1][1])) + timedelta(days=chance.uniform(0.1, 3))
    if chance.random() > 0.25 + good * 0.7:
        return [(lead, _said(at), "rejected")]
    rows: list[Row] = [(lead, _said(at), "accepted")]
    for outcome, share, days in (("opportunity", 0.75, 10), ("won", 0.25 + good * 0.5, 30)):
        if chance.random() > share:
            break
        at += timedelta(days=chance.uniform(2, days))
        rows.append((lead, _said(at), outcome))
    end = BEGIN + timedelta(days=DAYS)
    return [row for row in rows if str(row[1]) < _said(end)]


def _said(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")

"""Two small tables of an invented company, as files, for tests: Bob asked for a demo, Cy only stands in a list."""

from pathlib import Path

from handraiser.scoring.language import starter

AT = "2026-05-01T12:00:00Z"
EVENTS = """lead_id,time,event,path,content.kind,id
bob,2026-04-22T10:00:00Z,page,/blog/one,,1
bob,2026-04-28T10:00:00Z,Content Downloaded,,e_book,2
bob,2026-05-01T08:00:00Z,Demo Requested,,,3
ann,2026-04-28T09:00:00Z,page,/pricing,,4
"""
PEOPLE = """lead_id,email,title,company.employees,company.industry
bob,bob@bobco.example,Head of Operations,120,software
cy,cy@gmail.com,Student,,
"""


def events(folder: Path, text: str = EVENTS, name: str = "events.csv") -> Path:
    return _written(folder / name, text)


def people(folder: Path, text: str = PEOPLE) -> Path:
    return _written(folder / "people.csv", text)


def model(folder: Path, name: str = "model.yaml", *changes: tuple[str, str]) -> Path:
    """The starter, with texts in it replaced."""
    text = starter("b2b-saas")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    return _written(folder / name, text)


def _written(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path

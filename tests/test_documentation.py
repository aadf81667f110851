"""What exists is documented, and what is documented exists."""

import re
from pathlib import Path

from handraiser.events import paths, tracker
from handraiser.events.models import Refusal
from handraiser.exchange.importing.reference import formats
from handraiser.operations.event_reference import PROPERTIES, events, outcome_names, tracked_names
from handraiser.operations.reference import command_line

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"


def test_every_setting_is_documented():
    read = set(re.findall(r'"(HANDRAISER_[A-Z_]+|DATABASE_URL)"', (ROOT / "src/handraiser/settings.py").read_text()))
    told = set(re.findall(r"`(HANDRAISER_[A-Z_]+|DATABASE_URL)`", (DOCS / "reference/settings.md").read_text()))
    assert read == told


def test_the_reference_of_the_command_line_is_in_step():
    assert (DOCS / "reference/command-line.md").read_text() == command_line()


def test_the_reference_of_events_is_in_step():
    assert (DOCS / "reference/events.md").read_text() == events()
    assert set(PROPERTIES) == set(outcome_names())


def test_the_page_of_import_formats_is_made_from_the_tables():
    assert (DOCS / "reference/import-formats.md").read_text() == formats()


def test_every_event_and_attribute_of_the_tracker_is_documented():
    told = (DOCS / "reference/tracker.md").read_text()
    source = "".join(part.read_text() for part in tracker.PARTS.glob("*.js"))
    attributes = {f"data-{name}" for name in re.findall(r"options\.(\w+)", source)} | {
        "data-hr-" + name.lower() for name in re.findall(r"\bhr([A-Z]\w+)", source)
    }
    assert {name for name in {*tracked_names(), *attributes} if name not in told} == set()
    assert len(attributes) > 8


def test_every_path_and_refusal_of_the_collector_is_documented():
    told = (DOCS / "reference/http.md").read_text()
    source = "".join(file.read_text() for file in (ROOT / "src/handraiser/events").glob("*.py"))
    codes = set(re.findall(r'RequestRefused\(\s*\d+,\s*"(\w+)"', source))
    said = {*paths.FIXED, *Refusal.values, *codes}
    assert "rate_limit" in codes
    assert {name for name in said if f"`{name}" not in told and not name.startswith("/api/s/")} == set()


def test_every_page_is_in_the_navigation():
    navigation = (ROOT / "mkdocs.yml").read_text()
    pages = {str(page.relative_to(DOCS)) for page in DOCS.rglob("*.md")}
    assert {page for page in pages if page not in navigation} == set()


def test_every_word_that_a_table_is_named_by_is_explained():
    words = (DOCS / "words.md").read_text().lower()
    named = re.findall(r"^class (\w+)\(models\.Model\)", "".join(_models()), flags=re.MULTILINE)
    assert named
    unexplained = [
        name for name in named if name.lower() not in words.replace(" ", "").replace("-", "") and name not in INNER
    ]
    assert unexplained == []


INNER = {  # rows that are parts of a thing that is explained
    "Arrival",
    "AuditEntry",
    "BotPattern",
    "Calm",
    "Changed",
    "Choice",
    "ChoreRun",
    "Consent",
    "Cursor",
    "Duplicate",
    "Lease",
    "Link",
    "Listed",
    "ListedCompany",
    "Merge",
    "ModelVersion",
    "Moment",
    "Move",
    "Notice",
    "Organisation",
    "OutboxMail",
    "Quarantined",
    "Rescore",
    "SourceKey",
    "TraitValue",
    "ValueCount",
}


def _models() -> list[str]:
    return [file.read_text() for file in (ROOT / "src/handraiser").glob("*/models.py")]

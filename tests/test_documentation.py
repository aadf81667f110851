"""What exists is documented, and what is documented exists."""

import re
from pathlib import Path

from handraiser.operations.reference import command_line

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"


def test_every_setting_is_documented():
    read = set(re.findall(r'"(HANDRAISER_[A-Z_]+|DATABASE_URL)"', (ROOT / "src/handraiser/settings.py").read_text()))
    told = set(re.findall(r"`(HANDRAISER_[A-Z_]+|DATABASE_URL)`", (DOCS / "reference/settings.md").read_text()))
    assert read == told


def test_the_reference_of_the_command_line_is_in_step():
    assert (DOCS / "reference/command-line.md").read_text() == command_line()


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
    "ChoreRun",
    "Consent",
    "Cursor",
    "Duplicate",
    "Lease",
    "Link",
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
}


def _models() -> list[str]:
    return [file.read_text() for file in (ROOT / "src/handraiser").glob("*/models.py")]

"""`docs/reference/import-formats.md`, made from the tables of fields and headers."""

from collections.abc import Iterator

from handraiser.exchange.importing.headers import HEADERS
from handraiser.exchange.importing.remarks import Reason
from handraiser.exchange.importing.targets import TARGETS, Reads
from handraiser.exchange.models import ImportKind

_READS = {
    Reads.TEXT: "text",
    Reads.EMAIL: "address, or several parted by comma or semicolon",
    Reads.MOMENT: "date, with or without time",
    Reads.MONEY: "number",
    Reads.WHOLE: "number",
    Reads.ANSWER: "yes or no",
}
_HEAD = """# Import formats

<!-- Made by `python -m handraiser.operations.import_reference`; do not edit. -->

CSV with a header in the first row, up to 200 MB and 1,000 columns. Encoding (UTF-8, UTF-16 with or without a mark,
Windows and others), delimiter (comma, semicolon, tab, bar) and quote are detected, shown, and can be corrected. An
empty cell is missing, never a value; `unknown` is a value. A column that is no field below is kept under its own
name (a trait of the person, or a property of the event), or left out.

Dates: `2026-03-31`, `31.03.2026`, `31/03/2026`, `03/31/2026`, each with or without a time, or seconds since 1970;
without a zone they are the organisation's. Where day and month could be either way round, you are asked. Numbers:
`1,234.56` or `1.234,56`, with or without a currency sign.
"""


def formats() -> str:
    """The page."""
    return "\n".join([_HEAD, *_kinds(), *_reasons()]) + "\n"


def _kinds() -> Iterator[str]:
    for kind in ImportKind:
        yield f"## {kind.label}\n\n| field | name in `--map` | holds | headers that are recognised |\n|---|---|---|---|"
        for target in TARGETS[kind]:
            names = ", ".join(HEADERS[kind].get(target.name, ()))
            yield f"| {target.words} | `{target.name}` | {_READS[target.reads]} | {names} |"
        yield ""


def _reasons() -> Iterator[str]:
    yield "## What is said of rows\n\n| code | words | outcome |\n|---|---|---|"
    is_refused = True
    for reason in Reason:
        is_refused = is_refused and reason != Reason.DUPLICATE
        yield f"| `{reason.value}` | {reason.label} | {'refused' if is_refused else 'imported, with a remark'} |"

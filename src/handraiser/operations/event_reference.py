"""The reference of events and properties, written from the starter models, the outcomes and the tracker.

`python -m handraiser.operations.event_reference > docs/reference/events.md`; a test holds the page to it.
"""

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
from ruamel.yaml import YAML

from handraiser.scoring.starters import STARTERS, starter

INTRODUCTION = """# Events and properties

Any name may be sent; a rule of your scoring model gives it a meaning. These are the names that mean something from the
start. This page is written from the code itself. Names are compared exactly, capitals included.

"""
STARTER = """## The starter model `{name}`

Asking for sales, which always alerts somebody: {raises}.

| event | properties that its rules look at |
|---|---|
"""
OUTCOMES = """## What became of a lead

What sales' own software tells: sent with a **secret** key, or imported. A browser cannot say that a deal was won. The
event's person is the one it is about.

| event | properties |
|---|---|
"""
TRACKER = """
## Sent by the tracker

Beside page views, and the names that your own page gives by `data-hr-event` and `data-hr-form`;
[the tracker's reference](tracker.md) says when, and with which properties: {names}.
"""
OPPORTUNITY = (
    "`opportunity_id`, `name`, `amount` (a number), `currency` (ISO 4217), `stage`, `owner` (e-mail), `expected_close`"
)
PROPERTIES = {  # of the outcomes, as their verbs read them
    "Lead Accepted": "`owner` (e-mail), `handoff_id`",
    "Lead Rejected": "`reason`, `owner` (e-mail), `handoff_id`",
    "Lead Recycled": "`reason`, `review_at` (when to look again), `handoff_id`",
    "Opportunity Created": OPPORTUNITY,
    "Opportunity Updated": OPPORTUNITY,
    "Opportunity Won": OPPORTUNITY,
    "Opportunity Lost": "`opportunity_id`, `reason`",
}
_TRACKED = re.compile(r'"((?:Page|Link|File|Video|Form) [A-Z][a-z]+)"')


def events() -> str:
    """The page, Markdown. Django must be set up."""
    parts = [INTRODUCTION, *(_starter(name) for name in STARTERS), OUTCOMES]
    parts += [f"| `{name}` | {PROPERTIES[name]} |\n" for name in outcome_names()]
    return "".join([*parts, TRACKER.format(names=_listed(tracked_names()))])


def outcome_names() -> list[str]:
    """Those that are heard."""
    from handraiser.deals.hearing import VERBS  # noqa: PLC0415 - needs Django
    from handraiser.handoff.hearing import VERDICTS  # noqa: PLC0415

    return [*VERDICTS, *VERBS]


def tracked_names() -> list[str]:
    """Those that stand in the tracker's source."""
    parts = sorted((Path(__file__).resolve().parents[1] / "events/hr_js").glob("*.js"))
    return list(dict.fromkeys(name for part in parts for name in _TRACKED.findall(part.read_text())))


def _starter(name: str) -> str:
    document = YAML(typ="safe").load(starter(name))
    looked_at: dict[str, set[str]] = {raised: set() for raised in document["hand_raises"]}
    for event, where in _rules(document["scores"]):
        looked_at.setdefault(event, set()).update(where)
    rows = [f"| `{event}` | {_listed(sorted(paths)) or 'any'} |\n" for event, paths in sorted(looked_at.items())]
    return STARTER.format(name=name, raises=_listed(document["hand_raises"])) + "".join(rows) + "\n"


def _rules(node: Any) -> Iterator[tuple[str, list[str]]]:
    """Each event that a rule names, with the properties that it looks at; page views are named `page`."""
    if isinstance(node, dict):
        if isinstance(event := node.get("event"), str) and event != "*":
            amount = [node["per"]["property"]] if "per" in node else []
            yield event, [*node.get("where", {}), *amount, *([node["key"]] if "key" in node else [])]
        for inner in node.values():
            yield from _rules(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from _rules(inner)


def _listed(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handraiser.settings")
    django.setup()
    sys.stdout.write(events())

"""What an alert says, as it was at that moment: code and parameters in JSON, worded when shown."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from handraiser.events.models import Kind
from handraiser.events.reading import EventRow, by_ids
from handraiser.handoff.calling import Call
from handraiser.lifecycle.explaining import NothingPublished, explain
from handraiser.lifecycle.models import HandRaise, StageChange, Standing
from handraiser.people.models import Person, Sighting

DEEDS = 5  # shown
LOOKED_AT = 20  # sightings looked through to find them; calls that only identify are no deeds
LINES = 5
EXPLAINED = 20  # in a batch: a flood of hand-raises by people who are SQL already must not hold up the others
DONE = (Kind.TRACK, Kind.PAGE, Kind.SCREEN)


class Gathered:
    """Facts of a batch, read with a fixed number of queries, but for the few that must be explained."""

    def __init__(self, calls: Sequence[Call]) -> None:
        self._people = _people(call.person_id for call in calls)
        ids = {person.pk for person in self._people.values()}
        self._standings = {row.person_id: row for row in Standing.objects.filter(person__in=ids)}
        self._seen = _last_seen(ids)
        wanted = {call.event_id for call in calls if call.event_id}.union(*self._seen.values())
        self._may_explain = EXPLAINED
        self._events = {row.id: row for row in by_ids(sorted(wanted))}

    def person(self, call: Call) -> Person:
        """Whom the call is about now: rows written before a merge keep the person they were written for."""
        return self._people[call.person_id]

    def stored_us(self, call: Call) -> int | None:
        """When the event behind it was stored; None where there is none."""
        row = self._events.get(call.event_id or 0)
        return row.received_us if row else None

    def facts(self, call: Call) -> dict[str, Any]:
        """JSON for `Alert.facts`."""
        person = self.person(call)
        return {
            "person": _who(person),
            "hand_raise": _hand_raise(call.hand_raise),
            "stage": _stage(call.change),
            "result": _result(call.change or self._standings.get(person.pk)),
            "lines": top_lines(call.change.lines if call.change else self._explained(person, call)),
            "deeds": self._deeds(person),
        }

    def _explained(self, person: Person, call: Call) -> list[dict[str, Any]]:
        """The lines of a hand-raise that moved nobody, and so has no stage change which kept them."""
        if not call.hand_raise or not self._may_explain:
            return []
        self._may_explain -= 1
        try:
            explained = explain(person, call.hand_raise.at_us)
        except NothingPublished:
            return []
        return [asdict(line) for line in explained.explanation.lines]

    def _deeds(self, person: Person) -> list[dict[str, Any]]:
        rows = (self._events.get(event_id) for event_id in self._seen[person.pk])
        return [_deed(row) for row in rows if row and row.kind in DONE][:DEEDS]


def top_lines(lines: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """What weighs most, the heaviest first: one row a rule, its lines added up in `points_now`, `times` of them.

    A line that is worth nothing now is no reason.
    """
    rules: dict[str, dict[str, Any]] = {}
    for line in lines:
        if line["points_now"]:
            whole = rules.setdefault(line["rule"], line | {"points_now": 0, "times": 0})
            whole["points_now"] += line["points_now"]
            whole["times"] += 1
    return sorted(rules.values(), key=lambda line: -abs(line["points_now"]))[:LINES]


def stage_facts(change: StageChange) -> dict[str, Any]:
    """What a stage change adds to an alert that its hand-raise has raised already."""
    return {"stage": _stage(change), "result": _result(change), "lines": top_lines(change.lines)}


def _people(ids: Iterable[int]) -> dict[int, Person]:
    rows = Person.objects.filter(pk__in=set(ids)).select_related("canonical__company")
    return {row.pk: row.canonical or row for row in rows}


def _last_seen(people: Iterable[int]) -> dict[int, list[int]]:
    """Ids of each person's last events, newest first, also those of people folded into them; bots' left out."""
    latest = Window(
        RowNumber(), partition_by=F("identity__person__canonical"), order_by=(F("occurred_us").desc(), F("pk").desc())
    )
    rows = Sighting.objects.filter(identity__person__canonical__in=people, bot=False).annotate(place=latest)
    seen: dict[int, list[int]] = defaultdict(list)
    for person, event in (
        rows.filter(place__lte=LOOKED_AT).order_by("place").values_list("identity__person__canonical", "event_id")
    ):
        seen[person or 0].append(event)
    return seen


def _who(person: Person) -> dict[str, Any]:
    return {
        "key": str(person.key),
        "name": person.name,
        "email": person.email,
        "title": person.title,
        "company": _company(person),
    }


def _company(person: Person) -> str:
    company = person.company
    return (company.name or company.domain or company.group_id or "") if company else ""


def _hand_raise(row: HandRaise | None) -> dict[str, Any] | None:
    return {"name": row.name, "occurred_us": row.occurred_us, "event": row.event_id} if row else None


def _stage(change: StageChange | None) -> dict[str, Any] | None:
    if change is None:
        return None
    return {
        "from": change.from_stage,
        "to": change.to_stage,
        "cause": change.cause,
        "rule": change.rule,
        "because": change.because,
        "moved_us": change.at_us,
    }


def _result(row: StageChange | Standing | None) -> dict[str, Any]:
    return {"scores": row.scores, "labels": row.labels, "matrix": row.matrix} if row else {}


def _deed(row: EventRow) -> dict[str, Any]:
    return {
        "event": row.id,
        "kind": row.kind,
        "name": row.name,
        "path": row.path,
        "title": row.title,
        "occurred_us": row.occurred_us,
    }

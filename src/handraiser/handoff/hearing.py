"""Events that say what sales decided on a hand-off, read and recorded. A refused one records nothing."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q

from handraiser.handoff.models import Decision, Handoff, Verdict
from handraiser.lifecycle import outcomes
from handraiser.lifecycle.models import Unfit
from handraiser.lifecycle.outcomes import Outcome, OutcomeRefused, Refusal
from handraiser.organisation.models import User
from handraiser.people import changing

VERDICTS: Mapping[str, Verdict] = {
    "Lead Accepted": Verdict.ACCEPTED,
    "Lead Rejected": Verdict.REJECTED,
    "Lead Recycled": Verdict.RECYCLED,
}


def hear(told: Sequence[Outcome]) -> None:
    """Record what these events say, in the caller's transaction. One that was heard before does nothing.

    An event decides the person's open hand-off. Where there is none it tells of one that other software knew: that is
    opened and decided at its moment, unless it only says again what the last one's decision was.
    """
    if not told:
        return
    heard = set(
        Decision.objects.filter(event_id__in=[each.event_id for each in told]).values_list("event_id", flat=True)
    )
    told = [each for each in told if each.event_id not in heard]
    desk, refusals = _Desk(told), list[Refusal]()
    for each in told:
        try:
            desk.decide(each)
        except OutcomeRefused as why:
            refusals.append(outcomes.refused(each, why))
    desk.write()
    outcomes.refuse(refusals)


@dataclass
class _Case:
    """A hand-off and its verdict so far."""

    handoff: Handoff
    verdict: str | None = None


@dataclass
class _Desk:
    """The hand-offs of the people that a batch speaks of, oldest first."""

    told: Sequence[Outcome]
    cases: dict[int, list[_Case]] = field(default_factory=lambda: defaultdict(list))
    by_key: dict[str, _Case] = field(default_factory=dict)
    opened: list[Handoff] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    people: set[int] = field(default_factory=set)
    leads: dict[int, int] = field(default_factory=dict)  # who the people of those hand-offs are now

    def __post_init__(self) -> None:
        self.owners = {email.lower(): pk for pk, email in User.objects.values_list("pk", "email")}
        for row in _known(self.told):
            case = _Case(row, row.decided.verdict if row.decided else None)
            self.leads[row.person_id] = row.person.canonical_id or row.person_id
            self.cases[self.leads[row.person_id]].append(case)
            self.by_key |= {str(row.key): case} | ({row.external_id: case} if row.external_id else {})

    def decide(self, told: Outcome) -> None:
        """Raises OutcomeRefused."""
        verdict, review_us = VERDICTS[told.name], told.moment("review_at")
        named = self.by_key.get(told.key("handoff_id"))
        waiting = [named] if named else [case for case in self.cases[told.lead] if case.verdict is None]
        if not waiting and self._says_again(told, verdict):
            return
        for case in waiting or [self._open(told)]:
            if case.verdict == verdict:
                continue
            if case.verdict is not None:
                raise OutcomeRefused(Unfit.ALREADY_DECIDED, case.verdict)
            case.verdict = verdict
            self.people |= {told.lead, self.leads.get(case.handoff.person_id, told.lead)}
            self.decisions.append(self._decision(case.handoff, told, review_us))

    def write(self) -> None:
        Handoff.objects.bulk_create(self.opened)
        for decision in self.decisions:
            decision.handoff_id = decision.handoff.pk
        Decision.objects.bulk_create(self.decisions)
        changing.mark(self.people)

    def _says_again(self, told: Outcome, verdict: Verdict) -> bool:
        before = self.cases[told.lead]
        return not told.key("handoff_id") and bool(before) and before[-1].verdict == verdict

    def _open(self, told: Outcome) -> _Case:
        handoff = Handoff(
            external_id=told.key("handoff_id") or None,
            person_id=told.person,
            opened_us=told.at_us,
            event_id=told.event_id,
            owner_id=self._owner(told),
        )
        case = _Case(handoff)
        self.cases[told.lead].append(case)
        if handoff.external_id:
            self.by_key[handoff.external_id] = case
        self.opened.append(handoff)
        return case

    def _decision(self, handoff: Handoff, told: Outcome, review_us: int | None) -> Decision:
        return Decision(
            handoff=handoff,
            verdict=VERDICTS[told.name],
            reason=told.text("reason"),
            review_us=review_us,
            owner_id=self._owner(told) or handoff.owner_id,
            at_us=max(told.at_us, handoff.opened_us),
            event_id=told.event_id,
        )

    def _owner(self, told: Outcome) -> int | None:
        return self.owners.get(told.text("owner").lower())


def _known(told: Sequence[Outcome]) -> list[Handoff]:
    """Of these people, and those that are named by their keys."""
    keys = {key for each in told if (key := each.key("handoff_id"))}
    named = Q(external_id__in=keys) | Q(key__in=[uuid for key in keys if (uuid := _uuid(key))])
    rows = Handoff.objects.filter(Q(person__canonical__in={each.lead for each in told}) | named)
    return list(rows.select_related("person", "decision").order_by("opened_us", "id"))


def _uuid(key: str) -> UUID | None:
    try:
        return UUID(key)
    except ValueError:
        return None

"""What happened to a draft or a version, as the audit log has it: nobody can change what it says."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from handraiser.lifecycle.commenting import part_name
from handraiser.lifecycle.drafting import subject
from handraiser.lifecycle.drafts import Draft, Ending, Outcome, Team
from handraiser.lifecycle.models import ModelVersion
from handraiser.organisation.models import AuditEntry

ACTS: dict[str, Promise] = {
    "draft.begun": gettext_lazy("began the draft"),
    "draft.saved": gettext_lazy("saved it"),
    "draft.proposed": gettext_lazy("proposed it to both teams"),
    "draft.signed": gettext_lazy("signed it"),
    "draft.withdrawn": gettext_lazy("ended the proposal"),
    "draft.scheduled": gettext_lazy("set a time for it to be published"),
    "draft.schedule_called_off": gettext_lazy("called the time off"),
    "draft.not_published": gettext_lazy("was due and was not published"),
    "draft.discarded": gettext_lazy("gave it up"),
    "draft.commented": gettext_lazy("commented"),
    "draft.comment_resolved": gettext_lazy("resolved a comment"),
    "draft.shadow_begun": gettext_lazy("began a shadow run"),
    "draft.shadow_ended": gettext_lazy("ended the shadow run"),
    "model.published": gettext_lazy("published it"),
    "model.changes_applied": gettext_lazy("applied waiting changes"),
    "model.changes_left": gettext_lazy("left waiting changes as they are"),
    "model.changes_undone": gettext_lazy("undid that"),
    "model.rolled_back_urgently": gettext_lazy("rolled back without signatures"),
}


@dataclass(frozen=True)
class Step:
    """One line: who did what, and what they said or what of it counts."""

    at: datetime
    by: str
    act: str
    more: str


def of_draft(draft: Draft) -> list[Step]:
    """Oldest first."""
    return [_step(entry) for entry in AuditEntry.objects.filter(subject=subject(draft)).order_by("pk")]


def of_version(version: ModelVersion) -> list[Step]:
    """How it came in force, with what became of its draft; oldest first."""
    published = AuditEntry.objects.filter(subject=f"model version {version.number}").order_by("pk")
    steps = [_step(entry) for entry in published]
    return of_draft(version.proposal.revision.draft) + steps if version.proposal else steps


def _step(entry: AuditEntry) -> Step:
    act = str(ACTS.get(entry.act, entry.act))
    return Step(entry.at, entry.by_name, act, _more(entry))


def _more(entry: AuditEntry) -> str:
    facts = entry.facts
    if entry.act == "draft.saved":
        return _("revision %(number)s") % {"number": facts.get("revision")}
    if entry.act == "draft.withdrawn":
        told = [str(Ending(facts["ending"]).label), facts.get("why", "")]
        return ": ".join(each for each in told if each)
    if entry.act == "draft.not_published":
        return f"{Outcome(facts['outcome']).label} {facts.get('found', '')}".strip()
    if entry.act == "draft.signed":
        team = _("for %(team)s") % {"team": Team(facts["team"]).label}
        return ": ".join(each for each in (team, facts.get("why", "")) if each)
    if "people" in facts:
        people = ngettext("%(number)d person", "%(number)d people", facts["people"]) % {"number": facts["people"]}
        return ": ".join(each for each in (people, facts.get("why", "")) if each)
    if "comment" in facts:
        return part_name(facts.get("path", ""))
    return str(facts.get("why") or facts.get("name") or facts.get("note") or facts.get("due") or "")

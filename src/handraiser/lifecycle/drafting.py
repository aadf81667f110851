"""Working on a draft: beginning, saving and giving it up."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from handraiser import clock
from handraiser.errors import HandraiserError
from handraiser.lifecycle.drafts import Discard, Draft, Ending, Proposal, Release, Revision, Withdrawal
from handraiser.lifecycle.models import ModelVersion
from handraiser.organisation import audit
from handraiser.organisation.models import User

LONGEST = 255


class DraftIsClosed(HandraiserError):
    """It is published or given up."""

    status = 409


class DraftChanged(HandraiserError):
    """Somebody else saved it, or put another wording to the teams, while the page was open."""

    status = 409


class SignaturesAtStake(HandraiserError):
    """To save would end a proposal, and nobody has said that it may."""

    status = 409


class NeedsWords(HandraiserError):
    """A name or a reason is missing."""


@dataclass(frozen=True)
class Wording:
    """What is to be saved. base: the number of the version that it changes, 0 where there is none."""

    document: str
    name: str
    base: int


def begin(wording: Wording, by: User, returns_to: ModelVersion | None = None) -> Draft:
    """A new draft. Raises NeedsWords."""
    name = said(wording.name, _("Say what the draft changes, and why."))
    with transaction.atomic():
        now = clock.now_us()
        draft = Draft.objects.create(name=name, begun_us=now, begun_by=by, returns_to=returns_to)
        _revise(draft, 1, wording, by)
        audit.record("draft.begun", subject(draft), by=by, name=name, base=wording.base)
    return draft


def save(draft: Draft, wording: Wording, by: User, *, seen: int, voids: int | None = None) -> Draft:
    """Another revision of it, where it says anything new. A proposal ends by that, with its signatures.

    seen: the number of the revision that was edited. voids: the proposal that the user agreed to end.
    Raises DraftIsClosed, DraftChanged, SignaturesAtStake, NeedsWords.
    """
    name = said(wording.name, _("Say what the draft changes, and why."))
    with transaction.atomic():
        draft = held(draft.pk)
        last = latest(draft)
        if last.number != seen:
            told = {"number": last.number, "by": last.by}
            words = _("%(by)s saved revision %(number)d of this draft while you edited. Compare it with yours.")
            raise DraftChanged(words % told)
        if draft.name != name:
            draft.name = name
            draft.save(update_fields=["name"])
        if (last.document, last.base) != (wording.document, wording.base):
            _void(draft, voids, by)
            _revise(draft, last.number + 1, wording, by)
            audit.record("draft.saved", subject(draft), by=by, revision=last.number + 1, base=wording.base)
    return draft


def discard(draft: Draft, why: str, by: User) -> None:
    """Give it up; an open proposal ends by that. Raises DraftIsClosed, NeedsWords."""
    why = said(why, _("Say why the draft is given up."))
    with transaction.atomic():
        draft = held(draft.pk)
        if proposal := open_proposal(draft):
            end(proposal, Ending.DISCARDED, why, by)
        Discard.objects.create(draft=draft, at_us=clock.now_us(), by=by, why=why)
        audit.record("draft.discarded", subject(draft), by=by, why=why)


def end(proposal: Proposal, ending: Ending, why: str, by: User) -> None:
    """End an open proposal, in the caller's transaction; what was to be published is called off."""
    now = clock.now_us()
    Withdrawal.objects.create(proposal=proposal, ending=ending, at_us=now, by=by, why=why[:LONGEST])
    waiting = Release.objects.filter(proposal=proposal, ended_us=None)
    waiting.update(ended_us=now, outcome="cancelled", ended_by=by)
    draft, signatures = proposal.revision.draft, proposal.signatures.count()
    audit.record("draft.withdrawn", subject(draft), by=by, ending=ending, why=why, signatures_void=signatures)


def held(pk: int) -> Draft:
    """The draft, locked until the caller's transaction ends. Raises DraftIsClosed where it is at its end."""
    draft = Draft.objects.select_for_update().get(pk=pk)
    if version := published_as(draft):
        words = _("This draft is published as version %(number)d. Begin a new one to change it.")
        raise DraftIsClosed(words % {"number": version.number})
    if gone := Discard.objects.filter(draft=draft).select_related("by").first():
        raise DraftIsClosed(_("%(by)s has given this draft up. Begin a new one.") % {"by": gone.by})
    return draft


def latest(draft: Draft) -> Revision:
    """What the draft says now."""
    return draft.revisions.select_related("by").order_by("-number")[0]


def open_proposal(draft: Draft) -> Proposal | None:
    """What both teams are asked about now."""
    found = Proposal.objects.filter(revision__draft=draft, withdrawal=None, version=None)
    return found.select_related("revision__draft", "by").first()


def published_as(draft: Draft) -> ModelVersion | None:
    return ModelVersion.objects.filter(proposal__revision__draft=draft).first()


def newest_number() -> int:
    """Of the version in force; 0 where there is none."""
    return ModelVersion.objects.order_by("-number").values_list("number", flat=True).first() or 0


def subject(draft: Draft) -> str:
    """How the audit log calls it."""
    return f"draft {draft.pk}"


def said(words: str, complaint: str) -> str:
    """The words as they are kept. Raises NeedsWords with the complaint where there are none."""
    if not (words := words.strip()[:LONGEST]):
        raise NeedsWords(complaint)
    return words


def _void(draft: Draft, agreed: int | None, by: User) -> None:
    proposal = open_proposal(draft)
    if proposal is None:
        return
    if proposal.pk != agreed:
        raise SignaturesAtStake(
            _("This draft is proposed: to change it ends the proposal, and its signatures count for nothing.")
        )
    end(proposal, Ending.EDITED, "", by)


def _revise(draft: Draft, number: int, wording: Wording, by: User) -> None:
    Revision.objects.create(
        draft=draft, number=number, document=wording.document, base=wording.base, at_us=clock.now_us(), by=by
    )

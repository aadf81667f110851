"""Putting a draft to both teams, signing it, and taking the question back."""

from django.db import transaction
from django.utils.translation import gettext as _

from handraiser import clock
from handraiser.errors import HandraiserError
from handraiser.lifecycle import drafting, publishing
from handraiser.lifecycle.drafting import DraftChanged, held, latest, newest_number, open_proposal, said, subject
from handraiser.lifecycle.drafts import Draft, Ending, Proposal, Release, Revision, Signature, Team
from handraiser.lifecycle.models import ModelVersion
from handraiser.organisation import audit
from handraiser.organisation.models import Role, User
from handraiser.scoring.language import Problem


class NotProposable(HandraiserError):
    """Nobody is to sign what cannot be published, or what changes nothing."""

    def __init__(self, words: str, problems: list[Problem] | None = None) -> None:
        self.problems = problems or []
        super().__init__(" ".join([words, *map(str, self.problems)]))


class Outdated(HandraiserError):
    """Another version has come in force since the draft was written."""

    status = 409


class WrongTeam(HandraiserError):
    """Not of the team that signs."""

    status = 403


class SignedBefore(HandraiserError):
    """The team or the person has signed already."""

    status = 409


class NotProposed(HandraiserError):
    """There is nothing to sign or to withdraw."""

    status = 409


def propose(draft: Draft, why: str, by: User, *, seen: int) -> Proposal:
    """Put the draft to both teams. Raises NotProposable, Outdated, DraftChanged, DraftIsClosed."""
    with transaction.atomic():
        draft = held(draft.pk)
        revision = latest(draft)
        if revision.number != seen:
            raise DraftChanged(_("This draft was changed meanwhile. Look at it again before you propose it."))
        if open_proposal(draft):
            raise NotProposable(_("This draft is proposed already."))
        require_current(revision)
        _require_sound(revision)
        proposal = Proposal.objects.create(
            revision=revision, at_us=clock.now_us(), by=by, why=why.strip()[: drafting.LONGEST]
        )
        audit.record("draft.proposed", subject(draft), by=by, revision=revision.number, why=proposal.why)
    return proposal


def require_current(revision: Revision) -> None:
    """Raises Outdated unless the draft changes the version in force."""
    newest = newest_number()
    if revision.base != newest:
        told = {"newest": newest, "base": revision.base}
        raise Outdated(
            _(
                "This draft changes version %(base)d, and version %(newest)d is in force by now. "
                "Open it in the editor: it shows what version %(newest)d changed, for you to take over."
            )
            % told
        )


def _require_sound(revision: Revision) -> None:
    if problems := publishing.check(revision.document):
        raise NotProposable(_("This draft cannot be proposed yet."), problems)
    if ModelVersion.objects.filter(number=newest_number(), document=revision.document).exists():
        raise NotProposable(_("It says the same as the version in force, so there is nothing to sign."))


def sign(draft: Draft, team: Team, why: str, by: User, *, proposal: int) -> Signature:
    """A team's yes. proposal: the one that was read.

    Raises WrongTeam, SignedBefore, DraftChanged, NotProposed, DraftIsClosed.
    """
    _require_team(team, by)
    with transaction.atomic():
        draft = held(draft.pk)
        asked = _asked(draft, proposal)
        _require_unsigned(asked, team, by)
        signature = Signature.objects.create(
            proposal=asked, team=team, at_us=clock.now_us(), by=by, why=why.strip()[: drafting.LONGEST]
        )
        audit.record("draft.signed", subject(draft), by=by, team=team, proposal=asked.pk, why=signature.why)
    return signature


def withdraw(draft: Draft, why: str, by: User, *, proposal: int) -> None:
    """Take the question back, or send it back to who asked. Raises NotProposed, DraftChanged, NeedsWords."""
    why = said(why, _("Say why the proposal is withdrawn."))
    with transaction.atomic():
        drafting.end(_asked(held(draft.pk), proposal), Ending.WITHDRAWN, why, by)


def missing(proposal: Proposal) -> list[Team]:
    """The teams that have not signed yet."""
    signed = set(proposal.signatures.values_list("team", flat=True))
    return [team for team in Team if team not in signed]


def _require_team(team: Team, by: User) -> None:
    if by.role == team:
        return
    if by.role == Role.ADMINISTRATOR:
        raise WrongTeam(
            _("An administrator signs for neither team: a signature says that marketing, or sales, agrees.")
        )
    raise WrongTeam(_("Only somebody of the role %(team)s signs for that team.") % {"team": team.label})


def _asked(draft: Draft, pk: int) -> Proposal:
    asked = open_proposal(draft)
    if asked is None:
        raise NotProposed(_("This draft is not proposed, or no longer: there is nothing to sign."))
    if asked.pk != pk:
        raise DraftChanged(
            _("This draft was changed and proposed anew since you read it. Look at it again before you decide.")
        )
    return asked


def _require_unsigned(asked: Proposal, team: Team, by: User) -> None:
    for signature in asked.signatures.select_related("by"):
        if signature.by_id == by.pk:
            raise SignedBefore(
                _("You have signed this proposal already. The two signatures come from two different people.")
            )
        if signature.team == team:
            told = {"by": signature.by, "team": signature.get_team_display()}
            raise SignedBefore(_("%(by)s has signed for %(team)s already.") % told)


def waiting_release(proposal: Proposal) -> Release | None:
    """When it is to be published, if somebody has said so."""
    return proposal.releases.filter(ended_us=None).select_related("by").first()

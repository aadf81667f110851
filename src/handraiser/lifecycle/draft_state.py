"""Where a draft stands: what is derived from its rows, for pages."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from handraiser.lifecycle import drafting, publishing, signing
from handraiser.lifecycle.drafts import Discard, Draft, Outcome, Proposal, Release, Revision, Signature, Team
from handraiser.lifecycle.models import ModelVersion
from handraiser.organisation.models import User
from handraiser.scoring.language import Problem


@dataclass(frozen=True)
class Seat:
    """One team's place on the page: its signature, or who could give it."""

    team: Team
    signature: Signature | None
    somebody: bool  # an active user has the role


@dataclass(frozen=True)
class DraftState:
    """A draft with all that the page asks of it. proposal: the open one."""

    draft: Draft
    revision: Revision
    proposal: Proposal | None
    version: ModelVersion | None
    discard: Discard | None

    @classmethod
    def of(cls, draft: Draft) -> "DraftState":
        gone = Discard.objects.filter(draft=draft).select_related("by").first()
        version = drafting.published_as(draft)
        return cls(draft, drafting.latest(draft), drafting.open_proposal(draft), version, gone)

    @property
    def is_open(self) -> bool:
        return self.version is None and self.discard is None

    @property
    def word(self) -> str:
        """The state in a word or two."""
        if self.version:
            return _("published")
        if self.discard:
            return _("given up")
        if not self.proposal:
            return _("draft")
        if self.is_signed:
            return _("signed")
        return _("proposed")

    @property
    def tone(self) -> str:
        """The colour of the word."""
        if not self.is_open:
            return ""
        return "good" if self.is_signed else "accent" if self.proposal else "warn"

    @cached_property
    def seats(self) -> list[Seat]:
        asked = self.proposal or (self.version.proposal if self.version else None)
        given = {each.team: each for each in asked.signatures.select_related("by")} if asked else {}
        roles = set(User.objects.filter(is_active=True).values_list("role", flat=True))
        return [Seat(team, given.get(team), team in roles) for team in Team]

    @property
    def is_signed(self) -> bool:
        return bool(self.proposal) and all(seat.signature for seat in self.seats)

    @cached_property
    def release(self) -> Release | None:
        """When it is to be published."""
        return signing.waiting_release(self.proposal) if self.proposal else None

    @cached_property
    def failed(self) -> Release | None:
        """The last time that it was due and could not be published."""
        if not self.proposal:
            return None
        last = self.proposal.releases.order_by("-pk").first()
        return last if last and last.outcome in (Outcome.OUTDATED, Outcome.REFUSED) else None

    @cached_property
    def newest(self) -> int:
        return drafting.newest_number()

    @property
    def is_outdated(self) -> bool:
        return self.is_open and self.revision.base != self.newest

    @cached_property
    def problems(self) -> list[Problem]:
        """What keeps it from being proposed; asked only while it is not."""
        return publishing.check(self.revision.document) if self.is_open and not self.proposal else []


def open_drafts() -> list[DraftState]:
    """Those worked on, newest first."""
    drafts = Draft.objects.filter(discard=None).exclude(revisions__proposals__version__isnull=False)
    return [DraftState.of(draft) for draft in drafts.select_related("begun_by").order_by("-pk")]

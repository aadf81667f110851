"""Publishing what both teams have signed: now, or by itself at a time.

A release is a row with a due time. Whoever ends it does so in the transaction that publishes, on a row that is locked:
it fires once, whichever worker comes to it, and one that is killed leaves it due.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from handraiser import clock
from handraiser.errors import HandraiserError
from handraiser.lifecycle import publishing
from handraiser.lifecycle.drafting import held, newest_number, open_proposal, subject
from handraiser.lifecycle.drafts import Draft, Outcome, Proposal, Release
from handraiser.lifecycle.models import ModelVersion
from handraiser.lifecycle.publishing import Order, put_in_force
from handraiser.lifecycle.signing import NotProposed, missing, require_current, waiting_release
from handraiser.organisation import audit
from handraiser.organisation.models import Organisation, User

FURTHEST_US = 366 * clock.DAY_US


class NotSigned(HandraiserError):
    """A signature is missing."""

    status = 409


class BadTime(HandraiserError):
    """Not a moment to publish at."""


class AlreadyDue(HandraiserError):
    """It waits for its time, or has no time any more."""

    status = 409


def publish_now(draft: Draft, by: User) -> ModelVersion:
    """Raises NotSigned, Outdated, NotProposed, NotPublished, DraftIsClosed."""
    with transaction.atomic():
        proposal = _signed(held(draft.pk))
        now = clock.now_us()
        if waiting := waiting_release(proposal):
            _end(waiting, Outcome.CANCELLED, by)
        release = Release(proposal=proposal, due_us=now, at_us=now, by=by)
        _hold()
        require_current(proposal.revision)
        if problems := publishing.check(proposal.revision.document):
            raise publishing.NotPublished(problems)
        _end(release, Outcome.PUBLISHED, by)
        return _publish(proposal, by)


def publish_at(draft: Draft, due_us: int, by: User) -> Release:
    """Let it be published at that time. Raises NotSigned, Outdated, NotProposed, AlreadyDue, BadTime."""
    with transaction.atomic():
        proposal = _signed(held(draft.pk))
        require_current(proposal.revision)
        if waiting_release(proposal):
            raise AlreadyDue(_("It waits for its time already. Call that off first."))
        now = clock.now_us()
        if not now < due_us < now + FURTHEST_US:
            raise BadTime(_("Choose a time that is still to come, within a year."))
        release = Release.objects.create(proposal=proposal, due_us=due_us, at_us=now, by=by)
        audit.record("draft.scheduled", subject(draft), by=by, due=clock.from_us(due_us).isoformat())
    return release


def call_off(draft: Draft, by: User) -> None:
    """It keeps its signatures, and waits for somebody to publish it. Raises AlreadyDue, NotProposed."""
    with transaction.atomic():
        proposal = open_proposal(held(draft.pk))
        waiting = waiting_release(proposal) if proposal else None
        if waiting is None:
            raise AlreadyDue(_("It does not wait for a time, or no longer."))
        _end(waiting, Outcome.CANCELLED, by)
        audit.record("draft.schedule_called_off", subject(draft), by=by)


def publish_due(limit: int) -> int:
    """The chore: publish what is due. Side by side with other workers; each release is one's alone."""
    due = Release.objects.filter(ended_us=None, due_us__lte=clock.now_us()).order_by("due_us", "pk")
    if not due.exists():
        return 0  # to find nothing is not worth the writers' lock
    with transaction.atomic():
        taken = list(due.select_for_update(skip_locked=True, of=("self",))[:limit])
        for release in taken:
            _fire(release)
    return len(taken)


def _fire(release: Release) -> None:
    """Publish, or say why it cannot be: nobody is there to be told."""
    _hold()
    proposal = Proposal.objects.select_related("revision__draft").get(pk=release.proposal_id)
    problems = publishing.check(proposal.revision.document)
    if proposal.revision.base != newest_number():
        _fail(release, Outcome.OUTDATED)
    elif problems:
        release.found = " ".join(map(str, problems))
        _fail(release, Outcome.REFUSED)
    else:
        _end(release, Outcome.PUBLISHED)
        _publish(proposal, release.by)


def _fail(release: Release, outcome: Outcome) -> None:
    _end(release, outcome)
    draft = release.proposal.revision.draft
    audit.record("draft.not_published", subject(draft), by_name="system", outcome=outcome, found=release.found[:500])


def _end(release: Release, outcome: Outcome, by: User | None = None) -> None:
    release.ended_us, release.outcome, release.ended_by = clock.now_us(), outcome, by
    release.save()


def _publish(proposal: Proposal, by: User) -> ModelVersion:
    draft = proposal.revision.draft
    return put_in_force(
        Order(proposal.revision.document, by, draft.name, proposal=proposal, returns_to=draft.returns_to)
    )


def _signed(draft: Draft) -> Proposal:
    proposal = open_proposal(draft)
    if proposal is None:
        raise NotProposed(_("This draft is not proposed: there is nothing to publish."))
    if lacking := missing(proposal):
        teams = ", ".join(str(team.label) for team in lacking)
        raise NotSigned(_("It is not published before both teams have signed. Missing: %(teams)s.") % {"teams": teams})
    return proposal


def _hold() -> None:
    """One publisher at a time, until the caller's transaction ends."""
    Organisation.get()
    Organisation.objects.select_for_update().get(pk=1)

"""Talking about the parts of a draft: commenting, answering, settling."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from handraiser import clock
from handraiser.errors import HandraiserError
from handraiser.lifecycle.comment_rows import Comment, Resolution
from handraiser.lifecycle.drafting import held, latest, subject
from handraiser.lifecycle.drafts import Draft
from handraiser.lifecycle.wording import spoken
from handraiser.organisation import audit
from handraiser.organisation.models import User
from handraiser.scoring.places import places

LONGEST = 2_000


class NothingSaid(HandraiserError):
    """An empty comment, or one that is too long."""


class NoSuchPart(HandraiserError):
    """The document has no such part, or no longer."""

    status = 409


class ResolvedBefore(HandraiserError):
    """Nothing was said since it was settled."""

    status = 409


@dataclass(frozen=True)
class Thread:
    """A comment with its answers. resolution: null while it is open. is_there: the document still has the part."""

    first: Comment
    answers: list[Comment]
    resolution: Resolution | None
    is_there: bool

    @property
    def part(self) -> str:
        return part_name(self.first.path)


def comment(draft: Draft, path: str, text: str, by: User) -> Comment:
    """Say something about a part, "" for the whole. Raises NothingSaid, NoSuchPart, DraftIsClosed."""
    text = _said(text)
    with transaction.atomic():
        draft = held(draft.pk)
        if path and path not in places(latest(draft).document):
            raise NoSuchPart(_("The draft has no %(path)s, or no longer.") % {"path": path[:200]})
        made = Comment.objects.create(draft=draft, path=path, text=text, at_us=clock.now_us(), by=by)
        audit.record("draft.commented", subject(draft), by=by, comment=made.pk, path=path)
    return made


def answer(first: Comment, text: str, by: User) -> Comment:
    """Raises NothingSaid, DraftIsClosed."""
    text = _said(text)
    with transaction.atomic():
        draft = held(first.draft_id)
        first = first.answers or first
        made = Comment.objects.create(
            draft=draft, path=first.path, answers=first, text=text, at_us=clock.now_us(), by=by
        )
        audit.record("draft.commented", subject(draft), by=by, comment=made.pk, path=first.path, answers=first.pk)
    return made


def resolve(first: Comment, by: User) -> Resolution:
    """Settle it. Raises ResolvedBefore, DraftIsClosed."""
    with transaction.atomic():
        draft = held(first.draft_id)
        first = first.answers or first
        last = first.answered_by.order_by("-pk").first() or first
        if Resolution.objects.filter(comment=first, after=last).exists():
            raise ResolvedBefore(_("It was resolved already, and nothing was said since."))
        made = Resolution.objects.create(comment=first, after=last, at_us=clock.now_us(), by=by)
        audit.record("draft.comment_resolved", subject(draft), by=by, comment=first.pk, path=first.path)
    return made


def threads(draft: Draft, there: list[str]) -> list[Thread]:
    """In the order of the document, parts that are gone at the end; within a part oldest first."""
    rows = list(draft.comments.select_related("by").order_by("pk"))
    resolved = {row.after_id: row for row in Resolution.objects.filter(comment__draft=draft).select_related("by")}
    found = [_thread(row, rows, resolved, there) for row in rows if row.answers_id is None]
    place = {path: number for number, path in enumerate(["", *there])}
    return sorted(found, key=lambda each: place.get(each.first.path, len(place)))


def part_name(path: str) -> str:
    """`scores.engagement.groups.content.rules.e_book` as one would say it: "Engagement, Content, E book"."""
    if not path:
        return _("The whole draft")
    parts = [part for part in path.split(".") if part not in ("scores", "groups", "rules")] or [path]
    return ", ".join(spoken(part) for part in parts)


def _thread(first: Comment, rows: list[Comment], resolved: dict[int, Resolution], there: list[str]) -> Thread:
    answers = [row for row in rows if row.answers_id == first.pk]
    last = answers[-1] if answers else first
    return Thread(first, answers, resolved.get(last.pk), not first.path or first.path in there)


def _said(text: str) -> str:
    if not (text := text.strip().replace("\r\n", "\n")):
        raise NothingSaid(_("Say something first."))
    if len(text) > LONGEST:
        told = {"found": len(text), "allowed": LONGEST}
        raise NothingSaid(_("That is too long: %(found)d characters; allowed: %(allowed)d.") % told)
    return text

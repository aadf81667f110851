"""Rule 10 in memory: one person's row folded into another's. Nothing is moved, so everything can be undone."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from handraiser.people.book import Book, Cause
from handraiser.people.cards import MergeCard, PersonCard
from handraiser.people.models import Act
from handraiser.people.showing import show


class Reason(models.TextChoices):
    """Why two rows are one person."""

    RECOGNISED = "recognised", _("A visitor's device was recognised")
    CLAIMED = "claimed", _("The device says so; nobody has confirmed it")
    USER_ID = "user_id", _("A server named both by one user id")
    CONFIRMED_EMAIL = "confirmed_email", _("The e-mail address was confirmed")
    ALIAS = "alias", _("A server said that two ids are one")
    BY_HAND = "by_hand", _("Merged by hand")
    DUPLICATE = "duplicate", _("A suggested duplicate was accepted")


def fold(
    book: Book, kept: PersonCard, folded: PersonCard, reason: Reason, cause: Cause, *, hold: bool = False
) -> MergeCard:
    """Fold one canonical person into another. A claim brings its events only, or with `hold` not even those."""
    claim = reason == Reason.CLAIMED
    merge = MergeCard(kept, folded, reason, cause.trust, cause.at_us, None if claim else cause.at_us)
    merge.event_id, merge.by = cause.event_id, cause.by
    merge.company_before, merge.company_trust_before = kept.company, kept.company_trust
    merge.owner_before = kept.owner_id
    book.merges[folded] = merge
    book.staged.merges.append(merge)
    members, folded.members = folded.members, []
    kept.members += members
    refold(book, members)
    book.spread(members, _act(reason), cause, claimed=True if claim else None, held=hold or None)
    _gather(book, kept, folded, merge)
    book.touch(kept, cause.at_us)
    book.touch(folded, cause.at_us)
    return merge


def by_age(one: PersonCard, other: PersonCard) -> tuple[PersonCard, PersonCard]:
    """The one known first is kept."""
    first, second = sorted((one, other), key=lambda each: (each.known_us is None, each.known_us, each.first_seen_us))
    return first, second


def refold(book: Book, members: list[PersonCard]) -> None:
    """Work out anew, from the merges in force, who each of these is now and since when."""
    for member in members:
        person, folded_us, speaks_us = member, 0, 0
        speaks = True
        while merge := book.merges.get(person):
            folded_us = max(folded_us, merge.at_us)
            speaks = speaks and merge.speaks_us is not None
            speaks_us = max(speaks_us, merge.speaks_us or 0)
            person = merge.kept
        member.canonical, member.folded_us = person, folded_us
        member.speaks_us = speaks_us if speaks else None
        book.staged.changed_people.add(member)


def settle(book: Book, claimant: PersonCard, act: Act, cause: Cause) -> None:
    """An open claim turns out true: what it said counts from now on."""
    person = claimant
    while (merge := book.merges[person]).speaks_us is not None:
        person = merge.kept
    merge.speaks_us = cause.at_us
    book.staged.changed_merges.add(merge)
    canonical = claimant.canonical
    silent = [member for member in canonical.members if not member.speaks]
    refold(book, silent)
    heard = [member for member in silent if member.speaks]
    book.spread(heard, act, cause, claimed=False, held=False)
    for member in heard:
        _speak(book, canonical, member)
    show(book, canonical)
    book.touch(canonical, cause.at_us)


def unfold(book: Book, merge: MergeCard, cause: Cause) -> None:
    """Undo a merge: the folded row, with those folded into it, is a person of its own again.

    The caller recounts both from their rows (`recounting.py`): what was united cannot be told apart from memory.
    """
    canonical = merge.kept.canonical
    del book.merges[merge.folded]
    merge.undone, merge.at_us, merge.by = True, cause.at_us, cause.by
    book.staged.changed_merges.add(merge)
    everybody, canonical.members = canonical.members, []
    refold(book, everybody)
    for member in everybody:
        member.canonical.members.append(member)
    claim = merge.speaks_us is None
    apart = merge.folded.members
    book.spread(
        apart,
        Act.CUT if claim else Act.UNMERGED,
        cause,
        claimed=False if claim else None,
        held=False if claim else None,
        person=canonical if claim else None,
    )
    if not claim:
        _give_back(book, merge)
    book.touch(canonical, cause.at_us)
    book.touch(merge.folded, cause.at_us)


def _give_back(book: Book, merge: MergeCard) -> None:
    """Company and owner that came from the folded row go with it, up to the canonical row."""
    company, owner = merge.folded.company, merge.folded.owner_id
    step: MergeCard | None = merge
    while step is not None:
        kept = step.kept
        if company is not None and kept.company is company:
            kept.company, kept.company_trust = step.company_before, step.company_trust_before
        if owner is not None and kept.owner_id == owner:
            kept.owner_id = step.owner_before
        book.staged.changed_people.add(kept)
        step = book.merges.get(kept)


def _gather(book: Book, kept: PersonCard, folded: PersonCard, merge: MergeCard) -> None:
    """The oldest first seen, the newest last seen; of what speaks also the rest."""
    kept.first_seen_us = min(kept.first_seen_us, folded.first_seen_us)
    if kept.bot and not folded.bot:
        kept.last_seen_us, kept.bot = folded.last_seen_us, False
    elif kept.bot == folded.bot:
        kept.last_seen_us = max(kept.last_seen_us, folded.last_seen_us)
    book.staged.changed_people.add(kept)
    if merge.speaks_us is not None:
        _speak(book, kept, folded)
        show(book, kept)


def _speak(book: Book, kept: PersonCard, folded: PersonCard) -> None:
    if folded.known_us is not None:
        kept.known_us = min(kept.known_us or folded.known_us, folded.known_us)
    kept.owner_id = kept.owner_id or folded.owner_id
    if folded.company and (kept.company is None or folded.company_trust > kept.company_trust):
        kept.company, kept.company_trust = folded.company, folded.company_trust
    book.staged.changed_people.add(kept)


def _act(reason: Reason) -> Act:
    return {Reason.CLAIMED: Act.CLAIMED, Reason.RECOGNISED: Act.LINKED}.get(reason, Act.MERGED)

"""Rule 7: what is said of a person or a company becomes recorded values, in force or refused."""

import json

from handraiser.people import precedence
from handraiser.people.book import Book, Cause
from handraiser.people.cards import CompanyCard, PersonCard, TraitCard
from handraiser.people.said import Values

EMAIL, EMAIL_DOMAIN = "email", "email_domain"


def record(book: Book, whose: PersonCard | CompanyCard, values: Values, cause: Cause, *, corrects: bool = True) -> bool:
    """Record values by precedence; whether any took force. Said again, a value leaves no second row."""
    changed = False
    for name, value in values.items():
        held = whose.traits.get(name)
        is_past = held is not None and cause.at_us < held.set_us
        if held is not None and held.value == value and held.trust >= cause.trust and not is_past:
            continue
        if held is not None and is_past and cause.trust <= held.trust:
            _record_past(book, whose, _card(name, value, cause))
        elif not precedence.outranks(cause.trust, held.trust if held else None):
            refuse(book, whose, name, value, cause)
        elif corrects or held is None:
            _put_in_force(book, whose, held, _card(name, value, cause))
            changed = True
    return changed


def refuse(book: Book, whose: PersonCard | CompanyCard, name: str, value: str | None, cause: Cause) -> None:
    """Record once that it was said; it never counts."""
    if (name, value) not in whose.refusals:
        whose.refusals.add((name, value))
        card = _card(name, value, cause)
        card.in_force, card.refused = False, True
        book.staged.traits.append((whose, card))


def _record_past(book: Book, whose: PersonCard | CompanyCard, card: TraitCard) -> None:
    """Imported history: it was so until what is in force now was said."""
    card.in_force = False
    book.staged.traits.append((whose, card))


def email_values(address: str, domain: str) -> Values:
    """The trait and the one derived from it."""
    return {EMAIL: json.dumps(address, ensure_ascii=False), EMAIL_DOMAIN: json.dumps(domain)}


def _put_in_force(book: Book, whose: PersonCard | CompanyCard, held: TraitCard | None, card: TraitCard) -> None:
    if held is not None:
        held.in_force = False
        if held.id:
            book.staged.superseded.append(held.id)
    whose.traits[card.name] = card
    book.staged.traits.append((whose, card))


def _card(name: str, value: str | None, cause: Cause) -> TraitCard:
    return TraitCard(
        name,
        value,
        cause.trust,
        cause.at_us,
        source_id=cause.source_id,
        set_by=cause.by,
        event_id=cause.event_id,
    )

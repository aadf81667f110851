"""What an event brings to the person it belongs to: traits, consents, a company."""

import json

from handraiser.people import companies
from handraiser.people.book import Book, Cause, Proof
from handraiser.people.cards import PersonCard
from handraiser.people.models import Trust
from handraiser.people.recording import EMAIL, EMAIL_DOMAIN, email_values, record, refuse
from handraiser.people.said import Said
from handraiser.people.showing import SHOWN, show


def believe(book: Book, said: Said, person: PersonCard, cause: Cause) -> None:
    """Record the traits, the consents and the company that the event brings to the person's own row."""
    if said.traits:
        _believe_traits(book, said, person, cause)
    believe_consents(book, said, person, cause)
    companies.believe(book, said, person, cause)


def _believe_traits(book: Book, said: Said, person: PersonCard, cause: Cause) -> None:
    values = dict(said.traits)
    if EMAIL in values and values[EMAIL] is not None:
        raw = values.pop(EMAIL)
        if said.email and _is_own(book, said, person):
            values |= email_values(said.email.value, said.email.domain)
        elif said.corrects:
            refuse(book, person, EMAIL, json.dumps(said.email.value) if said.email else raw, cause)
    elif EMAIL in values:
        values[EMAIL_DOMAIN] = None
    changed = record(book, person, values, cause, corrects=said.corrects)
    if changed and person.speaks and not SHOWN.isdisjoint(values):
        show(book, person.canonical)


def _is_own(book: Book, said: Said, person: PersonCard) -> bool:
    """An address that identifies somebody else is not this person's; a role mailbox identifies nobody."""
    assert said.email is not None
    if said.email.role:
        return True
    owner = book.emails[said.email.value].person if said.email.value in book.emails else None
    return owner is person or (owner is not None and person.speaks and owner.canonical is person.canonical)


def believe_consents(book: Book, said: Said, person: PersonCard, cause: Cause) -> bool:
    """Whether any was news. Imported history, like a browser, never grants what was refused."""
    proof = Proof(said.wording, said.wording_version, "", said.event.ip)
    members = person.canonical.speaking if person.speaks else [person]
    refused = {purpose for member in members for purpose, granted in member.consents.items() if not granted}
    answers = {each for each in said.consents.items() if not (said.is_history and each[1] and each[0] in refused)}
    news = [believe_consent(book, person, *each, cause, proof) for each in sorted(answers)]
    return any(news)


def believe_consent(book: Book, person: PersonCard, purpose: str, granted: bool, cause: Cause, proof: Proof) -> bool:
    """A browser never grants what was refused. Whether it was news."""
    members = person.canonical.speaking if person.speaks else [person]
    refused = any(member.consents.get(purpose) is False for member in members)
    if person.consents.get(purpose) is granted or (granted and refused and cause.trust == Trust.T0):
        return False
    person.consents[purpose] = granted
    book.staged.consents.append((person, purpose, granted, cause, proof))
    return True

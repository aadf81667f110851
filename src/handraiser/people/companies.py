"""Rule 9: which company a person belongs to, and what is known of it."""

import functools
import json

from publicsuffixlist import PublicSuffixList

from handraiser.events.models import Kind
from handraiser.people import normalising
from handraiser.people.book import Book, Cause
from handraiser.people.cards import CompanyCard, PersonCard
from handraiser.people.models import Trust
from handraiser.people.normalising import Email
from handraiser.people.recording import EMAIL, record
from handraiser.people.said import Said, Values
from handraiser.people.showing import storable, text
from handraiser.scoring.lists import free_mail

CONTACT_POINT = "contact_email"  # a company's role mailbox
DOMAINS = ("domain", "website", "url")  # traits of a group that may say its domain


def believe(book: Book, said: Said, person: PersonCard, cause: Cause) -> None:
    """The company by a server's `group`, else provisionally by e-mail domain; then what is said of it."""
    if said.event.kind == Kind.GROUP:
        if said.group and said.trusted and person.speaks:
            company = _of_group(book, said, person)
            join(book, person, company, cause.trust)
            describe(book, company, said.company, cause)
        return
    if said.email and person.speaks:
        _join_by_domain(book, said, person, cause)
    if said.company and person.speaks and person.canonical.company:
        describe(book, person.canonical.company, said.company, cause, corrects=said.corrects)


def join(book: Book, person: PersonCard, company: CompanyCard, trust: int) -> None:
    """The person's own row, and the person it counts for, belong to the company from now on."""
    for whose in (person, person.canonical):
        better = whose.company is None or trust >= max(whose.company_trust, Trust.T1)
        if better and (whose.company is not company or whose.company_trust != trust):
            whose.company, whose.company_trust = company, trust
            book.staged.changed_people.add(whose)


def describe(book: Book, company: CompanyCard, values: Values, cause: Cause, *, corrects: bool = True) -> None:
    """Record traits of a company; everybody in it is scored anew where one took force."""
    if not record(book, company, values, cause, corrects=corrects):
        return
    book.staged.touched_companies[company] = cause.at_us
    held = company.traits.get("name")
    said = json.loads(held.value) if held and held.value else ""
    name = storable(said)[:255] if isinstance(said, str) else ""
    if name != company.name:
        company.name = name
        book.staged.changed_companies.add(company)


def rejoin(book: Book, person: PersonCard) -> None:
    """The company of a canonical person that has none any more, by the e-mail in force."""
    address = normalising.email(text(person, EMAIL))
    domain = of_email_domain(address.domain) if address else None
    if person.company is None and domain in book.domains:
        person.company, person.company_trust = book.domains[domain], Trust.T0
        book.staged.changed_people.add(person)


def _of_group(book: Book, said: Said, person: PersonCard) -> CompanyCard:
    """The group's company: known by id, else by the domain it states, else the one the person's e-mail led to."""
    assert said.group is not None
    if known := book.groups.get(said.group):
        return known
    domain = stated_domain(said.company)
    here = person.canonical.company
    found = book.domains.get(domain) if domain else here if here and here.domain else None
    if found is None or found.group_id is not None:
        taken = domain is None or domain in book.domains
        return add(book, said.known_us, domain=None if taken else domain, group_id=said.group)
    found.group_id = said.group
    book.groups[said.group] = found
    book.staged.changed_companies.add(found)
    return found


def _join_by_domain(book: Book, said: Said, person: PersonCard, cause: Cause) -> None:
    """Provisional: only where there is no company yet, or a server corrects an earlier provisional one."""
    assert said.email is not None
    domain = of_email_domain(said.email.domain)
    if domain is None or not (said.email.role or _is_in_force(said.email, person)):
        return
    here = person.canonical
    if here.company is None or (said.trusted and here.company_trust == Trust.T0 and here.company.domain != domain):
        company = book.domains.get(domain) or add(book, said.known_us, domain=domain)
        for whose in (person, here):
            whose.company, whose.company_trust = company, Trust.T0
            book.staged.changed_people.add(whose)
    if said.email.role and domain in book.domains:
        point: Values = {CONTACT_POINT: json.dumps(said.email.value, ensure_ascii=False)}
        describe(book, book.domains[domain], point, cause, corrects=False)


def _is_in_force(email: Email, person: PersonCard) -> bool:
    return text(person.canonical, EMAIL) == email.value


def add(book: Book, at_us: int, *, domain: str | None = None, group_id: str | None = None) -> CompanyCard:
    """A new company."""
    company = CompanyCard(domain, group_id, at_us)
    book.staged.companies.append(company)
    if domain:
        book.domains[domain] = company
    if group_id:
        book.groups[group_id] = company
    return company


@functools.lru_cache(maxsize=16_384)
def of_email_domain(domain: str) -> str | None:
    """The company's domain behind an e-mail's: None for free mail and for what nobody can own."""
    own: str | None = _suffixes().privatesuffix(domain)
    if own is None or domain in free_mail() or own in free_mail():
        return None
    return own


def stated_domain(values: Values) -> str | None:
    """The domain that a group's traits state, if any."""
    for name in DOMAINS:
        stated = json.loads(values.get(name) or "null")
        if isinstance(stated, str) and stated.strip():
            host = stated.strip().partition("://")[2] or stated.strip()
            address = normalising.email(f"x@{host.partition('/')[0].partition(':')[0]}")
            return of_email_domain(address.domain) if address else None
    return None


@functools.cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()

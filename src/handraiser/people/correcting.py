"""What a user knows better: a trait, the owner, the company. Trusted as T2, so no browser or server overwrites it."""

import json
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from handraiser.errors import HandraiserError
from handraiser.organisation import audit
from handraiser.organisation.models import User
from handraiser.people import companies, loading, normalising
from handraiser.people.acting import Acting, acting
from handraiser.people.cards import CompanyCard, PersonCard
from handraiser.people.models import Act, Company, Identity, IdentityKind, Person, Trust
from handraiser.people.normalising import Email
from handraiser.people.recording import EMAIL, EMAIL_DOMAIN, email_values, record
from handraiser.people.said import COMPANY, LONGEST_NAME
from handraiser.people.showing import show, storable


class WrongTrait(HandraiserError):
    """The name or the value cannot be recorded."""


class EmailTaken(HandraiserError):
    """The address identifies somebody else."""

    status = 409


def set_trait(person: Person, name: str, value: Any, *, by: User) -> None:
    """Record a trait in a user's name; None removes it. `company.x` is recorded of the person's company.

    Raises WrongTrait, and EmailTaken where the address is another person's.
    """
    name = name.strip()
    if not name or len(name) > LONGEST_NAME or name == EMAIL_DOMAIN:
        raise WrongTrait(
            _("%(name)s is no trait you can set; allowed: a name of up to 255 characters, not email_domain.")
            % {"name": repr(name[:40])}
        )
    with acting(person, by=by) as act:
        who = act.who(person)
        if name.startswith(f"{COMPANY}."):
            _set_of_company(act, who, name.removeprefix(f"{COMPANY}."), value)
        elif name == EMAIL and value is not None:
            _set_email(act, who, value)
        else:
            removed = (EMAIL, EMAIL_DOMAIN) if name == EMAIL else ()
            record(act.book, who, {name: _json(value)} | dict.fromkeys(removed), act.cause)
        show(act.book, who)
        act.book.touch(who, act.cause.at_us)
        audit.record("person.trait_set", f"person {who.id}", by=by, trait=name)  # the value is in the trait's history


def set_owner(person: Person, owner: User | None, *, by: User) -> None:
    """Who looks after this person; None: nobody."""
    with acting(person, by=by) as act:
        who = act.who(person)
        who.owner_id = owner.pk if owner else None
        act.book.staged.changed_people.add(who)
        audit.record("person.owner_set", f"person {who.id}", by=by, owner=who.owner_id)


def set_owners(owners: Mapping[int, int | None], *, by: User) -> dict[int, int | None]:
    """Give canonical people, by id, their owners (None: nobody) at once. Returns the owners before of those changed."""
    before: dict[int, int | None] = {}
    with acting(*Person.objects.filter(pk__in=owners, canonical=F("pk")), by=by) as act:
        for pk, owner in owners.items():
            who = act.book.people.get(pk)
            if who is not None and who.canonical is who and who.owner_id != owner:
                before[pk], who.owner_id = who.owner_id, owner
                act.book.staged.changed_people.add(who)
    return before


def set_owner_of(company: Company, owner: User | None, *, by: User) -> User | None:
    """Who looks after a company; None: nobody. Its people keep the owners they have. Gives the owner before."""
    with transaction.atomic():
        before = Company.objects.select_for_update(of=("self",)).select_related("owner").get(pk=company.pk).owner
        if before != owner:
            Company.objects.filter(pk=company.pk).update(owner=owner)
            told = owner.pk if owner else None
            audit.record("company.owner_set", f"company {company.pk}", by=by, owner=told)
    return before


def set_trait_of(company: Company, name: str, value: Any, *, by: User) -> None:
    """Record a trait of a company in a user's name; None removes it. Raises WrongTrait."""
    name = name.strip()
    if not name or len(name) > LONGEST_NAME:
        raise WrongTrait(
            _("%(name)s is no trait you can set; allowed: a name of up to 255 characters.") % {"name": repr(name[:40])}
        )
    with acting(by=by) as act:
        loading.load_companies(act.book, "id", {company.pk})
        companies.describe(act.book, act.book.companies[company.pk], {name: _json(value)}, act.cause)
        audit.record("company.trait_set", f"company {company.pk}", by=by, trait=name, value=value)


def set_new_company(person: Person, name: str, *, by: User) -> Company:
    """As `set_company`, to a company that nobody knew yet. Raises WrongTrait where the name cannot be one."""
    name = storable(name)
    if not name or len(name) > LONGEST_NAME:
        raise WrongTrait(_("A company's name has 1 to 255 characters; this one has %(many)d.") % {"many": len(name)})
    with acting(person, by=by) as act:
        company = companies.add(act.book, act.cause.at_us)
        companies.describe(act.book, company, {"name": _json(name)}, act.cause)
        _join(act, act.who(person), company)
        audit.record("person.company_set", f"person {act.who(person).id}", by=by, founded=name)
    return Company.objects.get(key=company.key)


def set_company(person: Person, company: Company | None, *, by: User) -> None:
    """The company a person belongs to, whatever events say from now on."""
    with acting(person, by=by) as act:
        who = act.who(person)
        loading.load_companies(act.book, "id", {company.pk} if company else ())
        _join(act, who, act.book.companies[company.pk] if company else None)
        audit.record("person.company_set", f"person {who.id}", by=by, company=company.pk if company else None)


def _join(act: Acting, who: PersonCard, company: CompanyCard | None) -> None:
    who.company, who.company_trust = company, Trust.T2
    act.book.staged.changed_people.add(who)
    act.book.touch(who, act.cause.at_us)


def _set_of_company(act: Acting, who: PersonCard, name: str, value: Any) -> None:
    if who.company is None:
        raise WrongTrait(
            _("This person has no company yet. Set the company first, or an e-mail address that leads to one.")
        )
    companies.describe(act.book, who.company, {name: _json(value)}, act.cause)


def _set_email(act: Acting, who: PersonCard, value: Any) -> None:
    address = normalising.email(value) if isinstance(value, str) else None
    if address is None:
        raise WrongTrait(
            _("%(value)s is no e-mail address; allowed: name@domain.example.") % {"value": repr(str(value)[:80])}
        )
    if not address.role:
        _identify_by(act, who, address)
    record(act.book, who, email_values(address.value, address.domain), act.cause)
    domain = companies.of_email_domain(address.domain)
    if domain and who.company is None:
        loading.load_companies(act.book, "domain", {domain})
        found = act.book.domains.get(domain) or companies.add(act.book, act.cause.at_us, domain=domain)
        who.company, who.company_trust = found, Trust.T0


def _identify_by(act: Acting, who: PersonCard, address: Email) -> None:
    held = Identity.objects.filter(kind=IdentityKind.EMAIL, value=address.value, epoch=1).first()
    if held is None:
        identity = act.book.add_identity(IdentityKind.EMAIL, address.value, address.raw, who, act.cause)
        act.book.link(identity, Act.ATTACHED, act.cause)
    elif held.person.canonical_id != who.id:
        raise EmailTaken(
            _("%(email)s belongs to another person. Merge the two if they are one.") % {"email": address.value}
        )


def _json(value: Any) -> str | None:
    try:
        text = None if value is None else json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return text.encode().decode() if text else None
    except (TypeError, ValueError):  # also half a character, which no database takes
        raise WrongTrait(
            _("This value cannot be stored; allowed: text, numbers, yes or no, lists and objects.")
        ) from None

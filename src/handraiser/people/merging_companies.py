"""Merging two companies, and taking a merge back.

The folded company keeps its row, its group id and its own traits: whoever is sent to it by domain or by id comes to
the one that was kept (`loading.load_companies`). What the kept one did not know it takes over, trusted as it was.
"""

import json
from collections.abc import Collection

from django.utils.translation import gettext as _

from handraiser.errors import HandraiserError
from handraiser.organisation import audit
from handraiser.organisation.models import User
from handraiser.people import bulk, companies, loading, normalising
from handraiser.people.acting import Acting, acting
from handraiser.people.book import Cause
from handraiser.people.cards import CompanyCard
from handraiser.people.models import Company, CompanyMerge, Person, Trust

NAME = "name"


class OneCompany(HandraiserError):
    """The two are one company already."""

    status = 409


class CannotPart(HandraiserError):
    """The merge was undone already, or another one stands on it."""

    status = 409


def merge(kept: Company, folded: Company, *, by: User, name: Company, domain: Company) -> CompanyMerge:
    """Everybody of the folded company is of the kept one; `name` and `domain`: which of the two gives its own.

    Raises OneCompany, also when two users click at once.
    """
    with acting(by=by) as act:
        kept, folded = (Company.objects.get(pk=each.pk) for each in (kept, folded))
        if kept.pk == folded.pk or kept.merged_into_id or folded.merged_into_id:
            raise OneCompany(_("These two are one company already. Reload the page to see it."))
        loading.load_companies(act.book, "id", {kept.pk, folded.pk})
        one, other = act.book.companies[kept.pk], act.book.companies[folded.pk]
        before = {
            "owner": kept.owner_id,
            "name": one.name if name.pk == folded.pk and one.name != other.name else None,
            "swapped": domain.pk == folded.pk,
            "taken": _take_over(act, one, other),
        }
        if before["name"] is not None:
            companies.describe(act.book, one, {NAME: json.dumps(other.name, ensure_ascii=False)}, act.cause)
        if before["swapped"]:
            _swap_domains(one, other)
        people = list(Person.objects.filter(company=folded).order_by("pk").values_list("pk", flat=True))
        Person.objects.filter(company=folded).update(company=kept)
        Company.objects.filter(pk=folded.pk).update(merged_into=kept)
        if kept.owner_id is None:
            Company.objects.filter(pk=kept.pk).update(owner=folded.owner_id)
        act.book.staged.touched_companies[one] = act.cause.at_us
        audit.record("company.merged", f"company {kept.pk}", by=by, folded=folded.pk, people=len(people))
        return CompanyMerge.objects.create(
            kept=kept, folded=folded, at_us=act.cause.at_us, by=by, people=people, before=before
        )


def unmerge(merged: CompanyMerge, *, by: User) -> None:
    """Make the folded company one of its own again, with its people and those who came by its domain meanwhile.

    What users said of the kept one since then stays. Raises CannotPart.
    """
    with acting(by=by) as act:
        merged = CompanyMerge.objects.select_related("kept", "folded").get(pk=merged.pk)
        kept, folded = merged.kept, merged.folded
        if merged.undone_at_us:
            raise CannotPart(_("This merge was undone already. Reload the page to see it."))
        if kept.merged_into_id:
            raise CannotPart(_("The company was merged into another one since. Undo that merge first."))
        Company.objects.filter(pk=folded.pk).update(merged_into=None)
        loading.load_companies(act.book, "id", {kept.pk, folded.pk})
        one, other = act.book.companies[kept.pk], act.book.companies[folded.pk]
        if merged.before["swapped"]:
            _swap_domains(one, other)
        if merged.before["name"] is not None and one.name == other.name:
            name = json.dumps(merged.before["name"], ensure_ascii=False) if merged.before["name"] else None
            companies.describe(act.book, one, {NAME: name}, act.cause)
        _give_back(act, one, merged)
        if merged.before["owner"] is None and kept.owner_id == folded.owner_id:
            Company.objects.filter(pk=kept.pk).update(owner=None)
        _part([*merged.people, *_came_by(other.domain, kept)], kept, folded)
        act.book.staged.touched_companies |= dict.fromkeys((one, other), act.cause.at_us)
        CompanyMerge.objects.filter(pk=merged.pk).update(undone_at_us=act.cause.at_us, undone_by=by)
        audit.record("company.unmerged", f"company {kept.pk}", by=by, apart=folded.pk)


def in_force(company: Company) -> list[CompanyMerge]:
    """What was merged into it, newest first."""
    rows = CompanyMerge.objects.filter(kept=company, undone_at_us=None).select_related("folded", "by")
    return list(rows.order_by("-at_us", "-pk"))


def _take_over(act: Acting, one: CompanyCard, other: CompanyCard) -> dict[str, int]:
    """Traits of the folded one that the kept one does not have: with their trust."""
    taken = {}
    for name, card in list(other.traits.items()):
        held = one.traits.get(name)
        if card.value is not None and (held is None or (held.value is None and held.trust <= card.trust)):
            companies.describe(act.book, one, {name: card.value}, Cause(card.trust, act.cause.at_us, by=act.cause.by))
            taken[name] = card.trust
    return taken


def _give_back(act: Acting, one: CompanyCard, merged: CompanyMerge) -> None:
    """What it took over goes, unless somebody has said it since."""
    for name, trust in merged.before["taken"].items():
        held = one.traits.get(name)
        if held is not None and held.set_us == merged.at_us:
            companies.describe(act.book, one, {name: None}, Cause(trust, act.cause.at_us, by=act.cause.by))


def _swap_domains(one: CompanyCard, other: CompanyCard) -> None:
    """No two companies ever have one domain, so one of them has none for a moment."""
    Company.objects.filter(pk=other.id).update(domain=None)
    Company.objects.filter(pk=one.id).update(domain=other.domain)
    Company.objects.filter(pk=other.id).update(domain=one.domain)
    one.domain, other.domain = other.domain, one.domain


def _came_by(domain: str | None, kept: Company) -> list[int]:
    """Who is of the kept company for no better reason than an e-mail of this domain."""
    if domain is None:
        return []
    rows = Person.objects.filter(company=kept, company_trust=Trust.T0, email__iendswith=domain)
    addresses = ((pk, normalising.email(email or "")) for pk, email in rows.values_list("pk", "email"))
    return [pk for pk, address in addresses if address and companies.of_email_domain(address.domain) == domain]


def _part(people: Collection[int], kept: Company, folded: Company) -> None:
    some, ids = bulk.among(sorted(set(people)))
    bulk.execute(
        f"UPDATE people_person SET company_id = %s WHERE company_id = %s AND id {some}", folded.pk, kept.pk, ids
    )

"""People and companies as pages call them."""

from django import template
from django.utils.translation import gettext as _

from handraiser.people.models import Company, Person

register = template.Library()


@register.filter
def called(person: Person) -> str:
    """The name, else the e-mail, else a visitor's short number."""
    return person.name or person.email or _("Visitor %(number)s") % {"number": person.key.hex[-6:]}


@register.filter
def company_name(company: Company | None) -> str:
    """The name, else the domain, else the id that a server gave."""
    return (company.name or company.domain or company.group_id or "") if company else ""

"""A person's audiences on its page."""

from django import template

from handraiser.audiences import members

register = template.Library()
register.simple_tag(members.of_person, name="audiences_of")

"""A person's hand-offs on its page."""

from django import template

from handraiser.handoff import outcomes

register = template.Library()
register.simple_tag(outcomes.of, name="handoffs_of")

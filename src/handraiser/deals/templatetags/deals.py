"""A person's opportunities on its page."""

from django import template

from handraiser.deals import outcomes

register = template.Library()
register.simple_tag(outcomes.of, name="deals_of")

"""Where the charts' modules lie, told to the browser."""

import json

from django import template
from django.utils.safestring import SafeString, mark_safe

from handraiser.web.templatetags.shell import asset

register = template.Library()
MODULES = {
    "charts": "web/charts.js",
    "vega-interpreter": "npm/vega-interpreter/build/vega-interpreter.js",
    "vega-util": "web/vega-util.js",
}


@register.simple_tag
def chart_imports() -> SafeString:
    """An import map: module name -> versioned address."""
    addresses = {name: asset(path) for name, path in MODULES.items()}
    return mark_safe(json.dumps({"imports": addresses}))  # constants of ours, no user's text

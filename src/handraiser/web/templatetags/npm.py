"""Where the editor's modules lie, told to the browser."""

import json

from django import template
from django.utils.safestring import SafeString, mark_safe

from handraiser.web.npm import EDITOR_MODULES
from handraiser.web.templatetags.shell import asset

register = template.Library()


@register.simple_tag
def editor_imports() -> SafeString:
    """An import map: module name -> versioned address."""
    addresses = {package: asset(f"npm/{package}/{module}") for package, module in EDITOR_MODULES.items()}
    return mark_safe(json.dumps({"imports": addresses}))  # constants of ours, no user's text

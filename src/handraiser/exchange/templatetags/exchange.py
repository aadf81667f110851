"""What was found in a row of a file, in words."""

from django import template
from django.utils.translation import gettext as _

from handraiser.exchange.importing.remarks import Reason
from handraiser.exchange.models import ImportRemark

register = template.Library()


@register.filter
def worded(remark: ImportRemark) -> str:
    """A sentence about the row; what stood in it is quoted."""
    if remark.reason == Reason.CELLS:
        found, _slash, expected = remark.found.partition(" / ")
        return _("It has %(found)s cells; %(expected)s are expected.") % {"found": found, "expected": expected}
    if remark.reason == Reason.DUPLICATE:
        return _("The same as row %(row)s, which it updates.") % {"row": remark.found}
    words = str(Reason(remark.reason).label)
    if remark.column:
        words = f"{remark.column}: {words}"
    return f"{words} ({remark.found})" if remark.found else words

"""Why a row was refused, or imported with a remark: codes, worded when shown. A closed list."""

from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _


class Reason(models.TextChoices):
    """Refused, until `DUPLICATE`; from there on imported, and to be looked at."""

    CELLS = "cells", _("The row has more or fewer cells than the header")
    NO_IDENTIFIER = "no_identifier", _("Neither an e-mail nor an id says who it is")
    BAD_EMAIL = "bad_email", _("The e-mail address is none")
    ROLE_EMAIL = "role_email", _("A mailbox of a function (info@, sales@) is nobody's own")
    BAD_ID = "bad_id", _("The id identifies nobody")
    BAD_DATE = "bad_date", _("The date cannot be read")
    NO_DATE = "no_date", _("The date is missing")
    FUTURE_DATE = "future_date", _("The date lies in the future")
    BAD_NUMBER = "bad_number", _("The number cannot be read")
    BAD_ANSWER = "bad_answer", _("Neither yes nor no")
    NO_EVENT = "no_event", _("The event's name is missing")
    BAD_STATE = "bad_state", _("The state is none of open, won, lost")
    ANOTHER_END = "another_end", _("The date tells of another end than the state")
    UNKNOWN_CURRENCY = "unknown_currency", _("The currency is unknown")
    TOO_LARGE = "too_large", _("The row is larger than an event may be")
    DUPLICATE = "duplicate", _("The same as an earlier row, which this one updates")
    ID_LEFT_OUT = "id_left_out", _("The id identifies nobody and was left out")
    WON_BEFORE_CONTACT = "won_before_contact", _("Won before the first contact")
    NEW_PERSON = "new_person", _("Nobody was known by this; a new person was made")


class Remark(NamedTuple):
    """What is to be said of a row. `refused`: it was not imported."""

    reason: Reason
    column: str = ""
    found: str = ""
    refused: bool = True

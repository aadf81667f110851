"""The one base of every failure that a user can read and mend."""


class HandraiserError(Exception):
    """An expected failure: the message says what happened and what to do next. It never pages anyone."""

    status = 400  # what HTTP answers; the command line exits 1

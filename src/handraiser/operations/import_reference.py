"""Prints the reference page of import formats: `python -m handraiser.operations.import_reference`."""

import os

import django


def main() -> None:
    """To standard output."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handraiser.settings")
    django.setup()
    from handraiser.exchange.importing.reference import formats  # noqa: PLC0415 - needs Django to be set up

    print(formats(), end="")  # noqa: T201 - it is a command


if __name__ == "__main__":
    main()

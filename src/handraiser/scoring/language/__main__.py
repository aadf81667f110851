"""`python -m handraiser.scoring.language` prints the JSON Schema, as docs/reference/model-schema.json holds it."""

import sys

from .schema import published

sys.stdout.write(published())

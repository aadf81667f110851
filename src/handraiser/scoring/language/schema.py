"""The language as a JSON Schema, written from the same shapes that read it, so that editors complete it."""

import json

from .model import MODEL
from .reading import Definitions, Schema


def schema() -> Schema:
    """JSON Schema 2020-12. It knows no names: an unknown list or label is found by `parse` alone."""
    definitions = Definitions()
    root = MODEL.schema(definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Handraiser scoring model, language 1",
        **root,
        "$defs": dict(sorted(definitions.items())),
    }


def published() -> str:
    """The schema as the file that editors are pointed at."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"

"""Reading a trait's JSON text inside a statement, on both databases."""

from django.db import connection

LONGEST = 64


def text_of(value: str) -> str:
    """SQL for the text that JSON text holds, cut to `LONGEST`; "" for anything else.

    Also for text with an escaped NUL or an escaped half of a character, which no database can store as text.
    """
    if connection.vendor == "sqlite":
        unstorable = f"(instr({value}, '\\u0000') OR lower({value}) GLOB '*\\ud[89a-f]*')"
        right = f"{value} LIKE '\"%%' AND NOT {unstorable} AND json_valid({value})"
        return f"CASE WHEN {right} THEN substr(trim(json_extract({value}, '$')), 1, {LONGEST}) ELSE '' END"
    right = f"{value} LIKE '\"%%' AND {value} !~* '\\\\u(0000|d[89a-f])'"
    return f"CASE WHEN {right} THEN left(btrim({value}::jsonb #>> '{{}}'), {LONGEST}) ELSE '' END"


def count_of(value: str, unknown: int) -> str:
    """SQL for a whole number of up to nine digits, given as number or as text; else `unknown`."""
    if connection.vendor == "sqlite":
        digits = f"trim({value}, '\"')"
        right = f"length({digits}) BETWEEN 1 AND 9 AND {digits} NOT GLOB '*[^0-9]*'"
    else:
        digits = f"btrim({value}, '\"')"
        right = f"{digits} ~ '^[0-9]{{1,9}}$'"
    return f"CASE WHEN {right} THEN CAST({digits} AS bigint) ELSE {unknown} END"

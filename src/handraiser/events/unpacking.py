"""From the bytes of a request to JSON that is safe to store: no NUL, no lone surrogate, no number beyond 64 bits."""

import base64
import json
import math
import re
import zlib
from typing import Any

import msgspec

from handraiser.events.refusing import RequestRefused

MAX_BODY = 500 * 1024  # bytes as sent
MAX_UNPACKED = 4 * 1024 * 1024  # bytes after gunzip
MAX_FILES = 100  # gzip files on end in one body: each costs a copy of all that follows
DEEPEST = 100  # levels that are read, far more than an event may have
MOST_MARKS = 300_000  # brackets and texts looked through to find what is deeper: a quarter of a second
_GZIP = b"\x1f\x8b"
_DIGITS_TO_0 = bytes.maketrans(b"123456789", b"0" * 9)
_MARK = re.compile(rb'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)|[{}\[\]]', re.DOTALL)  # never goes back
_decode = msgspec.json.Decoder().decode


def unpack(body: bytes, encoding: str = "") -> bytes:
    """Gunzip, by header or by the first two bytes: SDKs send one without the other. Raises RequestRefused."""
    if body.startswith(_GZIP):
        return _gunzip(body)
    if "gzip" in encoding and body.lstrip()[:1] not in (b"{", b"["):
        raise RequestRefused(400, "bad_gzip", "The body is said to be gzip but is not.")
    return body


def unpack_pixel(encoded: str) -> bytes:
    """A pixel's message: base64 of either alphabet, with or without its padding. Raises RequestRefused."""
    encoded = encoded.replace("-", "+").replace("_", "/").replace(" ", "+").rstrip("=")
    try:
        return base64.b64decode(encoded + "=" * (-len(encoded) % 4), validate=True)
    except ValueError:
        raise RequestRefused(400, "bad_json", "data is not base64.") from None


def parse(body: bytes) -> Any:
    """The body as JSON. Quick where it is harmless, else read leniently and cleaned. Raises RequestRefused."""
    try:
        return _parse_leniently(body) if _suspicious(body) else _decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        pass
    except RecursionError:
        return _parse_leniently(_flattened(body))
    return _parse_leniently(body)


def _gunzip(body: bytes) -> bytes:
    unpacked, files = b"", 0
    while body.startswith(_GZIP):  # a stream may be several gzip files on end
        if (files := files + 1) > MAX_FILES:
            raise RequestRefused(400, "bad_gzip", f"The body is more than {MAX_FILES} packed files on end.")
        stream = zlib.decompressobj(31)
        try:
            unpacked += stream.decompress(body, MAX_UNPACKED + 1 - len(unpacked))
        except zlib.error as error:
            raise RequestRefused(400, "bad_gzip", f"The body cannot be unpacked: {error}.") from None
        if len(unpacked) > MAX_UNPACKED:
            raise RequestRefused(413, "too_large", f"The body unpacks to more than {MAX_UNPACKED} bytes.")
        if not stream.eof:
            raise RequestRefused(400, "bad_gzip", "The packed body ends too early.")
        body = stream.unused_data
    return unpacked


def _suspicious(body: bytes) -> bool:
    """Whether the body may hold an escaped NUL or a number of 19 digits and more. Quicker than looking at values."""
    return b"\\u0000" in body or b"0" * 19 in body.translate(_DIGITS_TO_0)


def _flattened(body: bytes) -> bytes:
    """Without what no parser of ours can follow: the event it is part of is refused, the others are not."""
    kept, depth, begin = [], 0, 0
    for number, mark in enumerate(_MARK.finditer(body)):
        if number > MOST_MARKS:
            raise _TOO_DEEP
        opens, closes = mark[0] in b"{[", mark[0] in b"}]"
        depth += opens - closes
        if opens and depth == DEEPEST:
            kept.append(body[begin : mark.start()] + b"null")
        elif closes and depth == DEEPEST - 1:
            begin = mark.end()
    if depth:
        raise _TOO_DEEP
    return b"".join([*kept, body[begin:]])


_TOO_DEEP = RequestRefused(400, "too_deep", "The JSON is nested deeper than allowed.")


def _parse_leniently(body: bytes) -> Any:
    try:
        text = body.decode("utf-8-sig", "replace")
        return _clean(
            json.loads(text, strict=False, parse_int=_whole, parse_float=_decimal, parse_constant=lambda _: None)
        )
    except ValueError as error:
        raise RequestRefused(400, "bad_json", f"The body is not JSON: {error}.") from None
    except RecursionError:
        return _parse_leniently(_flattened(body))


def _whole(digits: str) -> int | str:
    """A number beyond 64 bits is kept as text, with all its digits."""
    if len(digits) > 20:
        return digits
    number = int(digits)
    return number if -(2**63) <= number < 2**63 else digits


def _decimal(digits: str) -> float | str:
    number = float(digits)
    return number if math.isfinite(number) else digits


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return _clean_text(value)
    if isinstance(value, dict):
        return {_clean_text(key): _clean(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_clean(inner) for inner in value]
    return value


def _clean_text(text: str) -> str:
    """NUL and lone surrogates, which no database stores, become the replacement character."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-16", "surrogatepass").decode("utf-16", "replace")

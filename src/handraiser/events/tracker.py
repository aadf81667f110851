"""`hr.js`, our own tracker: made once a process of the readable parts in `hr_js/`, and served from memory."""

import functools
import gzip
import hashlib
from pathlib import Path
from typing import NamedTuple

import rjsmin

from handraiser.events.answering import Answer
from handraiser.events.asking import Request

PARTS = Path(__file__).resolve().parent / "hr_js"  # in the order of their names
FRESH_S = 3600  # a browser asks again after an hour, and mostly hears that nothing has changed


class Script(NamedTuple):
    """`tag` changes with any byte of it."""

    plain: bytes
    packed: bytes  # gzip
    tag: bytes


@functools.cache
def script() -> Script:
    """One function that keeps all to itself, and never throws into the page that loads it."""
    parts = "".join(part.read_text(encoding="utf-8") for part in sorted(PARTS.glob("*.js")))
    plain = rjsmin.jsmin(f'(()=>{{"use strict";try{{\n{parts}\n}}catch{{}}}})();').encode()
    return Script(plain, gzip.compress(plain, 9, mtime=0), b'"%s"' % hashlib.sha256(plain).hexdigest()[:16].encode())


def answer(request: Request) -> Answer:
    """The script, packed where the browser takes that; 304 where it has this one already."""
    found = script()
    headers = [
        (b"content-type", b"text/javascript; charset=utf-8"),
        (b"cache-control", b"public, max-age=%d" % FRESH_S),
        (b"etag", found.tag),
        (b"vary", b"Accept-Encoding"),
        (b"cross-origin-resource-policy", b"cross-origin"),  # for pages that let in only what says so
        (b"x-content-type-options", b"nosniff"),
    ]
    if found.tag in request.headers.get(b"if-none-match", b""):
        return Answer(304, b"", headers)
    if "gzip" in request.header(b"accept-encoding"):
        return Answer(200, found.packed, [*headers, (b"content-encoding", b"gzip")])
    return Answer(200, found.plain, headers)

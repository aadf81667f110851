"""`hr.js` as it is served: small, packed, asked for again only when it has changed."""

import gzip

import pytest

from handraiser.events import paths, tracker
from handraiser.events.tests.conftest import Asked

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_is_under_four_kilobytes_packed():
    assert len(tracker.script().packed) < 4_000


def test_it_is_served_packed_to_those_who_take_that(collect):
    packed, plain = collect(
        Asked("/hr.js", method="GET", headers={"accept-encoding": "br, gzip"}), Asked("/hr.js", method="GET")
    )
    assert (packed.status, packed.headers["content-encoding"]) == (200, "gzip")
    assert gzip.decompress(packed.body) == plain.body == tracker.script().plain
    assert plain.headers["content-type"] == "text/javascript; charset=utf-8"
    assert plain.headers["cache-control"] == "public, max-age=3600"


def test_who_has_it_is_told_so(collect):
    (first,) = collect(Asked("/hr.js", method="GET"))
    again, other = collect(
        Asked("/hr.js", method="GET", headers={"if-none-match": f"W/{first.headers['etag']}"}),
        Asked("/hr.js", method="GET", headers={"if-none-match": '"other"'}),
    )
    assert (again.status, again.body, again.headers["etag"]) == (304, b"", first.headers["etag"])
    assert other.status == 200


def test_the_collector_serves_it_and_nobody_may_post_to_it(collect):
    assert paths.collects("/hr.js")
    assert not paths.collects("/hr.json")
    assert collect(Asked("/hr.js", {}))[0].status == 405

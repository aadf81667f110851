"""What goes out packed, and what stays as it is."""

import gzip

import pytest

pytestmark = pytest.mark.django_db
GZIP = {"Accept-Encoding": "br, gzip"}
STYLE = "/static/web/parts.css"


def body(answer) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_a_page_goes_out_packed_and_says_so(client, ada):
    client.force_login(ada)
    packed, plain = client.get("/profile/", headers=GZIP), client.get("/profile/")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert int(packed.headers["Content-Length"]) == len(packed.content) < len(plain.content) / 2
    assert b"</html>" in gzip.decompress(packed.content)
    assert "Content-Encoding" not in plain.headers
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert "Accept-Encoding" in plain.headers["Vary"]


@pytest.mark.parametrize(
    ("accepted", "packed"),
    [("gzip", True), ("br;q=1.0, GZIP; q=0.5", True), ("gzip;q=0", False), ("gzip; q=0.000", False), ("x-gzip", False)],
)
def test_who_forbids_packing_gets_plain_pages(client, ada, accepted, packed):
    client.force_login(ada)
    answer = client.get("/profile/", headers={"Accept-Encoding": accepted})
    assert ("Content-Encoding" in answer.headers) is packed


def test_the_length_of_a_packed_page_tells_nothing_exactly(client, ada):
    client.force_login(ada)
    lengths = {len(client.get("/profile/", headers=GZIP).content) for _ in range(8)}
    assert len(lengths) > 1


def test_a_static_file_goes_out_packed_with_its_own_headers(client):
    packed, plain = client.get(STYLE, headers=GZIP), client.get(STYLE)
    assert gzip.decompress(body(packed)) == body(plain)
    assert int(packed.headers["Content-Length"]) < int(plain.headers["Content-Length"]) / 2
    assert packed.headers["Cache-Control"] == plain.headers["Cache-Control"]
    assert "Accept-Encoding" in plain.headers["Vary"]


def test_a_part_of_a_file_and_a_packed_font_stay_as_they_are(client):
    part = client.get(STYLE, headers=GZIP | {"Range": "bytes=0-9"})
    assert (part.status_code, len(body(part))) == (206, 10)
    font = client.get("/static/npm/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2", headers=GZIP)
    assert "Content-Encoding" not in font.headers
    assert body(font)[:4] == b"wOF2"


def test_a_file_that_is_only_asked_about_has_no_body(client):
    asked = client.head(STYLE, headers=GZIP)
    assert (asked.status_code, body(asked)) == (200, b"")

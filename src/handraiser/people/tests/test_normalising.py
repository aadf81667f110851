"""Rules 1 and 2."""

import pytest

from handraiser.people.normalising import email, identifier


@pytest.mark.parametrize(
    ("sent", "compared"),
    [("  u1 ", "u1"), ("Ｕ１", "U1"), ("u.1+x", "u.1+x"), ("User", "User"), ("0x1", "0x1"), ("x" * 255, "x" * 255)],
)
def test_an_identifier_is_trimmed_and_of_one_form_and_keeps_its_case(sent, compared):
    assert identifier(sent) == compared


@pytest.mark.parametrize(
    "sent",
    [
        "", " ", "x" * 256, "0", "00000000-0000-0000-0000-000000000000", "--", "null", "None", "NaN", "undefined",
        "true", "FALSE", "anonymous", "guest", "id", "email", "distinct_id", "anonymousId", "[object Object]",
        '"undefined"', "'null'", '" guest "', '["a"]', '{"a": 1}', "\0",
    ],
)  # fmt: skip
def test_what_sdks_send_by_mistake_is_never_an_identifier(sent):
    assert identifier(sent) is None


@pytest.mark.parametrize(
    ("sent", "compared"),
    [
        (" Bob@BobCo.Example ", "bob@bobco.example"),
        ("bob@bücher.example", "bob@xn--bcher-kva.example"),
        ("Ｂob@bobco.example", "bob@bobco.example"),
        ("b.o.b+news@gmail.com", "b.o.b+news@gmail.com"),
    ],
)
def test_an_address_is_compared_in_lower_case_with_its_domain_in_ascii(sent, compared):
    assert email(sent).value == compared


@pytest.mark.parametrize(
    "sent",
    [
        "",
        "bob",
        "@acme.example",
        "bob@",
        "bob@localhost",
        "a b@acme.example",
        "a@b@c.example",
        "bob@-x-.example",
        "x" * 250 + "@acme.example",
    ],
)
def test_what_is_no_address_identifies_nobody(sent):
    assert email(sent) is None


@pytest.mark.parametrize(
    ("sent", "role"), [("info@acme.example", True), ("Sales+x@acme.example", True), ("bob.info@acme.example", False)]
)
def test_a_role_mailbox_is_told_from_a_persons(sent, role):
    assert email(sent).role is role

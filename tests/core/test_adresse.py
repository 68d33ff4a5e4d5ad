"""What is a mailbox, and what only looks like one."""

import pytest

from xlbudget.core.adresse import Adresse, parse_adresse


@pytest.mark.parametrize(
    "email",
    [
        "boese%kreis.example@kreis.example",
        "kreis.example!boese@kreis.example",
        '"a b"@kreis.example',
        "-oQ@kreis.example",
        "a..b@kreis.example",
        ".a@kreis.example",
        "ä@kreis.example",
        "a@kreis.example, b@boese.example",
        "a@kreis.example\r\nBcc: b@boese.example",
        "a@kreis.example\nb",
        "<a@kreis.example>",
        "a b@kreis.example",
        "a\u202e@kreis.example",
        "a\u200b@kreis.example",
        "x" * 65 + "@kreis.example",
        "",
        "kreis.example",
        "@kreis.example",
    ],
)
def test_what_is_no_plain_address_is_refused(email):
    with pytest.raises(ValueError, match="Adresse"):
        parse_adresse("", email)


@pytest.mark.parametrize(
    "name",
    [
        "a\r\nBcc: b@boese.example",
        "a\nb",
        "a\x00b",
        "a\u202eb",
        "a\u2028b",
        "chef@kreis.example",
        "a <b",
        "x" * 101,
        "\ud800",
    ],
)
def test_names_that_could_break_or_fake_a_header_are_refused(name):
    with pytest.raises(ValueError, match="Name"):
        parse_adresse(name, "a@kreis.example")


def test_an_address_as_it_travels():
    assert parse_adresse(" Fachdienst Soziales ", " Soziales.Leitung+1@Kreis.EXAMPLE ") == Adresse(
        "Fachdienst Soziales", "Soziales.Leitung+1@kreis.example"
    )

"""The controllers' own words, filled in."""

import pytest

from xlbudget.delivery.mail.mailtext import Tafel, check_vorlage, fill_vorlage, render_html, render_text
from xlbudget.errors import EingabeError, SourceRef
from xlbudget.layout.mailtext import Mailtext

WERTE = {"stand": "Juni 2023", "frist": "15.07.2023", "budget": "Schule & <Kultur>", "kommune": "Muster", "fehlt": None}
VORLAGE = Mailtext("Prognose {stand}", "Guten Tag,", "bitte bis {frist}.\r\n\r\nFür {budget}:", "Grüße\n{kommune}")
TAFEL = Tafel("Ihr Budget", ("", "Ansatz"), (("Erträge <1>", "1.000"), ("Aufwand", "-20")))


def test_placeholders_are_filled():
    assert fill_vorlage(VORLAGE, WERTE) == Mailtext(
        "Prognose Juni 2023", "Guten Tag,", "bitte bis 15.07.2023.\n\nFür Schule & <Kultur>:", "Grüße\nMuster"
    )


@pytest.mark.parametrize(
    ("text", "befund"),
    [
        ("bis {Frist}", "Text: den Platzhalter {Frist} gibt es nicht. Erlaubt sind {budget}, {fehlt}, {frist}"),
        ("{}", "den Platzhalter {} gibt es nicht"),
        ("{stand.jahr}", "den Platzhalter {stand.jahr} gibt es nicht"),
        ("{fehlt}", "für den Platzhalter {fehlt} fehlt der Wert"),
        ("bis {frist", "zu einer geschweiften Klammer fehlt die andere"),
        ("bis frist}", "zu einer geschweiften Klammer fehlt die andere"),
        ("\x1b[2J", "ein Steuerzeichen"),
    ],
)
def test_what_a_template_gets_wrong(text, befund):
    ort = SourceRef("mappe.xlsx", "Einstellungen")
    (gefunden,) = check_vorlage(Mailtext("x", "x", text, "x", ort), WERTE)
    assert befund in gefunden.text
    assert gefunden.source == ort
    with pytest.raises(EingabeError) as fehler:
        fill_vorlage(Mailtext("x", "x", text, "x", ort), WERTE)
    assert fehler.value.befunde == (gefunden,)


def test_a_value_is_never_read_as_a_template():
    gefuellt = fill_vorlage(Mailtext("{budget}", "x", "{budget}", "x"), {"budget": "{kommune}", "kommune": "nein"})
    assert gefuellt.text == gefuellt.betreff == "{kommune}"


@pytest.mark.parametrize("budget", ["a\r\nBcc: x@boese.example", "a\nb", "a\u2028b", "\u202eb", "x" * 151])
def test_a_value_cannot_break_the_subject(budget):
    with pytest.raises(EingabeError, match="Betreff"):
        fill_vorlage(Mailtext("Prognose {budget}", "x", "x", "x"), {"budget": budget})


def test_an_empty_subject_is_refused():
    with pytest.raises(EingabeError, match="Betreff ist leer"):
        fill_vorlage(Mailtext(" ", "x", "x", "x"), {})


def test_the_plain_text_with_its_table():
    assert render_text(fill_vorlage(VORLAGE, WERTE), TAFEL) == (
        "Guten Tag,\n\nbitte bis 15.07.2023.\n\nFür Schule & <Kultur>:\n\n"
        "Ihr Budget\n\n             Ansatz\n-------------------\nErträge <1>   1.000\nAufwand         -20\n\n"
        "Grüße\nMuster\n"
    )


def test_html_shows_what_the_text_says_and_nothing_else():
    html = render_html(fill_vorlage(VORLAGE, WERTE), TAFEL)
    assert "<p>Für Schule &amp; &lt;Kultur&gt;:</p>" in html
    assert "Erträge &lt;1&gt;</th>" in html
    assert "<p>Grüße<br>\nMuster</p>" in html
    assert html.count("<tr>") == 3
    assert not any(wort in html for wort in ("<script", "src=", "href=", "http"))


def test_without_a_table():
    assert "<table" not in render_html(VORLAGE, None)
    assert render_text(Mailtext("b", "a", "t", "g"), None) == "a\n\nt\n\ng\n"

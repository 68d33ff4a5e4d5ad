"""The published text: each of its figures has a verdict, and what it was tied to, in a table that is committed.

After a change of rules: `PYTHONPATH=tests .venv/bin/python tests/core/textpruefung/test_sachdarstellung.py`, then read
every line of the diff.
"""

from __future__ import annotations

import csv
import io

from textfaelle import TEXTE, VEROEFFENTLICHT, pruefung

from xlbudget.core.textpruefung.modelle import Textpruefergebnis, Urteilsart
from xlbudget.sources.texte.lesen import read_text

TABELLE = TEXTE / "sachdarstellung-2023.csv"
SPALTEN = ("ort", "figur", "urteil", "objekt", "zeile", "bedeutung", "richtig", "wirklich", "einzelnes_produkt")


def ergebnis() -> tuple[Textpruefergebnis, list[str]]:
    gelesen = read_text(VEROEFFENTLICHT)
    return pruefung().check(gelesen.abschnitte), [abschnitt.ort for abschnitt in gelesen.abschnitte]


def table() -> str:
    geprueft, orte = ergebnis()
    datei = io.StringIO()
    schreiber = csv.writer(datei, delimiter=";", lineterminator="\n")
    schreiber.writerow(SPALTEN)
    for u in geprueft.urteile:
        einzeln = "ja" if u.einzelzeile else ""
        bezug = (u.bezug.objekt, u.bezug.zeile, u.bezug.bedeutung)
        schreiber.writerow((orte[u.abschnitt], u.figur, u.art, *bezug, u.richtig, u.wirklich, einzeln))
    return datei.getvalue()


def test_every_figure_has_the_verdict_of_the_table():
    assert table() == TABELLE.read_text(encoding="utf-8")


def test_the_known_contradictions_and_no_other():
    """Rows of a single Produkt are invented in the example and stand apart."""
    geprueft, _ = ergebnis()
    widersprueche = [u for u in geprueft.urteile if u.art is Urteilsart.WIDERSPRUCH and not u.einzelzeile]
    assert [(u.figur, u.bezug.zeile) for u in widersprueche] == [
        ("106.935 €", "Aufwendungen"),
        ("3140", "Produktnummer"),
        ("3123", "Bezeichnung"),
    ]
    assert geprueft.im_text == ()


def test_its_29_amounts():
    geprueft, _ = ergebnis()
    betraege = [u for u in geprueft.urteile if "€" in u.figur]
    assert len(betraege) == 29
    assert sum(u.art is Urteilsart.STIMMT for u in betraege) == 20
    assert not any(u.art is Urteilsart.OFFEN for u in betraege)


if __name__ == "__main__":
    TABELLE.write_text(table(), encoding="utf-8")

"""The tables of a Datenmappe that say what there is: Budgets, Produkte and the rows their accounts go to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast

from xlbudget.core.gliederung import Berichtsobjekt, Ebene
from xlbudget.core.kontenrahmen import Art, Berichtszeile, Nebenart, Praefix
from xlbudget.errors import Befund, Schwere
from xlbudget.sources.datenmappe.standtabellen import berichtsmonate_of
from xlbudget.sources.datenmappe.tabellen import Satz, TableReader, complete


def budgets_of(reader: TableReader, saetze: list[Satz], ebenennamen: Mapping[Ebene, str]) -> Iterator[Berichtsobjekt]:
    """The table Budgets; `ebenennamen` are what the house calls each Ebene."""
    for satz in saetze:
        ebene = Ebene(satz.text("Ebene") or "Budget")
        yield Berichtsobjekt(
            kennung=satz.text("Budget"),
            ebene=ebene,
            ebenenname=satz.text("Heißt") or ebenennamen[ebene],
            nummer=satz.text("Teilbudget"),
            bezeichnung=satz.text("Budget"),
            uebergeordnet=satz.text("Übergeordnet") or None,
            verantwortlich=satz.text("Verantwortlich"),
            im_bericht=satz["Im Bericht"] is not False,
            erlaeuterung=satz.text("Erläuterung"),
            monate=berichtsmonate_of(reader, satz),
            source=satz.ref("Budget"),
        )


def produkte_of(
    reader: TableReader, saetze: list[Satz], budgets: list[Satz], ebenenname: str
) -> Iterator[Berichtsobjekt]:
    """The table Produkte; without somebody of its own, the one of its Budget is responsible."""
    verantwortlich = {satz.text("Budget"): satz.text("Verantwortlich") for satz in budgets}
    for satz in saetze:
        yield Berichtsobjekt(
            kennung=satz.text("Produkt"),
            ebene=Ebene.PRODUKT,
            ebenenname=ebenenname,
            nummer=satz.text("Produkt"),
            bezeichnung=satz.text("Bezeichnung"),
            uebergeordnet=satz.text("Budget"),
            verantwortlich=satz.text("Verantwortlich") or verantwortlich.get(satz.text("Budget"), ""),
            erlaeuterung=satz.text("Erläuterung"),
            wesentlich=satz["Wesentlich"] is not False,
            monate=berichtsmonate_of(reader, satz),
            source=satz.ref("Produkt"),
        )


def praefixe_of(reader: TableReader, saetze: list[Satz]) -> Iterator[Praefix]:
    """The table Kontenzuordnung; a line without a Zeile, where it needs one, becomes a Befund of the reader."""
    for satz in complete(saetze, "Präfix", "Art"):
        art = satz.text("Art")
        if art in list(Nebenart):
            yield _praefix(satz, Nebenart(art))
        elif satz["Zeile"] is not None:
            yield _praefix(satz, Berichtszeile(Art(art), satz.text("Zeile")))
        elif not any(befund.source == satz.ref("Zeile") for befund in reader.befunde):
            text = "Kontenzuordnung, Spalte Zeile: ist leer, muss aber ausgefüllt sein."
            reader.befunde.append(Befund(Schwere.FEHLER, "mappe.zelle", text, satz.ref("Zeile")))


def _praefix(satz: Satz, zeile: Berichtszeile | Nebenart) -> Praefix:
    return Praefix(
        praefix=satz.text("Präfix"),
        zeile=zeile,
        source=satz.ref("Präfix"),
        bestaetigt=cast(bool | None, satz["Bestätigt"]),
        herkunft=satz.text("Quelle"),
    )

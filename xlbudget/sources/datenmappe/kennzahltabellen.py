"""What a Datenmappe says about Kennzahlen, and about their values by month, parsed."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import cast

from xlbudget.core.kennzahlen.modelle import (
    GESAMT_GRUPPE,
    Kennzahlregel,
    Kennzahlwert,
    Periode,
    PlanIst,
    Planverlauf,
    Prognoseart,
    Rechenart,
    Wertfassung,
)
from xlbudget.core.kennzahlen.vergleich import Vergleich
from xlbudget.core.produktblatt import Kennzahl
from xlbudget.core.tendenz import Richtung
from xlbudget.layout.deklaration import plain
from xlbudget.sources.datenmappe.tabellen import Satz, complete


def kennzahlen_of(saetze: list[Satz], art: str) -> Iterator[Kennzahl]:
    """The lines of one Kennzahlart."""
    for satz in complete(saetze, "Produkt", "Bezeichnung"):
        if satz["Kennzahlart"] == art:
            yield Kennzahl(
                produkt=satz.text("Produkt"),
                bezeichnung=satz.text("Bezeichnung"),
                einheit=satz.text("Messgröße"),
                richtung=Richtung(satz.text("Besser ist") or Richtung.HOEHER),
                plan=cast(Decimal | None, satz["Plan"]),
                ist=cast(Decimal | None, satz["Ist"]),
                source=satz.ref("Produkt"),
                kuerzel=satz.text("Kürzel"),
                vergleich=_vergleich(satz),
            )


def _vergleich(satz: Satz) -> Vergleich | None:
    vergleich = Vergleich(
        wer=satz.text("Bezeichnung"),
        wert=cast(Decimal | None, satz["Vergleichswert"]),
        was=satz.text("Vergleich mit"),
        quelle=satz.text("Vergleichsquelle"),
        jahr=cast(int | None, satz["Vergleichsjahr"]) or 0,
        source=satz.ref("Vergleichswert"),
    )
    return vergleich if vergleich != Vergleich(vergleich.wer, None) else None


def kennzahlregeln_of(saetze: list[Satz]) -> Iterator[Kennzahlregel]:
    """How those are calculated that have a Kürzel."""
    for satz in complete(saetze, "Produkt", "Bezeichnung", "Kürzel"):
        yield Kennzahlregel(
            kuerzel=satz.text("Kürzel"),
            bezeichnung=satz.text("Bezeichnung"),
            einheit=satz.text("Messgröße"),
            rechenart=Rechenart(satz.text("Rechenart")) if satz["Rechenart"] else None,
            zaehler=satz.text("Zähler"),
            nenner=satz.text("Nenner"),
            planverlauf=Planverlauf(satz.text("Planverlauf")) if satz["Planverlauf"] else None,
            plan=cast(Decimal | None, satz["Plan"]),
            prognose=Prognoseart(satz.text("Prognose")) if satz["Prognose"] else None,
            source=satz.ref("Produkt"),
            produkt=satz.text("Produkt"),
            meldet=satz.text("Meldet"),
        )


def kennzahlwerte_of(saetze: list[Satz]) -> Iterator[Kennzahlwert]:
    """The lines of the table Kennzahlwerte; one without a value says nothing.

    A group is the same one however it is written: with small letters, with ae for ä; the first line says how it is
    shown.
    """
    namen = {_folded(wort): GESAMT_GRUPPE for wort in ("", "gesamt", "insgesamt")}
    for satz in complete(saetze, "Kennzahl", "Periode", "Art", "Wert"):
        yield Kennzahlwert(
            kennzahl=satz.text("Kennzahl"),
            periode=cast(Periode, satz["Periode"]),
            art=PlanIst(satz.text("Art")),
            gruppe=namen.setdefault(_folded(satz.text("Gruppe")), satz.text("Gruppe")),
            wert=cast(Decimal, satz["Wert"]),
            fassung=Wertfassung(satz.text("Fassung")) if satz["Fassung"] else None,
            source=satz.ref("Wert"),
        )


def _folded(gruppe: str) -> str:
    return "".join(plain(gruppe).split())

"""The lists of Auf einen Blick: the largest deviations, missed Ziele, and what nobody has reported or explained."""

from __future__ import annotations

from collections.abc import Sequence

from xlbudget.core.begruendung import OHNE_BEGRUENDUNG
from xlbudget.core.blick import Blickprodukt
from xlbudget.core.darstellung import Geldeinheit
from xlbudget.core.produktblatt import Kennzahl
from xlbudget.core.produktzeile import Produktzeile
from xlbudget.errors import listed
from xlbudget.writers import style
from xlbudget.writers.gesamtbericht import blickdaten as daten
from xlbudget.writers.gesamtbericht.blickplan import (
    BALKEN,
    BETRAG_1,
    BETRAG_2,
    BETRAG_3,
    ENDE,
    LINKS,
    MARKE,
    MAX_ZEILEN_NAME,
    NAME,
    NR,
    PX,
    PX_GRUND,
    RECHTS,
    ZIELE,
)
from xlbudget.writers.gesamtbericht.blickzellen import ABSCHNITT, VMITTE, Blickzellen, fit, ort, ratio
from xlbudget.writers.gesamtbericht.spalten import zieltendenz_formel
from xlbudget.writers.gesamtbericht.tabellenzeilen import EINZUG

ZELLE: style.Stil = {**style.RAHMEN, **style.TEXT}


class Blicklisten(Blickzellen):
    """The lower part of the page."""

    def _write_listen(self) -> None:
        in_einheit = f" in {self._einheit}" if self._einheit is not Geldeinheit.EURO else ""
        self._write_rang(LINKS, f"Größte Verbesserungen{in_einheit}", self._blick.verbesserungen)
        self._write_rang(RECHTS, f"Größte Verschlechterungen{in_einheit}", self._blick.verschlechterungen)
        self._write_ziele()
        self._write_offenes()

    def _write_rang(self, links: int, titel: str, produkte: Sequence[Blickprodukt]) -> None:
        oben, ende = self._plan.rang, MARKE if links == LINKS else ENDE
        nr, name, abweichung = (links + NR,) * 2, (links + NAME,) * 2, (links + BETRAG_1,) * 2
        grund = (links + BETRAG_2, ende)
        self._write_abschnitt(oben, (links, ende), titel)
        for spalten, wort in ((nr, "Nr."), (name, "Bezeichnung"), (abweichung, "Abweichung"), (grund, "Begründung")):
            lage = style.RECHTS if spalten == abweichung else EINZUG if spalten == grund else {}
            self._write_kopf(oben + 1, spalten, wort, lage)
        if not produkte:
            self._write_text(oben + 2, nr, "keine", style.KLEIN, style.KURSIV)
        for zeile, eintrag in enumerate(produkte, oben + 2):
            objekt = eintrag.zeile.objekt
            self._write_text(zeile, nr, objekt.nummer, ZELLE)
            self._write_text(zeile, name, fit(objekt.bezeichnung, MAX_ZEILEN_NAME, PX[NAME]), ZELLE)
            formel = self._daten.produkt(objekt.kennung, daten.ABWEICHUNG)
            stile = (style.RAHMEN, style.BETRAG, self._unterschied)
            self._write_betrag(zeile, abweichung, formel, eintrag.zeile.verbesserung_ct, *stile)
            kursiv = style.KURSIV if eintrag.begruendung == OHNE_BEGRUENDUNG else {}
            text = fit(eintrag.begruendung, self._plan.zeilen_grund, PX_GRUND, einzug=True)
            self._write_text(zeile, grund, text, ZELLE, EINZUG, kursiv)

    def _write_ziele(self) -> None:
        oben, verfehlte = self._plan.ziele, self._blick.ziele
        mit_grad = sum(p.ziel is not None and p.ziel.grad is not None for p in self._blick.produkte)
        mehr = f", die {ZIELE} am weitesten verfehlten" if len(verfehlte) > ZIELE else ""
        marken, grade = self._tabelle.column("zieltendenz"), self._tabelle.column("grad")
        formel = f'"Verfehlte Ziele: "&COUNTIF({marken},"▼")&" von "&COUNT({grade})&"{mehr}"'
        wert = f"Verfehlte Ziele: {len(verfehlte)} von {mit_grad}{mehr}"
        self._write_formel(oben, (LINKS, MARKE), formel, wert, ABSCHNITT)
        for spalten, wort in (
            ((NR, NR), "Nr."), ((NAME, BETRAG_1), "Ziel (das erste des Produkts)"), ((BETRAG_2, BETRAG_2), "Soll"),
            ((BETRAG_3, BETRAG_3), "Ergebnis" if self._ende else "Ist"), ((BALKEN, MARKE), "erreicht zu"),
        ):  # fmt: skip
            self._write_kopf(oben + 1, spalten, wort, style.RECHTS if spalten[0] >= BETRAG_2 else {})
        if not verfehlte:
            self._write_text(oben + 2, (NR, NR), "keines", style.KLEIN, style.KURSIV)
        for zeile, produkt in enumerate(verfehlte[:ZIELE], oben + 2):
            if produkt.ziel:
                self._write_ziel(zeile, produkt, produkt.ziel)

    def _write_ziel(self, zeile: int, produkt: Produktzeile, ziel: Kennzahl) -> None:
        kennung = produkt.objekt.kennung
        self._write_text(zeile, (NR, NR), produkt.objekt.nummer, ZELLE)
        einheit = f" ({ziel.einheit})" if ziel.einheit else ""
        text = fit(f"{ziel.gezeigt}{einheit}", self._plan.zeilen_ziel, PX[NAME], PX[BETRAG_1])
        self._write_text(zeile, (NAME, BETRAG_1), text, ZELLE)
        for spalte, name, zahl in ((BETRAG_2, "ziel_plan", ziel.plan), (BETRAG_3, "ziel_ist", ziel.ist)):
            if zahl is not None:
                stile = (style.RAHMEN, style.BETRAG, {"num_format": style.zahlformat(zahl, ziel.einheit)})
                self._write_formel(zeile, (spalte, spalte), self._daten.search(kennung, name), float(zahl), *stile)
        formel = self._daten.search(kennung, "grad")
        self._write_formel(zeile, (BALKEN, BALKEN), formel, ratio(ziel.grad), style.RAHMEN, style.PROZENT)
        marke = zieltendenz_formel(ort(zeile, BALKEN))
        self._write_marke(zeile, MARKE, marke, produkt.zieltendenz.value, style.RAHMEN)

    def _write_offenes(self) -> None:
        """What is open, how often, and where."""
        blick, oben = self._blick, self._plan.ziele
        was, anzahl, welche = (RECHTS, RECHTS + 1), (RECHTS + 2, RECHTS + 2), (RECHTS + 3, ENDE)
        self._write_abschnitt(oben, (RECHTS, ENDE), "Nicht berichtet, nicht begründet")
        for spalten, wort in ((was, "Was"), (anzahl, "Anzahl"), (welche, "Welche")):
            lage = style.RECHTS if spalten == anzahl else EINZUG if spalten == welche else {}
            self._write_kopf(oben + 1, spalten, wort, lage)
        nummern = [produkt.objekt.nummer for produkt in blick.ohne_begruendung]
        leer = blick.ohne_grad
        stumme = blick.fakten.ohne_rueckmeldung
        ziele = f"COUNTA({self._tabelle.column('richtung')})-COUNT({self._tabelle.column('grad')})"
        zeile = oben + 2
        for hoch, text, formel, zahl, namen in (
            (2, "Produkte ohne Begründung", f"SUM({self._daten.alle(daten.UNBEGRUENDET)})", len(nummern), nummern),
            (2, "Budgets, angefragt und ohne Rückmeldung", "", len(stumme), stumme),
            (1, blick.why_ohne_grad("Soll"), ziele, len(leer), leer),
        ):
            liste = listed(namen)
            if namen is nummern and not blick.verlangt_begruendung:
                liste = "Eine Begründung wird nicht verlangt (Einstellungen, „Erläutern ab …“)."
            self._write_text(zeile, was, text, ZELLE, VMITTE, hoch=hoch)
            self._write_zahl(zeile, anzahl, formel, zahl, style.RAHMEN, style.BETRAG, VMITTE, hoch=hoch)
            self._write_text(
                zeile,
                welche,
                fit(liste, hoch * self._plan.zeilen_ziel, PX_GRUND, einzug=True),
                ZELLE,
                EINZUG,
                VMITTE,
                hoch=hoch,
            )
            zeile += hoch

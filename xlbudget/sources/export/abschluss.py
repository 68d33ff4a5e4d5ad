"""After the last line of an export: closing lines, years, signs, and the balance."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from xlbudget.core.geld import format_betrag
from xlbudget.core.kontenbild import Exportkonten, Kontenbild
from xlbudget.core.kontenfamilien import RAT, describe_misfit
from xlbudget.core.kontenrahmen import Kontenrahmen
from xlbudget.core.monatswerte import Kontensumme
from xlbudget.errors import Befund, EingabeError, Schwere
from xlbudget.sources.export.angaben import Einheit, Erkennung, Inhalt, Vorzeichen
from xlbudget.sources.export.betragsdeutung import EINHEIT_RAT
from xlbudget.sources.export.bilanz import Auslassung, Exportbilanz, Schlusszeile, class_sums
from xlbudget.sources.export.felder import PRODUKT, SACHKONTO
from xlbudget.sources.export.kopfworte import is_millions, is_thousands
from xlbudget.sources.export.lesestand import (
    GEWOLLT,
    GRUENDE,
    OHNE_CODE,
    TEXT_OHNE_BETRAG,
    UNLESBAR,
    Lesestand,
)
from xlbudget.sources.export.maengel import Mangelsammler
from xlbudget.sources.export.plausibel import (
    Zweifel,
    against_its_art,
    contradicted_sign,
    doubtful_unit,
    looks_cumulated,
    looks_uncumulated,
    may_be_cents,
    other_content,
)
from xlbudget.sources.export.salden import movements
from xlbudget.sources.export.schlusssummen import nearest_total_ct, part_sums_ct
from xlbudget.sources.export.sonderzeilen import Sonderart, Sonderzeile, named_count
from xlbudget.sources.export.vorzeichen import (
    Kontozeilen,
    Vorzeichenlage,
    advice_on_signs,
    by_account,
    recognise,
    sign_of,
)
from xlbudget.sources.export.zeilenlage import Zeilenlage
from xlbudget.sources.export.zuordnung import Betragsform, Zuordnung
from xlbudget.sources.zellen import shown

_UNLESBAR_AB = 10  # lines that cannot be read from which it is no slip


def finish(
    zuordnung: Zuordnung, stand: Lesestand, rahmen: Kontenrahmen
) -> tuple[list[Kontensumme], Exportbilanz, list[Befund]]:
    """Sums, balance and findings. Raises EingabeError for another year, no Ansätze, or signs that do not tell."""
    return _Abschluss(zuordnung, stand, rahmen).finish()


class _Abschluss:
    def __init__(self, zuordnung: Zuordnung, stand: Lesestand, rahmen: Kontenrahmen) -> None:
        self.z, self.d, self.rahmen = zuordnung, stand, rahmen
        self.was = "Ansätze" if zuordnung.ansatz else "Buchungen"
        self.entscheidungen: list[Erkennung] = list(zuordnung.entscheidungen)
        self.maengel: Mangelsammler = stand.maengel
        self.schluss: list[Schlusszeile] = []
        self.anzahlen: set[int] = set()
        self.befunde: list[Befund] = list(zuordnung.befunde)
        self.vorzeichen = zuordnung.angabe.vorzeichen

    def finish(self) -> tuple[list[Kontensumme], Exportbilanz, list[Befund]]:
        self._special_lines()
        aus = self.d.ausgelassen
        lesbare = self.d.datenzeilen - aus[UNLESBAR]
        self.d.jahre.finish(aus["anderes Jahr"], aus["kein Jahr"], lesbare, self.was)
        self._check_content()
        self._check_readable()
        summen = self._sums()
        self._check_totals(summen)
        self._check_codes()
        return summen, self._balance(summen), [*self.befunde, *self.maengel.befunde()]

    def _special_lines(self) -> None:
        """What lacks a code: totals among the lines or below them, text, or a line that ought to count."""
        d = self.d
        for zeile in d.sonder:
            art = zeile.art()
            if art is Sonderart.TEXT:
                d.leave_out(TEXT_OHNE_BETRAG, 1)
                self._check_unit(zeile)
            elif art is Sonderart.SUMME:
                self._total(zeile)
            else:
                self._lacks_code(zeile)
        self.anzahlen = {zeile.nummer for zeile in d.sonder if named_count(zeile.zellen) is not None}
        genannt = [(zeile, anzahl) for zeile in d.sonder if (anzahl := named_count(zeile.zellen)) is not None]
        for zeile, anzahl in genannt:
            if zeile.nummer > d.letzte_datenzeile and anzahl != d.datenzeilen:
                text = f"Der Export nennt {anzahl} {self.was}, enthält aber {d.datenzeilen}; er ist unvollständig"
                self.maengel.add_one(Schwere.FEHLER, "journal.anzahl", text, self.z.ort.place(zeile.nummer))

    def _check_unit(self, zeile: Sonderzeile) -> None:
        """A note among the lines that says another unit than the one that is read."""
        if self.z.angabe.einheit is not Einheit.AUTOMATISCH or self.z.einheit is not Einheit.EURO:
            return
        if fund := next((zelle for zelle in zeile.zellen if is_thousands(zelle) or is_millions(zelle)), None):
            ort = self.z.ort.place(zeile.nummer)
            self.maengel.add_one(Schwere.WARNUNG, "export.einheit", f"Dort steht „{shown(fund)}“, {EINHEIT_RAT}", ort)

    def _total(self, zeile: Sonderzeile) -> None:
        text = zeile.label or " ".join(zelle for zelle in zeile.zellen if zelle)
        self.schluss.append(Schlusszeile(zeile.nummer, text, zeile.betrag_ct, zeile.geht_auf))
        if zeile.nummer < self.d.letzte_datenzeile and zeile.hat_wert:
            betrag = format_betrag(zeile.betrag_ct) if zeile.betrag_ct is not None else "nicht lesbar"
            text = f"Die Zeile sieht nach einer Zwischensumme aus und zählt nicht: {self.z.wertfeld} „{betrag}“"
            self.maengel.add_one(Schwere.WARNUNG, "journal.zwischensumme", text, self.z.ort.place(zeile.nummer))

    def _lacks_code(self, zeile: Sonderzeile) -> None:
        d = self.d
        leer = [feld.name for feld in (PRODUKT, SACHKONTO) if self._is_empty(zeile, feld.name)]
        was = "Produkt und Sachkonto sind leer" if len(leer) != 1 else f"{leer[0]} ist leer"
        betrag = f" ({self.z.wertfeld} {format_betrag(zeile.betrag_ct)})" if zeile.betrag_ct is not None else ""
        text = f"{was}; die Zeile bleibt außen vor{betrag}"
        position = self.z.spalten[leer[0] if leer else PRODUKT.name]
        ort = self.z.ort.place(zeile.nummer, position)
        self.maengel.add_one(Schwere.FEHLER, "journal.leer", text, ort, zeile.betrag_ct or 0)
        d.leave_out(OHNE_CODE, 1, zeile.betrag_ct or 0)
        d.datenzeilen += 1

    def _check_totals(self, summen: Sequence[Kontensumme]) -> None:
        """Totals below the last line, against everything they may be totals of."""
        for zeile in self.schluss:
            darunter = zeile.zeile > self.d.letzte_datenzeile and zeile.zeile not in self.anzahlen
            if not darunter or zeile.geht_auf or not zeile.betrag_ct:
                continue
            if abs(zeile.betrag_ct) not in part_sums_ct(summen, self.rahmen):
                gezaehlt = nearest_total_ct(zeile.betrag_ct, summen, self.rahmen)
                text = (
                    f"Die Schlusszeile „{shown(zeile.text)}“ nennt {format_betrag(zeile.betrag_ct)} €; gezählt sind "
                    f"{format_betrag(gezaehlt)} €, Unterschied {format_betrag(abs(zeile.betrag_ct) - gezaehlt)} €. "
                    "Im Finanzverfahren nachsehen, ob der Export vollständig ist"
                )
                self.maengel.add_one(Schwere.FEHLER, "abstimmung.schlusszeile", text, self.z.ort.place(zeile.zeile))

    def _is_empty(self, zeile: Sonderzeile, feld: str) -> bool:
        position = self.z.spalten[feld]
        return position >= len(zeile.zellen) or not zeile.zellen[position]

    def _check_content(self) -> None:
        d, datei = self.d, self.z.ort.datei
        if d.datenzeilen:
            arten = d.ausgelassen["andere Wertart"]
            if arten:
                text = (
                    f"{arten} Zeilen mit einer anderen Wertart über "
                    f"{format_betrag(d.ausgelassen_ct['andere Wertart'])} € zählen hier nicht mit"
                )
                self.maengel.add_one(Schwere.HINWEIS, "journal.wertart", text, self.z.ort.place(self.z.kopf.nummer))
            return
        if self.z.ansatz:
            raise EingabeError(f"{datei} enthält keine Ansätze. Den Export neu erzeugen.")
        text = (
            f"{datei} enthält keine Buchungen; das ist nur zu Beginn des Jahres richtig. Sonst den Export für das Jahr "
            f"{self.z.jahr} neu erzeugen"
        )
        self.maengel.add_one(Schwere.WARNUNG, "journal.ohne", text, self.z.ort.place(self.z.kopf.nummer))

    def _check_readable(self) -> None:
        """Whether many lines have no amount that can be read: nobody can say how much money is missing then."""
        aus, ohne_wert = self.d.ausgelassen, {UNLESBAR, GRUENDE[Zeilenlage.BETRAG_FALSCH]}
        gruende = [grund for grund in aus if aus[grund] and self._is_unknown(grund, ohne_wert)]
        anzahl = sum(aus[grund] for grund in gruende)
        if anzahl >= _UNLESBAR_AB and anzahl * 10 >= self.d.datenzeilen:
            text = (
                f"{anzahl} von {self.d.datenzeilen} Zeilen sind nicht lesbar "
                f"({', '.join(gruende)}): ihr Geld fehlt in allen Summen, und wie viel es ist, weiß niemand. Was zu "
                "tun ist, sagt der Befund über diese Zeilen"
            )
            self.maengel.add_one(Schwere.FEHLER, "export.unlesbar", text, self.z.ort.place(self.z.kopf.nummer))

    def _is_unknown(self, grund: str, ohne_wert: set[str]) -> bool:
        """Whether the money of what was left out for a reason is not known."""
        verloren = grund not in GEWOLLT and grund != OHNE_CODE
        return grund in ohne_wert or (verloren and not self.d.volumen_ct[grund])

    def _check_codes(self) -> None:
        """Codes that Excel made dates of."""
        if not self.d.datumscodes:
            return
        codes = ", ".join(f"„{code}“" for code in list(self.d.datumscodes)[:5])
        gekuerzt = all("E+" in code for code in self.d.datumscodes)
        was = "eine gekürzte Zahl" if gekuerzt else "ein Datum"
        woraus = "langen Nummern Zahlen" if gekuerzt else "Nummern wie 01.01.02 Daten"
        text = (
            f"{self.d.datumscodes.total()} Zeilen haben {was} als Nummer ({codes}). Vermutlich hat Excel aus {woraus} "
            "gemacht; den Export neu erzeugen und nicht in Excel öffnen und speichern"
        )
        self.maengel.add_one(
            Schwere.WARNUNG, "export.datum", text, self.z.ort.place(self.z.kopf.nummer, self.z.spalten[PRODUKT.name])
        )

    def _sums(self) -> list[Kontensumme]:
        """What counts, with signs turned, as Haben − Soll or in the direction of its Art."""
        roh = self.d.sums()
        konten = by_account(roh)
        lage = Vorzeichenlage.count(konten, self.rahmen)
        self.vorzeichen = self._vorzeichen(konten, lage)
        summen = self._turned(roh, self.vorzeichen)
        gegen = self._turned(self.d.counter_sums(), Vorzeichen.SOLL_HABEN)
        summen += [summe for summe in gegen if self.rahmen.zeile_of(summe.sachkonto)]
        if self.z.angabe.inhalt is Inhalt.SALDEN:
            summen = list(movements(summen))
        self._doubts(roh, summen, lage)
        return summen

    def _doubts(self, roh: pa.Table, summen: Sequence[Kontensumme], lage: Vorzeichenlage) -> None:
        """What the export as a whole makes improbable."""
        zweifel = [*contradicted_sign(self.z, lage)]
        if not zweifel:
            zweifel += against_its_art(summen, self.rahmen, self.was, ansatz=self.z.ansatz)
        for doubt in (looks_cumulated, looks_uncumulated, other_content, doubtful_unit, may_be_cents):
            zweifel += doubt(self.z, roh)
        if self.d.doppelt:
            text = (
                f"Jede Zeile steht zweimal in {self.z.ort.datei}; alle Beträge zählen doppelt. Den Export neu erzeugen"
            )
            zweifel.append(Zweifel("journal.doppelt", text))
        elif wiederholt := self.d.wiederholt:
            ort = self.z.ort.place(wiederholt.orte[0][0])
            schwere = wiederholt.schwere(self.d.gezaehlt)
            self.maengel.add_one(schwere, "journal.wiederholt", wiederholt.text(), ort)
        if storni := self.d.ohne_partner:
            ort = self.z.ort.place(storni.orte[0][0])
            self.maengel.add_one(storni.schwere, "journal.storno", storni.text(), ort)
        for einer in zweifel:
            self.maengel.add_one(einer.schwere, einer.code, einer.text, self.z.ort.place(self.z.kopf.nummer))

    def _turned(self, roh: pa.Table, vorzeichen: Vorzeichen) -> list[Kontensumme]:
        """Sums whose signs follow a rule; what an account means is asked once for each."""
        konten = roh["sachkonto"].combine_chunks().dictionary_encode()
        zeichen = np.array([self._sign(konto, vorzeichen) for konto in konten.dictionary.to_pylist()], np.int64)
        salden = roh["saldo_ct"].to_numpy() * zeichen[konten.indices.to_numpy()]
        davor, danach = (
            [roh[name].to_pylist() for name in namen]
            for namen in (("produkt", "sachkonto", "monat"), ("anzahl", "zeile"))
        )
        return list(map(Kontensumme, *davor, salden.tolist(), *danach))

    def _sign(self, konto: str, vorzeichen: Vorzeichen) -> int:
        zeile = self.rahmen.zeile_of(konto) if self.z.ansatz else None
        return sign_of(konto, vorzeichen, self.rahmen) * (zeile.art.vorzeichen if zeile else 1)

    def _vorzeichen(self, konten: Sequence[Kontozeilen], lage: Vorzeichenlage) -> Vorzeichen:
        erklaert = self.z.angabe.vorzeichen
        if self.z.form is not Betragsform.BETRAG:
            return Vorzeichen.SOLL_HABEN
        if erklaert is not Vorzeichen.AUTOMATISCH:
            return erklaert
        erkannt = recognise(lage, ansatz=self.z.ansatz)
        if erkannt is None:
            raise EingabeError(
                f"{self.z.ort.datei}: wie der Export die Vorzeichen schreibt, ist nicht zu erkennen (Erträge: "
                f"{lage.ertrag_positiv} Zeilen positiv, {lage.ertrag_negativ} negativ; Aufwendungen: "
                f"{lage.aufwand_positiv} positiv, {lage.aufwand_negativ} negativ). {self._advice(konten)}"
            )
        vorzeichen, entscheidung = erkannt
        self.entscheidungen.append(entscheidung)
        return vorzeichen

    def _advice(self, konten: Sequence[Kontozeilen]) -> str:
        """What to do about signs that do not tell; no sign helps where the Kontenzuordnung is the wrong one."""
        summen = [Kontensumme("", k.sachkonto, 1, k.summe_ct, k.negativ + k.positiv, 0) for k in konten]
        bild = Kontenbild([Exportkonten(summen, ansatz=self.z.ansatz, gerichtet=False, sicher=False, namen={})])
        misfit = describe_misfit(self.rahmen, bild)
        return f"{misfit} {RAT}" if misfit else advice_on_signs(konten, self.rahmen)

    def _balance(self, summen: Sequence[Kontensumme]) -> Exportbilanz:
        d = self.d
        erster, letzter = d.belege or ("", "")
        return Exportbilanz(
            datei=self.z.ort.datei,
            blatt=self.z.ort.blatt,
            inhalt=self.z.angabe.inhalt,
            zeilen=d.zeilen,
            gezaehlt=d.gezaehlt,
            ausgelassen=tuple(
                Auslassung(grund, anzahl, d.ausgelassen_ct[grund], d.volumen_ct[grund], grund not in GEWOLLT)
                for grund, anzahl in d.ausgelassen.items()
                if anzahl
            ),
            schlusszeilen=tuple(self.schluss),
            klassen=class_sums(summen, self.rahmen),
            monate=tuple(sorted({s.monat for s in summen})),
            erster_beleg=erster,
            letzter_beleg=letzter,
            entscheidungen=tuple(self.entscheidungen),
            vorzeichen=self.vorzeichen,
        )

"""From a text and report data to a verdict on every figure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from xlbudget.core.ausschuss import Ausschuss
from xlbudget.core.berichtsdaten import Berichtsdaten
from xlbudget.core.massnahmen import Massnahmenstand
from xlbudget.core.textpruefung.ausschussrahmen import check_committee
from xlbudget.core.textpruefung.figurdeutung import Figurdeuter
from xlbudget.core.textpruefung.herkunft import Herkunft
from xlbudget.core.textpruefung.keine_figur import find_ausgenommen, overlaps
from xlbudget.core.textpruefung.kennzahllesart import Kennzahlleser
from xlbudget.core.textpruefung.kennzahlzitat import zitat_pattern
from xlbudget.core.textpruefung.lage import Namensgruppe, Satzlage, Uebertrag
from xlbudget.core.textpruefung.lesart import Lesung
from xlbudget.core.textpruefung.marken import Massmarke, Massworte, read_marken
from xlbudget.core.textpruefung.messgroesse import Messgroessen
from xlbudget.core.textpruefung.modelle import (
    Abschnitt,
    Bezug,
    Figur,
    Selbstwiderspruch,
    Textpruefergebnis,
    Urteil,
    Urteilsart,
)
from xlbudget.core.textpruefung.namen import Namensbuch
from xlbudget.core.textpruefung.nennung import Nennung
from xlbudget.core.textpruefung.rolle import Rollenwahl, choose_rolle
from xlbudget.core.textpruefung.saetze import Absatz, Textsatz, plain_blanks, split_saetze
from xlbudget.core.textpruefung.selbst import Gelesenes, check_former, check_frame, check_sentence, check_twice
from xlbudget.core.textpruefung.tabellenlesart import OHNE_KOPF, Tabellenleser, grouped
from xlbudget.core.textpruefung.tatsachen import Datenkern
from xlbudget.core.textpruefung.texturteil import Texturteile
from xlbudget.core.textpruefung.weitere import WeitereZahl, read_weitere
from xlbudget.core.textpruefung.zahlform import find_figuren

_IST_SATZ = re.compile(r"\w+\s+\w+\s+\w+.*[.!?]\s*$")
"""A cell of a table that holds a sentence is read like one."""


class Textpruefung:
    """Holds texts against the data of one Stand.

    `weitere_namen` are further names or numbers with the Kennung they mean, `massnahmen` what the Datenmappe has of
    measures. `gerundet_ist_hinweis`: a figure in full euros that is only rounded, without a word that says so, is no
    Widerspruch but a Hinweis. `ganze_koerperschaft`: the data are those of the whole body, so the Gesamthaushalt is
    in them.
    """

    def __init__(
        self,
        daten: Berichtsdaten,
        weitere_namen: Sequence[tuple[str, str]] = (),
        weitere_zahlen: Sequence[WeitereZahl] = (),
        *,
        massnahmen: Massnahmenstand | None = None,
        gerundet_ist_hinweis: bool = False,
        ganze_koerperschaft: bool = False,
    ) -> None:
        self._kern = Datenkern(daten)
        kennzahlen = self._kern.alle_kennzahlen()
        self._namen = Namensbuch(
            daten.gliederung,
            weitere_namen,
            [(k.produkt, k.bezeichnung) for k in kennzahlen],
            ganze_koerperschaft=ganze_koerperschaft,
        )
        self._zitierte = zitat_pattern(
            kennzahlen, {" ".join(objekt.bezeichnung.split()) for objekt in daten.gliederung}
        )
        zahlen = Kennzahlleser(self._kern)
        self._figuren = Figurdeuter(self._kern, self._namen, zahlen, massnahmen)
        herkunft = Herkunft(self._kern, self._namen)
        self._urteile = Texturteile(herkunft, gerundet_ist_hinweis=gerundet_ist_hinweis)
        self._worte = Massworte(self._kern.masse())
        self._zaehlworte = zahlen.zaehlworte()
        self._messgroessen = Messgroessen.of(kennzahl.einheit for kennzahl in kennzahlen)
        self._weitere = weitere_zahlen

    def check(
        self,
        abschnitte: Sequence[Abschnitt],
        frueher: Sequence[Abschnitt] = (),
        ausschuss: Ausschuss | None = None,
        ausschuesse: Sequence[Ausschuss] = (),
    ) -> Textpruefergebnis:
        """The verdict on every figure of a text, in its order; `frueher` is the text of the last report.

        One that is written for an `ausschuss` must not name another of the `ausschuesse`.

        An object holds from sentence to sentence of a paragraph; one that a heading names, in the paragraphs below.
        """
        befunde = _Befunde()
        oben = Uebertrag()
        tabellen = Tabellenleser(self._kern, lambda text: self._read_names(Absatz(0, plain_blanks(text)))[0])
        zellen = ((a, tabellen.bind(a, self._figures_of_cell(a))) for a in abschnitte if a.spaltenkopf)
        for tabelle, bezuege in grouped((a, bezug) for a, bezug in zellen if bezug).items():
            tabellen.decide(tabelle, bezuege)
        for nummer, abschnitt in enumerate(abschnitte):
            absatz = Absatz(0, plain_blanks(abschnitt.text))
            nennungen, ausgenommen = self._read_names(absatz)
            if _is_heading(absatz.text):
                oben = Uebertrag(Namensgruppe(tuple(nennungen[:1]))) if len(nennungen) == 1 else Uebertrag()
            befunde.abschnitt = nummer
            if abschnitt.ist_tabelle and not _IST_SATZ.search(absatz.text):
                self._table_cell(abschnitt, tabellen, befunde)
            else:
                self._paragraph(absatz, nennungen, ausgenommen, oben, befunde)
        urteile = befunde.urteile
        im_text = [
            *befunde.im_text,
            *check_twice(befunde.mit_figur),
            *check_frame(abschnitte, self._kern.stand),
            *check_former(urteile, frueher),
            *(check_committee(abschnitte, ausschuss, ausschuesse) if ausschuss else ()),
        ]
        return Textpruefergebnis(tuple(urteile), tuple(sorted(im_text, key=lambda fund: (fund.abschnitt, fund.start))))

    def _read_names(self, absatz: Absatz) -> tuple[list[Nennung], list[tuple[int, int]]]:
        ausgenommen = find_ausgenommen(absatz.text, self._namen.nummern)
        zitate = [treffer.span() for treffer in self._zitierte.finditer(absatz.text)]
        nennungen = self._namen.find(absatz.text, ausgenommen)
        return [n for n in nennungen if not overlaps(zitate, n.start, n.ende)], [*ausgenommen, *zitate]

    def _figures_of_cell(self, abschnitt: Abschnitt) -> Sequence[Figur]:
        return find_figuren(plain_blanks(abschnitt.text), self._namen.nummern, self._zaehlworte)

    def _table_cell(self, abschnitt: Abschnitt, tabellen: Tabellenleser, befunde: _Befunde) -> None:
        """Figures of tables have no sentence: what heads do not tie is listed."""
        figuren = self._figures_of_cell(abschnitt)
        koepfe = " | ".join(filter(None, (abschnitt.zeilenkopf, abschnitt.spaltenkopf, abschnitt.text.strip())))
        if bezug := tabellen.bind(abschnitt, figuren):
            urteil = self._urteile.judge(bezug.figur, Textsatz(0, koepfe), tabellen.read(abschnitt.tabelle, bezug))
            befunde.add(urteil)
            return
        for figur in figuren:
            if not figur.ohne_einheit or not figur.text.isdigit():
                befunde.add(self._urteile.judge(figur, Textsatz(0, koepfe), Lesung(offen=OHNE_KOPF)))

    def _paragraph(
        self,
        absatz: Absatz,
        nennungen: Sequence[Nennung],
        ausgenommen: Sequence[tuple[int, int]],
        vorher: Uebertrag,
        befunde: _Befunde,
    ) -> None:
        geschuetzt = [*ausgenommen, *((n.start, n.ende) for n in nennungen)]
        for satz in split_saetze(absatz, geschuetzt):
            lage = self._lage(satz, absatz, nennungen, vorher)
            for urteil in self._names(lage, satz):
                befunde.add(urteil)
            self._sentence(lage, satz, befunde)
            vorher = self._carry(lage, vorher)

    def _lage(self, satz: Textsatz, absatz: Absatz, nennungen: Sequence[Nennung], vorher: Uebertrag) -> Satzlage:
        ab = satz.start - absatz.start
        hier = [
            replace(
                n,
                start=n.start - ab,
                ende=n.ende - ab,
                nummer_ort=n.nummer_ort and (n.nummer_ort[0] - ab, n.nummer_ort[1] - ab),
            )
            for n in nennungen
            if ab <= n.start < ab + len(satz.text)
        ]
        zitate = [treffer.span() for treffer in self._zitierte.finditer(satz.text)]  # words in them say nothing
        namen = [*((n.start, n.ende) for n in hier), *zitate]
        ohne_namen = "".join("□" if any(ab <= k < bis for ab, bis in namen) else z for k, z in enumerate(satz.text))
        figuren = self._counting(
            satz.text, find_figuren(ohne_namen, self._namen.nummern, self._zaehlworte, self._messgroessen)
        )
        belegt = [*((f.start, f.ende, "▢") for f in figuren), *((ab, bis, "□") for ab, bis in namen)]
        return Satzlage(satz.text, figuren, hier, read_marken(satz.text, self._worte, belegt), vorher)

    def _counting(self, text: str, figuren: Sequence[Figur]) -> list[Figur]:
        """Without bare numbers that nothing counts: figures have a unit, a thousands point or a noun of a Kennzahl."""
        zaehlt = any(f.ohne_einheit for f in figuren) and self._zaehlworte.search(text) is not None
        return [
            f
            for f in figuren
            if not f.ohne_einheit
            or zaehlt
            or f.falsch
            or "." in f.text
            or "," in f.text
            or text[f.ende : f.ende + 2].strip()[:1].isupper()
            or self._messgroessen.is_at(text, f.ende)
        ]

    def _carry(self, lage: Satzlage, vorher: Uebertrag) -> Uebertrag:
        gruppe = next(iter(lage.gruppen), None)
        for kandidat in lage.gruppen:
            if len(kandidat.nennungen) > 1:
                gruppe = kandidat
        stark = [m for m in lage.marken.masse if not m.schwach and m.mass]
        return Uebertrag(gruppe or vorher.gruppe, stark[-1] if stark else (None if gruppe else vorher.mass))

    # names

    def _names(self, lage: Satzlage, satz: Textsatz) -> Iterator[Urteil]:
        """Numbers and names of Produkte that do not belong together."""
        for n in lage.nennungen:
            if n.nummer_ort is None or not (n.konflikt or n.anders):
                continue
            ab, bis = n.nummer_ort
            if n.konflikt:
                bezug, richtig, grund = (
                    Bezug(n.konflikt.split(" ")[0], "Produktnummer", "Bezeichnung"),
                    n.konflikt,
                    "Nummer und Name des Produkts gehören nicht zusammen",
                )
            else:
                kennung = n.kennung or n.nummer
                bezug, richtig = Bezug(kennung, "Bezeichnung"), self._namen.titel(kennung)
                grund = f"das Produkt heißt in den Daten anders als „{n.anders}“"
            yield Urteil(
                Urteilsart.WIDERSPRUCH,
                satz.start + ab,
                satz.start + bis,
                lage.text[ab:bis],
                satz.text.strip(),
                bezug,
                richtig,
                grund,
            )

    # figures

    def _sentence(self, lage: Satzlage, satz: Textsatz, befunde: _Befunde) -> None:
        rolle: Rollenwahl | None = None
        marke: Massmarke | None = None
        gelesen: list[Gelesenes] = []
        for i, figur in enumerate(lage.figuren):
            if figur.falsch:
                befunde.add(self._urteile.judge(figur, satz, Lesung(offen="die Zahl ist falsch geschrieben")))
                gelesen.append(Gelesenes(figur, None, None, ()))
                continue
            rolle = choose_rolle(lage, i, rolle)
            lesung, marke = self._figuren.read(lage, i, rolle, marke)
            if lesung.fehlt and self._weitere:
                lesung = read_weitere(figur, _context(lage), lage.text[slice(*lage.zonen[i])], self._weitere) or lesung
            befunde.add(self._urteile.judge(figur, satz, lesung), figur)
            gelesen.append(Gelesenes(figur, rolle, marke, self._figuren.objects(lage, i).kennungen))
        befunde.im_text += (replace(f, abschnitt=befunde.abschnitt) for f in check_sentence(lage, gelesen, satz.start))


class _Befunde:
    """What is found in a text, gathered paragraph by paragraph."""

    def __init__(self) -> None:
        self.abschnitt = 0
        self.mit_figur: list[tuple[Urteil, Figur]] = []
        self.urteile: list[Urteil] = []
        self.im_text: list[Selbstwiderspruch] = []

    def add(self, urteil: Urteil, figur: Figur | None = None) -> None:
        """Enter a verdict of this paragraph."""
        urteil = replace(urteil, abschnitt=self.abschnitt)
        self.urteile.append(urteil)
        if figur:
            self.mit_figur.append((urteil, figur))


def _context(lage: Satzlage) -> str:
    """The words of a sentence and the names that it takes over from the one before."""
    uebernommen = lage.vorher.gruppe.nennungen if lage.vorher.gruppe and not lage.gruppen else ()
    return " ".join((lage.text, *(nennung.text for nennung in uebernommen)))


def _is_heading(text: str) -> bool:
    """A short line that is no sentence."""
    return len(text.strip()) <= 150 and not re.search(r"[.!?;,:]\W*$", text.strip()) and not re.search(r"[%€]", text)

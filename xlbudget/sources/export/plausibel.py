"""Doubts about an export as a whole that its lines do not show one by one: signs, contents, units, everything twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

import narwhals as nw
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from xlbudget.core.geld import format_betrag
from xlbudget.core.kontenrahmen import Art, Kontenrahmen
from xlbudget.core.monatswerte import Kontensumme
from xlbudget.errors import Schwere
from xlbudget.sources.export.angaben import Einheit, Inhalt, Vorzeichen
from xlbudget.sources.export.felder import ANSATZ, ANSATZBETRAG, BETRAG
from xlbudget.sources.export.kopfworte import is_thousands
from xlbudget.sources.export.vorzeichen import Vorzeichenlage, recognise
from xlbudget.sources.export.zuordnung import Betragsform, Zuordnung

_DOPPELT_AB = 6  # lines from which it is no coincidence that each stands there an even number of times
_STUFEN_AB = 4  # steps from month to month from which growing sums look like balances
_VIELE = 3  # accounts and months that run against their Art, from which it is the sign and no correction
_ANSAETZE_AB = 10  # round amounts, one per account, from which postings look like Ansätze
_RUND_CT = 100_00
_CENT_AB = 20  # sums without cents from which it is no coincidence
_TEUR_AB = 6  # amounts with two decimals from which they are euros and cents rather than thousands


@dataclass(frozen=True, slots=True)
class Zweifel:
    """What speaks against an export as a whole; `text` without the full stop."""

    code: str
    text: str
    schwere: Schwere = Schwere.FEHLER


def contradicted_sign(zuordnung: Zuordnung, lage: Vorzeichenlage) -> Iterator[Zweifel]:
    """A declared rule that the amounts of both Arten contradict."""
    erklaert = zuordnung.angabe.vorzeichen
    if zuordnung.form is not Betragsform.BETRAG or not (lage.ertraege and lage.aufwendungen):
        return
    erkannt = recognise(lage, ansatz=zuordnung.ansatz)
    gleich = (Vorzeichen.ERTRAEGE_POSITIV, Vorzeichen.AUFWENDUNGEN_NEGATIV)
    if erkannt and erklaert not in (Vorzeichen.AUTOMATISCH, erkannt[0]) and {erklaert, erkannt[0]} != set(gleich):
        text = (
            f"Das Vorzeichen „{erklaert}“ der Tabelle Quellen passt nicht zum Export ({erkannt[1].grund}). Dort "
            f"vermutlich „{erkannt[0]}“ oder automatisch eintragen"
        )
        yield Zweifel("journal.vorzeichen", text)


def against_its_art(
    summen: Sequence[Kontensumme], rahmen: Kontenrahmen, was: str, *, ansatz: bool
) -> Iterator[Zweifel]:
    """Erträge or Aufwendungen that come out negative: all together, and most accounts and months of them."""
    je: dict[Art, list[int]] = {art: [] for art in Art}
    wohin = {
        konto: (je[zeile.art], 1 if ansatz else zeile.art.vorzeichen)
        for konto in {summe.sachkonto for summe in summen}
        if (zeile := rahmen.zeile_of(konto))
    }
    for summe in summen:
        if summe.saldo_ct and (ort := wohin.get(summe.sachkonto)):
            betraege, vorzeichen = ort
            betraege.append(summe.saldo_ct * vorzeichen)
    verkehrt = {art: [betrag for betrag in betraege if betrag < 0] for art, betraege in je.items()}
    beide = all(sum(betraege) < 0 for betraege in je.values())
    for art, betraege in je.items():
        gesamt, meist = sum(betraege), len(verkehrt[art]) * 2 > len(betraege)
        viele = len(verkehrt[art]) >= _VIELE
        if not (beide or (viele and (gesamt < 0 or meist))):
            continue
        sicher = beide or (gesamt < 0 and meist)
        text = (
            f"Die {was} der {art} laufen gegen ihre Art: zusammen {format_betrag(gesamt)} €, "
            f"{len(verkehrt[art])} von {len(betraege)} Konten und Monaten negativ. Stimmt das nicht, sind die "
            "Vorzeichen vertauscht; dann in der Tabelle Quellen ein anderes Vorzeichen oder automatisch eintragen"
        )
        yield Zweifel("journal.vorzeichen", text, Schwere.FEHLER if sicher else Schwere.WARNUNG)


def looks_cumulated(zuordnung: Zuordnung, roh: pa.Table) -> Iterator[Zweifel]:
    """One line per account and month, whose amounts only grow: balances that are declared to be postings."""
    if zuordnung.angabe.inhalt is not Inhalt.BUCHUNGEN or pc.any(pc.greater(roh["anzahl"], 1)).as_py():
        return
    stufen = _steps(roh)
    waechst = [abs(danach) > abs(davor) and (davor < 0) == (danach < 0) for davor, danach in stufen]
    haelt = [davor == danach for davor, danach in stufen]
    if len(stufen) >= _STUFEN_AB and sum(waechst) + sum(haelt) == len(stufen) and sum(waechst) * 3 >= len(stufen) * 2:
        text = (
            "Jedes Konto hat eine Zeile je Monat, und die Beträge werden von Monat zu Monat nur größer; "
            "vermutlich sind es Salden bis zum Monatsende. Dann in der Tabelle Quellen den Inhalt "
            f"{Inhalt.SALDEN} eintragen"
        )
        yield Zweifel("journal.salden", text)


def looks_uncumulated(zuordnung: Zuordnung, roh: pa.Table) -> Iterator[Zweifel]:
    """Balances that shrink as often as postings do: of each only the last would count."""
    if zuordnung.angabe.inhalt is not Inhalt.SALDEN:
        return
    stufen = _steps(roh)
    kleiner = sum(abs(danach) < abs(davor) or (davor < 0) != (danach < 0) for davor, danach in stufen)
    if len(stufen) >= _STUFEN_AB and kleiner * 3 > len(stufen):
        text = (
            f"Die Beträge sollen bis zum Monatsende aufgelaufene Salden sein, werden aber in {kleiner} von "
            f"{len(stufen)} Fällen von Monat zu Monat kleiner; vermutlich sind es einzelne Buchungen. Dann in der "
            f"Tabelle Quellen den Inhalt {Inhalt.BUCHUNGEN} eintragen"
        )
        yield Zweifel("journal.salden", text)


def _steps(roh: pa.Table) -> list[tuple[int, int]]:
    """Every amount of an account with the next one of it."""
    return [
        (davor["saldo_ct"], danach["saldo_ct"])
        for _, konto in groupby(roh.to_pylist(), key=lambda summe: (summe["produkt"], summe["sachkonto"]))
        for davor, danach in pairwise(konto)
    ]


def other_content(zuordnung: Zuordnung, roh: pa.Table) -> Iterator[Zweifel]:
    """Ansätze that are declared to be postings, or the other way round: by the heading, or by what stands below it."""
    ueberschrift = _contradicting_heading(zuordnung)
    if ueberschrift:
        ist, soll = (Inhalt.BUCHUNGEN, Inhalt.ANSAETZE) if zuordnung.ansatz else (Inhalt.ANSAETZE, Inhalt.BUCHUNGEN)
        text = (
            f"Die Spalte „{ueberschrift}“ hält nach ihrer Überschrift {ist}, wird aber als {soll} gelesen. In der "
            f"Tabelle Quellen den Inhalt {ist} eintragen, oder in der Tabelle Spalten die richtige Spalte"
        )
        yield Zweifel("quelle.inhalt", text)
        return
    if zuordnung.angabe.inhalt is not Inhalt.BUCHUNGEN or len(roh) < _ANSAETZE_AB:
        return
    anzahl, monat, betrag = (roh[name].to_numpy() for name in ("anzahl", "monat", "saldo_ct"))
    rund = int((betrag % _RUND_CT == 0).sum())
    if (anzahl == 1).all() and (monat == monat[0]).all() and rund * 10 >= len(roh) * 9:
        text = (
            f"Jedes Konto hat genau eine Zeile, alle im selben Monat, und {rund} von {len(roh)} Beträgen sind volle "
            "Hunderter; so sehen Ansätze aus. Sind es welche, in der Tabelle Quellen den Inhalt Ansätze eintragen"
        )
        yield Zweifel("quelle.inhalt", text, Schwere.WARNUNG)


def _contradicting_heading(zuordnung: Zuordnung) -> str:
    """The heading of the column of amounts, if it names the other content; empty text if not."""
    position = zuordnung.spalten.get(zuordnung.wertfeld)
    if zuordnung.kopf.monate or position is None or position >= len(zuordnung.kopf.zellen):
        return ""
    ueberschrift = zuordnung.kopf.zellen[position]
    richtig, fremd = ((ANSATZ, ANSATZBETRAG), BETRAG) if zuordnung.ansatz else ((BETRAG,), ANSATZ)
    passt = any(feld.rank(ueberschrift, zuordnung.jahr) is not None for feld in richtig)
    return "" if passt or fremd.rank(ueberschrift, zuordnung.jahr) is None else ueberschrift


def doubtful_unit(zuordnung: Zuordnung, roh: pa.Table) -> Iterator[Zweifel]:
    """Thousands of euros, declared though nothing in the export says so, whose amounts look like euros and cents."""
    if zuordnung.angabe.einheit is not Einheit.TAUSEND:
        return
    koepfe = [zuordnung.kopf.zellen[position] for _, position in zuordnung.wertspalten]
    if any(map(is_thousands, (*koepfe, *zuordnung.kopf.darueber))):
        return
    betrag = np.abs(roh["saldo_ct"].to_numpy())
    cent = int((betrag // 10_00 % 10 != 0).sum())
    genauer = (betrag % 10_00 != 0).any()
    if cent >= _TEUR_AB and cent * 2 >= len(roh) and not genauer:
        text = (
            f"Die Beträge werden als Tausend Euro gelesen, weil die Tabelle Quellen es sagt; {cent} von {len(roh)} "
            "haben aber zwei Nachkommastellen wie Euro und Cent, und der Export nennt keine T€. Dort vermutlich die "
            "Einheit € eintragen"
        )
        yield Zweifel("export.einheit", text)


def may_be_cents(zuordnung: Zuordnung, roh: pa.Table) -> Iterator[Zweifel]:
    """Postings of which none has cents though they are no round figures: finance systems write some as whole cents."""
    if zuordnung.angabe.inhalt is not Inhalt.BUCHUNGEN or zuordnung.angabe.einheit is Einheit.TAUSEND:
        return
    betrag = np.abs(roh["saldo_ct"].to_numpy())
    if len(betrag) >= _CENT_AB and not (betrag % 1_00).any() and (betrag % 10_00 != 0).sum() * 2 >= len(betrag):
        text = (
            "Kein Betrag hat Nachkommastellen, und die meisten sind keine runden Zahlen. Stehen sie in Cent, zählt "
            "jeder hundertfach: dann den Export mit Euro und Komma erzeugen"
        )
        yield Zweifel("export.cent", text, Schwere.WARNUNG)


def may_be_doubled(sums: pa.Table, gezaehlt: int) -> bool:
    """Whether every sum is made of an even number of lines, so that a look at the lines is worth it."""
    return gezaehlt >= _DOPPELT_AB and all(anzahl % 2 == 0 for anzahl in sums["anzahl"].to_pylist())


def is_doubled(lines: pa.Table) -> bool:
    """Whether every line stands there an even number of times."""
    frame = nw.from_native(lines).group_by("produkt", "sachkonto", "monat", "saldo_ct").agg(nw.len().alias("n"))
    return all(anzahl % 2 == 0 for anzahl in frame["n"].to_list())

"""Doubts about an export as a whole that its lines do not show one by one: signs, balances, everything twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

import narwhals as nw
import pyarrow as pa

from xlbudget.core.kontenrahmen import Art, Kontenrahmen
from xlbudget.core.monatswerte import Kontensumme
from xlbudget.sources.export.angaben import Inhalt, Vorzeichen
from xlbudget.sources.export.vorzeichen import Rohsumme, Vorzeichenlage, recognise
from xlbudget.sources.export.zuordnung import Betragsform, Zuordnung

_DOPPELT_AB = 6  # lines from which it is no coincidence that each stands there an even number of times
_STUFEN_AB = 4  # steps from month to month from which growing sums look like balances


@dataclass(frozen=True, slots=True)
class Zweifel:
    """What speaks against an export as a whole; `text` without the full stop."""

    code: str
    text: str


def contradicted_sign(zuordnung: Zuordnung, roh: Sequence[Rohsumme], rahmen: Kontenrahmen) -> Iterator[Zweifel]:
    """A declared rule that the amounts of both Arten contradict."""
    erklaert = zuordnung.angabe.vorzeichen
    lage = Vorzeichenlage.count(roh, rahmen)
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


def turned_sign(summen: Sequence[Kontensumme], rahmen: Kontenrahmen) -> Iterator[Zweifel]:
    """Postings whose Erträge and Aufwendungen both come out negative in total."""
    je = dict.fromkeys(Art, 0)
    for summe in summen:
        if zeile := rahmen.zeile_of(summe.sachkonto):
            je[zeile.art] += summe.saldo_ct * zeile.art.vorzeichen
    if all(betrag < 0 for betrag in je.values()):
        text = (
            "Die Summe der Erträge und die der Aufwendungen sind beide negativ; vermutlich sind Soll und Haben "
            "oder die Vorzeichen vertauscht. In der Tabelle Quellen ein anderes Vorzeichen oder automatisch eintragen"
        )
        yield Zweifel("journal.vorzeichen", text)


def looks_cumulated(zuordnung: Zuordnung, roh: Sequence[Rohsumme]) -> Iterator[Zweifel]:
    """One line per account and month, whose amounts only grow: balances that are declared to be postings."""
    if zuordnung.angabe.inhalt is not Inhalt.BUCHUNGEN or any(summe.anzahl > 1 for summe in roh):
        return
    stufen = []
    for _, konto in groupby(roh, key=lambda summe: (summe.produkt, summe.sachkonto)):
        stufen += [(a.summe_ct, b.summe_ct) for a, b in pairwise(konto)]
    waechst = [abs(danach) > abs(davor) and (davor < 0) == (danach < 0) for davor, danach in stufen]
    haelt = [davor == danach for davor, danach in stufen]
    if len(stufen) >= _STUFEN_AB and sum(waechst) + sum(haelt) == len(stufen) and sum(waechst) * 3 >= len(stufen) * 2:
        text = (
            "Jedes Konto hat eine Zeile je Monat, und die Beträge werden von Monat zu Monat nur größer; "
            "vermutlich sind es Salden bis zum Monatsende. Dann in der Tabelle Quellen den Inhalt "
            f"{Inhalt.SALDEN} eintragen"
        )
        yield Zweifel("journal.salden", text)


def may_be_doubled(sums: pa.Table, gezaehlt: int) -> bool:
    """Whether every sum is made of an even number of lines, so that a look at the lines is worth it."""
    return gezaehlt >= _DOPPELT_AB and all(anzahl % 2 == 0 for anzahl in sums["anzahl"].to_pylist())


def is_doubled(lines: pa.Table) -> bool:
    """Whether every line stands there an even number of times."""
    frame = nw.from_native(lines).group_by("produkt", "sachkonto", "monat", "saldo_ct").agg(nw.len().alias("n"))
    return all(anzahl % 2 == 0 for anzahl in frame["n"].to_list())

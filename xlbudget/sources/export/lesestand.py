"""What all lines of one export yielded, whoever read them: sums, special lines, findings, and a count of every line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pyarrow as pa

from xlbudget.core.kontenrahmen import Kontenrahmen
from xlbudget.core.monatswerte import sum_up
from xlbudget.errors import Schwere
from xlbudget.sources.export.bezeichnungen import Bezeichnungen
from xlbudget.sources.export.jahre import Jahrespruefung
from xlbudget.sources.export.maengel import Mangelsammler
from xlbudget.sources.export.rohtabelle import Zeilenmangel
from xlbudget.sources.export.sonderzeilen import Sonderzeile
from xlbudget.sources.export.storno import Storni
from xlbudget.sources.export.wiederholung import Wiederholung
from xlbudget.sources.export.zeilenbefunde import Zeilenbefunde
from xlbudget.sources.export.zeilenlage import Zeilenlage
from xlbudget.sources.export.zuordnung import Zuordnung

_SUMMIEREN_AB = 500_000  # lines that wait to be summed up
OHNE_CODE = "Produkt oder Sachkonto ist leer"
TEXT_OHNE_BETRAG = "Text ohne Betrag"
UNLESBAR = "nicht lesbar"
GRUENDE = {
    Zeilenlage.KOPF: "wiederholte Kopfzeile",
    Zeilenlage.JAHR_FALSCH: "kein Jahr",
    Zeilenlage.ANDERES_JAHR: "anderes Jahr",
    Zeilenlage.WERTART_FALSCH: "unbekannte Wertart",
    Zeilenlage.ANDERE_WERTART: "andere Wertart",
    Zeilenlage.PERIODE_FALSCH: "falsche Periode",
    Zeilenlage.PERIODE_AUSGELASSEN: "Periode nach Regel ausgelassen",
    Zeilenlage.BETRAG_FALSCH: "kein lesbarer Betrag",
    Zeilenlage.OHNE_BETRAG: "ohne Betrag",
    Zeilenlage.SEITE_FALSCH: "weder Soll noch Haben",
}
"""Why a line is left out, as the balance says it."""
GEWOLLT = frozenset(
    GRUENDE[lage]
    for lage in (
        Zeilenlage.KOPF, Zeilenlage.ANDERES_JAHR, Zeilenlage.ANDERE_WERTART, Zeilenlage.PERIODE_AUSGELASSEN,
        Zeilenlage.OHNE_BETRAG,
    )
) | {TEXT_OHNE_BETRAG}  # fmt: skip
"""Reasons that are no loss: what is left out so does not belong into the report."""

_TEXT, _GANZ = pa.string(), pa.int64()
_SUMMENSPALTEN = {
    "produkt": _TEXT,
    "sachkonto": _TEXT,
    "monat": _GANZ,
    "saldo_ct": _GANZ,
    "zeile": _GANZ,
    "anzahl": _GANZ,
    "negativ": _GANZ,
    "positiv": _GANZ,
}


class Lesestand:
    """Gathers what the lines of one export yield; `summen` are of its accounts, `gegensummen` of Gegenkonten."""

    def __init__(self, zuordnung: Zuordnung, rahmen: Kontenrahmen) -> None:
        self.z, self.rahmen = zuordnung, rahmen
        self.maengel = Mangelsammler()
        self.befunde = Zeilenbefunde(zuordnung, self.maengel)
        self.jahre = Jahrespruefung(zuordnung, self.maengel)
        self.ausgelassen: Counter[str] = Counter()
        self.ausgelassen_ct: Counter[str] = Counter()
        self.volumen_ct: Counter[str] = Counter()
        self.sonder: list[Sonderzeile] = []
        self.zeilen = self.gezaehlt = self.datenzeilen = self.letzte_datenzeile = 0
        self.belege: list[str] = []
        self.kontonamen = Bezeichnungen("sachkonto", zuordnung.namensspalte)
        self.produktnamen = Bezeichnungen("produkt", zuordnung.produktnamensspalte)
        self.doppelt = False
        self.wiederholt: Wiederholung | None = None
        self.ohne_partner: Storni | None = None
        self.datumscodes: Counter[str] = Counter()
        self.summen, self.gegensummen = Kontensummen(), Kontensummen()

    @property
    def unlesbare_betraege(self) -> int:
        """Lines whose amount cannot be read."""
        return self.ausgelassen[GRUENDE[Zeilenlage.BETRAG_FALSCH]]

    def sums(self) -> pa.Table:
        """What counts, by produkt, sachkonto and monat."""
        return self.summen.summed()

    def counter_sums(self) -> pa.Table:
        """The same of the Gegenkonten of a DATEV-Buchungsstapel, with signs turned."""
        return self.gegensummen.summed()

    def leave_out(self, grund: str, anzahl: int, betrag_ct: int = 0, volumen_ct: int | None = None) -> None:
        """So many lines do not count, for a reason; of several amounts the volume is their sum without signs."""
        self.ausgelassen[grund] += anzahl
        self.ausgelassen_ct[grund] += betrag_ct
        self.volumen_ct[grund] += abs(betrag_ct) if volumen_ct is None else volumen_ct

    def unreadable(self, erste: Sequence[Zeilenmangel], anzahl: int) -> None:
        """So many lines cannot be split into cells, of which the first ones come with a reason."""
        texte = [
            (f"Nicht lesbar: {m.grund}; was dort steht, bleibt außen vor", self.z.ort.place(m.nummer)) for m in erste
        ]
        self.maengel.add_many(Schwere.FEHLER, "journal.zeile", anzahl, texte)
        self.leave_out(UNLESBAR, anzahl)
        self.zeilen += anzahl
        self.datenzeilen += anzahl

    def beyond_special(self, zeile: int, anzahl: int, betrag_ct: int, volumen_ct: int) -> None:
        """So many lines without a code, from this one on, beyond those that are looked at one by one."""
        text = f"{OHNE_CODE}; die Zeile bleibt außen vor"
        self.maengel.add_many(Schwere.FEHLER, "journal.leer", anzahl, [(text, self.z.ort.place(zeile))])
        self.leave_out(OHNE_CODE, anzahl, betrag_ct, volumen_ct)
        self.datenzeilen += anzahl


class Kontensummen:
    """Sums by produkt, sachkonto and month; what was added is summed up whenever much of it is there."""

    def __init__(self) -> None:
        self._teile: list[pa.Table] = []
        self._neu = 0

    def add(self, *teile: pa.Table) -> None:
        """Add lines, or sums of them."""
        self._teile += teile
        self._neu += sum(teil.num_rows for teil in teile)
        if self._neu >= _SUMMIEREN_AB:
            self._teile, self._neu = [self.summed()], 0

    def summed(self) -> pa.Table:
        """All sums so far."""
        if self._neu:
            self._teile, self._neu = [sum_up(pa.concat_tables(self._teile), "negativ", "positiv")], 0
        return self._teile[0] if self._teile else no_sums()


def no_sums() -> pa.Table:
    """The columns of a sum, and no row."""
    return pa.table({name: pa.array([], typ) for name, typ in _SUMMENSPALTEN.items()})

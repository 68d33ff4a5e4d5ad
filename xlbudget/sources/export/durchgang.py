"""One pass over the blocks of an export: every line is counted once, as part of a sum, as left out, or as a total."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import narwhals as nw
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from xlbudget.core.kontenrahmen import Kontenrahmen
from xlbudget.core.monatswerte import sum_up
from xlbudget.errors import Schwere
from xlbudget.sources.export import ausdruecke
from xlbudget.sources.export.angaben import Zahlenstil
from xlbudget.sources.export.auffuellen import Auffueller
from xlbudget.sources.export.felder import BELEG, DATUM, JAHR, PERIODE, PRODUKT, RICHTUNG, SACHKONTO, SOLL_HABEN, WERTART
from xlbudget.sources.export.maengel import Mangelsammler, betrag_text, periode_text
from xlbudget.sources.export.rohtabelle import Rohblock, Rohtabelle
from xlbudget.sources.export.sonderzeilen import MAX_SONDERZEILEN, Sonderzeile
from xlbudget.sources.export.spalten import Betragslage, Typisierer, Zeilenlage, judged
from xlbudget.sources.export.zuordnung import Betragsform, Zuordnung
from xlbudget.sources.zellen import shown

_SUMMENSPALTEN = ("produkt", "sachkonto", "monat", "saldo_ct", "zeile", "anzahl", "negativ", "positiv")


class Durchgang:
    """Gathers what the lines of one export yield, block by block. `behalten` keeps the lines themselves too."""

    def __init__(self, zuordnung: Zuordnung, rahmen: Kontenrahmen, *, behalten: bool = False) -> None:
        self.z, self.rahmen = zuordnung, rahmen
        self.maengel = Mangelsammler()
        self.ausgelassen: Counter[str] = Counter()
        self.ausgelassen_ct: Counter[str] = Counter()
        self.sonder: list[Sonderzeile] = []
        self.zeilen = self.gezaehlt = self.datenzeilen = self.letzte_datenzeile = 0
        self.andere_zahlen = 0
        self.belege: list[str] = []
        self.datumsjahre: Counter[tuple[int, bool]] = Counter()
        self.jahre: Counter[str] = Counter()
        self.erste_fremde: int | None = None
        self.unlesbare_daten = 0
        self.erstes_unlesbares: tuple[str, int] | None = None
        self.datumscodes: Counter[str] = Counter()
        self._teile: list[pa.Table] = []
        self._gegenteile: list[pa.Table] = []
        self._zeilen: list[pa.Table] | None = [] if behalten else None
        self._typisierer, self._auffueller = Typisierer(zuordnung), Auffueller(zuordnung)
        self._laufend = np.zeros(4, np.int64)  # of what counts so far: as written, Haben − Soll, without signs, lines
        self._seit = np.zeros(4, np.int64)

    def run(self, tabelle: Rohtabelle) -> None:
        """Read all blocks; while one is computed, the next is read."""
        with ThreadPoolExecutor(1) as leser:
            blocks = iter(tabelle.blocks(self.z.sicht))
            naechster = leser.submit(next, blocks, None)
            while (block := naechster.result()) is not None:
                naechster = leser.submit(next, blocks, None)
                self._block(block)

    @property
    def ausgelassen_betraege(self) -> int:
        """Lines whose amount cannot be read."""
        return self.ausgelassen[_GRUENDE[Zeilenlage.BETRAG_FALSCH]]

    def sums(self) -> pa.Table:
        """What counts, by produkt, sachkonto and monat: columns of `_SUMMENSPALTEN`."""
        return _combined(self._teile)

    def counter_sums(self) -> pa.Table:
        """The same of the Gegenkonten of a DATEV-Buchungsstapel, with signs turned."""
        return _combined(self._gegenteile)

    def lines(self) -> pa.Table:
        """The lines that count, if they were kept."""
        return pa.concat_tables(self._zeilen or [_empty()])

    def _block(self, block: Rohblock) -> None:
        for mangel in block.maengel:
            text = f"Nicht lesbar: {mangel.grund}; was dort steht, bleibt außen vor"
            self.maengel.add(Schwere.FEHLER, "journal.zeile", text, self.z.ort.place(mangel.nummer))
            self._leave_out("nicht lesbar", 1, 0)
            self.zeilen += 1
            self.datenzeilen += 1
        if not block.tabelle.num_rows:
            return
        spalten = self._with_other_accounts(self._auffueller.fill(self._typisierer.typed(block.tabelle)))
        spalten = judged(spalten, self.z)
        lage = spalten["lage"].to_numpy()
        daten = spalten.filter(pa.array(lage == Zeilenlage.ZAEHLT))
        self._special(block, spalten, lage, daten)
        self._left_out(spalten, lage)
        self._faults(block, spalten, lage)
        self._years(block, spalten, lage)
        self._count(daten)
        self._vouchers(block, lage)

    def _vouchers(self, block: Rohblock, lage: np.ndarray) -> None:
        """The Beleg of the first and of the last line that counts."""
        zaehlt = np.flatnonzero(lage == Zeilenlage.ZAEHLT)
        if BELEG.name in self.z.spalten and len(zaehlt):
            belege = block.tabelle[f"c{self.z.spalten[BELEG.name]}"]
            erster, letzter = (belege[int(zaehlt[i])].as_py().strip() for i in (0, -1))
            self.belege = [(self.belege or [erster])[0], letzter]

    def _with_other_accounts(self, spalten: pa.Table) -> pa.Table:
        """Adds whether the account is none of the Ergebnis: such lines need no Produkt."""
        konten = spalten["sachkonto"].combine_chunks().dictionary_encode()
        neben = [self.rahmen.nebenart_of(konto) is not None for konto in konten.dictionary.to_pylist()]
        return spalten.append_column("nebenkonto", pa.array(neben, pa.bool_()).take(konten.indices))

    def _count(self, daten: pa.Table) -> None:
        self.zeilen += daten.num_rows
        self.gezaehlt += daten.num_rows
        if not daten.num_rows:
            return
        for name in ("produkt", "sachkonto"):
            if pc.any(daten[f"{name}_datum"]).as_py():
                self.datumscodes.update(daten.filter(daten[f"{name}_datum"])[name].to_pylist())
        teile = [self._summands(daten, nw.col("saldo_ct"))] if not self.z.kopf.monate else self._by_month(daten)
        self._teile += [_grouped(teil) for teil in teile]
        if self._zeilen is not None:
            self._zeilen += [teil.select(["produkt", "sachkonto", "monat", "saldo_ct", "zeile"]) for teil in teile]
        if "gegenkonto" in daten.column_names:
            gegen = daten.set_column(daten.schema.get_field_index("sachkonto"), "sachkonto", daten["gegenkonto"])
            self._gegenteile.append(_grouped(self._summands(gegen, -nw.col("saldo_ct"))))

    def _summands(self, daten: pa.Table, saldo: nw.Expr) -> pa.Table:
        frame = nw.from_native(daten).select(
            "produkt", "sachkonto", nw.col("monat").cast(nw.Int64), saldo_ct=saldo.cast(nw.Int64), zeile=nw.col("zeile"),
            anzahl=nw.lit(1).cast(nw.Int64), negativ=(nw.col("betrag_ct") < 0).cast(nw.Int64),
            positiv=(nw.col("betrag_ct") > 0).cast(nw.Int64),
        )  # fmt: skip
        return frame.to_native()

    def _by_month(self, daten: pa.Table) -> list[pa.Table]:
        """A line of Monatswerte is up to twelve amounts; it counts as one line, in its first month that has one."""
        teile, offen = [], np.ones(daten.num_rows, bool)
        for i, (_, monat) in enumerate(self.z.kopf.monate):
            gut = daten[f"w{i}_lage"].to_numpy() == Betragslage.GUT
            neu, offen = gut & offen, offen & ~gut
            betrag = daten[f"w{i}_ct"]
            teil = pa.table({
                "produkt": daten["produkt"], "sachkonto": daten["sachkonto"],
                "monat": pa.array(np.full(daten.num_rows, monat), pa.int64()), "saldo_ct": betrag,
                "zeile": daten["zeile"], "anzahl": pa.array(neu.astype(np.int64)),
                "negativ": pc.less(betrag, 0).cast(pa.int64()), "positiv": pc.greater(betrag, 0).cast(pa.int64()),
            })  # fmt: skip
            teile.append(teil.filter(pa.array(gut)))
        return teile

    def _special(self, block: Rohblock, spalten: pa.Table, lage: np.ndarray, daten: pa.Table) -> None:
        """Lines without a code, with the sums of what counts above each."""
        summen = self._running(daten)
        nummern = daten["zeile"].to_numpy()
        if len(nummern):
            self.letzte_datenzeile = max(self.letzte_datenzeile, int(nummern[-1]))
        for row in spalten.filter(pa.array(lage == Zeilenlage.CODE_FEHLT)).to_pylist():
            zellen = block.zellen(row["zeile"])
            if not any(zellen):
                continue
            self.zeilen += 1
            platz = int(np.searchsorted(nummern, row["zeile"]))
            bisher = self._laufend + (summen[platz - 1] if platz else 0)
            if len(self.sonder) < MAX_SONDERZEILEN:
                self.sonder.append(self._sonderzeile(row, zellen, bisher))
                if self.sonder[-1].hat_wert:
                    self._seit = bisher
            else:
                self._leave_out("Produkt oder Sachkonto ist leer", 1, row["betrag_ct"])
                text = "Produkt oder Sachkonto ist leer; die Zeile bleibt außen vor"
                self.maengel.add(Schwere.FEHLER, "journal.leer", text, self.z.ort.place(row["zeile"]))
        if len(summen):
            self._laufend = self._laufend + summen[-1]

    def _running(self, daten: pa.Table) -> np.ndarray:
        betrag, saldo = daten["betrag_ct"].to_numpy(), daten["saldo_ct"].to_numpy()
        return np.cumsum(np.column_stack((betrag, saldo, np.abs(betrag), np.ones_like(betrag))), axis=0)

    def _sonderzeile(self, row: dict[str, object], zellen: Sequence[str], bisher: np.ndarray) -> Sonderzeile:
        produkt, konto = (not row[name] or bool(row[f"{name}_summe"]) for name in ("produkt", "sachkonto"))
        hat_periode = not row.get("periode_leer", True)
        gut = row["betrag_lage"] == Betragslage.GUT
        je = [(summe, zeilen) for *summen, zeilen in (bisher.tolist(), (bisher - self._seit).tolist()) for summe in summen]
        return Sonderzeile(
            int(str(row["zeile"])), zellen, produkt and konto, hat_periode, Betragslage(int(str(row["betrag_lage"]))),
            int(str(row["betrag_ct"])) if gut else None, je,
        )  # fmt: skip

    def _left_out(self, spalten: pa.Table, lage: np.ndarray) -> None:
        betrag = spalten["betrag_ct"].to_numpy()
        for wert, grund in _GRUENDE.items():
            maske = lage == wert
            if maske.any():
                self._leave_out(grund, int(maske.sum()), int(betrag[maske].sum()))
                self.zeilen += int(maske.sum())
                if wert is not Zeilenlage.KOPF:
                    self.datenzeilen += int(maske.sum())
                    self.letzte_datenzeile = max(self.letzte_datenzeile, int(spalten["zeile"].to_numpy()[maske][-1]))
        self.datenzeilen += int((lage == Zeilenlage.ZAEHLT).sum())

    def _leave_out(self, grund: str, anzahl: int, betrag_ct: int) -> None:
        self.ausgelassen[grund] += anzahl
        self.ausgelassen_ct[grund] += betrag_ct

    def _faults(self, block: Rohblock, spalten: pa.Table, lage: np.ndarray) -> None:
        """Everything that is wrong with a line is said, not the first only."""
        if not (lage >= Zeilenlage.JAHR_FALSCH).any():
            return
        z, da = self.z, self.z.spalten
        self._say(block, lage == Zeilenlage.JAHR_FALSCH, "journal.jahr", JAHR.name, _jahr_text)
        self._say(block, lage == Zeilenlage.WERTART_FALSCH, "journal.wertart", WERTART.name, _wertart_text)
        eigene = (lage == Zeilenlage.ZAEHLT) | (lage >= Zeilenlage.PERIODE_FALSCH)
        zeit = PERIODE.name if PERIODE.name in da else DATUM.name
        falsche_periode = eigene & (spalten["periode"].to_numpy() == 0)
        self._say(block, falsche_periode, "journal.periode", zeit, periode_text if zeit == PERIODE.name else _datum_text)
        betragslage = spalten["betrag_lage"].to_numpy()
        keine = [Betragslage.GUT, Betragslage.STRICH]
        if z.ansatz or z.kopf.monate:
            keine.append(Betragslage.LEER)
        self._amounts(block, spalten, eigene & ~np.isin(betragslage, keine))
        for form, name in ((Betragsform.KENNZEICHEN, SOLL_HABEN.name), (Betragsform.RICHTUNG, RICHTUNG.name)):
            if z.form is form:
                spalte = "seite" if name == SOLL_HABEN.name else "richtung"
                self._say(block, eigene & (spalten[spalte].to_numpy() == 0), "journal.sollhaben", name, _seite_text)

    def _say(self, block: Rohblock, maske: np.ndarray, code: str, feld: str, text) -> None:
        anzahl = int(maske.sum())
        if not anzahl:
            return
        position = self.z.spalten.get(feld)
        zeilen = np.flatnonzero(maske)[: self.maengel.wanted(Schwere.FEHLER, code)]
        teil = block.tabelle.take(pa.array(zeilen))
        werte = teil[f"c{position}"].to_pylist() if position is not None else [""] * len(zeilen)
        erste = [
            (text(wert.strip()), self.z.ort.place(nummer, position))
            for wert, nummer in zip(werte, teil["zeile"].to_pylist(), strict=True)
        ]
        self.maengel.add_many(Schwere.FEHLER, code, anzahl, erste)

    def _amounts(self, block: Rohblock, spalten: pa.Table, maske: np.ndarray) -> None:
        if not maske.any():
            return
        felder = self.z.wertfelder if not self.z.kopf.monate else [self.z.kopf.zellen[i] for i, _ in self.z.kopf.monate]
        positionen = [i for i, _ in self.z.kopf.monate] or [self.z.spalten[name] for name in self.z.wertfelder]
        ohne = [Betragslage.GUT, Betragslage.STRICH] + ([Betragslage.LEER] if len(positionen) > 1 else [])
        gesamt = np.zeros(len(maske), bool)
        for i, (feld, position) in enumerate(zip(felder, positionen, strict=True)):
            lagen = spalten[f"w{i}_lage"].to_numpy()
            falsch = maske & ~np.isin(lagen, ohne)
            gesamt |= falsch
            self._say_amounts(block, falsch, lagen, feld, position)
        if (rest := maske & ~gesamt).any():
            self._say(block, rest, "journal.betrag", self.z.wertfelder[0], lambda _: betrag_text(self.z.wertfeld, 1, "", ""))

    def _say_amounts(self, block: Rohblock, maske: np.ndarray, lagen: np.ndarray, feld: str, position: int) -> None:
        if not maske.any():
            return
        self._count_styles(block, maske, position)
        zeilen = np.flatnonzero(maske)[: self.maengel.wanted(Schwere.FEHLER, "journal.betrag")]
        erste = []
        for row, i in zip(block.tabelle.take(pa.array(zeilen)).to_pylist(), zeilen, strict=True):
            zahl = row.get(f"z{position}")
            wert = row[f"c{position}"].strip() if zahl is None else zahl
            erste.append((betrag_text(feld, int(lagen[i]), wert, self._style_advice(wert)), self.z.ort.place(row["zeile"], position)))
        self.maengel.add_many(Schwere.FEHLER, "journal.betrag", int(maske.sum()), erste)

    def _count_styles(self, block: Rohblock, maske: np.ndarray, position: int) -> None:
        text = pa.table({"t": pc.utf8_trim_whitespace(block.tabelle[f"c{position}"].filter(pa.array(maske)))})
        andere = ausdruecke.is_amount(nw.col("t"), _other(self.z.stil))
        self.andere_zahlen += int(nw.from_native(text).select(n=andere.sum()).row(0)[0] or 0)

    def _style_advice(self, wert: object) -> str:
        text = nw.from_native(pa.table({"t": [str(wert)]}))
        if not isinstance(wert, str) or not text.select(n=ausdruecke.is_amount(nw.col("t"), _other(self.z.stil))).row(0)[0]:
            return ""
        return f". Ist der ganze Export so geschrieben, in der Tabelle Quellen bei Zahlen {_other(self.z.stil)} eintragen"

    def _years(self, block: Rohblock, spalten: pa.Table, lage: np.ndarray) -> None:
        """Lines of other years, and dates that contradict the year."""
        fremd = lage == Zeilenlage.ANDERES_JAHR
        if fremd.any():
            teil = block.tabelle.filter(pa.array(fremd))
            if self.erste_fremde is None:
                self.erste_fremde = teil["zeile"][0].as_py()
            if "jahr" in spalten.column_names:
                jahre = spalten.filter(pa.array(fremd))["jahr"].to_pylist()
            else:
                name = "periode_jahr" if "periode_jahr" in spalten.column_names else "datum_jahr"
                jahre = [str(jahr) for jahr in spalten.filter(pa.array(fremd))[name].to_pylist()]
            self.jahre.update(jahre)
        if "datum_jahr" in spalten.column_names and "jahr" not in spalten.column_names and not self.z.ansatz:
            self._dates(block, spalten, lage)

    def _dates(self, block: Rohblock, spalten: pa.Table, lage: np.ndarray) -> None:
        """Closing entries may carry a date of the following year."""
        eigene = (lage == Zeilenlage.ZAEHLT) | (lage >= Zeilenlage.ANDERES_JAHR)
        jahr, lesbar = spalten["datum_jahr"].to_numpy(), spalten["datum_lesbar"].to_numpy(zero_copy_only=False)
        leer = spalten["datum_leer"].to_numpy(zero_copy_only=False)
        abschluss = spalten["periode"].to_numpy() > 12
        gut = eigene & lesbar & (jahr != 0)
        fremd = gut & (jahr != self.z.jahr) & ~((jahr == self.z.jahr + 1) & abschluss)
        for wert, anzahl in zip(*np.unique(jahr[gut], return_counts=True), strict=True):
            self.datumsjahre[int(wert), False] += int(anzahl)
        for wert, anzahl in zip(*np.unique(jahr[fremd], return_counts=True), strict=True):
            self.datumsjahre[int(wert), True] += int(anzahl)
        position = self.z.spalten[DATUM.name]
        if PERIODE.name in self.z.spalten and fremd.any():
            zeilen = np.flatnonzero(fremd)[: self.maengel.wanted(Schwere.WARNUNG, "journal.jahr")]
            nummern = block.tabelle["zeile"].take(pa.array(zeilen)).to_pylist()
            erste = [
                (
                    f"Buchungsdatum im Jahr {jahr[i]}; die Buchung zählt nach ihrer Periode zum Jahr {self.z.jahr}. Bitte prüfen",
                    self.z.ort.place(nummer, position),
                )
                for i, nummer in zip(zeilen, nummern, strict=True)
            ]
            self.maengel.add_many(Schwere.WARNUNG, "journal.jahr", int(fremd.sum()), erste)
        unlesbar = np.flatnonzero(eigene & ~lesbar & ~leer)
        if len(unlesbar) and PERIODE.name in self.z.spalten:
            self.unlesbare_daten += len(unlesbar)
            if self.erstes_unlesbares is None:
                row = block.tabelle.slice(int(unlesbar[0]), 1).to_pylist()[0]
                self.erstes_unlesbares = row[f"c{position}"].strip(), row["zeile"]


def _grouped(teil: pa.Table) -> pa.Table:
    return sum_up(teil, "negativ", "positiv")


def _combined(teile: Sequence[pa.Table]) -> pa.Table:
    return _grouped(pa.concat_tables(teile)) if teile else _empty()


def _empty() -> pa.Table:
    text = ("produkt", "sachkonto")
    return pa.table({n: pa.array([], pa.string() if n in text else pa.int64()) for n in _SUMMENSPALTEN})


def _other(stil: Zahlenstil) -> Zahlenstil:
    return Zahlenstil.DEUTSCH if stil is Zahlenstil.ENGLISCH else Zahlenstil.ENGLISCH


_GRUENDE = {
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


def _jahr_text(wert: str) -> str:
    was = f"{JAHR.name} „{shown(wert)}“ ist kein Jahr" if wert else f"{JAHR.name} ist leer"
    return f"{was}; die Zeile bleibt außen vor"


def _wertart_text(wert: str) -> str:
    was = f"Wertart „{shown(wert)}“ ist unbekannt" if wert else "Wertart ist leer"
    return f"{was}; die Zeile bleibt außen vor. In der Tabelle Spalten beim Feld Wertart mit nur „…“ sagen, was zählt"


def _datum_text(wert: str) -> str:
    was = f"Buchungsdatum „{shown(wert)}“ ist nicht lesbar" if wert else "Buchungsdatum ist leer"
    return f"{was}; ohne Periode bleibt die Buchung außen vor"


def _seite_text(wert: str) -> str:
    was = f"S/H „{shown(wert)}“ ist weder S noch H" if wert else "S/H ist leer"
    return f"{was}; die Buchung bleibt außen vor"

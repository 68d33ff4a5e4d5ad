"""Which column is which field, and how its cells are meant: from what is declared, and else from what stands there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

import narwhals as nw
import pyarrow as pa
import pyarrow.compute as pc

from xlbudget.errors import Befund, EingabeError, Schwere, SourceRef
from xlbudget.sources.export import ausdruecke
from xlbudget.sources.export.angaben import Einheit, Entscheidung, Inhalt, Quellenangabe, Vorzeichen, Zahlenstil
from xlbudget.sources.export.felder import (
    ANSATZ,
    AUFWAND,
    BETRAG,
    BUCHUNGSSTELLE,
    DATUM,
    ERTRAG,
    GEGENKONTO,
    HABEN,
    JAHR,
    PERIODE,
    PRODUKT,
    RICHTUNG,
    SACHKONTO,
    SOLL,
    SOLL_HABEN,
    WERTART,
    doubts,
    is_thousands,
    normal,
    repeated_header,
)
from xlbudget.sources.export.kopf import Kopf, Kopfsuche
from xlbudget.sources.export.regeln import Regel, Regelart
from xlbudget.sources.export.rohtabelle import Rohtabelle, Sicht, letters
from xlbudget.sources.export.wertarten import Wertarten, all_known, choose_wertarten

_PROBE = 20_000  # rows that are looked at to see how cells are meant


class Betragsform(Enum):
    """How the columns of a line make one amount."""

    BETRAG = auto()  # signs as the Vorzeichen says
    KENNZEICHEN = auto()  # S/H beside the amount
    SOLL_UND_HABEN = auto()  # a column each
    ERTRAG_UND_AUFWAND = auto()
    RICHTUNG = auto()  # Ertrag or Aufwand beside the amount


@dataclass(frozen=True)
class Exportort:
    """The table of an export as a place that messages point to."""

    datei: str
    blatt: str | None

    def place(self, nummer: int, position: int | None = None) -> SourceRef:
        """A line, or in a workbook the cell in one column of it."""
        if self.blatt is None or position is None:
            return SourceRef(self.datei, self.blatt, zeile=nummer)
        return SourceRef(self.datei, self.blatt, f"{letters(position)}{nummer}")


@dataclass(frozen=True)
class Zuordnung:
    """Everything needed to read the lines below the header. `spalten` are positions by the name of a field."""

    kopf: Kopf
    angabe: Quellenangabe
    jahr: int
    ort: Exportort
    spalten: Mapping[str, int]
    regeln: Mapping[str, Sequence[Regel]]
    form: Betragsform
    stil: Zahlenstil
    stil_offen: bool
    einheit: Einheit
    wertarten: Wertarten | None
    datev: bool
    entscheidungen: Sequence[Entscheidung]
    befunde: Sequence[Befund] = field(default=())

    @property
    def ansatz(self) -> bool:
        """Whether the lines are Ansätze: no period, and an empty amount is none."""
        return self.angabe.inhalt is Inhalt.ANSAETZE

    @property
    def wertfeld(self) -> str:
        """The field of the amounts, as messages name it."""
        return ANSATZ.name if self.ansatz else BETRAG.name

    @property
    def wertfelder(self) -> Sequence[str]:
        """The fields that hold amounts."""
        if self.form is Betragsform.SOLL_UND_HABEN:
            return SOLL.name, HABEN.name
        if self.form is Betragsform.ERTRAG_UND_AUFWAND:
            return ERTRAG.name, AUFWAND.name
        return (self.wertfeld,)

    def regel(self, feld: str, art: Regelart) -> Regel | None:
        """The rule of a kind that is declared for a field."""
        return next((regel for regel in self.regeln.get(feld, ()) if regel.art is art), None)

    @property
    def sicht(self) -> Sicht:
        """What of the table is needed."""
        monate = [position for position, _ in self.kopf.monate]
        positionen = sorted({*self.spalten.values(), *monate})
        werte = {self.spalten[name] for name in self.wertfelder if name in self.spalten} | set(monate)
        return Sicht(self.kopf.letzte, self.kopf.breite, positionen, frozenset(werte))


def understand(tabelle: Rohtabelle, kopf: Kopf, suche: Kopfsuche) -> Zuordnung:
    """Decide how the lines below a header are to be read.

    Raises EingabeError (German) where a heading stands twice, or the declaration contradicts what is there.
    """
    return _Deutung(tabelle, kopf, suche).zuordnung()


class _Deutung:
    def __init__(self, tabelle: Rohtabelle, kopf: Kopf, suche: Kopfsuche) -> None:
        self.kopf, self.suche, self.angabe, self.jahr = kopf, suche, suche.angabe, suche.jahr
        self.ort = Exportort(tabelle.datei, tabelle.blatt)
        self.spalten = dict(kopf.spalten)
        self.regeln: dict[str, Sequence[Regel]] = dict(suche.regeln)
        self.entscheidungen = list(tabelle.entscheidungen)
        self.befunde: list[Befund] = []
        self.probe = self._probe(tabelle)

    def _probe(self, tabelle: Rohtabelle) -> pa.Table:
        alle = range(self.kopf.breite)
        sicht = Sicht(self.kopf.letzte, self.kopf.breite, list(alle), frozenset(alle))
        block = next(iter(tabelle.blocks(sicht, probe=True)), None)
        if block is None:
            return pa.table({f"c{i}": pa.array([], pa.string()) for i in alle})
        return block.tabelle.slice(0, _PROBE)

    def _texts(self, position: int) -> pa.Array:
        """What stands in a column of the sample, without empty cells and numbers of a workbook."""
        text = pc.utf8_trim_whitespace(self.probe[f"c{position}"])
        if f"z{position}" in self.probe.column_names:
            text = text.filter(pc.is_null(self.probe[f"z{position}"]))
        return text.filter(pc.not_equal(text, ""))

    def zuordnung(self) -> Zuordnung:
        """Every decision once, in the order in which they need each other."""
        self._codes()
        datev = bool(self.kopf.darueber) and self.kopf.darueber[0] in ("EXTF", "DTVF")
        if not datev:
            self.spalten.pop(GEGENKONTO.name, None)
        if PERIODE.name in self.spalten and self.angabe.inhalt is not Inhalt.ANSAETZE:
            pass
        self._check_headings()
        form = self._form()
        wertarten = self._wertarten()
        stil, stil_offen = self._stil(form)
        einheit = self._einheit(form)
        return Zuordnung(
            self.kopf, self.angabe, self.jahr, self.ort, self.spalten, self.regeln, form, stil, stil_offen, einheit,
            wertarten, datev, tuple(self.entscheidungen), tuple(self.befunde),
        )  # fmt: skip

    def _codes(self) -> None:
        """Produkt and Sachkonto that stand in one column."""
        stelle = self.spalten.pop(BUCHUNGSSTELLE.name, None)
        fehlend = [name for name in (PRODUKT.name, SACHKONTO.name) if name not in self.spalten]
        for name, andere in ((PRODUKT.name, SACHKONTO.name), (SACHKONTO.name, PRODUKT.name)):
            zerlegen = [regel for regel in self.regeln.get(andere, ()) if regel.art is Regelart.ZERLEGEN]
            if name in fehlend and zerlegen and name not in self.regeln:
                self.spalten[name], self.regeln[name] = self.spalten[andere], zerlegen
                return
        if stelle is None or not fehlend:
            return
        trenner = self._separator(stelle)
        if not trenner:
            raise EingabeError(
                f"{self.ort.datei}: in der Spalte „{self.kopf.zellen[stelle]}“ stehen Produkt und Sachkonto zusammen, "
                "aber nicht überall gleich getrennt. In der Tabelle Spalten beim Feld Produkt diese Überschrift und "
                "die Regel „zerlegen am letzten Punkt“ (oder Schrägstrich, Bindestrich, Leerzeichen) eintragen."
            )
        for name in fehlend:
            self.spalten[name] = stelle
            self.regeln[name] = (Regel(Regelart.ZERLEGEN, (trenner, "letzten")),)
        grund = f"jede Zelle der Spalte „{self.kopf.zellen[stelle]}“ endet mit einem Konto nach „{trenner}“"
        self._decide("Produkt und Sachkonto", f"zerlegen am letzten „{trenner}“", grund)

    def _separator(self, position: int) -> str:
        texte = self._texts(position)
        for trenner in "./- ":
            zeichen = f"[{trenner}]" if trenner != "-" else "-"
            muster = rf"^[^{trenner}].*{zeichen}\s*[0-9]{{3,}}$"
            if len(texte) and pc.all(pc.match_substring_regex(texte, muster)).as_py():
                return trenner
        return ""

    def _check_headings(self) -> None:
        namen = (PRODUKT.name, SACHKONTO.name, BETRAG.name, ANSATZ.name, PERIODE.name)
        felder = [feld for feld in self.suche.felder if feld.name in namen and feld.name not in self.suche.angaben]
        felder = [feld for feld in felder if feld.name in self.kopf.spalten]
        if doppelt := repeated_header(self.kopf.zellen, felder, self.jahr):
            raise EingabeError(
                f"{self.ort.datei}, Zeile {self.kopf.nummer}: die Überschrift „{doppelt}“ steht dort zweimal; welche "
                "Spalte gilt, ist nicht zu erkennen. Eine davon umbenennen oder weglassen, oder in der Tabelle Spalten "
                "den Buchstaben der Spalte eintragen."
            )
        for schwere, text, position in doubts(self.kopf.zellen, felder, self.jahr):
            self._found(schwere, "export.spalte", text, position)
        for feld in felder:
            self._weak(feld.name, feld.rank(self.kopf.zellen[self.kopf.spalten[feld.name]], self.jahr) or 0)
        betrag = self.spalten.get(BETRAG.name)
        if betrag is not None and self.angabe.inhalt is Inhalt.BUCHUNGEN and BETRAG.name not in self.suche.angaben:
            kopf = normal(self.kopf.zellen[betrag])
            if any(wort in kopf for wort in ("saldo", "kumul", "endbestand")):
                raise EingabeError(
                    f"{self.ort.datei}: die Spalte „{self.kopf.zellen[betrag]}“ enthält dem Namen nach Salden. In der "
                    f"Tabelle Quellen den Inhalt {Inhalt.SALDEN} eintragen; sind es einzelne Buchungen, in der Tabelle "
                    "Spalten diese Überschrift beim Feld Betrag eintragen."
                )

    def _weak(self, name: str, rank: int) -> None:
        if rank >= 6:
            position = self.kopf.spalten[name]
            text = (
                f"Als {name} wird die Spalte „{self.kopf.zellen[position]}“ gelesen. Stimmt das nicht, in der Tabelle "
                f"Spalten beim Feld {name} die richtige Überschrift eintragen."
            )
            self._found(Schwere.HINWEIS, "export.spalte", text, position)
            self._decide(name, self.kopf.zellen[position], "keine Überschrift passt besser", sicher=False)

    def _form(self) -> Betragsform:
        vorzeichen, da = self.angabe.vorzeichen, self.spalten
        betrag = self.suche.angabe.inhalt is Inhalt.MONATSWERTE or BETRAG.name in da or ANSATZ.name in da
        if SOLL.name in da and HABEN.name in da and (not betrag or vorzeichen is Vorzeichen.SOLL_HABEN):
            self._decide("Vorzeichen", Vorzeichen.SOLL_HABEN, "Soll und Haben haben eigene Spalten")
            return Betragsform.SOLL_UND_HABEN
        if not betrag:
            self._decide("Vorzeichen", "Ertrag und Aufwand", "Ertrag und Aufwand haben eigene Spalten")
            return Betragsform.ERTRAG_UND_AUFWAND
        if vorzeichen is Vorzeichen.SOLL_HABEN and SOLL_HABEN.name not in da:
            raise EingabeError(
                f"{self.ort.datei} hat keine Spalte S/H. Den Export mit Soll/Haben-Kennzeichen erzeugen "
                "oder in der Tabelle Quellen ein anderes Vorzeichen wählen."
            )
        if SOLL_HABEN.name in da:
            return self._by_mark(self.spalten[SOLL_HABEN.name])
        if vorzeichen is Vorzeichen.AUTOMATISCH and (richtung := self._find_richtung()) is not None:
            self.spalten[RICHTUNG.name] = richtung
            if not self._negatives():
                grund = f"die Spalte „{self.kopf.zellen[richtung]}“ sagt es, und kein Betrag ist negativ"
                self._decide("Vorzeichen", "nach der Spalte Richtung", grund)
                return Betragsform.RICHTUNG
        return Betragsform.BETRAG

    def _by_mark(self, position: int) -> Betragsform:
        """With an S/H column: whether it or the sign of the amount says which side it is."""
        seiten = self._sides(position)
        vorzeichen = self.angabe.vorzeichen
        schon = len(seiten) == 2 and seiten.get(1) == {-1} and seiten.get(-1) == {1}
        if vorzeichen is Vorzeichen.AUTOMATISCH and not schon:
            self._decide("Vorzeichen", Vorzeichen.SOLL_HABEN, "es gibt eine Spalte mit Soll/Haben-Kennzeichen")
            return Betragsform.KENNZEICHEN
        if vorzeichen is Vorzeichen.SOLL_HABEN:
            if schon:
                text = (
                    "Alle Beträge im Haben sind negativ und alle im Soll positiv; das Kennzeichen kehrt sie noch einmal "
                    "um. In der Tabelle Quellen vermutlich das Vorzeichen „Erträge negativ“ wählen."
                )
                self._found(Schwere.WARNUNG, "journal.sollhaben", text, position)
            return Betragsform.KENNZEICHEN
        if len(seiten) == 2 and all(vorzeichen_ == {1} for vorzeichen_ in seiten.values()):
            raise EingabeError(
                f"{self.ort.datei}: mit dem Vorzeichen „{vorzeichen}“ bleibt die Spalte "
                f"„{self.kopf.zellen[position]}“ unbeachtet, aber nur sie unterscheidet Soll und Haben; alle Beträge "
                "sind positiv. In der Tabelle Quellen das Vorzeichen Soll/Haben wählen."
            )
        if schon:
            self._decide("Vorzeichen", Vorzeichen.ERTRAEGE_NEGATIV, "die Beträge im Haben tragen schon ein Minus")
        return Betragsform.BETRAG

    def _sides(self, position: int) -> dict[int, set[int]]:
        """The signs of the amounts by side, +1 Haben and −1 Soll, in the sample."""
        wert = self.spalten.get(BETRAG.name, self.spalten.get(ANSATZ.name))
        if wert is None:
            return {}
        zeichen = nw.col(f"c{wert}").str.strip_chars()
        frame = nw.from_native(self.probe).select(
            seite=ausdruecke.kennzeichen_of(nw.col(f"c{position}").str.strip_chars()),
            minus=zeichen.str.contains(r"[-−–(]"),
            null=zeichen.str.contains(r"^[^1-9]*$"),
        )
        seiten: dict[int, set[int]] = {}
        for seite, minus, null in frame.unique(["seite", "minus", "null"]).iter_rows():
            if seite and not null:
                seiten.setdefault(seite, set()).add(-1 if minus else 1)
        return seiten

    def _negatives(self) -> bool:
        wert = self.spalten.get(BETRAG.name, self.spalten.get(ANSATZ.name))
        spalten = [wert] if wert is not None else [position for position, _ in self.kopf.monate]
        return any(pc.any(pc.match_substring_regex(self.probe[f"c{i}"], r"[-−–(]\s*[0-9]|[0-9]\s*-")).as_py() for i in spalten)

    def _find_richtung(self) -> int | None:
        """A column that says Ertrag or Aufwand in every line, whatever it is called."""
        if RICHTUNG.name in self.spalten:
            return self.spalten[RICHTUNG.name]
        for i in self._free():
            werte = {wert.casefold() for wert in self._texts(i).unique().to_pylist()}
            if werte and werte <= _RICHTUNGEN and any(len(wert) > 1 for wert in werte):
                return i
        return None

    def _free(self) -> Iterable[int]:
        belegt = {*self.spalten.values(), *(position for position, _ in self.kopf.monate)}
        return (i for i in range(self.kopf.breite) if i not in belegt)

    def _wertarten(self) -> Wertarten | None:
        """The column that says Plan or Ist, by its heading or by its values, and which of them count."""
        regel = next((r for r in self.regeln.get(WERTART.name, ()) if r.art is Regelart.NUR), None)
        position = self.spalten.get(WERTART.name)
        if position is None:
            position = next((i for i in self._free() if all_known(self._texts(i).unique().to_pylist())), None)
        if position is None:
            return None
        self.spalten[WERTART.name] = position
        werte = self._texts(position).unique().to_pylist()
        wahl = choose_wertarten(werte, regel.werte if regel else (), ansatz=self.angabe.inhalt is Inhalt.ANSAETZE)
        if wahl is not None and not regel:
            grund = f"in der Spalte „{self.kopf.zellen[position]}“ stehen {', '.join(sorted(werte)[:5])}"
            self._decide("Wertart", f"nur {', '.join(sorted(wahl.zaehlt))}", grund)
        if wahl is None:
            raise EingabeError(
                f"{self.ort.datei}: in der Spalte „{self.kopf.zellen[position]}“ stehen "
                f"{', '.join(f'„{wert}“' for wert in sorted(werte)[:8])}; was davon zählt, ist nicht zu erkennen. In der "
                f"Tabelle Spalten beim Feld Wertart die Überschrift „{self.kopf.zellen[position]}“ und die Regel "
                "nur „…“ mit dem Wert, der zählt, eintragen."
            )
        return wahl

    def _stil(self, form: Betragsform) -> tuple[Zahlenstil, bool]:
        """The style of numbers, and whether nothing in the sample tells."""
        if self.angabe.zahlen is not Zahlenstil.AUTOMATISCH:
            return self.angabe.zahlen, False
        namen = (SOLL, HABEN) if form is Betragsform.SOLL_UND_HABEN else (BETRAG, ANSATZ, ERTRAG, AUFWAND)
        spalten = [self.spalten[feld.name] for feld in namen if feld.name in self.spalten]
        spalten += [position for position, _ in self.kopf.monate]
        deutsch = englisch = 0
        for i in spalten:
            frame = nw.from_native(pa.table({"t": self._texts(i)}))
            text = nw.col("t")
            zahlen = frame.select(
                d=text.str.contains(ausdruecke.NUR_DEUTSCH).sum(), e=text.str.contains(ausdruecke.NUR_ENGLISCH).sum()
            ).row(0)
            deutsch, englisch = deutsch + int(zahlen[0] or 0), englisch + int(zahlen[1] or 0)
        stil = Zahlenstil.ENGLISCH if englisch > deutsch else Zahlenstil.DEUTSCH
        grund = f"{max(deutsch, englisch)} Beträge sind nur so zu lesen, {min(deutsch, englisch)} nur anders"
        eindeutig = (deutsch == 0) != (englisch == 0)
        self._decide("Zahlen", stil, grund if deutsch or englisch else "übliche Schreibweise", sicher=eindeutig)
        return stil, not (deutsch or englisch)

    def _einheit(self, form: Betragsform) -> Einheit:
        if self.angabe.einheit is not Einheit.AUTOMATISCH:
            return self.angabe.einheit
        namen = (BETRAG, ANSATZ, SOLL, HABEN, ERTRAG, AUFWAND)
        koepfe = [self.kopf.zellen[self.spalten[feld.name]] for feld in namen if feld.name in self.spalten]
        koepfe += [self.kopf.zellen[position] for position, _ in self.kopf.monate]
        fund = next((text for text in (*koepfe, *self.kopf.darueber) if is_thousands(text)), None)
        if fund is None:
            return Einheit.EURO
        self._decide("Einheit", Einheit.TAUSEND, f"im Export steht „{fund}“")
        text = (
            f"Die Beträge werden als Tausend Euro gelesen, denn im Export steht „{fund}“. Stimmt das nicht, in der "
            "Tabelle Quellen die Einheit € eintragen."
        )
        self._found(Schwere.HINWEIS, "export.einheit", text, None)
        return Einheit.TAUSEND

    def _decide(self, was: str, wert: str, grund: str, *, sicher: bool = True) -> None:
        self.entscheidungen.append(Entscheidung(was, str(wert), grund, sicher))

    def _found(self, schwere: Schwere, code: str, text: str, position: int | None) -> None:
        self.befunde.append(Befund(schwere, code, text, self.ort.place(self.kopf.letzte, position)))


_RICHTUNGEN = frozenset(("e", "a", "ertrag", "erträge", "erlös", "erlöse", "ert", "aufwand", "aufwendungen", "aufwendung", "kosten", "auf", "aufw"))

"""Rules broken on purpose, each by one patch of the source: the quick tests must notice every one.

    .venv/bin/python -m tests.mutants                 all of them, after one run without any
    .venv/bin/python -m tests.mutants tendenz-sign    only these

A mutant finds its place by the exact text it replaces. Where that text no longer stands exactly once, `test_mutants`
fails: then the rule has moved, and the mutant moves with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Mutant:
    """One wrong rule. `first` is where a test that knows better most likely stands: those are run before the others."""

    name: str
    file: str
    old: str
    new: str
    first: str = "tests/core"

    def mutate(self, source: str) -> str:
        """The source with the rule broken. Raises LookupError unless `old` stands there exactly once."""
        if source.count(self.old) != 1:
            raise LookupError(f"{self.name}: {self.file} has {source.count(self.old)} times\n{self.old}")
        return source.replace(self.old, self.new)


_RULES = (
    Mutant(
        "verbesserung-sign",
        "xlbudget/core/tendenz.py",
        "return ergebnis_ct - ansatz_ct",
        "return ansatz_ct - ergebnis_ct",
    ),
    Mutant(
        "mehrbedarf-sign",
        "xlbudget/core/tendenz.py",
        "return ansatz_ct - prognose_ct",
        "return prognose_ct - ansatz_ct",
    ),
    Mutant(
        "tendenz-sign",
        "xlbudget/core/tendenz.py",
        "Tendenz.BESSER if abweichung_ct > 0 else Tendenz.SCHLECHTER",
        "Tendenz.SCHLECHTER if abweichung_ct > 0 else Tendenz.BESSER",
    ),
    Mutant(
        "tendenz-threshold-excluded",
        "xlbudget/core/tendenz.py",
        "abs(abweichung_ct) < ab_ct",
        "abs(abweichung_ct) <= ab_ct",
    ),
    Mutant(
        "tendenz-percent-or-amount",  # both must be reached
        "xlbudget/core/tendenz.py",
        "ab_ct = max(",
        "ab_ct = min(",
    ),
    Mutant(
        "tendenz-percent-of-ten",
        "xlbudget/core/tendenz.py",
        "regeln.tendenz_ab_pct * abs(ansatz_ct) / 100",
        "regeln.tendenz_ab_pct * abs(ansatz_ct) / 10",
    ),
    Mutant(
        "ampel-thresholds-swapped",
        "xlbudget/core/tendenz.py",
        """mehrbedarf_ct < regeln.ampel_gelb_ab_ct:
        return Ampel.GRUEN
    return Ampel.GELB if mehrbedarf_ct < regeln.ampel_rot_ab_ct""",
        """mehrbedarf_ct < regeln.ampel_rot_ab_ct:
        return Ampel.GRUEN
    return Ampel.GELB if mehrbedarf_ct < regeln.ampel_gelb_ab_ct""",
    ),
    Mutant(
        "ampel-red-one-cent-late",
        "xlbudget/core/tendenz.py",
        "mehrbedarf_ct < regeln.ampel_rot_ab_ct",
        "mehrbedarf_ct <= regeln.ampel_rot_ab_ct",
    ),
    Mutant(
        "ziel-inverse",
        "xlbudget/core/tendenz.py",
        "if richtung is Richtung.HOEHER else",
        "if richtung is Richtung.NIEDRIGER else",
    ),
    Mutant(
        "ziel-95-is-bad",
        "xlbudget/core/tendenz.py",
        "grad * 100 < Fraction(regeln.ziel_schlecht_unter_pct)",
        "grad * 100 <= Fraction(regeln.ziel_schlecht_unter_pct)",
    ),
    Mutant(
        "ziel-missing-is-0",
        "xlbudget/core/tendenz.py",
        "    if plan is None or ist is None or plan <= 0 or ist <= 0:\n        return None\n",
        "    if plan is None or plan <= 0:\n        return None\n    ist = ist or Decimal(0)\n",
    ),
    Mutant(
        "nothing-booked-is-0",
        "xlbudget/core/geld.py",
        "return sum(vorhanden) if vorhanden else None",
        "return sum(vorhanden)",
    ),
    Mutant(
        "half-even",
        "xlbudget/core/geld.py",
        "rounding=ROUND_HALF_UP)",
        'rounding="ROUND_HALF_EVEN")',
    ),
    Mutant(
        "half-down",
        "xlbudget/core/geld.py",
        "betrag = (2 * abs(zaehler) + abs(nenner)) //",
        "betrag = (2 * abs(zaehler) + abs(nenner) - 1) //",
    ),
    Mutant(
        "apportion-loses-a-cent",
        "xlbudget/core/geld.py",
        "teile.append(grenze - bisher)",
        "teile.append(rounded_div(betrag_ct * gewicht, summe))",
    ),
    Mutant(
        "trailing-minus-ignored",
        "xlbudget/core/geld.py",
        '(treffer["vorn"] or treffer["hinten"]) in',
        'treffer["vorn"] in',
    ),
    Mutant(
        "tenths-are-cents",  # 12,3 is 12,30
        "xlbudget/core/geld.py",
        '.ljust(2, "0")',
        '.rjust(2, "0")',
    ),
    Mutant(
        "month-off-by-one",
        "xlbudget/core/monatswerte.py",
        "monate[summe.monat - 1] = (monate[summe.monat - 1] or 0) + betrag_ct",
        "monate[summe.monat % 12] = (monate[summe.monat % 12] or 0) + betrag_ct",
    ),
    Mutant(
        "period-13-in-januar",
        "xlbudget/core/zeit.py",
        "return min(periode, 12)",
        "return (periode - 1) % 12 + 1",
    ),
    Mutant(
        "shortest-prefix-wins",
        "xlbudget/core/kontenrahmen.py",
        "range(len(sachkonto), 0, -1)",
        "range(1, len(sachkonto) + 1)",
    ),
    Mutant(
        "aufwand-counts-as-ertrag",
        "xlbudget/core/kontenrahmen.py",
        "return 1 if self is Art.ERTRAEGE else -1",
        "return 1",
    ),
    Mutant(
        "subtotal-skips-a-produkt",
        "xlbudget/core/produktzeile.py",
        "sum(zeile.ergebnis_ct for zeile in zeilen),",
        "sum(zeile.ergebnis_ct for zeile in zeilen[1:]),",
    ),
    Mutant(
        "last-row-skipped",
        "xlbudget/core/berichtsdaten.py",
        "for zeile in self.kontenrahmen.zeilen_of(art)",
        "for zeile in self.kontenrahmen.zeilen_of(art)[:-1]",
    ),
    Mutant(
        "produktbudget-adds-aufwendungen",
        "xlbudget/core/produktblatt.py",
        "return self.ertraege.prognose_ct - self.aufwendungen.prognose_ct",
        "return self.ertraege.prognose_ct + self.aufwendungen.prognose_ct",
    ),
    Mutant(
        "prior-years-count-the-stand-twice",
        "xlbudget/core/prognose.py",
        "for betrag in monate[monat:]",
        "for betrag in monate[monat - 1 :]",
    ),
    Mutant(
        "rest-of-ansatz-a-month-short",
        "xlbudget/core/prognose.py",
        "ansatz_ct * (12 - monat)",
        "ansatz_ct * (11 - monat)",
    ),
    Mutant(
        "dezember-is-forecast",
        "xlbudget/core/prognose.py",
        "if self.monat == 12:",
        "if self.monat > 12:",
    ),
    Mutant(
        "budget-before-its-produkte",
        "xlbudget/core/prognose.py",
        "key=lambda z: (-tiefe[z[0]],",
        "key=lambda z: (tiefe[z[0]],",
    ),
    Mutant(
        "return-overrules-the-datenmappe",
        "xlbudget/core/angenommen.py",
        "elif feld.feldart is Feldart.PROGNOSE and feld in self.bestand.eigene:",
        "elif feld.feldart is Feldart.GRUND and feld in self.bestand.eigene:",
    ),
    Mutant(
        "months-after-the-stand-count",
        "xlbudget/app/bericht/rechnung.py",
        "if summe.monat <= stand.monat)",
        "if summe.monat <= stand.monat + 1)",
        "tests/app/bericht",
    ),
    Mutant(
        "meldungen-of-any-stand",
        "xlbudget/app/bericht/rechnung.py",
        "meldungen = [meldung for fuer, meldung in mappe.meldungen if fuer == stand]",
        "meldungen = [meldung for fuer, meldung in mappe.meldungen]",
        "tests/app/bericht",
    ),
)

_READING = (
    Mutant(
        "soll-haben-ignored",
        "xlbudget/sources/export/zeilenlage.py",
        'saldo = betrag * nw.col("seite")',
        "saldo = betrag",
        "tests/sources/export",
    ),
    Mutant(
        "ertraege-negativ-taken-as-they-are",
        "xlbudget/sources/export/vorzeichen.py",
        "        return -1\n",
        "        return 1\n",
        "tests/sources/export",
    ),
    Mutant(
        "closing-entries-in-januar",
        "xlbudget/sources/export/zeilenlage.py",
        "monat = nw.when(periode > 12).then(12)",
        "monat = nw.when(periode > 12).then(1)",
        "tests/sources/export",
    ),
    Mutant(
        "trailing-minus-of-an-export-ignored",
        "xlbudget/sources/export/ausdruecke.py",
        'text.str.contains("[-−–(]")).then(-zahl)',
        'text.str.contains("^[-−–(]")).then(-zahl)',
        "tests/sources/export",
    ),
)

_SHOWING = (
    Mutant(
        "one-row-too-few-shown",
        "xlbudget/layout/produktblatt.py",
        "HideRows(namen.zeilen, len(zeilen))",
        "HideRows(namen.zeilen, len(zeilen) - 1)",
        "tests/layout",
    ),
    Mutant(
        "hidden-rows-off-by-one",
        "xlbudget/xlsx/fill/template.py",
        "target.rows[entry.count :]",
        "target.rows[entry.count + 1 :]",
        "tests/xlsx/fill",
    ),
    Mutant(
        "name-one-row-too-low",
        "xlbudget/xlsx/fill/targets.py",
        "((area.top + offset, column)",
        "((area.top + offset + 1, column)",
        "tests/xlsx/fill",
    ),
    Mutant(
        "stand-month-shown-empty",
        "xlbudget/layout/produktblatt.py",
        "if nummer <= monat else None",
        "if nummer < monat else None",
        "tests/layout",
    ),
    Mutant(
        "gesamt-formula-with-the-other-sign",
        "xlbudget/writers/gesamtbericht/tabellenzeilen.py",
        'f"={ergebnis}-{plan}"',
        'f"={plan}-{ergebnis}"',
        "tests/writers",
    ),
    Mutant(
        "gesamt-subtotal-skips-its-first-row",
        "xlbudget/writers/gesamtbericht/gesamttabelle.py",
        "bereich = (erste, self._zeilen.naechste - 1)",
        "bereich = (erste + 1, self._zeilen.naechste - 1)",
        "tests/writers",
    ),
)

_ROUND = (
    Mutant(
        "four-eyes-off",
        "xlbudget/delivery/ledger/versandbuch.py",
        "if wer.casefold() == nachricht.geplant_von.casefold():",
        "if not wer:",
        "tests/delivery/ledger",
    ),
    Mutant(
        "released-or-not",
        "xlbudget/delivery/ledger/versandlauf.py",
        "if self._vier_augen and nachricht.freigegeben_von is None:",
        "if False:",
        "tests/delivery/ledger",
    ),
    Mutant(
        "an-older-fassung-passes",
        "xlbudget/app/runde/ruecklaufleser.py",
        "if neueste > identitaet.fassung:",
        "if neueste < identitaet.fassung:",
        "tests/app/runde/test_ruecklauf.py",
    ),
    Mutant(
        "two-fassungen-mixed",
        "xlbudget/delivery/ledger/versandstand.py",
        "if r.entscheidung is None or r.fassung == fassung]",
        "if True]",
        "tests/delivery/ledger",
    ),
    Mutant(
        "two-returns-both-count",
        "xlbudget/delivery/ledger/ruecklaufbuch.py",
        "if len(gruppe) > 1:",
        "if len(gruppe) > 2:",
        "tests/delivery/ledger",
    ),
    Mutant(
        "a-draft-counts",
        "xlbudget/delivery/ledger/eintraege.py",
        "self.rueckmeldung is not None and self.rueckmeldung.status is Status.FERTIG",
        "self.rueckmeldung is not None",
        "tests/delivery/ledger",
    ),
    Mutant(
        "the-workbook-of-another-budget",
        "xlbudget/delivery/mail/kontrolle.py",
        "elif identitaet.budget != soll.worum:",
        "elif False:",
        "tests/delivery/mail",
    ),
)

MUTANTS = (*_RULES, *_READING, *_SHOWING, *_ROUND)

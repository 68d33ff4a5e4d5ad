"""The Kontenrahmen of one Land and the journal of another: a Fehler that locks the report, or the same cents.

Every shipped Kontenrahmen × journal of every other Land × how its signs are written × what Quellen says of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from haeuser.erzeugen import JAHR, Haus, build
from haeuser.konten import LAENDER
from haeuser.schreiben import FORMEN, Stil

from xlbudget.app.bericht import lauf as laufmodul
from xlbudget.app.bericht.bericht import bericht
from xlbudget.app.bericht.lauf import Lauf, load
from xlbudget.app.bericht.sperre import BerichtGesperrtError, sperrende
from xlbudget.core.zeit import Stand
from xlbudget.errors import Befund, EingabeError, Schwere
from xlbudget.sources.datenmappe.mappe import Datenmappe, read_datenmappe

REGELN = ("", "Soll/Haben", "Erträge negativ", "Erträge positiv", "Aufwendungen negativ", "alles positiv")
GLEICHWERTIG = {("NI", "BW"), ("BW", "NI"), ("NW", "ST"), ("ST", "NW"), ("MV", "TH")}
"""(journal, Kontenrahmen) where every account has the same row in both."""

Summen = Mapping[tuple[str, str, str, str], int]


@dataclass
class Werkbank:
    """Houses with their exports, and one Datenmappe per Land that is read once."""

    ordner: Path
    monkeypatch: pytest.MonkeyPatch

    def __post_init__(self) -> None:
        self._haeuser: dict[str, Haus] = {}
        self._mappen: dict[str, Datenmappe] = {}
        self._geschrieben: set[Path] = set()

    def load(
        self, journal: str, rahmen: str, stil: Stil, regel: str, *, namen: bool, bestaetigt: bool = False
    ) -> tuple[Lauf | None, list[Befund]]:
        """What a run says, and what it computes unless it refuses to; `bestaetigt`: the house says its rules are so."""
        haus = self._haeuser.setdefault(journal, build(journal, dezernate=1, budgets=2, produkte=2))
        ordner = self.ordner / f"{journal} {stil.form.replace('/', '')} {namen}"
        if ordner not in self._geschrieben:
            haus.write(ordner, stil=stil, namen=namen, jahre=(JAHR,))
            self._geschrieben.add(ordner)
        mappe = self._mappe(haus, rahmen)
        quellen = tuple(q if q.ist_ansatz else replace(q, vorzeichen=regel) for q in mappe.quellen)
        praefixe = tuple(replace(p, bestaetigt=bestaetigt or p.bestaetigt) for p in mappe.praefixe)
        mappe = replace(mappe, file=ordner / mappe.file.name, quellen=quellen, praefixe=praefixe)
        self.monkeypatch.setattr(laufmodul, "read_datenmappe", lambda _: (mappe, []))
        try:
            lauf = load(mappe.file, Stand(JAHR, 12), mit_ruecklauf=False)
        except EingabeError as error:
            return None, list(error.befunde)
        return lauf, list(lauf.befunde)

    def _mappe(self, haus: Haus, rahmen: str) -> Datenmappe:
        schluessel = f"{haus.land} nach {rahmen}"
        if schluessel not in self._mappen:
            datei = haus.write(self.ordner / schluessel, rahmen=rahmen, jahre=(JAHR,))
            self._mappen[schluessel] = read_datenmappe(datei)[0]
        return self._mappen[schluessel]


@pytest.fixture
def werkbank(tmp_path, monkeypatch) -> Werkbank:
    return Werkbank(tmp_path, monkeypatch)


def sums(lauf: Lauf) -> Summen:
    """Every row of every object, Ist and Ansatz."""
    return {
        (wert, objekt.kennung, str(zeile.art), zeile.name): betrag
        for wert, werte in (("Ist", lauf.daten.ist), ("Ansatz", lauf.daten.ansatz))
        for objekt in lauf.daten.gliederung
        for zeile in lauf.daten.kontenrahmen.zeilen
        if (betrag := werte.summe_ct(objekt, zeile)) is not None
    }


def verdict(werkbank: Werkbank, fall: tuple[str, str, Stil, str], wahr: Summen, *, namen: bool) -> str:
    """What becomes of one wrong choice."""
    lauf, befunde = werkbank.load(*fall, namen=namen)
    if lauf is None:
        return "abgelehnt"
    if sperrende(befunde):
        return "gesperrt"
    return "gleich" if sums(lauf) == wahr else "falsch"


def cases(journal: str, *, alle: bool) -> Iterator[tuple[str, str, Stil, str]]:
    """Every wrong Land, every way to write signs, every rule; or of these two for each Land."""
    for i, rahmen in enumerate(LAENDER):
        if rahmen == journal:
            continue
        if alle:
            yield from ((journal, rahmen, stil, regel) for stil in FORMEN for regel in REGELN)
            continue
        nummer = i + LAENDER.index(journal)
        yield journal, rahmen, FORMEN[nummer % len(FORMEN)], ""
        stil = FORMEN[(nummer + 1) % len(FORMEN)]
        yield journal, rahmen, stil, stil.vorzeichen


def truth(werkbank: Werkbank, journal: str, *, namen: bool) -> Summen:
    """The sums of a house by its own Land. It is at most asked where there are no names, and then until it says yes."""
    fall = (journal, journal, FORMEN[0], FORMEN[0].vorzeichen)
    _, offen = werkbank.load(*fall, namen=namen)
    fehler = {befund.code for befund in offen if befund.schwere is Schwere.FEHLER}
    assert fehler <= (set() if namen else {"konten.frage"})
    lauf, befunde = werkbank.load(*fall, namen=namen, bestaetigt=True)
    assert lauf is not None
    assert [befund for befund in befunde if befund.schwere is not Schwere.HINWEIS] == []
    return sums(lauf)


@pytest.mark.parametrize("namen", [True, False], ids=["mit Namen", "ohne Namen"])
@pytest.mark.parametrize("journal", LAENDER)
def test_no_wrong_land_gives_other_cents(werkbank, tiefe, journal, namen):
    wahr = truth(werkbank, journal, namen=namen)
    schlecht = []
    for fall in cases(journal, alle=bool(tiefe(0, 1))):
        urteil = verdict(werkbank, fall, wahr, namen=namen)
        if urteil == "falsch" or (urteil == "gleich" and fall[:2] not in GLEICHWERTIG):
            schlecht.append((urteil, *fall[:2], fall[2].form, fall[3]))
    assert schlecht == []


def test_a_report_by_the_wrong_land_is_not_written(tmp_path):
    """From the files to the refusal; every sum would be right, the rows would not."""
    haus = build("TH", dezernate=1, budgets=1, produkte=2)
    mappe = haus.write(tmp_path, rahmen="NW", jahre=(JAHR,))
    with pytest.raises(BerichtGesperrtError, match="gebucht ist aber 53 Abschreibungen") as fehler:
        bericht(mappe, Stand(JAHR, 6), tmp_path / "berichte")
    assert "Thüringen (TH)" in str(fehler.value)
    assert not (tmp_path / "berichte").exists()

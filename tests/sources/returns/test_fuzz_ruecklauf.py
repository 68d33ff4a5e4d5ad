"""Thousands of damaged returns: nothing but an EingabeError comes out, soon, and no wrong value is taken silently.

`XLBUDGET_TIEFE=voll pytest tests/sources/returns/test_fuzz_ruecklauf.py -s` runs 10000; a failure names its seed.
"""

from __future__ import annotations

import time
import warnings
from collections import Counter
from functools import cache
from random import Random

import pytest
from sources.returns.fuzz_mutatoren import (
    Erwartung,
    Mutant,
    mutate_bytes,
    mutate_looks,
    mutate_mail,
    mutate_rows,
    mutate_values,
    mutate_xml,
    mutate_zip,
)
from sources.returns.fuzz_orakel import agrees, seen_by_others
from sources.returns.rueckmeldung_base import SCHLUESSEL, Gesendet, gesendet, massnahmentafel, monatstafel, set_cell

from xlbudget.core.rueckmeldung import Feldart
from xlbudget.errors import Befund, EingabeError, Schwere
from xlbudget.sources.returns.eingang import Eingangsdatei, iter_eingang
from xlbudget.sources.returns.gesperrt import check_gesperrt
from xlbudget.sources.returns.ruecklauf import open_ruecklauf, read_rueckmeldung
from xlbudget.sources.untrusted.rohmappe import Rohmappe

STICHPROBE, VOLL = 400, 10_000
MAX_SEKUNDEN = 5.0
"""Of the processor for one return, however busy the machine is; a sound one takes a fiftieth of a second."""

ANTEILE = {
    "bytes": (mutate_bytes, 0.15),
    "zip": (mutate_zip, 0.15),
    "xml": (mutate_xml, 0.40),
    "werte": (mutate_values, 0.15),
    "ansicht": (mutate_looks, 0.05),
    "zeilen": (mutate_rows, 0.05),
}
ANTEIL_MAIL = 0.05


@cache
def base() -> Gesendet:
    """A small Mappe with something in every kind of input."""
    leer = gesendet("Dezernatsleitung III", tafeln=(monatstafel("27104"), massnahmentafel("27104")))
    data = leer.data
    inhalte = {
        Feldart.PROGNOSE: ("<v>123456.78</v>", ""),
        Feldart.GRUND: ("<is><t>Tarifabschluss</t></is>", 't="inlineStr"'),
        Feldart.ERLAEUTERUNG: ("<is><t>Erste Zeile\nzweite Zeile</t></is>", 't="inlineStr"'),
        Feldart.LEISTUNG: ("<v>4711</v>", ""),
        Feldart.ZIEL: ("<v>97.5</v>", ""),
        Feldart.MONATSWERT: ("<v>77.5</v>", ""),
        Feldart.FASSUNG: ("<is><t>endgültig</t></is>", 't="inlineStr"'),
        Feldart.NOTIZ: ("<is><t>ohne Außenstelle</t></is>", 't="inlineStr"'),
        Feldart.STATUS: ("<is><t>läuft</t></is>", 't="inlineStr"'),
        Feldart.BIS: ("<is><t>30.11.2023</t></is>", 't="inlineStr"'),
        Feldart.ERREICHT: ("<v>1234.5</v>", ""),
        Feldart.ERWARTET: ("<v>99999.99</v>", ""),
        Feldart.BEMERKUNG: ("<is><t>Zuschlag im Herbst</t></is>", 't="inlineStr"'),
    }
    for feld in leer.felder:
        data = set_cell(data, feld.blatt, feld.zelle, *inhalte[feld.feld.feldart])
    return Gesendet(data, leer.felder, leer.identitaet)


@cache
def original() -> Rohmappe:
    return open_ruecklauf("original.xlsx", base().data)


def run(mutant: Mutant) -> tuple[str, str]:
    """Collect a mutant as `xlbudget ruecklauf` does; how it ended, and what is wrong with that (empty if nothing)."""
    try:
        roh = open_ruecklauf("rück.xlsx", mutant.data)
    except EingabeError:
        return "abgelehnt", "" if mutant.erwartet is None else "abgelehnt, obwohl lesbar"
    if roh.identitaet != base().identitaet or not roh.ausweis.is_sealed_by(SCHLUESSEL):
        return "nicht unsere", "" if mutant.erwartet is None else "Identität verloren"
    meldung, befunde = read_rueckmeldung(roh, base().felder)
    gesperrt = check_gesperrt(original(), roh, base().felder)
    laut = {(b.source.blatt, b.source.zelle) for b in befunde if b.source}
    if mutant.erwartet is not None:
        fehler = [text for feld, e in mutant.erwartet.items() if (text := _unexpected(meldung.eingaben, laut, feld, e))]
        if mutant.gesperrt and not gesperrt:
            fehler.append("gesperrte Zelle unbemerkt geändert")
        if mutant.verschoben and not any(b.code == "gesperrt.verschoben" for b in gesperrt):
            fehler.append("Zeilen unbemerkt verschoben")
        return "gelesen", "; ".join(fehler)
    return ("mit Befund" if befunde or gesperrt else "gelesen"), _silently_wrong(
        mutant, roh, meldung.eingaben, laut, gesperrt
    )


def _unexpected(eingaben, laut, feld, erwartung: Erwartung) -> str:
    genommen, hat_befund = feld.feld in eingaben, (feld.blatt, feld.zelle) in laut
    if genommen != erwartung.genommen or hat_befund != erwartung.befund:
        return f"{feld.zelle}: genommen {genommen}, Befund {hat_befund}, erwartet {erwartung}"
    if genommen and eingaben[feld.feld] != erwartung.wert:
        return f"{feld.zelle}: {eingaben[feld.feld]!r} statt {erwartung.wert!r}"
    return ""


def _silently_wrong(mutant: Mutant, roh: Rohmappe, eingaben, laut, gesperrt: list[Befund]) -> str:
    """Values that no other reader sees so, on sheets about which nothing is said that forbids taking them."""
    verdaechtig = {befund.source.blatt for befund in gesperrt if befund.schwere is Schwere.FEHLER}
    stille = [
        f for f in base().felder if f.feld in eingaben and (f.blatt, f.zelle) not in laut and f.blatt not in verdaechtig
    ]
    for feld, fremde in seen_by_others(mutant.data, roh, stille):
        unser = eingaben[feld.feld]
        if not any(agrees(feld, unser, fremd) for fremd in fremde) and (fremde or unser != _sent(feld)):
            return f"{feld.blatt}!{feld.zelle}: {unser!r}, andere lesen {fremde!r}"
    return ""


def _sent(feld):
    meldung, _ = read_rueckmeldung(original(), base().felder)
    return meldung.eingaben[feld.feld]


def test_the_base_is_read_whole_and_others_read_the_same():
    ende, fehler = run(Mutant(base().data))
    assert (ende, fehler) == ("gelesen", "")
    meldung, befunde = read_rueckmeldung(original(), base().felder)
    assert befunde == []
    assert None not in meldung.eingaben.values()


@pytest.mark.parametrize("falsch", ["<v>123456.79</v>", "<v>1234567.8</v>", "<v>-123456.78</v>"])
def test_the_oracle_would_notice_a_wrong_value(falsch):
    feld = base().feld(Feldart.PROGNOSE)
    data = set_cell(base().data, feld.blatt, feld.zelle, falsch)
    eingaben = read_rueckmeldung(original(), base().felder)[0].eingaben
    assert feld.zelle in _silently_wrong(Mutant(data), original(), eingaben, set(), [])


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("art", ANTEILE)
def test_mutated_workbooks(art, tiefe):
    mutieren, anteil = ANTEILE[art]
    enden: Counter[str] = Counter()
    laengste = 0.0
    for nummer in range(round(tiefe(STICHPROBE, VOLL) * anteil)):
        mutant = mutieren(Random(f"{art} {nummer}"), base())
        beginn = time.process_time()
        ende, fehler = run(mutant)
        dauer = time.process_time() - beginn
        assert not fehler, f"Zufall „{art} {nummer}“: {fehler}"
        assert dauer < MAX_SEKUNDEN, f"Zufall „{art} {nummer}“: {dauer:.1f} s"
        enden[ende] += 1
        laengste = max(laengste, dauer)
    print(f"\n{art}: {sum(enden.values())} Rückläufe, {dict(enden)}, längster {laengste:.2f} s")


def test_mutated_mails(tmp_path, tiefe):
    enden: Counter[str] = Counter()
    for nummer in range(round(tiefe(STICHPROBE, VOLL) * ANTEIL_MAIL)):
        name, data = mutate_mail(Random(f"mail {nummer}"), base())
        datei = tmp_path / name
        datei.write_bytes(data)
        beginn = time.process_time()
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            funde = list(iter_eingang([datei]))
        assert time.process_time() - beginn < MAX_SEKUNDEN, f"Zufall „mail {nummer}“"
        assert funde, f"Zufall „mail {nummer}“: stillschweigend nichts gelesen"
        anhaenge = [fund for fund in funde if isinstance(fund, Eingangsdatei)]
        enden["Anhang" if anhaenge else funde[0].code] += 1
        for anhang in anhaenge:
            run(Mutant(anhang.data))
    print(f"\nmail: {sum(enden.values())} Mails, {dict(enden)}")

"""Exports as finance systems write them: one style per Land, so that together they use most of what is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from haeuser.erzeugen import Ansatz, Buchung

SOLL_HABEN, ERTRAEGE_NEGATIV, AUFWENDUNGEN_NEGATIV, ALLES_POSITIV = (
    "Soll/Haben", "Erträge negativ", "Aufwendungen negativ", "alles positiv",
)  # fmt: skip


@dataclass(frozen=True)
class Stil:
    """How postings are written. `form` is one of the rules of the table Quellen, or „zwei Spalten“."""

    form: str
    zeichensatz: str = "utf-8"
    trenner: str = ";"
    periode: str = "monat"
    minus_hinten: bool = False
    darueber: tuple[str, ...] = ()
    mit_summe: bool = False

    @property
    def vorzeichen(self) -> str:
        """What the table Quellen must say."""
        return SOLL_HABEN if self.form == "zwei Spalten" else self.form


STILE = {
    "NI": Stil(SOLL_HABEN, "cp1252", darueber=("Journal Ergebnishaushalt", ""), mit_summe=True),
    "NW": Stil(ERTRAEGE_NEGATIV),
    "HE": Stil("zwei Spalten", periode="datum"),
    "SH": Stil(AUFWENDUNGEN_NEGATIV, "utf-16", trenner="\t"),
    "BW": Stil(ALLES_POSITIV, periode="monat/jahr"),
    "RP": Stil(ERTRAEGE_NEGATIV, minus_hinten=True, trenner="|"),
    "ST": Stil(SOLL_HABEN, periode="monat/jahr"),
    "TH": Stil(AUFWENDUNGEN_NEGATIV, periode="datum", darueber=("Stand heute",)),
    "MV": Stil(ALLES_POSITIV, "cp1252"),
}
ANSATZSTIL = Stil(ALLES_POSITIV)
FORMEN = tuple(Stil(form) for form in (SOLL_HABEN, ERTRAEGE_NEGATIV, AUFWENDUNGEN_NEGATIV, ALLES_POSITIV))


def write_buchungen(
    datei: Path, jahr: int, buchungen: Iterable[Buchung], stil: Stil, namen: Mapping[str, str] | None
) -> None:
    """The journal of one year."""
    write_zeilen(datei, buchungszeilen(jahr, buchungen, stil, namen), stil)


def buchungszeilen(
    jahr: int, buchungen: Iterable[Buchung], stil: Stil, namen: Mapping[str, str] | None
) -> list[list[str]]:
    """The lines of a journal as cells, from what stands above the header to the sum below."""
    spalten = ["Beleg", {"datum": "Buchungsdatum"}.get(stil.periode, "Periode"), "Produkt", "Sachkonto"]
    spalten += ["Kontobezeichnung"] if namen is not None else []
    spalten += {SOLL_HABEN: ["Betrag", "S/H"], "zwei Spalten": ["Soll", "Haben"]}.get(stil.form, ["Betrag"])
    zeilen = [[text] for text in stil.darueber] + [spalten]
    summe = 0
    for nummer, buchung in enumerate(buchungen, 1):
        zeit = {
            "monat": f"{buchung.monat}", "monat/jahr": f"{buchung.monat:02d}/{jahr}",
            "datum": f"15.{buchung.monat:02d}.{jahr}",
        }[stil.periode]  # fmt: skip
        name = [namen.get(buchung.konto, "")] if namen is not None else []
        zeilen.append([f"{nummer:07d}", zeit, buchung.produkt, buchung.konto, *name, *_betrag(buchung, stil)])
        summe += abs(buchung.saldo_ct)
    if stil.mit_summe:
        zeilen.append(["", "", "", "", *([""] if namen is not None else []), geld(summe, stil)])
    return zeilen


def write_ansaetze(datei: Path, jahr: int, ansaetze: Iterable[Ansatz], namen: Mapping[str, str] | None) -> None:
    """The Ansätze of one year, all positive."""
    write_zeilen(datei, ansatzzeilen(jahr, ansaetze, namen), ANSATZSTIL)


def ansatzzeilen(jahr: int, ansaetze: Iterable[Ansatz], namen: Mapping[str, str] | None) -> list[list[str]]:
    """The lines of the Ansätze as cells, the header first."""
    spalten = ["Produkt", "Sachkonto", *(["Kontobezeichnung"] if namen is not None else []), f"Ansatz {jahr}"]
    zeilen = [
        [a.produkt, a.konto, *([namen[a.konto]] if namen is not None else []), geld(a.betrag_ct, ANSATZSTIL)]
        for a in ansaetze
    ]
    return [spalten, *zeilen]


def _betrag(buchung: Buchung, stil: Stil) -> list[str]:
    saldo = buchung.saldo_ct
    if stil.form == SOLL_HABEN:
        return [geld(abs(saldo), stil), "H" if saldo > 0 else "S"]
    if stil.form == "zwei Spalten":
        return ["", geld(saldo, stil)] if saldo > 0 else [geld(-saldo, stil), ""]
    if stil.form == ERTRAEGE_NEGATIV:
        return [geld(-saldo, stil)]
    if stil.form == AUFWENDUNGEN_NEGATIV:
        return [geld(saldo, stil)]
    return [geld(saldo * buchung.richtung, stil)]


def geld(cent: int, stil: Stil) -> str:
    """An amount as the style writes it."""
    text = f"{abs(cent) // 100:,}".replace(",", ".") + f",{abs(cent) % 100:02d}"
    if cent >= 0:
        return text
    return f"{text}-" if stil.minus_hinten else f"-{text}"


def write_zeilen(datei: Path, zeilen: Iterable[list[str]], stil: Stil) -> None:
    """Lines of cells as a file of this style."""
    text = "".join(stil.trenner.join(zeile) + "\r\n" for zeile in zeilen)
    datei.write_text(text, encoding=stil.zeichensatz, newline="")

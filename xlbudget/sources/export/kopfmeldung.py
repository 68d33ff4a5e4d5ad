"""What to say where no line is the header that is needed: what is there instead, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher, get_close_matches
from typing import TYPE_CHECKING

from xlbudget.errors import EingabeError
from xlbudget.sources.export.felder import PERIODE, nearest_field
from xlbudget.sources.export.kopfworte import is_of_other_year, normal, years_of
from xlbudget.sources.export.rohtabelle import HEADER_WITHIN, Kopfkandidat, letters

if TYPE_CHECKING:
    from xlbudget.sources.export.kopf import Kopf, Kopfsuche, Noetig

_VERFAELSCHT = (("cp1252", "utf-8"), ("iso8859-15", "utf-8"), ("cp850", "utf-8"))
_ANDERE = (("cp1252", "cp850", "DOS (cp850)"), ("cp850", "cp1252", "Windows-1252"))


_AEHNLICHE = 3
"""So many headings that are like a missing one are named."""


class KopfFehltError(EingabeError):
    """No line is the header; `kopf` is the one that comes nearest, None where there is nothing."""

    def __init__(self, text: str, kopf: Kopf | None) -> None:
        super().__init__(text)
        self.kopf = kopf


def missing(suche: Kopfsuche, datei: str, zeilen: Sequence[Kopfkandidat], kopf: Kopf | None) -> KopfFehltError:
    """The error for a header that was looked for; `kopf` comes nearest to it."""
    if not any(any(zeile.zellen) for zeile in zeilen):
        return KopfFehltError(_nothing(datei, len(zeilen)), None)
    if suche.angabe.kopfzeile:
        return _at_declared_line(suche, datei, zeilen, kopf)
    assert kopf is not None, "a line with cells is a candidate"
    return KopfFehltError(_why(suche, datei, kopf), kopf)


def _why(suche: Kopfsuche, datei: str, kopf: Kopf) -> str:
    return _wrong_year(suche, datei, kopf) or _not_there(suche, datei, kopf) or _not_found(suche, datei, kopf)


def _nothing(datei: str, zeilen: int) -> str:
    if zeilen < HEADER_WITHIN:
        return f"{datei} ist leer. Den Export neu erzeugen."
    return (
        f"In den ersten {zeilen} Zeilen von {datei} steht nichts. Den Export ohne sie erzeugen, oder in der Tabelle "
        "Quellen in der Spalte Kopfzeile die Zeile der Überschriften eintragen."
    )


def _at_declared_line(
    suche: Kopfsuche, datei: str, zeilen: Sequence[Kopfkandidat], kopf: Kopf | None
) -> KopfFehltError:
    """The declared line is not the header: which one is, where there is one."""
    nummer, frei = suche.angabe.kopfzeile, suche.anywhere()
    bester = frei.nearest(zeilen)
    assert bester is not None, "a line with cells is a candidate"
    anfang = f"{datei}: in der Tabelle Quellen steht die Kopfzeile {nummer}, aber {_what_is_there(nummer, zeilen)}. "
    if not bester.fehlend:
        text = f"{anfang}Die Überschriften stehen in Zeile {bester.nummer}: dort {bester.nummer} eintragen."
        return KopfFehltError(text, bester)
    if kopf is not None and len(kopf.fehlend) <= len(bester.fehlend):
        return KopfFehltError(_why(suche, datei, kopf), kopf)
    text = f"{anfang}Dort die Zeile der Überschriften eintragen oder das Feld leeren. "
    return KopfFehltError(text + (_why(frei, datei, bester)), bester)


def _what_is_there(nummer: int, zeilen: Sequence[Kopfkandidat]) -> str:
    da = next((zeile for zeile in zeilen if zeile.nummer <= nummer <= zeile.letzte), None)
    if nummer < 1:
        return "die Zeilen zählen ab 1"
    if da is None and nummer > zeilen[-1].letzte:
        return f"die Datei hat nur {zeilen[-1].letzte} Zeilen"
    if da is None or not any(da.zellen):
        return f"Zeile {nummer} ist leer"
    return f"in Zeile {nummer} steht „{_short(da.zellen, 60)}“, keine Überschriften"


def _wrong_year(suche: Kopfsuche, datei: str, kopf: Kopf) -> str:
    """What to say if all that is missing is there for another year; empty text if something else is wrong."""
    felder = [noetig[0][0] for noetig in kopf.fehlend]
    andere = {feld: [zelle for zelle in kopf.zellen if feld.names_other_year(zelle, suche.jahr)] for feld in felder}
    da = any(feld.rank(zelle, suche.jahr) is not None for feld in felder for zelle in kopf.zellen)
    if da or not all(andere.values()):
        return ""
    feld, gefunden = next(iter(andere.items()))
    jahre = sorted(jahr for zelle in gefunden for jahr in years_of(zelle, suche.jahr))
    text = (
        f"{datei}, Zeile {kopf.nummer}: gebraucht wird der {feld.name} {suche.jahr}, der Export nennt nur "
        f"{', '.join(f'„{zelle}“' for zelle in gefunden)}. "
    )
    if suche.angabe.jahr is not None or jahre[-1] > suche.jahr:
        return f"{text}Den Export für {suche.jahr} erzeugen oder in der Tabelle Quellen die richtige Datei eintragen."
    return (
        f"{text}Ist es ein Vorjahr, in der Tabelle Quellen in die Spalte Jahr {jahre[-1]} eintragen (vorschau: --jahr "
        f"{jahre[-1]}); sonst den Export für {suche.jahr} erzeugen oder dort die richtige Datei eintragen."
    )


def _not_there(suche: Kopfsuche, datei: str, kopf: Kopf) -> str:
    """What to say where all that is missing are columns that the table Spalten names; empty text otherwise."""
    namen = [_name(noetig) for noetig in kopf.fehlend]
    if not all(name in suche.benannt for name in namen):
        return ""
    if rat := _garbled(suche, kopf):
        return f"{datei}, Zeile {kopf.nummer}: {rat}"
    genannt = [_named(suche, kopf, name) for name in namen]
    return (
        f"{datei}, Zeile {kopf.nummer}: die Tabelle Spalten nennt {'; '.join(genannt)}. Vorhanden sind: "
        f"{_short(kopf.zellen, 400)}. In der Tabelle Spalten die richtige Überschrift eintragen, so wie sie hier "
        f"steht{', beide Zeilen zusammen' if kopf.zweizeilig else ''}."
    )


def _named(suche: Kopfsuche, kopf: Kopf, name: str) -> str:
    """A field with the column that is declared for it, which is not there, and the headings that are most like it."""
    gesucht, feld = suche.benannt[name], suche.angaben[name].feld
    text = f"beim Feld {feld} „{gesucht}“, und diese Spalte gibt es dort nicht"
    frei = [zelle for zelle in kopf.zellen if zelle and not is_of_other_year(zelle, suche.jahr)]
    nah = [zelle for zelle in frei if nearest_field(zelle, suche.jahr) == name]
    nah = nah or get_close_matches(gesucht, frei, _AEHNLICHE, 0.6)
    if not nah:
        return text
    aehnlich = sorted(nah, key=lambda zelle: -SequenceMatcher(None, normal(gesucht), normal(zelle)).ratio())
    return f"{text}; am ähnlichsten ist {' oder '.join(f'„{zelle}“' for zelle in aehnlich[:_AEHNLICHE])}"


def _not_found(suche: Kopfsuche, datei: str, kopf: Kopf) -> str:
    namen = [_name(noetig) for noetig in suche.bedarf]
    nummer = suche.angabe.kopfzeile
    wo = f"Zeile {nummer}" if nummer else f"den ersten {HEADER_WITHIN} Zeilen"
    text = f"In {datei} ist keine Kopfzeile mit den Spalten {', '.join(namen)} zu finden (gesucht in {wo}). "
    nah = {i: feld for i, zelle in enumerate(kopf.zellen) if zelle and (feld := nearest_field(zelle, suche.jahr))}
    if len(kopf.fehlend) == suche.needs and len(nah) <= 1:
        return text + "Den Export mit Spaltenüberschriften erzeugen oder in Quellen die Kopfzeile eintragen."
    fehlt = ", ".join(_name(noetig) for noetig in kopf.fehlend)
    zeilen = f"kommen die Zeilen {kopf.nummer} und {kopf.letzte} zusammen"
    wo = zeilen if kopf.zweizeilig else f"kommt Zeile {kopf.nummer}"
    text += f"Am nächsten {wo}; dort fehlt {fehlt}, gefunden wurde: {_short(kopf.zellen, 400)}. "
    if rat := _garbled(suche, kopf):
        return text + rat
    offen = [(i, feld) for i, feld in nah.items() if i not in kopf.spalten.values()]
    if offen:
        deutung = ", ".join(f"„{kopf.zellen[i]}“ (Spalte {letters(i)}) vielleicht {feld}" for i, feld in offen)
        text += f"Gemeint ist mit {deutung}. "
    text += f"In der Tabelle Spalten eintragen, welche Überschrift für {fehlt} steht"
    text += ", beide Zeilen zusammen, so wie hier geschrieben." if kopf.zweizeilig else "."
    if PERIODE.name in map(_name, kopf.fehlend):
        text += (
            " Ist in der Datei kein Monat zu finden, dort beim Feld Periode die Regel immer „12“ mit dem Monat "
            "eintragen, zu dem alles zählt."
        )
    return text


def _garbled(suche: Kopfsuche, kopf: Kopf) -> str:
    """What to do where headings would be found if their umlauts were right; empty text where that is not it."""
    for gelesen, zeichensatz, name in _ANDERE:
        if fund := _found_as(suche, kopf, gelesen, zeichensatz):
            falsch, richtig = fund
            return (
                f"Die Umlaute kommen falsch an: „{falsch}“ hieße im Zeichensatz {name} „{richtig}“. In der Tabelle "
                f"Quellen beim Zeichensatz {name} eintragen."
            )
    fund = next((f for paar in _VERFAELSCHT if (f := _found_as(suche, kopf, *paar))), None)
    fund = fund or next(((zelle, "") for zelle in kopf.zellen if "\ufffd" in zelle), None)
    if fund is None:
        return ""
    heisst = f" und heißt vermutlich „{fund[1]}“" if fund[1] else ""
    return (
        f"Die Umlaute sind schon in der Datei beschädigt: dort steht „{fund[0]}“{heisst}. Den Export neu erzeugen und "
        "nicht mit einem anderen Programm speichern. Geht das nicht, in der Tabelle Spalten die Überschriften so "
        "eintragen, wie sie dort stehen."
    )


def _found_as(suche: Kopfsuche, kopf: Kopf, gelesen: str, zeichensatz: str) -> tuple[str, str] | None:
    """The first heading that changes, and what it would be, where more of them would be found."""
    zellen = [_reread(zelle, gelesen, zeichensatz) for zelle in kopf.zellen]
    anders = next(((alt, neu) for alt, neu in zip(kopf.zellen, zellen, strict=True) if alt != neu), None)
    return anders if anders and suche.quality(zellen) > suche.needs - len(kopf.fehlend) else None


def _reread(text: str, gelesen: str, zeichensatz: str) -> str:
    try:
        return text.encode(gelesen).decode(zeichensatz)
    except UnicodeError:
        return text


def _name(noetig: Noetig) -> str:
    return noetig[0][0].name


def _short(zellen: Sequence[str], laenge: int) -> str:
    inhalt = ", ".join(zelle for zelle in zellen if zelle)
    return inhalt if len(inhalt) <= laenge else inhalt[: laenge - 1] + "…"

"""A preview as tables of text, for the screen and for a workbook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from xlbudget.app.bericht.vorschau import Vorschau, VorschauError
from xlbudget.core.geld import format_betrag
from xlbudget.core.kontenrahmen import Art
from xlbudget.sources.export.angaben import Erkennung
from xlbudget.sources.export.vorschau import Beispielzeile, Exportbild, Ueberschrift


@dataclass(frozen=True)
class Vorschautabelle:
    """One table; `abschnitt` is what stands above it and the following ones, `rechts` are columns of numbers."""

    titel: str
    spalten: Sequence[str]
    zeilen: Sequence[Sequence[str]]
    rechts: Sequence[int] = ()
    abschnitt: str = ""


@dataclass(frozen=True)
class Vorschausummen:
    """What several exports of one kind come to."""

    ertraege_ct: int
    aufwendungen_ct: int
    gezaehlt: int
    ausgelassen: int
    schlusszeilen: int


def sums_of(bilder: Sequence[Exportbild]) -> Vorschausummen:
    """The sums of exports that hold the same kind of content."""
    bilanzen = [einer.export.bilanz for einer in bilder]
    return Vorschausummen(
        ertraege_ct=sum(einer.ertraege_ct for einer in bilder),
        aufwendungen_ct=sum(einer.aufwendungen_ct for einer in bilder),
        gezaehlt=sum(bilanz.gezaehlt for bilanz in bilanzen),
        ausgelassen=sum(teil.anzahl for bilanz in bilanzen for teil in bilanz.ausgelassen),
        schlusszeilen=sum(len(bilanz.schlusszeilen) for bilanz in bilanzen),
    )


def by_content(bild: Vorschau) -> Mapping[str, Sequence[Exportbild]]:
    """The exports by what their lines are, Ist before Ansätze."""
    arten = dict.fromkeys(str(einer.export.inhalt) for einer in bild.bilder)
    return {art: [einer for einer in bild.bilder if einer.export.inhalt == art] for art in arten}


def tables_of(bild: Vorschau, *, konten: bool = False) -> Iterator[Vorschautabelle]:
    """Everything but the questions; of several files the first one as a whole, and the sums of all.

    With `konten` also every account, with its name and row.
    """
    mehrere = len(bild.dateien) > 1
    yield _decisions(bild.entscheidungen)
    for einer in bild.bilder:
        if einer.export.ort.datei == bild.dateien[0].name:
            vorn = f"{einer.export.ort.datei}, " if mehrere else ""
            abschnitt = f"{vorn}{einer.export.bilanz.inhalt}: Kopfzeile {einer.zuordnung.kopf.nummer}"
            yield _headings(einer.ueberschriften, abschnitt)
            yield _lines("Die ersten Zeilen, wie verstanden", einer.beispiele)
            yield _balance(einer)
    if mehrere:
        for inhalt, bilder in by_content(bild).items():
            zeilen = [_sum_row(einer.export.ort.datei, [einer]) for einer in bilder]
            spalten = ("Datei", "gezählt", "ausgelassen", "Erträge", "Aufwendungen")
            zeilen.append(_sum_row("zusammen", bilder))
            yield Vorschautabelle(f"{inhalt}: alle Dateien", spalten, zeilen, rechts=(1, 2, 3, 4))
    if konten:
        yield _accounts(bild)
    for titel, eintraege in (("Quellen", bild.quellen), ("Spalten", bild.spalten)):
        if eintraege:
            namen = list(dict.fromkeys(name for zeile in eintraege for name in zeile))
            texte = [[str(zeile.get(name) or "") for name in namen] for zeile in eintraege]
            yield Vorschautabelle(f"Für die Tabelle {titel}", namen, texte)


def tables_of_part(error: VorschauError) -> Iterator[Vorschautabelle]:
    """What was understood of an export that cannot be read."""
    teil = error.teil
    yield _decisions(teil.entscheidungen)
    yield _headings(teil.ueberschriften, f"Kopfzeile {teil.kopfzeile}")
    if teil.beispiele:
        yield _lines("Die ersten Zeilen, Beträge wie in der Datei", teil.beispiele)
    if teil.zeilen:
        zeilen = [(str(nummer), " | ".join(zellen)) for nummer, zellen in teil.zeilen]
        yield Vorschautabelle("Die ersten Zeilen, wie sie dastehen", ("Zeile", "Zellen"), zeilen, rechts=(0,))
    if teil.gezaehlt is not None:
        aus = [(f"ausgelassen: {a.grund}", str(a.anzahl), f"{format_betrag(a.betrag_ct)} €") for a in teil.ausgelassen]
        zahlen = [("gezählt", str(teil.gezaehlt), ""), *aus, ("Schlusszeilen", str(teil.schlusszeilen), "")]
        yield Vorschautabelle("Zeilen", ("", "Zeilen", "Betrag"), zahlen, rechts=(1, 2))


def _sum_row(name: str, bilder: Sequence[Exportbild]) -> Sequence[str]:
    s = sums_of(bilder)
    betraege = (f"{format_betrag(betrag)} €" for betrag in (s.ertraege_ct, s.aufwendungen_ct))
    return name, str(s.gezaehlt), str(s.ausgelassen), *betraege


def _decisions(entscheidungen: Sequence[Erkennung]) -> Vorschautabelle:
    zeilen = [(e.was, e.wert, e.grund if e.sicher else f"{e.grund}  ← bitte prüfen") for e in entscheidungen]
    return Vorschautabelle("Erkannt", ("Was", "Gelesen als", "Warum"), zeilen)


def _headings(ueberschriften: Sequence[Ueberschrift], abschnitt: str) -> Vorschautabelle:
    zeilen = [
        (u.spalte, u.text, u.feld or (f"wird nicht gelesen; vielleicht {u.vermutung}?" if u.vermutung else "–"))
        for u in ueberschriften
    ]
    return Vorschautabelle("Überschriften", ("Spalte", "Überschrift", "Feld"), zeilen, abschnitt=abschnitt)


def _lines(titel: str, beispiele: Sequence[Beispielzeile]) -> Vorschautabelle:
    zeilen = [
        (str(z.zeile), z.produkt, z.sachkonto, str(z.monat or "–"), z.art or "?", f"{format_betrag(z.betrag_ct)} €")
        for z in beispiele
    ]
    spalten = ("Zeile", "Produkt", "Sachkonto", "Monat", "Art", "Betrag")
    return Vorschautabelle(titel, spalten, zeilen, rechts=(0, 3, 5))


def _accounts(bild: Vorschau) -> Vorschautabelle:
    zeilen = [
        (
            konto.sachkonto, konto.name, str(konto.anzahl), f"{format_betrag(konto.umsatz_ct)} €",
            f"{format_betrag(konto.haben_ct)} €" if konto.haben_ct + konto.soll_ct else "nicht erkennbar",
            ziel or "keine",
        )
        for konto, ziel in bild.pruefung.list_konten()
    ]  # fmt: skip
    spalten = ("Konto", "Name", "Zeilen", "Umsatz", "davon Haben", "Kontenzuordnung")
    return Vorschautabelle("Sachkonten", spalten, zeilen, rechts=(2, 3, 4))


def _balance(einer: Exportbild) -> Vorschautabelle:
    bilanz = einer.export.bilanz
    zeilen = [("Zeilen im Export", str(bilanz.zeilen), ""), ("gezählt", str(bilanz.gezaehlt), "")]
    zeilen += [
        (f"ausgelassen: {teil.grund}", str(teil.anzahl), f"{format_betrag(teil.betrag_ct)} €")
        for teil in bilanz.ausgelassen
    ]
    zeilen.append(("Schlusszeilen", str(len(bilanz.schlusszeilen)), ""))
    richtung = 1 if einer.zuordnung.ansatz else -1
    for klasse in bilanz.klassen:
        betrag = klasse.saldo_ct * (richtung if klasse.art == Art.AUFWENDUNGEN else 1)
        name = f"Konten {klasse.klasse}…: {klasse.art or 'ohne Art in der Kontenzuordnung'}"
        zeilen.append((name, str(klasse.anzahl), f"{format_betrag(betrag)} €"))
    zeilen.append(("Erträge", "", f"{format_betrag(einer.ertraege_ct)} €"))
    zeilen.append(("Aufwendungen", "", f"{format_betrag(einer.aufwendungen_ct)} €"))
    return Vorschautabelle("Bilanz", ("", "Zeilen", "Betrag"), zeilen, rechts=(1, 2))

"""Faults of single lines of an export, and of what it says of itself."""

from __future__ import annotations

from dataclasses import replace

from haeuser.erzeugen import JAHR
from haeuser.fehlerart import H, Register, W
from haeuser.lieferung import ANSATZ, JOURNAL, MAPPE, Lieferung
from haeuser.schreiben import AUFWENDUNGEN_NEGATIV, SOLL_HABEN, Stil, geld

fehlerart = Register()


def spoil(fall: Lieferung, spalte: str, wert: str, nummer: int = 20) -> str:
    """Write something else into one cell of a posting; returns its line."""
    ort = fall.ergebniszeile(nummer)
    fall.journal[ort][fall.spalte(spalte)] = wert
    return fall.zeile_von(JOURNAL, ort)


def in_one_column(fall: Lieferung) -> None:
    """Amounts in one column, with S and H beside them, and no sum below."""
    fall.write_like(Stil(SOLL_HABEN))


@fehlerart("ein Betrag ist keine Zahl", "journal.betrag")
def _(fall: Lieferung) -> str:
    in_one_column(fall)
    return spoil(fall, "Betrag", "12,3a")


@fehlerart("ein Betrag ist leer", "journal.betrag")
def _(fall: Lieferung) -> str:
    in_one_column(fall)
    return spoil(fall, "Betrag", "")


@fehlerart("ein Betrag hat drei Nachkommastellen", "journal.betrag")
def _(fall: Lieferung) -> str:
    in_one_column(fall)
    return spoil(fall, "Betrag", "1.234,567")


@fehlerart("ein Betrag ist englisch geschrieben", "journal.betrag")
def _(fall: Lieferung) -> str:
    in_one_column(fall)
    return spoil(fall, "Betrag", "1,234.56")


@fehlerart("jeder fünfte Betrag ist englisch geschrieben", "journal.betrag", auch="abstimmung.fehlt export.unlesbar")
def _(fall: Lieferung) -> str:
    in_one_column(fall)
    ort = fall.spalte("Betrag")
    erste = next(i for i in fall.daten if "." in fall.journal[i][ort] and i > fall.daten[1])
    fall.journal[erste][ort] = _english(fall.journal[erste][ort])
    for i in range(erste + 1, fall.daten.stop, 5):
        fall.journal[i][ort] = _english(fall.journal[i][ort])
    return fall.zeile_von(JOURNAL, erste)


def _english(text: str) -> str:
    return text.translate(str.maketrans(",.", ".,"))


@fehlerart(
    "der ganze Export ist englisch geschrieben, erklärt ist deutsch",
    "export.unlesbar",
    sperrt=True,
    auch="abstimmung.fehlt journal.betrag",
)
def _(fall: Lieferung) -> str:
    in_one_column(fall)
    fall.quelle()["Zahlen"] = "deutsch"
    ort = fall.spalte("Betrag")
    for i in fall.daten:
        fall.journal[i][ort] = _english(fall.journal[i][ort])
    return fall.journalkopf


@fehlerart("ein Betrag ist unmöglich groß", "journal.betrag")
def _(fall: Lieferung) -> str:
    in_one_column(fall)
    return spoil(fall, "Betrag", "999.999.999.999.999,00")


@fehlerart("eine Periode gibt es nicht", "journal.periode")
def _(fall: Lieferung) -> str:
    in_one_column(fall)
    return spoil(fall, "Periode", "17")


@fehlerart("eine Periode ist leer", "journal.periode")
def _(fall: Lieferung) -> str:
    in_one_column(fall)
    return spoil(fall, "Periode", "")


@fehlerart("ein Kennzeichen ist weder S noch H", "journal.sollhaben")
def _(fall: Lieferung) -> str:
    in_one_column(fall)
    return spoil(fall, "S/H", "X")


@fehlerart("ein Produkt ist leer", "journal.leer")
def _(fall: Lieferung) -> str:
    in_one_column(fall)
    return spoil(fall, "Produkt", "")


@fehlerart("ein Sachkonto ist leer", "journal.leer")
def _(fall: Lieferung) -> str:
    in_one_column(fall)
    return spoil(fall, "Sachkonto", "")


@fehlerart("ein Anführungszeichen öffnet und schließt nicht", "quelle.unlesbar", abgelehnt=True)
def _(fall: Lieferung) -> str:
    in_one_column(fall)
    return spoil(fall, "Kontobezeichnung", '"Rest; ohne Ende')


@fehlerart("eine Zeile eines anderen Jahres", "journal.jahr", W)
def _(fall: Lieferung) -> str:
    fall.write_like(Stil(SOLL_HABEN, periode="monat/jahr"))
    return spoil(fall, "Periode", f"03/{JAHR - 1}")


@fehlerart("ein unbekanntes Produkt", "zuordnung.produkt")
def _(fall: Lieferung) -> str:
    in_one_column(fall)
    fall.buchungen = [replace(b, saldo_ct=b.saldo_ct // 9) for b in fall.buchungen]
    return spoil(fall, "Produkt", "8888")


@fehlerart("ein unbekanntes Produkt in den Ansätzen", "zuordnung.produkt")
def _(fall: Lieferung) -> str:
    fall.ansaetze[3] = replace(fall.ansaetze[3], produkt="8888", betrag_ct=500_00)
    return fall.zeile_von(ANSATZ, 4)


@fehlerart("ein Produkt hat seine führende Null verloren", "zuordnung.produkt", sperrt=False, auch="abstimmung.fehlt")
def _(fall: Lieferung) -> str:
    produkt = fall.produkte[1]
    fall.tabellen["Produkte"][1]["Produkt"] = f"0{produkt}"
    fall.plan[1:] = [[f"0{z[0]}" if z[0] == produkt else z[0], *z[1:]] for z in fall.plan[1:]]
    ort = fall.spalte("Produkt")
    erste = next(i for i in fall.daten if fall.journal[i][ort] == produkt and fall.journal[i][ort + 1] in fall.konten)
    return fall.zeile_von(JOURNAL, erste)


@fehlerart(
    "Excel hat aus einem Produkt ein Datum gemacht", "export.datum", W, auch="zuordnung.produkt abstimmung.fehlt"
)
def _(fall: Lieferung) -> str:
    produkt, ort = fall.produkte[1], fall.spalte("Produkt")
    for i in fall.daten:
        if fall.journal[i][ort] == produkt:
            fall.journal[i][ort] = "01.02.2003"
    return fall.journalkopf


@fehlerart("ein unbekanntes Sachkonto", "zuordnung.konto")
def _(fall: Lieferung) -> str:
    in_one_column(fall)
    fall.buchungen = [replace(b, saldo_ct=b.saldo_ct // 9) for b in fall.buchungen]
    return spoil(fall, "Sachkonto", "A99999")


@fehlerart("eine Zwischensumme zwischen den Zeilen", "journal.zwischensumme", W, summen=True)
def _(fall: Lieferung) -> str:
    in_one_column(fall)
    ort = fall.ergebniszeile(20)
    zeile = ["" for _ in fall.journal[ort]]
    zeile[0], zeile[fall.spalte("Betrag")] = "Zwischensumme", "1.234,56"
    fall.journal.insert(ort, zeile)
    return fall.zeile_von(JOURNAL, ort)


@fehlerart("die Schlusszeile geht nicht auf", "abstimmung.schlusszeile", summen=True)
def _(fall: Lieferung) -> str:
    in_one_column(fall)
    zeile = ["" for _ in fall.journal[fall.kopf]]
    zeile[0] = "Summe"
    zeile[fall.spalte("Betrag")] = geld(sum(abs(b.saldo_ct) for b in fall.buchungen) + 1_00, fall.stil)
    fall.journal.append(zeile)
    return fall.zeile_von(JOURNAL, len(fall.journal) - 1)


@fehlerart("eine Zeile weniger, als die Schlusszeile summiert", "abstimmung.schlusszeile")
def _(fall: Lieferung) -> str:
    fall.write_like(Stil(SOLL_HABEN, mit_summe=True))
    del fall.journal[fall.ergebniszeile(20)]
    fall.journal[-1][0] = "Summe"
    return fall.zeile_von(JOURNAL, len(fall.journal) - 1)


@fehlerart("eine Summe ohne Wort, die nicht aufgeht", "journal.leer", auch="abstimmung.fehlt")
def _(fall: Lieferung) -> str:
    fall.write_like(Stil(SOLL_HABEN, mit_summe=True))
    del fall.journal[fall.ergebniszeile(20)]
    return fall.zeile_von(JOURNAL, len(fall.journal) - 1)


@fehlerart("der Export nennt mehr Zeilen, als er hat", "journal.anzahl", summen=True)
def _(fall: Lieferung) -> str:
    in_one_column(fall)
    fall.journal.append([f"Anzahl Datensätze: {len(fall.buchungen) + 1}", *["" for _ in fall.journal[fall.kopf][1:]]])
    return fall.zeile_von(JOURNAL, len(fall.journal) - 1)


@fehlerart("die Kontrollsumme ist eine andere", "abstimmung.kontrollsumme", summen=True)
def _(fall: Lieferung) -> str:
    nummer = fall.add("Kontrollsummen", Datei=JOURNAL, Was="Zeilen", Betrag=len(fall.buchungen) + 1)
    return fall.zelle("Kontrollsummen", nummer, "Betrag")


@fehlerart("eine Kontrollsumme für einen unbekannten Export", "abstimmung.kontrollsumme", summen=True)
def _(fall: Lieferung) -> str:
    nummer = fall.add("Kontrollsummen", Datei="journal.csv", Was="Zeilen", Betrag=len(fall.buchungen))
    return fall.zelle("Kontrollsummen", nummer, "Betrag")


# what fits the rules and is odd


@fehlerart("geplant in einer anderen Zeile als gebucht", "ansatz.zeile", H, summen=True)
def _(fall: Lieferung) -> str:
    fall.write_like(Stil(AUFWENDUNGEN_NEGATIV))
    produkt = fall.produkte[0]
    ertrag = next(k for k in fall.konten.values() if k.richtung > 0)
    aufwaende = [k for k in fall.konten.values() if k.richtung < 0]
    geplant, gebucht = (
        aufwaende[0],
        next(k for k in aufwaende if fall.zeile_of(k.nummer) != fall.zeile_of(aufwaende[0].nummer)),
    )
    vorher = next(b for b in fall.buchungen if b.produkt == produkt)
    fall.buchungen = [b for b in fall.buchungen if b.produkt != produkt] + [
        replace(vorher, konto=konto.nummer, richtung=konto.richtung, monat=monat, saldo_ct=konto.richtung * 10_000_00)
        for monat in range(1, 13)
        for konto in (ertrag, gebucht)
    ]
    plan = next(a for a in fall.ansaetze if a.produkt == produkt)
    fall.ansaetze = [a for a in fall.ansaetze if a.produkt != produkt] + [
        replace(plan, konto=konto.nummer, betrag_ct=110_000_00) for konto in (ertrag, geplant)
    ]
    fall.is_so()
    return fall.zelle("Produkte", 0, "Produkt")


@fehlerart("interne Erträge und Aufwendungen sind ungleich", "ilv.ungleich", W, summen=True)
def _(fall: Lieferung) -> str:
    return fall.set("Ganze Körperschaft", "ja")


@fehlerart("ein Monat ganz anders als in den Vorjahren", "monat.ungewoehnlich", H, summen=True)
def _(fall: Lieferung) -> str:
    for jahr in (JAHR - 1, JAHR - 2):
        fall.vorjahr(jahr, [replace(b, saldo_ct=b.saldo_ct + jahr - JAHR) for b in fall.buchungen])
    stelle = next(i for i, b in enumerate(fall.buchungen) if b.konto in fall.konten)
    b = fall.buchungen[stelle]
    fall.buchungen[stelle] = replace(b, saldo_ct=b.richtung * 900_000_00)
    fall.is_so()
    return fall.zelle("Budgets", 1, "Budget")


@fehlerart("ein Produkt des Vorjahres gibt es nicht mehr", "vorjahr.platz", W, summen=True)
def _(fall: Lieferung) -> str:
    vorjahr = [b for b in fall.haus.buchungen[JAHR - 1] if b.konto in fall.konten]
    name = fall.vorjahr(JAHR - 1, [replace(vorjahr[0], produkt="7777"), *vorjahr[1:]])
    return fall.zeile_von(name, len(fall.stil.darueber) + 1)


@fehlerart("dem Vorjahr fehlen die Ansätze", "vorjahr.halber_export", W, summen=True)
def _(fall: Lieferung) -> str:
    name = fall.vorjahr(JAHR - 1)
    del fall.tabellen["Quellen"][3]
    return f"{name}, Zeile 1"


@fehlerart("dem Vorjahr fehlt ein Monat", "stand.luecke", W, summen=True)
def _(fall: Lieferung) -> str:
    fall.vorjahr(JAHR - 1, [b for b in fall.haus.buchungen[JAHR - 1] if b.monat != 3])
    return f"{MAPPE}, Quellen"

"""Faults of an export as a whole: signs, units, files, months, what it holds."""

from __future__ import annotations

from dataclasses import replace

from haeuser.erzeugen import JAHR
from haeuser.fehlerart import H, Register, W
from haeuser.lieferung import ANSATZ, JOURNAL, MAPPE, Lieferung, small_house
from haeuser.schreiben import (
    ALLES_POSITIV,
    AUFWENDUNGEN_NEGATIV,
    ERTRAEGE_NEGATIV,
    SOLL_HABEN,
    Stil,
    ansatzzeilen,
)

fehlerart = Register()

# signs


@fehlerart("Vorzeichen „alles positiv“, Erträge sind negativ", "journal.vorzeichen", sperrt=True)
def _(fall: Lieferung) -> str:
    fall.write_like(Stil(ERTRAEGE_NEGATIV))
    fall.quelle()["Vorzeichen"] = ALLES_POSITIV
    return fall.journalkopf


@fehlerart("Vorzeichen „Erträge positiv“, Erträge sind negativ", "journal.vorzeichen", sperrt=True)
def _(fall: Lieferung) -> str:
    fall.write_like(Stil(ERTRAEGE_NEGATIV))
    fall.quelle()["Vorzeichen"] = "Erträge positiv"
    return fall.journalkopf


@fehlerart("Vorzeichen „Erträge negativ“, Aufwendungen sind es", "journal.vorzeichen", sperrt=True)
def _(fall: Lieferung) -> str:
    fall.write_like(Stil(AUFWENDUNGEN_NEGATIV))
    fall.quelle()["Vorzeichen"] = ERTRAEGE_NEGATIV
    return fall.journalkopf


@fehlerart("S und H vertauscht", "journal.vorzeichen", sperrt=True)
def _(fall: Lieferung) -> str:
    fall.write_like(Stil(SOLL_HABEN))
    for i in fall.daten:
        fall.journal[i][-1] = {"S": "H", "H": "S"}[fall.journal[i][-1]]
    return fall.journalkopf


@fehlerart("Ansätze: Vorzeichen „Erträge negativ“, alle sind positiv", "journal.vorzeichen", sperrt=True)
def _(fall: Lieferung) -> str:
    fall.quelle(1)["Vorzeichen"] = ERTRAEGE_NEGATIV
    return fall.zeile_von(ANSATZ, 0)


@fehlerart("Ansätze der Aufwendungen negativ, erklärt ist alles positiv", "journal.vorzeichen", sperrt=True)
def _(fall: Lieferung) -> str:
    fall.ansaetze = [
        replace(a, betrag_ct=-a.betrag_ct) if fall.konten[a.konto].richtung < 0 else a for a in fall.ansaetze
    ]
    return fall.zeile_von(ANSATZ, 0)


# the same twice


@fehlerart("jede Zeile zweimal", "journal.doppelt", sperrt=True)
def _(fall: Lieferung) -> str:
    fall.stil = replace(fall.stil, mit_summe=False)
    fall.buchungen = [b for b in fall.buchungen for _ in (1, 2)]
    return fall.journalkopf


@fehlerart("eine einzelne Buchung zweimal", "journal.wiederholt", W)
def _(fall: Lieferung) -> str:
    fall.stil = replace(fall.stil, mit_summe=False)
    zeile = fall.ergebniszeile(3)
    fall.journal.insert(zeile + 2, list(fall.journal[zeile]))
    return fall.zeile_von(JOURNAL, zeile + 2)


@fehlerart("ein Storno ohne Gegenbuchung", "journal.storno", H, summen=True)
def _(fall: Lieferung) -> str:
    fall.stil = replace(fall.stil, mit_summe=False)
    fall.journal[fall.kopf].append("Buchungstext")
    zeile = fall.ergebniszeile(3)
    for i in fall.daten:
        fall.journal[i].append("Storno" if i == zeile else "")
    return fall.zeile_von(JOURNAL, zeile)


@fehlerart("ein Produkt heißt im Export anders", "bezeichnung.anders", H, summen=True)
def _(fall: Lieferung) -> str:
    fall.plan[0].append("Produktbezeichnung")
    produkte = {str(zeile["Produkt"]): str(zeile["Bezeichnung"]) for zeile in fall.tabellen["Produkte"]}
    fremd = fall.plan[1][0]
    for zeile in fall.plan[1:]:
        zeile.append("Museum" if zeile[0] == fremd else produkte[zeile[0]].upper())
    return fall.zeile_von(ANSATZ, 0)


@fehlerart("dieselbe Datei unter anderem Namen", "quelle.kopie", summen=True)
def _(fall: Lieferung) -> str:
    fall.dateien["buchungen-neu.csv"] = fall.as_bytes(fall.journal)
    nummer = fall.add("Quellen", **(fall.quelle() | {"Datei": "buchungen-neu.csv"}))
    return fall.zelle("Quellen", nummer, "Datei")


@fehlerart("derselbe Export zweimal in Quellen", "quelle.doppelt", summen=True)
def _(fall: Lieferung) -> str:
    return fall.zelle("Quellen", fall.add("Quellen", **fall.quelle()), "Datei")


@fehlerart("zwei Lieferungen mit gemeinsamen Monaten", "quelle.ueberschneidung", sperrt=True)
def _(fall: Lieferung) -> str:
    fall.stil = replace(fall.stil, mit_summe=False)
    alle = fall.journal
    monate = [b.monat for b in fall.buchungen]
    zeilen = [alle[i] for i in fall.daten]
    kopf = alle[: fall.kopf + 1]
    fall.dateien["bis-mai.csv"] = fall.as_bytes(kopf + [z for z, m in zip(zeilen, monate, strict=True) if m <= 5])
    fall.add("Quellen", **(fall.quelle() | {"Datei": "bis-mai.csv"}))
    return "bis-mai.csv, Zeile 1"


# months and years


@fehlerart("ein Monat fehlt", "stand.luecke", W)
def _(fall: Lieferung) -> str:
    fall.stil = replace(fall.stil, mit_summe=False)
    fall.buchungen = [b for b in fall.buchungen if b.monat != 3]
    return f"{MAPPE}, Quellen"


@fehlerart("das Journal endet vor dem Stand", "stand.luecke", W, stand=6)
def _(fall: Lieferung) -> str:
    fall.buchungen = [b for b in fall.buchungen if b.monat < 6]
    return f"{MAPPE}, Quellen"


@fehlerart("das Journal eines anderen Jahres", "quelle.unlesbar", abgelehnt=True)
def _(fall: Lieferung) -> str:
    fall.stil = replace(fall.stil, periode="datum")
    for i in fall.daten:
        fall.journal[i][1] = fall.journal[i][1].replace(f"{JAHR}", f"{JAHR - 1}")
    return fall.zelle("Quellen", 0, "Datei")


@fehlerart("das Journal ist als Vorjahr eingetragen", "quelle.unlesbar", abgelehnt=True, auch="quelle.fehlt")
def _(fall: Lieferung) -> str:
    fall.stil = replace(fall.stil, periode="datum")
    fall.quelle()["Jahr"] = JAHR - 1
    return fall.zelle("Quellen", 0, "Datei")


@fehlerart("ein Export aus einem Jahr vor den Vorjahren", "quelle.jahr", H, summen=True)
def _(fall: Lieferung) -> str:
    fall.stil = replace(fall.stil, periode="monat")
    fall.vorjahr(JAHR - 2)
    del fall.tabellen["Quellen"][3]
    fall.quelle(2)["Jahr"] = JAHR - 5
    return fall.zelle("Quellen", 2, "Datei")


@fehlerart("Salden sind als Buchungen eingetragen", "journal.salden", sperrt=True)
def _(fall: Lieferung) -> str:
    fall.write_like(Stil(AUFWENDUNGEN_NEGATIV))
    konten = {(b.produkt, b.konto) for b in fall.buchungen if b.konto in fall.konten}
    einer = {k: next(b for b in fall.buchungen if (b.produkt, b.konto) == k) for k in sorted(konten)}
    fall.buchungen = [
        replace(b, monat=monat, saldo_ct=b.richtung * abs(b.saldo_ct) * monat)
        for b in einer.values()
        for monat in range(1, 13)
    ]
    return fall.journalkopf


@fehlerart("Buchungen sind als Salden eingetragen", "journal.salden", sperrt=True)
def _(fall: Lieferung) -> str:
    fall.quelle()["Inhalt"] = "Salden (kumuliert)"
    return fall.journalkopf


# Ansätze


@fehlerart("zwei Fassungen der Ansätze", "quelle.gleiche_stellen", sperrt=True)
def _(fall: Lieferung) -> str:
    spaeter = [replace(a, betrag_ct=a.betrag_ct * 11 // 10) for a in fall.ansaetze]
    zeilen = ansatzzeilen(JAHR, spaeter, fall.haus.namen)
    fall.dateien["nachtrag.csv"] = "".join(";".join(zeile) + "\r\n" for zeile in zeilen).encode()
    fall.add("Quellen", **(fall.quelle(1) | {"Datei": "nachtrag.csv"}))
    return "nachtrag.csv, Zeile 1"


@fehlerart("keine Ansätze", "quelle.fehlt")
def _(fall: Lieferung) -> str:
    del fall.tabellen["Quellen"][1]
    return f"{MAPPE}, Quellen"


@fehlerart("ein Jahresergebnis ohne Buchungen", "stand.leer", sperrt=True, auch="quelle.fehlt")
def _(fall: Lieferung) -> str:
    del fall.tabellen["Quellen"][0]
    return f"{MAPPE}, Quellen"


@fehlerart("keine Buchungen", "quelle.fehlt", W, stand=6)
def _(fall: Lieferung) -> str:
    del fall.tabellen["Quellen"][0]
    return f"{MAPPE}, Quellen"


@fehlerart("Ansätze ohne Zeilen", "quelle.unlesbar", abgelehnt=True)
def _(fall: Lieferung) -> str:
    fall.ansaetze = []
    return fall.zelle("Quellen", 1, "Datei")


@fehlerart("Buchungen ohne Zeilen", "journal.ohne", W, stand=6)
def _(fall: Lieferung) -> str:
    fall.write_like(Stil(SOLL_HABEN))
    fall.buchungen = []
    return fall.journalkopf


@fehlerart("Ansätze als Buchungen", "quelle.unlesbar", abgelehnt=True)
def _(fall: Lieferung) -> str:
    fall.quelle()["Datei"] = ANSATZ
    return fall.zelle("Quellen", 0, "Datei")


@fehlerart("Ansätze in T€, ohne ein Wort davon", "quelle.einheit", sperrt=True)
def _(fall: Lieferung) -> str:
    fall.ansaetze = [replace(a, betrag_ct=a.betrag_ct // 1000) for a in fall.ansaetze]
    return f"{ANSATZ}, Zeile 1"


@fehlerart("Ansätze in Cent statt Euro", "quelle.einheit", sperrt=True)
def _(fall: Lieferung) -> str:
    fall.ansaetze = [replace(a, betrag_ct=a.betrag_ct * 100) for a in fall.ansaetze]
    return f"{ANSATZ}, Zeile 1"


@fehlerart("Ansätze: T€ eingetragen, es sind Euro", "quelle.einheit", sperrt=True)
def _(fall: Lieferung) -> str:
    fall.quelle(1)["Einheit"] = "T€"
    return f"{ANSATZ}, Zeile 1"


@fehlerart("Buchungen: T€ eingetragen, es sind Euro und Cent", "export.einheit", sperrt=True, auch="quelle.einheit")
def _(fall: Lieferung) -> str:
    fall.quelle()["Einheit"] = "T€"
    return fall.journalkopf


@fehlerart("Buchungen in Cent statt Euro", "quelle.einheit", sperrt=True, auch="export.cent")
def _(fall: Lieferung) -> str:
    fall.buchungen = [replace(b, saldo_ct=b.saldo_ct * 100) for b in fall.buchungen]
    return f"{ANSATZ}, Zeile 1"


@fehlerart(
    "die Ansätze eines Vorjahres in T€, ohne Buchungen",
    "quelle.einheit",
    sperrt=True,
    summen=True,
    auch="vorjahr.halber_export",
)
def _(fall: Lieferung) -> str:
    name, jahr = f"ansatz-{JAHR - 1}.csv", JAHR - 1
    ansaetze = [replace(a, betrag_ct=a.betrag_ct // 1000) for a in fall.haus.ansaetze[jahr]]
    fall.dateien[name] = fall.as_bytes(ansatzzeilen(jahr, ansaetze, fall.haus.namen))
    fall.add("Quellen", **(fall.quelle(1) | {"Datei": name, "Jahr": jahr}))
    return f"{name}, Zeile 1"


@fehlerart(
    "ein Vorjahr nach einem anderen Kontenrahmen",
    "vorjahr.kontenrahmen",
    sperrt=True,
    summen=True,
    auch="vorjahr.platz journal.vorzeichen",
)
def _(fall: Lieferung) -> str:
    jahr, fremd = JAHR - 1, small_house("NW" if fall.land in ("NI", "BW") else "NI")
    name = fall.vorjahr(jahr, fremd.buchungen[jahr])
    fall.dateien[f"ansatz-{jahr}.csv"] = fall.as_bytes(ansatzzeilen(jahr, fremd.ansaetze[jahr], fremd.namen))
    return f"{name}, Zeile 1"


# files


@fehlerart("die Datei fehlt", "quelle.unlesbar", abgelehnt=True)
def _(fall: Lieferung) -> str:
    fall.quelle()["Datei"] = "gibt-es-nicht.csv"
    return fall.zelle("Quellen", 0, "Datei")


@fehlerart("die Datei ist leer", "quelle.unlesbar", abgelehnt=True)
def _(fall: Lieferung) -> str:
    fall.dateien[JOURNAL] = b""
    return fall.zelle("Quellen", 0, "Datei")


@fehlerart("die Datei ist verschlüsselt", "quelle.unlesbar", abgelehnt=True)
def _(fall: Lieferung) -> str:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(2000)
    fall.dateien["buchungen.xlsx"] = ole
    fall.quelle()["Datei"] = "buchungen.xlsx"
    return fall.zelle("Quellen", 0, "Datei")


@fehlerart("ein PDF statt eines Exports", "quelle.unlesbar", abgelehnt=True)
def _(fall: Lieferung) -> str:
    fall.dateien[JOURNAL] = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj << /Type /Catalog >> endobj\n" * 40
    return fall.zelle("Quellen", 0, "Datei")


@fehlerart("eine Spalte fehlt", "quelle.unlesbar", abgelehnt=True)
def _(fall: Lieferung) -> str:
    ort = fall.spalte("Sachkonto")
    for zeile in fall.journal[fall.kopf :]:
        del zeile[ort : ort + 2]  # with its name
    return fall.zelle("Quellen", 0, "Datei")


@fehlerart("eine Spalte heißt anders", "quelle.unlesbar", abgelehnt=True)
def _(fall: Lieferung) -> str:
    fall.journal[fall.kopf][fall.spalte("Produkt")] = "Merkmal 7"
    return fall.zelle("Quellen", 0, "Datei")


@fehlerart("Zeilen über der Kopfzeile", "export.darueber", sperrt=True)
def _(fall: Lieferung) -> str:
    fall.write_like(Stil(SOLL_HABEN))
    kopf = fall.kopf
    stellen = [fall.ergebniszeile(n) for n in range(3)]
    zeilen = [fall.journal[i] for i in stellen]
    for i in reversed(stellen):
        del fall.journal[i]
    fall.journal[kopf:kopf] = zeilen
    return fall.zeile_von(JOURNAL, kopf)


@fehlerart("die Tabelle Spalten nennt die Ansätze des Vorjahres", "export.jahr", sperrt=True, summen=True)
def _(fall: Lieferung) -> str:
    fall.plan[0].append(f"Ansatz {JAHR - 1}")
    for zeile in fall.plan[1:]:
        zeile.append(zeile[-1])
    fall.add("Spalten", Datei=ANSATZ, Feld="Ansatz", Überschrift=f"Ansatz {JAHR - 1}")
    return fall.zeile_von(ANSATZ, 0)


@fehlerart("die Tabelle Spalten nennt einen Ansatz, den es nicht gibt", "quelle.unlesbar", abgelehnt=True)
def _(fall: Lieferung) -> str:
    fall.add("Spalten", Datei=ANSATZ, Feld="Ansatz", Überschrift="fortgeschriebener Ansatz")
    return fall.zelle("Quellen", 1, "Datei")


@fehlerart("die Tabelle Spalten nennt eine Datei, die es nicht gibt", "quelle.spalten", summen=True)
def _(fall: Lieferung) -> str:
    nummer = fall.add("Spalten", Datei="journal.csv", Feld="Betrag", Überschrift="Wert")
    return fall.zelle("Spalten", nummer, "Feld")


# accounts


@fehlerart("nur Konten außerhalb des Ergebnisses", "quelle.finanzkonten", sperrt=True)
def _(fall: Lieferung) -> str:
    neben = next(z for z in fall.tabellen["Kontenzuordnung"] if z["Art"] in ("Finanzrechnung", "zählt nicht"))
    fall.write_like(Stil(SOLL_HABEN))
    konto = str(neben["Präfix"]).ljust(6, "0")
    fall.buchungen = [replace(b, konto=konto) for b in fall.buchungen]
    return f"{JOURNAL}, Zeile 1"


@fehlerart(
    "der Kontenrahmen eines anderen Landes",
    "konten.rahmen",
    sperrt=True,
    auch="journal.vorzeichen konten.seite zuordnung.konto abstimmung.fehlt",
)
def _(fall: Lieferung) -> str:
    fall.write_like(Stil(SOLL_HABEN))
    rahmen = {"NW": "RP", "ST": "RP", "SH": "RP", "HE": "NI"}.get(fall.land, "NW")
    fall.tabellen["Kontenzuordnung"] = fall.haus.inhalt(rahmen, "", (JAHR,))["Kontenzuordnung"]
    return f"{MAPPE}, Kontenzuordnung"

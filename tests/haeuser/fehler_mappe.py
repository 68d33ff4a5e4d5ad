"""Faults in the tables of a Datenmappe that say what is counted: settings, Gliederung, accounts; and in its form."""

from __future__ import annotations

from haeuser.erzeugen import JAHR
from haeuser.fehlerart import H, Register, W
from haeuser.lieferung import JOURNAL, KOPFZEILE, MAPPE, Lieferung
from haeuser.schreiben import ALLES_POSITIV, SOLL_HABEN, Stil
from openpyxl.workbook import Workbook

fehlerart = Register()

# the form of tables


@fehlerart("eine Tabelle heißt anders", "mappe.tabelle", abgelehnt=True)
def _(fall: Lieferung) -> str:
    def rename(mappe: Workbook) -> None:
        tabelle = mappe["Produkte"].tables.pop("Produkte")
        tabelle.displayName = tabelle.name = "Leistungen"
        mappe["Produkte"].add_table(tabelle)

    fall.hand.append(rename)
    return MAPPE


@fehlerart("eine Spalte der Datenmappe heißt anders", "mappe.spalte", abgelehnt=True)
def _(fall: Lieferung) -> str:
    def rename(mappe: Workbook) -> None:
        mappe["Produkte"].cell(KOPFZEILE, 3).value = "Teilhaushalt"
        mappe["Produkte"].tables["Produkte"].tableColumns[2].name = "Teilhaushalt"

    fall.hand.append(rename)
    return f"{MAPPE}, Produkte, Zeile {KOPFZEILE}"


@fehlerart("eine Zeile steht unter der Tabelle", "mappe.darunter", W, summen=True)
def _(fall: Lieferung) -> str:
    nummer = len(fall.produkte)

    def write(mappe: Workbook) -> None:
        for spalte, wert in enumerate(("9998", "Neues", "Fachdienst 1.1"), 1):
            mappe["Produkte"].cell(KOPFZEILE + 1 + nummer, spalte).value = wert

    fall.hand.append(write)
    return fall.zelle("Produkte", nummer, "Produkt")


@fehlerart("eine Zeile steht nach einer Lücke", "mappe.luecke", W, summen=True)
def _(fall: Lieferung) -> str:
    nummer = len(fall.produkte) + 3

    def write(mappe: Workbook) -> None:
        mappe["Produkte"].cell(KOPFZEILE + 1 + nummer, 1).value = "9998"

    fall.hand.append(write)
    return fall.zelle("Produkte", nummer, "Produkt")


@fehlerart("eine Zelle zeigt Tausend Euro", "mappe.zahlformat", W, summen=True)
def _(fall: Lieferung) -> str:
    nummer = fall.add("Prognosen", **_prognose(fall))

    def show(mappe: Workbook) -> None:
        mappe["Prognosen"].cell(KOPFZEILE + 1 + nummer, 5).number_format = '#,##0,"T€"'

    fall.hand.append(show)
    return fall.zelle("Prognosen", nummer, "Prognose")


def _prognose(fall: Lieferung) -> dict[str, object]:
    plan = next(a for a in fall.ansaetze if fall.konten[a.konto].richtung < 0)
    return {"Stand": f"{JAHR}-12", "Objekt": plan.produkt, "Art": "Aufwendungen", "Zeile": "gesamt", "Prognose": 50_000}


@fehlerart("eine Formel hat keinen Wert", "mappe.zelle", abgelehnt=True, auch="zuordnung.produkt abstimmung.fehlt")
def _(fall: Lieferung) -> str:
    def write(mappe: Workbook) -> None:
        mappe["Produkte"].cell(KOPFZEILE + 1, 1).value = '="11"&"12"'

    fall.hand.append(write)
    return fall.zelle("Produkte", 0, "Produkt")


# settings


@fehlerart("eine Einstellung hat einen unbekannten Wert", "mappe.zelle", summen=True)
def _(fall: Lieferung) -> str:
    return fall.set("Ganze Körperschaft", "vielleicht")


@fehlerart("eine Einstellung steht zweimal", "mappe.doppelt", summen=True)
def _(fall: Lieferung) -> str:
    nummer = fall.add("Einstellungen", Einstellung="Tendenz ab Euro", Wert=5000)
    return fall.zelle("Einstellungen", nummer, "Wert")


@fehlerart("das Haushaltsjahr fehlt", "mappe.einstellung", abgelehnt=True)
def _(fall: Lieferung) -> str:
    return fall.set("Haushaltsjahr", None)


@fehlerart("das Haushaltsjahr ist ein anderes als der Stand", "stand.jahr", abgelehnt=True, auch="quelle.unlesbar")
def _(fall: Lieferung) -> str:
    return fall.set("Haushaltsjahr", JAHR + 1)


@fehlerart("Schwellen widersprechen sich", "einstellung.schwelle", summen=True)
def _(fall: Lieferung) -> str:
    return fall.set("Ampel gelb ab Euro", 500_000)


# Gliederung


@fehlerart("ein Produkt nennt ein Budget, das es nicht gibt", "gliederung.unbekannt", abgelehnt=True)
def _(fall: Lieferung) -> str:
    fall.tabellen["Produkte"][2]["Budget"] = "Fachdienst 9.9"
    return fall.zelle("Produkte", 2, "Produkt")


@fehlerart("Budgets sind einander im Kreis übergeordnet", "gliederung.kreis", abgelehnt=True)
def _(fall: Lieferung) -> str:
    fall.tabellen["Budgets"][0]["Übergeordnet"] = "Fachdienst 1.1"
    return fall.zelle("Budgets", 0, "Budget")


@fehlerart("eine Produktnummer steht zweimal", "gliederung.doppelt", abgelehnt=True)
def _(fall: Lieferung) -> str:
    nummer = fall.add("Produkte", **fall.tabellen["Produkte"][1])
    return fall.zelle("Produkte", nummer, "Produkt")


@fehlerart("ein Budget heißt Gesamt", "gliederung.reserviert", abgelehnt=True)
def _(fall: Lieferung) -> str:
    nummer = fall.add("Budgets", Budget="Gesamt", Ebene="Budget")
    return fall.zelle("Budgets", nummer, "Budget")


@fehlerart("zwei Budgets heißen fast gleich", "gliederung.aehnlich", W, summen=True)
def _(fall: Lieferung) -> str:
    nummer = fall.add("Budgets", Budget="FACHDIENST 1.1", Ebene="Budget")
    return fall.zelle("Budgets", nummer, "Budget")


@fehlerart("eine Produktnummer ist zu kurz", "produkt.nummer", W, summen=True)
def _(fall: Lieferung) -> str:
    nummer = fall.add("Produkte", Produkt="7", Bezeichnung="Neues", Budget="Fachdienst 1.1")
    return fall.zelle("Produkte", nummer, "Produkt")


@fehlerart("ein Produkt ohne Ansatz und Buchungen", "produkt.leer", H, summen=True)
def _(fall: Lieferung) -> str:
    nummer = fall.add("Produkte", Produkt="7777", Bezeichnung="Neues", Budget="Fachdienst 1.1")
    return fall.zelle("Produkte", nummer, "Produkt")


@fehlerart("ein Budget ohne Produkt", "budget.leer", H, summen=True)
def _(fall: Lieferung) -> str:
    nummer = fall.add("Budgets", Budget="Neues Amt", Ebene="Budget")
    return fall.zelle("Budgets", nummer, "Budget")


@fehlerart("eine Erläuterung nennt eine Person", "text.person", W, summen=True)
def _(fall: Lieferung) -> str:
    fall.tabellen["Produkte"][1]["Erläuterung"] = "Vertretung für Frau Muster."
    return fall.zelle("Produkte", 1, "Produkt")


@fehlerart("eine Erläuterung ist zu lang für das Blatt", "text.lang", W, summen=True)
def _(fall: Lieferung) -> str:
    fall.tabellen["Produkte"][1]["Erläuterung"] = "Sehr viel Text. " * 80
    return fall.zelle("Produkte", 1, "Produkt")


@fehlerart("der Verteiler nennt ein unbekanntes Budget", "verteiler.budget", summen=True)
def _(fall: Lieferung) -> str:
    mail = {"Empfänger": "Leitung", "E-Mail": "leitung@haus.example"}
    nummer = fall.add("Verteiler", Budget="Fachdienst 9.9", **mail)
    return fall.zelle("Verteiler", nummer, "E-Mail")


# accounts


@fehlerart("eine Zeile heißt fast wie eine andere", "konten.aehnlich", W)
def _(fall: Lieferung) -> str:
    zeilen = fall.tabellen["Kontenzuordnung"]
    stellen = [i for i, zeile in enumerate(zeilen) if zeile["Zeile"] == "Personal"]
    zeilen[stellen[-1]]["Zeile"] = "Personalaufwand"
    return fall.zelle("Kontenzuordnung", stellen[-1], "Präfix")


@fehlerart("ein Präfix gehört zu zwei Zeilen", "konten.mehrdeutig", summen=True)
def _(fall: Lieferung) -> str:
    personal = next(zeile for zeile in fall.tabellen["Kontenzuordnung"] if zeile["Zeile"] == "Personal")
    nummer = fall.add("Kontenzuordnung", **(personal | {"Zeile": "Sachaufwand"}))
    return fall.zelle("Kontenzuordnung", nummer, "Präfix")


@fehlerart("ein Präfix steht zweimal", "konten.doppelt", H, summen=True)
def _(fall: Lieferung) -> str:
    personal = next(zeile for zeile in fall.tabellen["Kontenzuordnung"] if zeile["Zeile"] == "Personal")
    nummer = fall.add("Kontenzuordnung", **personal)
    return fall.zelle("Kontenzuordnung", nummer, "Präfix")


@fehlerart("ein Präfix mit Platzhalter", "konten.praefix", summen=True)
def _(fall: Lieferung) -> str:
    nummer = fall.add("Kontenzuordnung", Präfix="43*", Art="Aufwendungen", Zeile="Personal")
    return fall.zelle("Kontenzuordnung", nummer, "Präfix")


@fehlerart("ein Präfix der Aufwendungen ist als Erträge eingetragen", "konten.seite", sperrt=True)
def _(fall: Lieferung) -> str:
    fall.write_like(Stil(ALLES_POSITIV))
    zeilen = fall.tabellen["Kontenzuordnung"]
    stelle = next(i for i, zeile in enumerate(zeilen) if zeile["Zeile"] == "Personal")
    zeilen[stelle] |= {"Art": "Erträge", "Zeile": "ordentlich"}
    return fall.zelle("Kontenzuordnung", stelle, "Präfix")


@fehlerart("Personal ist als Erträge eingetragen", "konten.seite", sperrt=True, auch="produkt.vorzeichen")
def _(fall: Lieferung) -> str:
    fall.write_like(Stil(SOLL_HABEN))
    for zeile in fall.tabellen["Kontenzuordnung"]:
        if zeile["Zeile"] == "Personal":
            zeile["Art"] = "Erträge"
    return f"{MAPPE}, Kontenzuordnung"


# acknowledged findings


@fehlerart("quittiert ist ein Befund, den es nicht gibt", "quittung.erledigt", H, summen=True)
def _(fall: Lieferung) -> str:
    wer = {"Grund": "geprüft", "Name": "Kämmerei", "Datum": "01.07.2026"}
    nummer = fall.add("Quittungen", Befund="vorjahr.gleich", Wortlaut="gibt es nicht", **wer)
    return fall.zelle("Quittungen", nummer, "Befund")


@fehlerart("quittiert ist ein Fehler, mit dem Summen falsch sind", "quittung.verweigert", W, auch="journal.doppelt")
def _(fall: Lieferung) -> str:
    fall.write_like(Stil(SOLL_HABEN))
    fall.buchungen = [b for b in fall.buchungen for _ in (1, 2)]
    wortlaut = f"Jede Zeile steht zweimal in {JOURNAL}; alle Beträge zählen doppelt. Den Export neu erzeugen."
    wer = {"Grund": "geprüft", "Name": "Kämmerei", "Datum": "01.07.2026"}
    nummer = fall.add("Quittungen", Befund="journal.doppelt", Wortlaut=wortlaut, **wer)
    return fall.zelle("Quittungen", nummer, "Befund")


# committees


def _ausschuesse(fall: Lieferung, **anders: str) -> None:
    """Two committees with a Budget each, and one that sees everything; `anders` are other Objekte by Kürzel."""
    objekte = {"SOZ": "Fachdienst 1.1", "BAU": "11", "FIN": "alle"} | anders
    for kuerzel, eintraege in objekte.items():
        fall.add("Ausschüsse", Kürzel=kuerzel, Bezeichnung=f"Ausschuss {kuerzel}", Objekte=eintraege)


@fehlerart("ein Budget steht bei keinem Ausschuss", "ausschuss.fehlt", W, summen=True)
def _(fall: Lieferung) -> str:
    _ausschuesse(fall, BAU=fall.produkte[0])
    return fall.zelle("Budgets", 2, "Budget")


@fehlerart("ein Produkt ist dem Ausschuss verloren gegangen", "ausschuss.fehlt", W, summen=True)
def _(fall: Lieferung) -> str:
    _ausschuesse(fall, SOZ=fall.produkte[0])
    return fall.zelle("Produkte", 1, "Produkt")


@fehlerart("ein Budget steht bei zwei Ausschüssen", "ausschuss.mehrere", H, summen=True)
def _(fall: Lieferung) -> str:
    _ausschuesse(fall, SOZ="10; 11")
    return fall.zelle("Budgets", 2, "Budget")


@fehlerart("ein Budget ist umbenannt, beim Ausschuss nicht", "ausschuss.objekt", summen=True, auch="ausschuss.fehlt")
def _(fall: Lieferung) -> str:
    _ausschuesse(fall, SOZ="Fachdienst Soziales")
    return fall.zelle("Ausschüsse", 0, "Objekte")


@fehlerart("ein Eintrag des Ausschusses meint mehreres", "ausschuss.mehrdeutig", summen=True, auch="ausschuss.fehlt")
def _(fall: Lieferung) -> str:
    for zeile in fall.tabellen["Produkte"]:
        zeile["Bezeichnung"] = "Verwaltung"
    _ausschuesse(fall, BAU="Verwaltung")
    return fall.zelle("Ausschüsse", 1, "Objekte")


@fehlerart("ein Ausschuss hat kein Objekt", "ausschuss.leer", summen=True)
def _(fall: Lieferung) -> str:
    _ausschuesse(fall, JHA="")
    return fall.zelle("Ausschüsse", 3, "Objekte")


@fehlerart("ein Kürzel steht zweimal", "ausschuss.doppelt", summen=True)
def _(fall: Lieferung) -> str:
    _ausschuesse(fall, fin="10")
    return fall.zelle("Ausschüsse", 3, "Kürzel")


@fehlerart("ein Produkt steht zweimal bei einem Ausschuss", "ausschuss.zweimal", H, summen=True)
def _(fall: Lieferung) -> str:
    _ausschuesse(fall, SOZ=f"10; {fall.produkte[0]}")
    return fall.zelle("Ausschüsse", 0, "Objekte")


@fehlerart("ein Ausschuss soll sehen, was der Bericht nicht zeigt", "ausschuss.ungezeigt", W, summen=True)
def _(fall: Lieferung) -> str:
    fall.tabellen["Budgets"][1]["Im Bericht"] = "nein"
    _ausschuesse(fall, SOZ=f"{fall.produkte[0]}; 11")
    return fall.zelle("Ausschüsse", 0, "Objekte")


@fehlerart("das Datum der Sitzung ist keines", "mappe.zelle", summen=True)
def _(fall: Lieferung) -> str:
    _ausschuesse(fall)
    fall.tabellen["Ausschüsse"][0]["Sitzung"] = "nächste Woche"
    return fall.zelle("Ausschüsse", 0, "Sitzung")


# columns of the report


def _spalten(fall: Lieferung, **erste: object) -> str:
    """Two columns, the first of them otherwise; returns the cell of that."""
    fall.add("Berichtsspalten", **({"Ausgabe": "alle", "Spalte": "Plan"} | erste))
    fall.add("Berichtsspalten", Ausgabe="alle", Spalte="Abweichung")
    return fall.zelle("Berichtsspalten", 0, "Breite" if "Breite" in erste else "Spalte")


@fehlerart("eine Spalte des Berichts gibt es nicht", "berichtsspalte.unbekannt", summen=True)
def _(fall: Lieferung) -> str:
    return _spalten(fall, Spalte="Vorvorjahr")


@fehlerart("eine Spalte des Berichts steht zweimal", "berichtsspalte.doppelt", summen=True)
def _(fall: Lieferung) -> str:
    _spalten(fall)
    return fall.zelle("Berichtsspalten", fall.add("Berichtsspalten", Ausgabe="alle", Spalte="plan"), "Spalte")


@fehlerart("eine Spalte des Berichts ist 0 breit", "berichtsspalte.breite", summen=True)
def _(fall: Lieferung) -> str:
    return _spalten(fall, Breite=0)


@fehlerart("eine Spalte des Berichts ist breiter als jedes Blatt", "berichtsspalte.breite", summen=True)
def _(fall: Lieferung) -> str:
    return _spalten(fall, Breite=1000)


@fehlerart("die Bezeichnung soll nicht gezeigt werden", "berichtsspalte.fest", W, summen=True)
def _(fall: Lieferung) -> str:
    return _spalten(fall, Spalte="Bezeichnung", Gezeigt="nein")


@fehlerart("keine Spalte des Berichts wird gezeigt", "berichtsspalte.keine", summen=True)
def _(fall: Lieferung) -> str:
    fall.add("Berichtsspalten", Ausgabe="Gesamtbericht", Spalte="Plan", Gezeigt="nein")
    return fall.zelle("Berichtsspalten", 0, "Spalte")


@fehlerart("Spalten sind für eine Ausgabe, die es nicht gibt", "mappe.zelle", summen=True)
def _(fall: Lieferung) -> str:
    fall.add("Berichtsspalten", Ausgabe="Kreistag", Spalte="Plan")
    return fall.zelle("Berichtsspalten", 0, "Ausgabe")


@fehlerart("die Anzeige ist keine", "mappe.zelle", summen=True)
def _(fall: Lieferung) -> str:
    return fall.set("Anzeige", "TEUR")

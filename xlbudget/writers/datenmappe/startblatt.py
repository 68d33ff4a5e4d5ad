"""The sheet Start: explains a Datenmappe to somebody who has never seen one."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from xlbudget.layout.deklaration import Spalte, Tabelle
from xlbudget.layout.fristentabelle import FRISTEN
from xlbudget.writers.datenmappe.fristzeile import draw_fristzeile
from xlbudget.writers.datenmappe.stil import DUNKEL, GRAU, LINIE, LINK, TABFARBE, Mappenformate, hoehe, set_page

_BREITE = 108  # in Excel's character widths

_WAS = (
    "Diese Mappe enthält alles, was xlbudget für die Produktberichte wissen muss, außer den Buchungen und Ansätzen: "
    "Die kommen als Export aus dem Finanzverfahren. Jedes Blatt enthält eine Tabelle. Gepflegt wird sie hier in Excel; "
    "xlbudget liest die Mappe und ändert nichts an ihr, es sei denn, Sie lassen sie ergänzen."
)
_SCHRITTE = (
    ("1  Einstellungen", "Kommune und Haushaltsjahr ausfüllen; die Schwellen für Tendenz, Ampel und Ziele prüfen."),
    ("2  Budgets, Produkte", "Zuerst Dezernate und Budgets eintragen, dann jedes Produkt seinem Budget zuordnen."),
    ("", "Die Kontenzuordnung mit dem eigenen Kontenplan vergleichen."),
    ("3  Exporte", "Die Exporte des Finanzverfahrens in den Ordner dieser Mappe legen und im Blatt Quellen eintragen."),
    (
        "4  Prüfen",
        "Mappe speichern, in ihrem Ordner die Eingabeaufforderung öffnen (<datei> = Name dieser Mappe, mit "
        "Leerzeichen in Anführungszeichen):",
    ),
    ("", "xlbudget pruefen <datei>"),
    ("5  Bericht", "Ist nichts mehr zu berichtigen, den Bericht schreiben (JJJJ-MM = Monat, etwa 2023-06):"),
    ("", "xlbudget bericht <datei> --stand JJJJ-MM --ziel berichte"),
    (
        "6  Fachdienste",
        "Verteiler, Erlaubte Domains und Rückmeldung an ausfüllen; Mappen zum Ausfüllen als E-Mail-Entwürfe anlegen:",
    ),
    ("", "xlbudget versand <datei> --stand JJJJ-MM"),
    ("", "Was zurückkommt, in einen Ordner legen und einlesen; Angenommenes steht im nächsten Bericht:"),
    ("", "xlbudget ruecklauf <datei> ORDNER"),
)
_ERGAENZEN = (
    (
        "Neue Fassung",
        "Was eine neuere Fassung von xlbudget zusätzlich kennt, kommt so in diese Mappe (vorher in Excel schließen; "
        "eine Sicherung bleibt daneben):",
    ),
    ("", "xlbudget datenmappe ergaenzen <datei>"),
)
_AUF_WUNSCH = (
    ("Auf Wunsch", "Diese Blätter braucht nicht jedes Haus; sie kommen einzeln dazu (NAME = Name des Blattes):"),
    ("", "xlbudget datenmappe ergaenzen <datei> --mit NAME"),
)
_LEGENDE = (
    ("Pflichtangabe", "Dunkler Spaltenkopf, fette Schrift: in jeder Zeile ausfüllen."),
    ("Freiwillige Angabe", "Heller Spaltenkopf, normale Schrift: darf leer bleiben."),
    ("Erklärung", "Graue Schrift erklärt nur; xlbudget liest sie nicht."),
    ("Auswahl und Hinweis", "Viele Zellen bieten beim Anklicken eine Liste oder einen Hinweis an."),
    ("Neue Zeile", "Direkt unter die letzte Zeile schreiben; die Tabelle wächst mit."),
    ("Reihenfolge", "Die Reihenfolge der Zeilen ist die im Bericht: Sortieren ändert sie, Filtern nicht."),
    ("Erlaubt", "Zeilen ergänzen, löschen und verschieben; Breiten und Farben ändern; eigene Blätter anlegen."),
)
_VERBOTE = (
    ("Umbenennen", "Spaltenköpfe und Tabellen nicht umbenennen, auch nicht die Namen der Einstellungen:"),
    ("", "Daran erkennt xlbudget, was es liest."),
    ("Löschen", "Keine Spalte, keine Tabelle und kein Blatt löschen. Was nicht gebraucht wird, bleibt leer."),
    ("Summen", "Keine Summenzeilen in die Tabellen schreiben: xlbudget hält jede Zeile für einen Eintrag."),
)


def draw_start(
    blatt: Worksheet,
    formate: Mappenformate,
    titel: str,
    hinweise: Sequence[tuple[str, str]],
    *,
    tabellen: Sequence[Tabelle],
    weitere: Sequence[Tabelle],
) -> None:
    """Fill the first sheet; `hinweise` are further lines of label and text, `weitere` the tables there could be."""
    set_page(blatt, DUNKEL)
    blatt.set_portrait()
    blatt.fit_to_pages(1, 1)
    blatt.hide_gridlines(2)
    for nummer, breite in enumerate((2, 22, _BREITE)):
        blatt.set_column(nummer, nummer, breite)
    blatt.set_row(0, 30)
    blatt.write_string(0, 1, titel, formate(bold=True, font_size=18, font_color=DUNKEL, valign="vcenter"))
    if FRISTEN in tabellen:
        draw_fristzeile(blatt, formate)
    abschnitte = (
        ("Was ist das?", [("Datenmappe", _WAS), *hinweise]),
        ("So geht es", _SCHRITTE),
        ("Die Blätter", [(tabelle.name, tabelle.zweck) for tabelle in tabellen]),
        ("Die Mappe ergänzen", [*_ERGAENZEN, *(_AUF_WUNSCH if weitere else ()), *((t.name, t.zweck) for t in weitere)]),
        ("So sind die Blätter zu lesen", _LEGENDE),
        ("Bitte nicht", _VERBOTE),
    )
    farben = {tabelle.name: TABFARBE[tabelle.gruppe] for tabelle in (*tabellen, *weitere)}
    ziele = {tabelle.name for tabelle in tabellen}
    zeile = 2
    kopf = formate(bold=True, font_size=12, font_color=DUNKEL, bottom=1, bottom_color=DUNKEL)
    for ueberschrift, eintraege in abschnitte:
        blatt.set_row(zeile, 18)
        blatt.write_string(zeile, 1, ueberschrift, kopf)
        blatt.write_blank(zeile, 2, None, kopf)
        for name, text in eintraege:
            zeile += 1
            if name in farben:
                blatt.write_blank(zeile, 0, None, formate(bg_color=farben[name]))
            _draw_eintrag(blatt, formate, zeile, name, text)
            if name in ziele:
                blatt.write_url(zeile, 1, f"internal:'{name}'!A1", formate.text(**LINK), name)
        zeile += 2


def _draw_eintrag(blatt: Worksheet, formate: Mappenformate, zeile: int, name: str, text: str) -> None:
    """One line of Start: label and text; the legend shows what it explains."""
    muster = {
        "Pflichtangabe": formate.kopf(Spalte("", pflicht=True)),
        "Freiwillige Angabe": formate.kopf(Spalte("")),
        "Erklärung": formate.text(font_color=GRAU),
    }
    blatt.write_string(zeile, 1, name, muster.get(name, formate.text(bold=True)))
    ist_befehl = text.startswith("xlbudget ")
    befehl = formate.text(font_name="Consolas", bg_color="#F2F2F2", border=1, border_color=LINIE)
    blatt.write_string(zeile, 2, text, befehl if ist_befehl else formate.text())
    blatt.set_row(zeile, hoehe([(text, _BREITE)]))

"""Befunde about workbooks as such: what would make Excel repair, refuse or misread one."""

from __future__ import annotations

from xlbudget.befundkatalog.befundart import Befundart, F, H, W, alike

_NEU_SPEICHERN = (
    "Die Datei in Excel öffnen, eine angebotene Reparatur annehmen, das Ergebnis ansehen und als neue .xlsx speichern. "
    "Fehlt dann etwas, eine ältere Fassung nehmen."
)

EXCELMAPPE = (
    *alike(
        "lint.archiv lint.doppelt lint.bestandteil lint.xml lint.zeichen lint.doctype lint.wurzel lint.mappe "
        "lint.inhaltstypen lint.inhaltstyp lint.inhaltstyp_fehlt lint.inhaltstyp_doppelt lint.inhaltstyp_verwaist "
        "lint.beziehung lint.beziehung_doppelt lint.beziehung_fehlt",
        (F,),
        "Der Aufbau der Datei ist beschädigt; Excel repariert sie oder öffnet sie nicht.",
        _NEU_SPEICHERN,
    ),
    Befundart(
        "lint.verweis",
        (F, H),
        "Die Datei verweist auf einen Teil, den es nicht gibt; Excel repariert sie (*Fehler*) oder lässt ihn weg.",
        _NEU_SPEICHERN,
    ),
    Befundart(
        "lint.teil_geteilt",
        (F,),
        "Ein Teil der Datei gehört zu mehreren Blättern; Excel repariert sie.",
        "Den Inhalt (Diagramm, Tabelle, Notizen) auf einem der Blätter löschen und neu anlegen.",
    ),
    Befundart(
        "lint.teil_verwaist",
        (W,),
        "Zu einem Teil der Datei führt nichts; Excel zeigt ihn nicht und lässt ihn beim Speichern weg.",
        "Fehlt ein Diagramm, Bild oder eine Tabelle, neu anlegen; sonst in Excel neu speichern.",
    ),
    Befundart(
        "lint.reste",
        (H,),
        "Die Datei enthält Reste von Gelöschtem, die andere noch lesen können.",
        "Mit *Datei › Speichern unter* als neue Datei speichern.",
    ),
    Befundart(
        "lint.signatur",
        (H,),
        "Die Datei ist digital signiert; jede Änderung macht die Signatur ungültig.",
        "Für eine Vorlage die Signatur unter *Datei › Informationen* entfernen; sonst ist nichts zu tun.",
    ),
    *alike(
        "lint.abschnitt lint.abschnitt_leer lint.blattdaten lint.blatt_teil lint.blatt_id lint.blatt_beziehung "
        "lint.ansicht lint.auswahl lint.zeile_folge lint.zeile_nummer lint.zelle_adresse "
        "lint.zelle_folge lint.zelle_zeile lint.zelle_art lint.zelle_format lint.zelle_text lint.zelle_zahl "
        "lint.zelle_wahrheit lint.zelle_fehlerwert lint.spalten lint.spalte_format lint.rechenkette",
        (F,),
        "Ein Blatt widerspricht sich in Zeilen, Zellen oder Verwaltungsangaben; Excel repariert es.",
        _NEU_SPEICHERN,
    ),
    *alike(
        "lint.format_verweis lint.format_leer lint.zahlenformat_fehlt lint.zahlenformat_doppelt",
        (F,),
        "Die Zellformate der Datei sind unvollständig; Excel repariert sie.",
        _NEU_SPEICHERN,
    ),
    *alike(
        "lint.zahlenformat lint.zahlenformat_deutsch",
        (F,),
        "Ein Zahlenformat ist unvollständig oder steht deutsch in der Datei.",
        "In Excel die Zellen neu formatieren (*Zellen formatieren › Zahlen*) und speichern.",
    ),
    Befundart(
        "lint.formatname",
        (F, H),
        "Eine Formatvorlage gibt es mehrfach.",
        "Bei einem *Hinweis* nichts. Sonst in Excel unter *Start › Zellenformatvorlagen* eine davon umbenennen oder "
        "löschen.",
    ),
    Befundart(
        "lint.formate",
        (F,),
        "Die Mappe hat mehr Zellformate, als Excel erlaubt.",
        "Formate vereinheitlichen; am einfachsten die Blätter, die gebraucht werden, in eine neue Mappe kopieren.",
    ),
    *alike(
        "lint.endung lint.makro",
        (F,),
        "Die Endung des Dateinamens passt nicht zum Inhalt; Excel öffnet die Datei nicht.",
        "Die Endung ändern, wie der Befund sagt. Eine Vorlage darf keine Makros haben: in Excel als .xlsx speichern.",
    ),
    *alike(
        "lint.blatt_keins lint.blatt_sichtbar lint.blatt_name lint.blatt_doppelt",
        (F,),
        "Die Mappe hat kein sichtbares Blatt, oder ein Blattname ist unzulässig oder doppelt.",
        "Ein Blatt einblenden oder das genannte umbenennen (höchstens 31 Zeichen).",
    ),
    Befundart(
        "lint.aktives_blatt",
        (F, W),
        "Beim Öffnen soll ein Blatt erscheinen, das es nicht gibt (*Fehler*) oder das verborgen ist.",
        "Ein sichtbares Blatt anklicken und speichern.",
    ),
    Befundart(
        "lint.registerfarbe",
        (F,),
        "Die Farbe eines Blattregisters ist keine Farbe.",
        "Sie mit der rechten Maustaste auf dem Register unter *Registerfarbe* neu wählen.",
    ),
    Befundart(
        "lint.gruppiert",
        (W,),
        "Mehrere Blätter sind gemeinsam ausgewählt; was jemand einträgt, landet auf allen.",
        "Ein einzelnes Blatt anklicken und speichern.",
    ),
    *alike(
        "lint.name lint.name_doppelt lint.name_bereich lint.name_leer",
        (F,),
        "Ein Name ist unzulässig, doppelt, ohne Inhalt oder gehört zu einem Blatt, das es nicht gibt.",
        "Im *Namens-Manager* umbenennen, neu zuweisen oder löschen.",
    ),
    Befundart(
        "lint.druckname",
        (F,),
        "Druckbereich oder Drucktitel sind ungültig.",
        "Unter *Seitenlayout › Drucktitel* neu festlegen.",
    ),
    Befundart(
        "lint.formel_vorsatz",
        (F, H),
        "Einer Funktion fehlt der Vorsatz, den Excel erwartet, oder jemand hat sie selbst geschrieben.",
        "Die Formel in Excel neu eingeben; ist es eine eigene Funktion, ist nichts zu tun.",
    ),
    *alike(
        "lint.formel lint.formel_semikolon lint.formel_gleich lint.formel_lang lint.formel_tief lint.formel_deutsch "
        "lint.formel_fehlerwert lint.formel_blatt lint.formel_datei lint.formel_tabelle "
        "lint.formel_spalte lint.formel_geteilt lint.matrix lint.matrix_ueberschneidung",
        (F,),
        "Eine Formel in Zelle, Name, Regel oder Diagramm ist so nicht gültig.",
        "Sie in Excel neu eingeben oder ihren Bezug berichtigen; wird sie nicht gebraucht, löschen.",
    ),
    *alike(
        "lint.formel_bezug lint.formel_name",
        (W,),
        "Eine Formel verweist auf etwas Gelöschtes oder auf einen Namen, den es nicht gibt; sie zeigt einen Fehler.",
        "Den Bezug neu setzen oder die Formel löschen.",
    ),
    Befundart(
        "lint.formel_adresse",
        (W,),
        "Eine Formel nennt in einem Text ein Blatt, das es nicht gibt.",
        "Den Namen des Blattes in diesem Text berichtigen.",
    ),
    Befundart(
        "lint.formel_text",
        (W,),
        "Das Ergebnis einer Formel mit TEXT hängt von der Sprache des Excel ab.",
        "Den Wert ohne TEXT stehen lassen und der Zelle ein Zahlenformat geben.",
    ),
    Befundart(
        "lint.cache",
        (F,),
        "Formeln haben keinen gespeicherten Wert; Vorschau und andere Programme zeigen nichts.",
        "In Excel öffnen, Strg+Alt+F9 drücken und speichern.",
    ),
    *alike(
        "lint.tabelle_bereich lint.tabelle_spalten lint.tabelle_spaltenname lint.tabelle_spaltenid lint.tabelle_kopf "
        "lint.tabelle_name lint.tabelle_doppelt lint.tabelle_id lint.tabelle_filter lint.tabelle_ueberschneidung "
        "lint.tabelle_verbund",
        (F,),
        "Eine Excel-Tabelle passt nicht zu ihrem Bereich, ihren Überschriften oder einer anderen Tabelle.",
        "Wie der Befund sagt: unter *Tabellenentwurf* Name oder Größe ändern, Überschriften neu eintippen oder "
        "verbundene Zellen aufheben; sonst die Tabelle neu anlegen.",
    ),
    *alike(
        "lint.bedingt_bereich lint.bedingt_format lint.bedingt_regel lint.pruefung lint.pruefung_bereich "
        "lint.pruefung_anzahl lint.pruefung_meldung",
        (F,),
        "Eine bedingte Formatierung oder Datenprüfung ist ungültig.",
        "Die Regel löschen und neu anlegen; zu lange Listen auf ein Blatt schreiben, zu lange Meldungen kürzen.",
    ),
    *alike(
        "lint.link lint.link_lang lint.link_anzahl",
        (F,),
        "Ein Link hat kein Ziel oder ist zu lang, oder das Blatt hat zu viele.",
        "Den Link neu anlegen, kürzen oder entfernen.",
    ),
    Befundart("lint.link_ziel", (W,), "Ein Link führt zu einem Blatt, das es nicht gibt.", "Das Ziel neu wählen."),
    *alike(
        "lint.text_lang lint.text_leer",
        (F,),
        "Ein Text ist länger, als eine Zelle fasst, oder Excel würde Leerzeichen an seinem Rand abschneiden.",
        "Den Text kürzen oder neu eingeben.",
    ),
    *alike(
        "lint.verbund lint.verbund_ueberschneidung lint.filter lint.gliederung lint.zeile_hoehe lint.zoom",
        (F,),
        "Verbundene Zellen, Filter, Gruppierung, Zeilenhöhe oder Zoom sind ungültig.",
        "In Excel aufheben und neu setzen.",
    ),
    *alike(
        "lint.seitenrand lint.druckskala lint.kopfzeile lint.umbrueche",
        (F,),
        "Seitenränder, Skalierung, Kopf- oder Fußzeile oder Seitenumbrüche sind ungültig.",
        "Unter *Seitenlayout* neu setzen.",
    ),
    *alike(
        "lint.anker lint.form_id lint.diagramm lint.diagramm_achse lint.notiz lint.notiz_zelle lint.notiz_autor",
        (F,),
        "Ein Diagramm, Bild, Textfeld oder eine Notiz ist ungültig.",
        "Löschen und neu anlegen.",
    ),
    Befundart(
        "lint.faden_id",
        (F,),
        "Zwei Kommentare haben dieselbe Kennung.",
        "Einen der beiden löschen und neu schreiben.",
    ),
    *alike(
        "lint.faden_antwort lint.faden_person",
        (W,),
        "Eine Antwort gehört zu keinem Kommentar, oder ein Kommentar zu keinem Verfasser.",
        "Antwort oder Kommentar löschen; wird er gebraucht, neu schreiben.",
    ),
    Befundart(
        "lint.datenschnitt",
        (F,),
        "Ein Datenschnitt oder eine Zeitachse filtert etwas, das es nicht gibt.",
        "Löschen und, wenn gebraucht, neu einfügen.",
    ),
    *alike(
        "lint.pivot_quelle lint.pivot_diagramm",
        (H,),
        "Eine Pivot-Tabelle wertet etwas aus, das es nicht gibt, oder ein Diagramm zeigt eine, die es nicht gibt.",
        "Unter *PivotTable-Analyse › Datenquelle ändern* neu wählen; das Diagramm neu anlegen.",
    ),
    Befundart(
        "lint.extern",
        (H,),
        "Die Mappe greift auf andere Dateien zu; Empfänger sehen beim Öffnen eine Rückfrage.",
        "Ist das nicht gewollt, in Excel unter *Daten › Verknüpfungen bearbeiten* lösen.",
    ),
)

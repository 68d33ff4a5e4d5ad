"""Befunde about exports and their lines."""

from __future__ import annotations

from xlbudget.befundkatalog.befundart import Befundart, F, H, W

EXPORTE = (
    Befundart(
        "quelle.unlesbar",
        (F,),
        "Ein Export lässt sich so nicht lesen; ohne ihn gibt es keinen Bericht.",
        "Der Befund nennt den Grund und was hilft.",
    ),
    Befundart(
        "quelle.fehlt",
        (F, W),
        "In *Quellen* steht kein Export mit dem Inhalt Buchungen oder keiner mit dem Inhalt Ansätze; der Bericht zeigt "
        "nur das andere.",
        "Die Datei dort eintragen; gibt es noch keine Buchungen, ist nichts zu tun.",
    ),
    Befundart(
        "quelle.gleiche_stellen",
        (F, W),
        "Zwei Exporte nennen weitgehend dieselben Produkte und Sachkonten, mit anderen Beträgen ähnlicher Höhe; beide "
        "zählen zusammen.",
        "Ist einer die spätere Fassung oder aus einem anderen Jahr, seine Zeile in *Quellen* löschen oder das Jahr "
        "eintragen. Sind es wirklich zwei Teile, bei Buchungen nichts; Ansätze in eine Datei legen.",
        sperrt=True,
    ),
    Befundart(
        "quelle.kopie",
        (F,),
        "Zwei Dateien enthalten genau dieselben Beträge, vermutlich eine Kopie; die zweite zählt nicht.",
        "Die Zeile der Kopie in *Quellen* löschen; ist es keine Kopie, die Datei neu erzeugen.",
    ),
    Befundart(
        "quelle.jahr",
        (W, H),
        "Ein Export gehört zu einem anderen Jahr und zählt weder zum Haushaltsjahr noch zu den zwei Vorjahren. Als "
        "*Warnung*: Er zählt zum Haushaltsjahr, und sein Name sagt ein früheres.",
        "Stimmt das Jahr, ist nichts zu tun; sonst die Spalte Jahr in *Quellen* berichtigen. Bei der *Warnung* das "
        "richtige Jahr dort eintragen, auch wenn es das Haushaltsjahr ist.",
    ),
    Befundart(
        "quelle.spalten",
        (F,),
        "Die Tabelle *Spalten* nennt eine Datei, die in *Quellen* nicht steht; ihre Zeile wirkt nicht.",
        "Den Dateinamen so schreiben wie in *Quellen*, oder die Zeile löschen.",
    ),
    Befundart(
        "quelle.spaltentabelle",
        (H,),
        "Ein Befund rät, etwas in der Tabelle *Spalten* einzutragen, und die Datenmappe hat sie noch nicht.",
        "Die Mappe in Excel schließen und den genannten Befehl aufrufen; danach gibt es das Blatt *Spalten*.",
    ),
    Befundart(
        "quelle.finanzkonten",
        (F,),
        "Ein Export enthält nur Konten, die nach der Kontenzuordnung nicht zum Ergebnis gehören.",
        "Den Export des Ergebnishaushalts erzeugen; ist er es, die Art der Konten in der *Kontenzuordnung* ändern.",
        sperrt=True,
    ),
    Befundart(
        "quelle.ueberschneidung",
        (F,),
        "Ein Export enthält zum größten Teil dieselben Beträge wie ein anderer; sie zählen doppelt.",
        "Ist einer die spätere Fassung des anderen, in *Quellen* nur ihn eintragen; sonst die Exporte neu erzeugen, "
        "jeden mit einem anderen Teil der Buchungen.",
        sperrt=True,
    ),
    Befundart(
        "quelle.einheit",
        (F,),
        "Ansätze und Buchungen derselben Produkte sind um ein Vielfaches verschieden, meist Tausend Euro und Euro.",
        "In *Quellen* bei beiden Exporten die Einheit eintragen, in der sie die Beträge nennen.",
        sperrt=True,
    ),
    Befundart(
        "quelle.inhalt",
        (F, W),
        "Die Überschrift oder die Beträge eines Exports passen nicht zu dem Inhalt, den *Quellen* nennt.",
        "Ansehen, ob der Export Buchungen oder Ansätze enthält, und den Inhalt danach eintragen; stimmt er, in der "
        "Tabelle *Spalten* die Spalte eintragen, die zählen soll.",
        sperrt=True,
    ),
    Befundart(
        "export.blatt",
        (F, W),
        "Welches Blatt eines Exports zählt, ist nicht eindeutig oder es ist ausgeblendet.",
        "In *Quellen* je Blatt, das zählen soll, eine Zeile mit seinem Namen in der Spalte Blatt eintragen.",
    ),
    Befundart(
        "export.jahr",
        (F,),
        "Die Tabelle *Spalten* nennt für Beträge eine Spalte, deren Überschrift ein anderes Jahr nennt als das der "
        "Quelle.",
        "In *Spalten* die Überschrift des richtigen Jahres eintragen, oder in *Quellen* das Jahr der Beträge; ist nur "
        "die Überschrift falsch, sie im Export berichtigen.",
        sperrt=True,
    ),
    Befundart(
        "export.unlesbar",
        (F,),
        "Ein Zehntel der Zeilen eines Exports oder mehr ist nicht lesbar; wie viel Geld dadurch fehlt, weiß niemand.",
        "Zuerst den Befund über diese Zeilen beheben; oft ist es die Spalte Zahlen in *Quellen*.",
        sperrt=True,
    ),
    Befundart(
        "export.fern",
        (H,),
        "Weit unter oder rechts der Tabelle eines Exports steht noch etwas.",
        "Gehört es nicht zum Export, diese Zeilen oder Spalten in Excel löschen; sonst ist nichts zu tun.",
    ),
    Befundart(
        "export.dezimal",
        (W,),
        "Beträge eines Exports lassen sich deutsch und englisch lesen.",
        "In *Quellen* in der Spalte Zahlen eintragen, wie Ihr Verfahren Zahlen schreibt.",
    ),
    Befundart(
        "export.einheit",
        (F, W, H),
        "Die Beträge eines Exports werden als Tausend Euro gelesen; beim *Fehler* sehen sie aus wie Euro und Cent. Bei "
        "der *Warnung* werden sie als Euro gelesen, und an anderer Stelle steht eine andere Einheit.",
        "In *Quellen* die Einheit eintragen, in der die Beträge stehen: € oder T€. Stimmt beim *Hinweis* die genannte, "
        "ist nichts zu tun.",
        sperrt=True,
    ),
    Befundart(
        "export.cent",
        (W,),
        "Kein Betrag der Buchungen hat Nachkommastellen, obwohl die meisten keine runden Zahlen sind. Stehen sie in "
        "Cent, zählt jeder hundertfach.",
        "Eine Summe mit dem Finanzverfahren vergleichen. Sind es Cent, den Export mit Euro und Komma erzeugen; sind es "
        "ganze Euro, den Befund quittieren.",
    ),
    Befundart(
        "export.datum",
        (W,),
        "Zeilen haben ein Datum als Nummer; vermutlich hat Excel aus Nummern wie 01.01.02 Daten gemacht.",
        "Den Export neu erzeugen und nicht in Excel öffnen und speichern.",
    ),
    Befundart(
        "journal.ohne",
        (W,),
        "Ein Export enthält keine Buchungen; das ist nur zu Beginn des Jahres richtig.",
        "Zu Beginn des Jahres ist nichts zu tun; sonst den Export für das richtige Jahr neu erzeugen.",
    ),
    Befundart(
        "journal.vorzeichen",
        (F, W),
        "Das Vorzeichen, das für einen Export gilt, widerspricht seinem Inhalt: Erträge und Aufwendungen wären falsch.",
        "In *Quellen* in der Spalte Vorzeichen die Regel eintragen, nach der Ihr Verfahren bucht. Laufen die Beträge "
        "wirklich gegen ihre Art, ist bei einer *Warnung* nichts zu tun.",
        sperrt=True,
    ),
    Befundart(
        "journal.salden",
        (F,),
        "Der Inhalt in *Quellen* passt nicht zum Verlauf der Beträge: Salden bis zum Monatsende wachsen von Monat zu "
        "Monat, einzelne Buchungen nicht.",
        "Den Inhalt eintragen, den der Befund nennt; stimmt der eingetragene, den Export neu erzeugen.",
        sperrt=True,
    ),
    Befundart(
        "journal.doppelt",
        (F,),
        "Jede Zeile eines Exports steht zweimal; alle Beträge zählen doppelt.",
        "Den Export neu erzeugen.",
        sperrt=True,
    ),
    Befundart(
        "journal.wiederholt",
        (W, H),
        "Einzelne Buchungen stehen noch einmal im Export: mit gleichem Beleg, Tag, Text, Produkt, Sachkonto und "
        "Betrag. Sind es viele, ist es ein *Hinweis*: dann stehen wohl mehrere Buchungen unter einem Beleg.",
        "Die genannten im Finanzverfahren nachsehen; was zu viel gebucht ist, dort stornieren. Sind es verschiedene "
        "Buchungen, den Befund quittieren.",
    ),
    Befundart(
        "journal.storno",
        (W, H),
        "Eine Buchung sagt in Text oder Kennzeichen, dass sie ein Storno ist, und auf ihrem Produkt und Sachkonto gibt "
        "es keine Gegenbuchung gleichen Betrags. Bei der *Warnung* gibt es eine gleichen Betrags auf derselben Seite.",
        "Ist die stornierte Buchung aus einem anderen Jahr oder steht sie in einer anderen Datei, ist nichts zu tun. "
        "Sonst im Finanzverfahren nachsehen, ob sie auf einem anderen Konto steht oder im Export fehlt. Bei der "
        "*Warnung* den Export mit einem Minus am Betrag der Stornos erzeugen, wenn jetzt beide zählen.",
    ),
    Befundart(
        "bezeichnung.anders",
        (H,),
        "Produkte oder Sachkonten heißen in einem Export anders als in der Datenmappe oder in einem anderen Export.",
        "Prüfen, ob unter der Nummer dasselbe gemeint ist. Wenn ja, die Bezeichnung in der Tabelle *Produkte* oder im "
        "Finanzverfahren angleichen oder den Befund quittieren; wenn nein, ist eine der Nummern falsch.",
    ),
    Befundart(
        "export.darueber",
        (F, H),
        "Über der Kopfzeile eines Exports stehen Zeilen mit Produkt, Sachkonto und Betrag; sie zählen nicht.",
        "Gehören sie zur Tabelle, den Export neu erzeugen und nicht umsortieren. Gehören sie nicht dazu, in *Quellen* "
        "die Kopfzeile eintragen, die der Befund nennt; danach ist es ein *Hinweis*.",
        sperrt=True,
    ),
    Befundart(
        "journal.wertart",
        (F, W, H),
        "Eine Spalte sagt, ob eine Zeile Plan oder Ist ist; was nicht eindeutig dazu gehört, bleibt außen vor. Bei der "
        "*Warnung* zählen alle Zeilen zusammen, und die Spalte könnte mehrere Fassungen derselben Beträge nennen.",
        "In der Tabelle *Spalten* das Feld Wertart mit der Regel eintragen, welche Werte zählen. Sollen bei der "
        "*Warnung* wirklich alle zählen, ist nichts zu tun.",
    ),
    Befundart(
        "quelle.doppelt",
        (F,),
        "Derselbe Export steht zweimal in *Quellen*; er wird nur einmal gelesen.",
        "Eine der beiden Zeilen löschen oder in ihr die Datei eintragen, die gemeint ist.",
    ),
    Befundart(
        "export.spalte",
        (W, H),
        "Zu einer Angabe passen mehrere Spalten; der Befund sagt, welche gelesen wird und welche nicht.",
        "Stimmt das, ist nichts zu tun; sonst die gelesene Spalte im Export weglassen oder umbenennen.",
    ),
    Befundart(
        "zuordnung.konto",
        (F,),
        "Ein Sachkonto hat in der Kontenzuordnung keine Zeile; was darauf gebucht ist, fehlt im Bericht.",
        "Im Kontenplan Ihres Hauses nachsehen, zu welcher Art und Zeile es gehört, und genau das eintragen. Fehlen "
        "viele Konten, ist die *Kontenzuordnung* vermutlich die eines anderen Landes. Konten der Finanzrechnung und "
        "der Bilanz gehören in keinen Produktbericht: im Export weglassen.",
    ),
    Befundart(
        "zuordnung.produkt",
        (F,),
        "Ein Produkt des Exports fehlt in der Tabelle *Produkte*; was darauf gebucht ist, fehlt im Bericht.",
        "Das Produkt mit seinem Budget anlegen; ist falsch gebucht, im Finanzverfahren berichtigen. Hat der Export "
        "führende Nullen verloren, ihn neu erzeugen und nicht in Excel speichern, oder in der Tabelle *Spalten* die "
        "Regel eintragen, die der Befund nennt; nennt er keine, wäre sie für ein anderes Produkt falsch.",
    ),
    Befundart(
        "journal.betrag",
        (F,),
        "Ein Betrag fehlt, ist keine Zahl, unplausibel groß oder hat mehr als zwei Nachkommastellen; die Zeile bleibt "
        "außen vor.",
        "Die Zeile im Export ansehen und ihn neu erzeugen; ist er in Excel gespeichert worden, den ursprünglichen "
        "nehmen.",
    ),
    Befundart(
        "journal.periode",
        (F,),
        "Eine Periode fehlt oder ist keine von 1 bis 16; die Buchung bleibt außen vor.",
        "Im Finanzverfahren nachsehen und den Export neu erzeugen.",
    ),
    Befundart(
        "journal.sollhaben",
        (F, W),
        "Ein Kennzeichen S/H fehlt oder ist weder S noch H; die Buchung bleibt außen vor. Bei der *Warnung* wird eine "
        "Spalte nicht gelesen oder kehrt Beträge um, die schon ein Vorzeichen haben.",
        "Den Export neu erzeugen. Schreibt Ihr Verfahren das Vorzeichen anders, in *Quellen* das Vorzeichen "
        "wählen, das dazu passt.",
    ),
    Befundart(
        "journal.leer",
        (F,),
        "In einer Zeile mit Betrag fehlt Produkt oder Sachkonto; sie bleibt außen vor.",
        "Im Finanzverfahren ergänzen und den Export neu erzeugen.",
    ),
    Befundart(
        "journal.zeile",
        (F,),
        "Eine Zeile des Exports ist nicht lesbar und bleibt außen vor.",
        "Den Export neu erzeugen. Bleibt es dabei, im Finanzverfahren das Anführungs- oder Trennzeichen aus dem Text "
        "der Buchung nehmen.",
    ),
    Befundart(
        "journal.jahr",
        (F, W),
        "Eine Zeile nennt kein Jahr (*Fehler*: sie bleibt außen vor), ein anderes Jahr (sie zählt nicht) oder hat ein "
        "Buchungsdatum in einem anderen Jahr (sie zählt nach ihrer Periode).",
        "Prüfen, ob der Export zum Haushaltsjahr gehört; wenn nicht, ihn für dieses Jahr erzeugen.",
    ),
    Befundart(
        "journal.datum",
        (W,),
        "Buchungsdaten sind nicht lesbar; ob ihr Jahr stimmt, wurde nicht geprüft.",
        "Prüfen, ob der Export zum Haushaltsjahr gehört; wenn ja, ist nichts zu tun.",
    ),
    Befundart(
        "journal.zwischensumme",
        (W,),
        "Eine Zeile sieht nach einer Zwischensumme aus und zählt nicht.",
        "Ist sie eine, ist nichts zu tun. Ist sie eine Buchung, im Finanzverfahren Produkt und Sachkonto ergänzen und "
        "den Export neu erzeugen.",
    ),
    Befundart(
        "journal.anzahl",
        (F,),
        "Der Export nennt eine andere Zahl von Zeilen, als er enthält.",
        "Den Export neu erzeugen.",
    ),
)

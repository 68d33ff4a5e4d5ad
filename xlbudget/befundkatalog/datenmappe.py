"""Befunde about what stands in the Datenmappe, and about the report as a whole."""

from __future__ import annotations

from xlbudget.befundkatalog.befundart import Befundart, F, H, W

DATENMAPPE = (
    Befundart(
        "mappe.tabelle",
        (F,),
        "Eine Tabelle fehlt oder heißt anders; ohne sie gibt es keinen Bericht.",
        "Heißt sie nur anders, in Excel hineinklicken und unter *Tabellenentwurf* den genannten Namen eintragen. Ist "
        "sie gelöscht, legt `xlbudget datenmappe ergaenzen` sie leer an.",
    ),
    Befundart(
        "mappe.schreibweise",
        (H,),
        "Ein Name ist nur in Groß- und Kleinschreibung, Leerzeichen oder der Speicherung der Umlaute anders als der "
        "einer Zeile, eines Budgets oder Produkts; er gilt als derselbe.",
        "Einheitlich schreiben, wie der Befund es nennt; die Zahlen stimmen schon.",
    ),
    Befundart(
        "mappe.zahlformat",
        (W,),
        "Eine Zelle zeigt eine andere Zahl, als darin steht: in Tausend Euro, als Datum, durch bedingte Formatierung.",
        "In der Bearbeitungsleiste nachsehen, was in der Zelle steht; das zählt. Dann das Zahlenformat berichtigen.",
    ),
    Befundart(
        "mappe.unsichtbar",
        (W,),
        "In einer Zelle, die leer aussieht, steht eine Zahl; sie zählt.",
        "Ist sie nicht gemeint, die Zelle leeren; sonst Schriftfarbe und Zahlenformat berichtigen.",
    ),
    Befundart(
        "mappe.ausgeblendet",
        (H,),
        "Zeilen oder Spalten einer Tabelle sind ausgeblendet, etwa durch einen Filter; sie zählen mit.",
        "Nichts; wer sichergehen will, hebt Filter und Gruppierung auf und sieht sie an.",
    ),
    Befundart(
        "mappe.spalte",
        (F,),
        "Eine Spalte fehlt, heißt anders oder steht zweimal; so gibt es keinen Bericht.",
        "Heißt sie nur anders, die Überschrift genau so schreiben, wie der Befund sie nennt; fehlt sie, legt `xlbudget "
        "datenmappe ergaenzen` sie leer an. Steht sie zweimal, die Spalte umbenennen, die nicht gemeint ist.",
    ),
    Befundart(
        "mappe.spaltenname",
        (F, W),
        "Eine Spalte heißt fast wie eine freiwillige Angabe oder enthält ihre Werte und wird nicht gelesen; *Fehler*, "
        "wo sie Zahlen ändern würde.",
        "Ist die genannte Angabe gemeint, die Überschrift so schreiben; ist es eine eigene Spalte, ihr einen deutlich "
        "anderen Namen geben oder sie neben die Tabelle stellen.",
    ),
    Befundart(
        "mappe.tabellenname",
        (F,),
        "Eine Tabelle hat die Überschriften einer freiwilligen und heißt anders; sie wird nicht gelesen.",
        "Ist es die genannte, in Excel hineinklicken und unter *Tabellenentwurf* ihren Namen eintragen; sonst die "
        "Überschriften ändern.",
    ),
    Befundart(
        "ergaenzen.umbenannt",
        (F,),
        "Etwas fehlt in der Datenmappe, und etwas anderes heißt fast so; ergänzt wurde es deshalb nicht.",
        "Ist es das Gesuchte, es zurückbenennen; sonst dem anderen einen deutlich anderen Namen geben. Dann den Befehl "
        "wiederholen.",
    ),
    Befundart(
        "ergaenzen.name",
        (W,),
        "Ein Name, den Auswahllisten brauchen, führt woanders hin.",
        "Ist das nicht gewollt, ihn unter *Formeln › Namens-Manager* löschen und den Befehl wiederholen.",
    ),
    Befundart(
        "ergaenzen.platz",
        (F,),
        "Etwas konnte nicht ergänzt werden, weil an seiner Stelle schon etwas steht oder das Blatt es nicht zulässt.",
        "Was der Befund nennt, verschieben oder ändern und den Befehl wiederholen.",
    ),
    Befundart(
        "mappe.einstellung",
        (F,),
        "Eine Einstellung, ohne die es keinen Bericht gibt, fehlt oder ist nicht zu verwenden.",
        "Den Wert in der Tabelle *Einstellungen* eintragen; fehlt die Zeile, fügt `xlbudget datenmappe ergaenzen` sie "
        "an.",
    ),
    Befundart(
        "mappe.zelle",
        (F,),
        "Eine Zelle ist leer oder enthält etwas, das dort nicht stehen kann; was dort stehen sollte, fehlt im Bericht.",
        "Die genannte Zelle berichtigen. Bei einer Formel ohne Wert die Mappe in Excel öffnen und speichern, bei einem "
        "Fehlerwert die Formel berichtigen.",
    ),
    Befundart(
        "mappe.doppelt",
        (F,),
        "Eine Einstellung steht mehrfach; es gilt die oberste.",
        "Oben den Wert eintragen, der gelten soll, und die anderen Zeilen löschen.",
    ),
    Befundart(
        "mappe.darunter",
        (W,),
        "Zeilen stehen direkt unter einer Tabelle statt in ihr; sie zählen mit.",
        "Die Tabelle an ihrer unteren rechten Ecke bis dorthin ziehen; was nicht zu ihr gehört, auf ein anderes Blatt "
        "verschieben.",
    ),
    Befundart(
        "mappe.luecke",
        (W,),
        "Unter einer Tabelle steht nach einer Leerzeile noch etwas; das zählt nicht.",
        "Gehört es zur Tabelle, die Leerzeile löschen, sonst auf ein anderes Blatt verschieben.",
    ),
    Befundart(
        "gliederung.doppelt",
        (F,),
        "Eine Produktnummer oder ein Budgetname ist zweimal vergeben; so gibt es keinen Bericht.",
        "Ist dasselbe gemeint, eine der beiden Zeilen löschen, sonst die falsche berichtigen. Heißt ein Budget wie ein "
        "Produkt, das Budget anders benennen.",
    ),
    Befundart(
        "gliederung.unbekannt",
        (F,),
        "Ein Produkt oder Budget gehört zu einem Budget, das es nicht gibt; so gibt es keinen Bericht.",
        "Den Namen berichtigen oder das Budget in der Tabelle *Budgets* anlegen.",
    ),
    Befundart(
        "gliederung.kreis",
        (F,),
        "Budgets sind einander im Kreis übergeordnet; so gibt es keinen Bericht.",
        "Die Spalte *Übergeordnet* in der Tabelle *Budgets* berichtigen.",
    ),
    Befundart(
        "gliederung.reserviert",
        (F,),
        "Ein Produkt oder Budget heißt „Gesamt“; dieser Name steht für alle Budgets zusammen.",
        "Es anders benennen, auch überall dort, wo die Datenmappe es nennt.",
    ),
    Befundart(
        "gliederung.aehnlich",
        (W,),
        "Zwei Namen unterscheiden sich nur in Leerzeichen oder Groß- und Kleinschreibung.",
        "Ist dasselbe gemeint, einen Eintrag löschen und überall den anderen Namen schreiben, sonst einen anders "
        "benennen.",
    ),
    Befundart(
        "produkt.nummer",
        (W,),
        "Eine Produktnummer ist ungewöhnlich kurz oder lang.",
        "Mit dem Finanzverfahren vergleichen, auch die führenden Nullen. Stimmt sie, ist nichts zu tun.",
    ),
    Befundart(
        "produkt.leer",
        (H,),
        "Ein Produkt hat keinen Ansatz, keine Buchungen oder beides nicht.",
        "Stimmt das, ist nichts zu tun. Sonst prüfen, ob alle Exporte in *Quellen* stehen und die Produktnummer dort "
        "genauso lautet.",
    ),
    Befundart(
        "budget.leer",
        (H,),
        "Ein Budget oder Dezernat hat kein Produkt; sein Blatt bleibt leer.",
        "Stimmt das, ist nichts zu tun (*Im Bericht* „nein“ lässt das leere Blatt weg); sonst in der Tabelle "
        "*Produkte* die Produkte zuordnen.",
    ),
    Befundart(
        "quittung.erledigt",
        (H,),
        "Eine Zeile der *Quittungen* trifft keinen Befund mehr: er ist behoben oder lautet jetzt anders.",
        "Ist er behoben, die Zeile löschen; steht er mit anderem Betrag da, ihn prüfen und neu quittieren.",
    ),
    Befundart(
        "quittung.verweigert",
        (W,),
        "Eine Zeile der *Quittungen* meint einen Fehler, mit dem Summen des Berichts falsch sind; das geht nicht.",
        "Den Fehler beheben und die Zeile löschen.",
    ),
    Befundart(
        "kennzahl.produkt",
        (F,),
        "Eine Kennzahl gehört zu einem Produkt, das es nicht gibt; sie erscheint nirgends.",
        "Die Nummer berichtigen, das Produkt in der Tabelle *Produkte* anlegen oder die Zeile löschen.",
    ),
    Befundart(
        "kennzahl.plan_null",
        (H,),
        "Der Plan eines Ziels ist 0; es gibt keinen Zielerreichungsgrad.",
        "Den richtigen Plan eintragen, oder das Feld leeren, wenn nichts geplant ist.",
    ),
    Befundart(
        "kennzahl.negativ",
        (H,),
        "Plan oder Ist eines Ziels ist negativ; es gibt keinen Zielerreichungsgrad, denn er sagte nichts.",
        "Das Vorzeichen prüfen. Stimmt es, ist nichts zu tun.",
    ),
    Befundart(
        "kennzahl.ohne_ziel",
        (H,),
        "Ein Produkt hat Grundzahlen, aber kein Ziel: der Bericht sagt, wie viel es ist, nicht, ob das reicht.",
        "Ist ein Ziel vereinbart, es als Kennzahlart *Ziel* eintragen; sonst nichts.",
    ),
    Befundart(
        "kennzahl.unmessbar",
        (H,),
        "Ein Ziel hat weder Messgröße noch Plan oder Ist; ob es erreicht ist, zeigt der Bericht nicht.",
        "Wird es gemessen, Messgröße und Plan eintragen; sonst nichts.",
    ),
    Befundart(
        "kennzahl.weit",
        (W,),
        "Das Ist einer Kennzahl passt nicht zu ihrem Plan: mehr als fünfmal zu groß, zu klein, falsches Vorzeichen.",
        "Einheit und Stellen prüfen; Prozente werden als 97,5 eingetragen.",
    ),
    Befundart(
        "kennzahl.doppelt",
        (W,),
        "Ein Produkt hat zwei Kennzahlen derselben Art mit demselben Namen.",
        "Ist dieselbe gemeint, eine Zeile löschen, sonst eine anders benennen.",
    ),
    Befundart(
        "bezug.objekt",
        (F,),
        "Eine Zeile der Vorjahre oder Prognosen nennt etwas, das weder Produkt noch Budget ist; sie zählt nicht.",
        "Nummer oder Name wie in den Tabellen *Produkte* und *Budgets* schreiben oder die Zeile löschen.",
    ),
    Befundart(
        "bezug.zeile",
        (F,),
        "Eine Zeile der Vorjahre oder Prognosen nennt eine Zeile, die es in der Kontenzuordnung nicht gibt; sie zählt "
        "nicht.",
        "Die Zeile so schreiben wie in der *Kontenzuordnung*; „gesamt“ steht für alle Zeilen zusammen.",
    ),
    Befundart(
        "einstellung.schwelle",
        (F,),
        "Schwellen in den Einstellungen widersprechen sich, sind negativ oder ein Anteil statt Prozent (0,95 "
        "statt 95).",
        "Die genannten Schwellen berichtigen.",
    ),
    Befundart(
        "text.lang",
        (W,),
        "Eine Erläuterung oder Kennzahl ist länger, als im Druck der mitgelieferten Vorlage Platz ist.",
        "Kürzen oder den Ausdruck ansehen; in der Zelle steht der ganze Text.",
    ),
    Befundart(
        "text.person",
        (W,),
        "Eine Erläuterung, ein Grund, ein Ereignis oder eine Maßnahme nennt vermutlich eine Person: einen Namen mit "
        "Anrede, eine Mailadresse, eine Telefon- oder Kontonummer. Bericht, PDF und Webseite zeigen den Text, wie er "
        "ist.",
        "Den Text ohne Angaben zu Personen fassen; sind es keine, quittieren.",
    ),
    Befundart(
        "stand.jahr",
        (F,),
        "Der gewählte Stand liegt nicht im Haushaltsjahr der Datenmappe.",
        "Einen Monat des Haushaltsjahres wählen oder die Datenmappe des anderen Jahres nehmen.",
    ),
    Befundart(
        "ziel.alt",
        (H,),
        "Im Ordner der Berichte liegt eine Datei aus einem früheren Lauf, die nicht erneuert wurde.",
        "Wird sie nicht mehr gebraucht, löschen.",
    ),
)

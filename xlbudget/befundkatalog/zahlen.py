"""Befunde about whether the figures add up and are plausible, and about reported forecasts."""

from __future__ import annotations

from xlbudget.befundkatalog.befundart import Befundart, F, H, W

STIMMIGKEIT = (
    Befundart(
        "abstimmung.schlusszeile",
        (F,),
        "Die Summe unter den Zeilen eines Exports ist eine andere als die der gezählten Zeilen.",
        "Im Finanzverfahren nachsehen, ob der Export vollständig ist und die Summe denselben Umfang hat, und ihn neu "
        "erzeugen.",
    ),
    Befundart(
        "abstimmung.kontrollsumme",
        (F,),
        "Eine Summe aus der Tabelle *Kontrollsummen* ist eine andere als die gelesene, oder gilt für keinen Export.",
        "Im Finanzverfahren nachsehen, ob der Export vollständig ist und die Kontrollsumme denselben Umfang hat; "
        "danach den Export neu erzeugen oder die Kontrollsumme berichtigen.",
    ),
    Befundart(
        "abstimmung.fehlt",
        (F,),
        "In keiner Zeile des Berichts steht mehr Geld, als die Einstellung *Nicht im Bericht sperren ab Euro* zulässt.",
        "Die anderen Befunde dieses Exports beheben; sie sagen, welche Zeilen außen vor bleiben und warum.",
        sperrt=True,
    ),
    Befundart(
        "abstimmung.bericht",
        (F,),
        "Der Bericht zeigt andere Summen als die Exporte, ohne dass etwas den Unterschied erklärt.",
        "Den Bericht nicht verwenden und den Fehler melden: hier ist xlbudget selbst falsch.",
        sperrt=True,
    ),
    Befundart(
        "ansatz.zeile",
        (H,),
        "Der Plan eines Produkts steht in einer Zeile, gebucht ist in einer anderen; beide weichen ab.",
        "Beim Fachdienst nachfragen; den Plan umschichten oder die Buchungen, sonst mit Grund quittieren.",
    ),
    Befundart(
        "produkt.vorzeichen",
        (W,),
        "Eine Zeile eines Produkts ist in jedem Monat gegen ihre Art gebucht, ungefähr so viel, wie richtig herum "
        "geplant ist.",
        "Im Finanzverfahren nachsehen, ob die Buchungen dieses Produkts mit vertauschtem Vorzeichen kommen; stimmt es "
        "so, quittieren.",
    ),
    Befundart(
        "ilv.ungleich",
        (W,),
        "Interne Erträge und Aufwendungen sind verschieden, obwohl *Ganze Körperschaft* auf ja steht.",
        "Prüfen, ob Buchungen oder Produkte fehlen; fehlen Teile der Kommune, die Einstellung auf nein setzen.",
    ),
    Befundart(
        "monat.ungewoehnlich",
        (H,),
        "Ein Monat liegt weit außerhalb dessen, was in denselben Monaten der Vorjahre üblich war.",
        "Die Buchungen des Monats ansehen; eine einmalige Zahlung verzerrt die Prognose, dann diese von Hand setzen.",
    ),
    Befundart(
        "stand.luecke",
        (W, H),
        "In einem Monat bis zum Stand ist nichts oder kaum etwas gebucht, in den anderen viel; vermutlich fehlt eine "
        "Lieferung. Ein Hinweis ist es, wo nur ein Budget betroffen ist.",
        "Den Export bis zum Stand neu erzeugen, oder die fehlende Datei in *Quellen* eintragen.",
    ),
    Befundart(
        "stand.leer",
        (F,),
        "Zum Stand Dezember ist im ganzen Jahr nichts gebucht; ein Jahresergebnis wäre überall 0.",
        "Den Export mit den Buchungen in *Quellen* eintragen oder neu erzeugen; gibt es noch keine, einen früheren "
        "Stand berichten.",
        sperrt=True,
    ),
    Befundart(
        "stand.spaeter",
        (H,),
        "Buchungen nach dem gewählten Stand zählen nicht mit.",
        "Nichts; im Bericht eines späteren Standes zählen sie.",
    ),
)

PROGNOSEN = (
    Befundart(
        "meldung.weit",
        (W,),
        "Eine eigene Prognose liegt weit von der berechneten und vom Ansatz entfernt, oder ist winzig.",
        "Betrag und Einheit prüfen: eingetragen wird das ganze Jahr in Euro. Stimmt er, ist nichts zu tun.",
    ),
    Befundart(
        "meldung.vorzeichen",
        (W,),
        "Eine eigene Prognose hat ein anderes Vorzeichen als erwartet.",
        "Erträge und Aufwendungen werden beide positiv eingetragen; das Vorzeichen prüfen.",
    ),
    Befundart(
        "meldung.unter_ist",
        (W,),
        "Eine eigene Prognose ist kleiner, als schon gebucht ist.",
        "Prüfen, ob noch Rückzahlungen kommen oder nur der Rest des Jahres eingetragen ist.",
    ),
    Befundart(
        "meldung.zeile",
        (W,),
        "Eine eigene Prognose steht in einer Zeile, in der weder etwas geplant noch gebucht ist.",
        "Prüfen, ob die Zeile gemeint ist.",
    ),
    Befundart(
        "meldung.doppelt",
        (F,),
        "Zum selben Stand sind für dieselbe Zeile zwei Prognosen eingetragen; es zählt die erste.",
        "Die falsche Zeile in der Tabelle *Prognosen* löschen.",
    ),
    Befundart(
        "meldung.jahr",
        (W,),
        "Eine Prognose ist für ein anderes Jahr eingetragen; sie zählt nie.",
        "Den Stand berichtigen oder die Zeile löschen.",
    ),
    Befundart(
        "meldung.dezember",
        (H,),
        "Eine Prognose ist zum Stand Dezember eingetragen; sie zählt nicht, denn dann ist die Prognose das Ergebnis.",
        "Nichts; die Zeile kann entfallen.",
    ),
    Befundart(
        "meldung.widerspruch",
        (W,),
        "Die Prognose eines Budgets passt nicht zu denen, die darunter eingetragen oder gemeldet sind; der Befund "
        "sagt, was gilt.",
        "Die Prognosen aufeinander abstimmen.",
    ),
    Befundart(
        "prognose.zahl",
        (F,),
        "In der Spalte *Prognose* des geöffneten Produktblatts steht keine Zahl; es ist nichts übernommen.",
        "Dort einen Betrag in Euro eintragen und noch einmal *Prognose übernehmen* drücken.",
    ),
)

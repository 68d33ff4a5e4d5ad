"""Befunde about Kennzahlen over the year."""

from __future__ import annotations

from xlbudget.befundkatalog.befundart import Befundart, F, H, W

KENNZAHLEN = (
    Befundart(
        "kennzahl.kuerzel",
        (F,),
        "Zwei Kennzahlen haben dasselbe Kürzel; Kennzahlwerte zählen nur für die erste.",
        "Der zweiten ein anderes Kürzel geben, auch in ihren Kennzahlwerten.",
    ),
    Befundart(
        "kennzahl.kreis",
        (F,),
        "Eine Kennzahl wird über Zähler und Nenner aus sich selbst gerechnet; sie bleibt leer.",
        "Zähler und Nenner so wählen, dass am Ende Kennzahlen mit eigenen Monatswerten stehen.",
    ),
    Befundart(
        "kennzahl.formel",
        (F,),
        "Eine Quote oder Veränderung nennt Zähler oder Nenner nicht oder etwas, das es nicht gibt; sie bleibt leer.",
        "In den Spalten *Zähler* und *Nenner* Kürzel der Tabelle *Kennzahlen* eintragen, wie der Befund es sagt.",
    ),
    Befundart(
        "kennzahl.rechenart",
        (F,),
        "Eine Kennzahl hat Kennzahlwerte, aber keine Rechenart, die einen Wert zum Stand daraus macht; keiner zählt.",
        "In der Spalte *Rechenart* eine der genannten wählen.",
    ),
    Befundart(
        "kennzahl.prognose",
        (W,),
        "Das gewählte Verfahren der Prognose passt nicht zur Rechenart; die Kennzahl hat keine Prognose.",
        "In der Spalte *Prognose* eines der genannten wählen oder die Zelle leeren.",
    ),
    Befundart(
        "kennzahl.prognose_leer",
        (H,),
        "Für das gewählte Verfahren der Prognose fehlen Werte; sie bleibt leer.",
        "Die genannten Werte nachtragen oder in der Spalte *Prognose* ein anderes Verfahren wählen.",
    ),
    Befundart(
        "kennzahl.vergleich",
        (W,),
        "Zu einem Vergleichswert fehlt Quelle oder Jahr, oder zu diesen der Wert; er wird nicht gezeigt.",
        "Das Fehlende eintragen oder die übrigen Spalten des Vergleichs leeren.",
    ),
    Befundart(
        "kennzahl.vergleichsjahr",
        (W,),
        "Ein Vergleichswert ist von einem Jahr nach dem Haushaltsjahr.",
        "In der Quelle nachsehen, von welchem Jahr er ist.",
    ),
    Befundart(
        "kennzahlwert.kennzahl",
        (F,),
        "Ein Kennzahlwert nennt ein Kürzel, das keine Kennzahl hat; er zählt nicht.",
        "Das Kürzel berichtigen oder in der Tabelle *Kennzahlen* eintragen.",
    ),
    Befundart(
        "kennzahlwert.doppelt",
        (F,),
        "Derselbe Wert steht zweimal, womöglich verschieden; die obere Zeile gilt.",
        "Die falsche Zeile löschen. Ist eine die spätere Auswertung, das in der Spalte *Fassung* sagen: dann bleiben "
        "beide stehen, und die endgültige gilt.",
    ),
    Befundart(
        "kennzahlwert.geaendert",
        (H,),
        "Der endgültige Wert eines Monats ist ein anderer als der vorläufige, oder ein Fachdienst hat einen Wert "
        "berichtigt; der endgültige gilt, sonst der spätere.",
        "Nichts; wer aus dem früheren Bericht zitiert, nennt beide.",
    ),
    Befundart(
        "kennzahlwert.gruppen",
        (W,),
        "Gruppen, die sich ergänzen (Frauen und Männer, oder was vor dem Doppelpunkt gleich heißt), ergeben nicht den "
        "Gesamtwert, oder eine Gruppe ist größer als das Ganze.",
        "Den falschen Wert berichtigen oder die fehlende Gruppe ergänzen; bis dahin steht jeder Wert so im Bericht.",
    ),
    Befundart(
        "kennzahlwert.plan",
        (F,),
        "Der Plan des Jahres steht in *Kennzahlen* anders als in *Kennzahlwerte*; der aus *Kennzahlwerte* gilt.",
        "Nachsehen, welcher beschlossen ist, und an beiden Stellen denselben eintragen.",
    ),
    Befundart(
        "kennzahlwert.ist",
        (H,),
        "Eine Kennzahl mit Monatswerten hat in *Kennzahlen* ein anderes Ist, als aus ihnen folgt; gezeigt wird dieses.",
        "Die Zelle *Ist* leeren; ist sie richtig, die Monate in *Kennzahlwerte* berichtigen.",
    ),
    Befundart(
        "kennzahlwert.jahr",
        (W,),
        "Die zwölf Monate ergeben nicht den Wert des Jahres; gerechnet wird mit den Monaten.",
        "Nachsehen, welcher Wert falsch ist, und ihn berichtigen.",
    ),
    Befundart(
        "kennzahlwert.gerechnet",
        (W,),
        "Für eine Quote oder Veränderung ist ein Wert eingetragen, der aus ihren Teilen nicht folgt; gezeigt wird der "
        "gerechnete.",
        "Zähler, Nenner und eingetragenen Wert mit der Quelle vergleichen und den falschen berichtigen.",
    ),
    Befundart(
        "kennzahlwert.anteil",
        (W,),
        "Von Plan und Ist ist eines in Prozent, das andere offenbar als Anteil eingetragen (0,92 statt 92).",
        "Ist es ein Anteil, den Wert in Prozent eintragen; sonst bleibt es dabei.",
    ),
    Befundart(
        "kennzahlwert.skala",
        (W,),
        "Ein Wert oder der Plan liegt nicht auf der Skala, die die Messgröße nennt (*Reifegrad 0–4*).",
        "Den Wert oder die Messgröße berichtigen; bis dahin steht er so im Bericht.",
    ),
    Befundart(
        "kennzahlwert.fehlt",
        (W,),
        "Für einen Wert zum Stand fehlen Monate; er bleibt leer, denn ein fehlender Monat ist nicht 0.",
        "Die genannten Monate in *Kennzahlwerte* nachtragen, sobald sie vorliegen; war der Wert 0, 0 eintragen.",
    ),
    Befundart(
        "kennzahlwert.nenner",
        (W,),
        "Geteilt würde durch 0, oder eine Veränderung hat einen negativen Vorjahreswert; der Wert bleibt leer.",
        "Prüfen, ob der genannte Wert wirklich so ist; ist er es, bleibt die Kennzahl leer.",
    ),
)

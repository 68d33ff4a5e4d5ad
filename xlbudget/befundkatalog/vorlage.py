"""Befunde about templates."""

from __future__ import annotations

from xlbudget.befundkatalog.befundart import Befundart, F, H, W

VORLAGE = (
    Befundart(
        "vorlage.name_fehlt",
        (F,),
        "Ein Name fehlt, ohne den kein Bericht oder keine Mappe zum Ausfüllen geschrieben werden kann.",
        "In Excel unter *Formeln › Namens-Manager* anlegen; wo er hingehört, zeigt die mitgelieferte Vorlage.",
    ),
    Befundart(
        "vorlage.name_optional",
        (H,),
        "Ein Name fehlt, deshalb erscheint etwas nicht.",
        "Ist das so gewollt, ist nichts zu tun; sonst unter *Formeln › Namens-Manager* anlegen.",
    ),
    Befundart(
        "vorlage.abweichungssinn",
        (F, H),
        "Die Vorlage kann die Abweichung nicht als Prognose − Plan zeigen. Ist das eingestellt (*Einstellungen › "
        "Abweichung im Produktblatt*), wird damit nichts geschrieben.",
        "Wie der Befund sagt, eine Zelle der Vorlage benennen und Plan − Prognose mit ihr malnehmen, wie es die "
        "mitgelieferte Vorlage zeigt; oder die Einstellung auf *Plan − Prognose* stellen.",
    ),
    Befundart(
        "vorlage.name_unbekannt",
        (W,),
        "Ein Name beginnt mit `PB_`, xlbudget füllt ihn aber nicht.",
        "Ist er verschrieben, im *Namens-Manager* berichtigen; ist es Ihr eigener, ihn anders beginnen lassen.",
    ),
    Befundart(
        "vorlage.name_ziel",
        (F,),
        "Ein Name verweist auf keinen Zellbereich.",
        "Ihm im *Namens-Manager* einen Bereich von Zellen geben, keine ganzen Zeilen oder Spalten.",
    ),
    Befundart(
        "vorlage.name_klein",
        (F,),
        "Der Bereich eines Namens kann nicht aufnehmen, was hineingehört.",
        "Wie der Befund sagt: Zeilen oder Spalten *innerhalb* des Bereichs einfügen, oder ihn neben die Matrixformel "
        "oder Tabellenüberschrift legen.",
    ),
    Befundart(
        "vorlage.name_zeilen",
        (F,),
        "Namen derselben Tabelle haben verschieden viele Zeilen.",
        "Die Bereiche im *Namens-Manager* gleich lang machen.",
    ),
    Befundart(
        "vorlage.name_versetzt",
        (W,),
        "Namen derselben Tabelle beginnen in verschiedenen Zeilen; Beträge kämen neben die falsche Bezeichnung.",
        "Die Bereiche im *Namens-Manager* in derselben Zeile beginnen lassen.",
    ),
    Befundart(
        "vorlage.name_ueberschneidung",
        (F,),
        "Die Bereiche zweier Namen überschneiden sich; einer überschreibt den anderen.",
        "Im *Namens-Manager* einen der beiden ändern.",
    ),
    Befundart(
        "vorlage.formel_ersetzt",
        (H,),
        "In einer Zelle, die gefüllt wird, steht eine Formel; sie wird überschrieben.",
        "Ist das so gewollt, ist nichts zu tun; sonst die Formel in eine andere Zelle setzen.",
    ),
    Befundart(
        "vorlage.formel",
        (H,),
        "Eine Formel kann xlbudget nicht berechnen; Excel rechnet sie beim Öffnen.",
        "Nichts. Nur Programme, die nicht rechnen (Vorschau, Mail), zeigen dort keinen Wert.",
    ),
    Befundart(
        "vorlage.signatur",
        (F,),
        "Die Vorlage ist digital signiert; in jeder Mappe, die daraus entsteht, wäre die Signatur ungültig.",
        "In Excel unter *Datei › Informationen › Signaturen anzeigen* die Signatur entfernen und die Vorlage sichern.",
    ),
    Befundart(
        "vorlage.mappe",
        (W,),
        "Das Blatt lässt sich nicht vervielfältigen; einzelne Produktblätter entstehen, eine Mappe nicht.",
        "Wenn eine Mappe gebraucht wird: ändern, was der Befund nennt.",
    ),
    Befundart(
        "vorlage.platz",
        (F,),
        "Ein Produktblatt passt nicht in die Vorlage; es ist nichts geschrieben.",
        "Wie der Befund sagt, in der Vorlage Platz schaffen: Zeilen *innerhalb* des genannten Bereichs einfügen.",
    ),
    Befundart(
        "vorlage.schrift",
        (H,),
        "Ein Blatt der Vorlage druckt Schrift, die mit der Skalierung der Seite kleiner als 8 Punkt wird; wo die Seite "
        "angepasst wird, ist das geschätzt, mit der Hälfte der vorgesehenen Zeilen.",
        "Eine größere Schrift oder unter *Seitenlayout* größeres Papier oder mehr Seiten wählen.",
    ),
    Befundart(
        "vorlage.spur",
        (H,),
        "Die Vorlage sagt, wer sie wo und womit gemacht hat; Produktblätter und Mappen sagen es nicht.",
        "Nichts; xlbudget nimmt es beim Schreiben heraus.",
    ),
    Befundart(
        "vorlage.verborgen",
        (F, W),
        "Die Vorlage enthält Verborgenes, das mit jeder Mappe hinausginge: verborgene Blätter, Notizen, Werte aus "
        "anderen Mappen, Datenverbindungen, eingebettete Dateien. Ohne Erlaubnis wird damit nichts geschrieben.",
        "In Excel unter *Datei › Informationen › Auf Probleme überprüfen* suchen und entfernen; soll es hinaus, den "
        "Namen aus dem Befund bei *Einstellungen › Erlaubt in Vorlagen* eintragen.",
    ),
)

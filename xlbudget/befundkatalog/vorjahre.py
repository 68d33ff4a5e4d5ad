"""Befunde about prior years, of the table and of exports."""

from __future__ import annotations

from xlbudget.befundkatalog.befundart import Befundart, F, H, W

VORJAHRE = (
    Befundart(
        "vorjahr.kontenrahmen",
        (F,),
        "Die Exporte eines Vorjahres sind nach einem anderen Kontenrahmen gebucht als die dieses Jahres; ihre Beträge "
        "stehen in falschen Zeilen oder fehlen.",
        "Im Export des Vorjahres die Sachkonten auf die heutigen umschlüsseln, oder seine Zeile in *Quellen* löschen; "
        "dann hat der Bericht dieses Vorjahr nicht.",
        sperrt=True,
    ),
    Befundart(
        "vorjahr.summe",
        (F,),
        "Das Ergebnis eines Vorjahres ist nicht die Summe seiner Monate.",
        "Den richtigen Wert im Jahresabschluss nachsehen und eintragen.",
    ),
    Befundart(
        "vorjahr.abweichend",
        (W,),
        "Die Tabelle *Vorjahre* nennt andere Beträge als der Export desselben Jahres; es gilt der Export.",
        "Stimmt der Export, die Zeile der Tabelle löschen; sonst in *Quellen* den Export des Vorjahres prüfen.",
    ),
    Befundart(
        "vorjahr.unvollstaendig",
        (H,),
        "Von einem Vorjahr sind nur Teile bekannt; das Blatt darüber zeigt keine Summe, weil sie zu klein wäre.",
        "Die genannten Teile ergänzen oder für das Objekt selbst eine Zeile in *Vorjahre* eintragen.",
    ),
    Befundart(
        "vorjahr.halber_export",
        (W,),
        "Für ein Vorjahr gibt es nur Ansätze oder nur Buchungen.",
        "Prüfen, ob in *Quellen* ein Export fehlt oder ein anderes Jahr hat; gibt es ihn nicht, quittieren.",
    ),
    Befundart(
        "vorjahr.platz",
        (W,),
        "Ein Export eines Vorjahres hat Geld auf Produkten oder Sachkonten, die es in diesem Jahr nicht gibt.",
        "Produkte und Konten, die seitdem anders heißen, im Export des Vorjahres umschlüsseln; fiel das Produkt weg, "
        "ist nichts zu tun, wenn das Vorjahr so gezeigt werden soll.",
    ),
    Befundart(
        "vorjahr.doppelt",
        (F,),
        "Ein Vorjahr steht für dieselbe Zeile zweimal; es zählt die erste.",
        "Mit dem Jahresabschluss vergleichen und die falsche Zeile löschen.",
    ),
    Befundart(
        "vorjahr.jahr",
        (F,),
        "Eine Zeile der Vorjahre nennt kein Vorjahr des Haushaltsjahres; sie zählt nicht.",
        "Das Jahr berichtigen oder die Zeile löschen. Stimmt es, das Haushaltsjahr in den *Einstellungen* prüfen.",
    ),
    Befundart(
        "vorjahr.gleich",
        (W,),
        "Zwei Vorjahre sind in zehn oder mehr Monaten auf den Cent gleich; vermutlich wurde eines kopiert.",
        "Mit den Jahresabschlüssen vergleichen. Stimmen beide, ist nichts zu tun.",
    ),
    Befundart(
        "vorjahr.umgekehrt",
        (W,),
        "Zwei Vorjahre sind gleich, wenn man eines von Dezember bis Januar liest.",
        "Mit den Jahresabschlüssen vergleichen und die Monate in die richtige Reihenfolge bringen.",
    ),
    Befundart(
        "vorjahr.kumuliert",
        (W,),
        "Die Monate eines Vorjahres wachsen nur an, wie Summen bis zum Monatsende.",
        "Die Beträge der einzelnen Monate eintragen; sind es wirklich Monatswerte, ist nichts zu tun.",
    ),
    Befundart(
        "vorjahr.halb",
        (W,),
        "Von einem Vorjahr sind nur zusammenhängende Monate ausgefüllt; die Prognose nähme den Rest als nichts.",
        "Den Rest des Jahres ergänzen; war dort wirklich nichts gebucht, ist nichts zu tun.",
    ),
    Befundart(
        "vorjahr.vorzeichen",
        (W,),
        "Ein Vorjahr ist als Ganzes negativ.",
        "Erträge und Aufwendungen werden beide positiv eingetragen; mit dem Jahresabschluss vergleichen.",
    ),
    Befundart(
        "vorjahr.weit",
        (W,),
        "Ein Vorjahr ist einige hundert bis tausend Mal kleiner oder größer als der Ansatz dieses Jahres.",
        "Prüfen, ob es in Euro eingetragen ist.",
    ),
    Befundart(
        "vorjahr.aehnlich",
        (H,),
        "Zwei Vorjahre sind in zehn oder mehr Monaten fast gleich; vielleicht wurde eines kopiert.",
        "Mit den Jahresabschlüssen vergleichen. Stimmen beide, ist nichts zu tun.",
    ),
    Befundart(
        "vorjahr.alt",
        (H,),
        "Zeilen nennen Jahre, die weder Blatt noch Prognose nutzen.",
        "Nichts; sie dürfen stehen bleiben.",
    ),
)

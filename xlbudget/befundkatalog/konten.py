"""Befunde about the Kontenzuordnung."""

from __future__ import annotations

from xlbudget.befundkatalog.befundart import Befundart, F, H, W

KONTEN = (
    Befundart(
        "konten.praefix",
        (F,),
        "Ein Präfix der Kontenzuordnung passt auf kein Sachkonto.",
        "Nur den Anfang des Sachkontos eintragen, zum Beispiel 43, ohne Platzhalter, Punkte und Leerzeichen.",
    ),
    Befundart(
        "konten.rahmen",
        (F,),
        "Der Kontenrahmen passt nicht: gebucht ist nach einem anderen, als die Kontenzuordnung sagt. Beträge stehen in "
        "falschen Zeilen oder fehlen.",
        "Zuerst diesen Befund klären, dann die übrigen: die *Kontenzuordnung* nach dem Kontenplan Ihres Hauses "
        "berichtigen. Die eines Landes schreibt `xlbudget neu ORDNER --land LAND` in eine neue Mappe, aus der sie sich "
        "kopieren lässt.",
        sperrt=True,
    ),
    Befundart(
        "konten.seite",
        (F,),
        "Eine Zeile der Aufwendungen steht überwiegend im Haben oder eine der Erträge überwiegend im Soll; oder ein "
        "Präfix hat eine andere Art als in allen Ländern mit diesem Kontenrahmen.",
        "Im Kontenplan nachsehen, ob die genannten Präfixe Erträge oder Aufwendungen sind, und die Art in der "
        "*Kontenzuordnung* berichtigen. Stimmt die Art, bei diesen Präfixen in der Spalte Bestätigt ja eintragen.",
        sperrt=True,
    ),
    Befundart(
        "konten.zahlungen",
        (F,),
        "Konten der Klassen 6 und 7 wiederholen als Zahlungen, was im Ergebnis schon steht, und zählen mit.",
        "In der *Kontenzuordnung* bei ihren Präfixen die Art Finanzrechnung eintragen.",
        sperrt=True,
    ),
    Befundart(
        "konten.frage",
        (F, W),
        "Die Länder zählen die genannten Konten verschieden, und der Export sagt nicht, was bei Ihnen gilt: ein "
        "Fehler, solange dort die mitgelieferte Zeile eines Landes steht, sonst eine Warnung.",
        "Mit dem Kontenplan Ihres Hauses vergleichen. Stimmt die *Kontenzuordnung*, bei den Präfixen in der Spalte "
        "Bestätigt ja eintragen; sonst Art und Zeile berichtigen.",
        sperrt=True,
    ),
    Befundart(
        "konten.ungeprueft",
        (H,),
        "Eine mitgelieferte Zeile der Kontenzuordnung ist durch keine Quelle belegt und noch nicht bestätigt.",
        "Mit dem Kontenplan Ihres Hauses vergleichen und in der Spalte Bestätigt ja eintragen, wenn sie stimmt.",
    ),
    Befundart(
        "konten.mehrdeutig",
        (F,),
        "Ein Präfix gehört zu zwei verschiedenen Zeilen; gerechnet wird mit der ersten.",
        "Im Kontenplan nachsehen und die falsche Zeile löschen. Gehört nur ein Teil der Konten dorthin, dort ein "
        "längeres Präfix eintragen.",
    ),
    Befundart(
        "konten.doppelt",
        (H,),
        "Ein Präfix steht zweimal mit derselben Zeile.",
        "Eine der beiden Zeilen kann entfallen.",
    ),
    Befundart(
        "konten.aehnlich",
        (W,),
        "Zwei Zeilen der *Kontenzuordnung* heißen fast gleich (Personal, Personalaufwand), stehen aber getrennt im "
        "Bericht.",
        "Ist dieselbe gemeint, sie überall gleich schreiben; sind es zwei, sie deutlicher benennen.",
    ),
)

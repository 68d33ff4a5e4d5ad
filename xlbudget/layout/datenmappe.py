"""The tables of a Datenmappe: one declaration for the reader that checks them and the writer that draws them."""

from __future__ import annotations

from dataclasses import replace

from xlbudget.core.zeit import MONATE, RHYTHMEN
from xlbudget.layout.ausschusstabelle import AUSSCHUESSE
from xlbudget.layout.deklaration import Deklaration, Gruppe, Spalte, Tabelle, Typ
from xlbudget.layout.einstellungen import EINSTELLUNGEN, EINSTELLUNGSZEILEN
from xlbudget.layout.exporttabellen import KONTROLLSUMMEN, QUELLEN, SPALTEN
from xlbudget.layout.fristentabelle import FRISTEN
from xlbudget.layout.kennzahltabellen import KENNZAHLEN, KENNZAHLWERTE
from xlbudget.layout.mailtext import FRIST, FRIST_PLATZHALTER, FRIST_VORBEI, PLATZHALTER
from xlbudget.layout.massnahmentabelle import MASSNAHMEN
from xlbudget.layout.objektspalten import OBJEKT, ZEILE
from xlbudget.layout.reifegradtabelle import REIFEGRAD
from xlbudget.layout.spaltentabelle import BERICHTSSPALTEN
from xlbudget.layout.standtabellen import EREIGNISSE, STAENDE
from xlbudget.layout.texttabellen import WEITERE_NAMEN, WEITERE_ZAHLEN

ART = Spalte("Art", pflicht=True, auswahl=("Erträge", "Aufwendungen"), breite=16, hilfe="Erträge oder Aufwendungen")
KONTENART = Spalte(
    "Art",
    pflicht=True,
    auswahl=("Erträge", "Aufwendungen", "Finanzrechnung", "zählt nicht"),
    breite=16,
    hilfe="Finanzrechnung: Ein- und Auszahlungen; zählt nicht: Bilanz, Abschluss, Kostenrechnung",
)
BERICHTSSTAENDE = Spalte(
    "Stände",
    Typ.CODE,
    breite=20,
    entbehrlich=True,
    vorschlaege=tuple(RHYTHMEN),
    hilfe="Zu welchen Ständen es berichtet wird: halbjährlich, oder Monate wie Juni; Dezember; leer = zu jedem",
)

BUDGETS = Tabelle(
    "Budgets",
    "Budgets der Fachdienste und die Dezernate darüber.",
    Gruppe.GLIEDERUNG,
    (
        Spalte("Budget", Typ.CODE, pflicht=True, breite=26, hilfe="Eindeutiger Name; Produkte verweisen darauf"),
        Spalte("Ebene", pflicht=True, auswahl=("Budget", "Dezernat"), breite=12),
        Spalte("Teilbudget", Typ.CODE, breite=12, hilfe="Nummer, mit der der Dateiname beginnt"),
        Spalte(
            "Übergeordnet",
            Typ.CODE,
            breite=24,
            hilfe="Name des Dezernats oder Budgets darüber; leer = oberste Ebene",
            verweis="Budgets",
        ),
        Spalte("Verantwortlich", breite=34),
        Spalte(
            "Im Bericht",
            Typ.JA_NEIN,
            auswahl=("ja", "nein"),
            breite=12,
            hilfe="nein = zählt mit, wird aber nicht gezeigt",
        ),
        Spalte("Erläuterung", breite=70, hilfe="Erscheint im Feld Erläuterung/Prognose des Blattes"),
        Spalte(
            "Heißt",
            breite=18,
            entbehrlich=True,
            hilfe="Was es ist, etwa Produktgruppe; leer = wie seine Ebene",
        ),
        BERICHTSSTAENDE,
    ),
)

PRODUKTE = Tabelle(
    "Produkte",
    "Alle Produkte und das Budget, zu dem sie gehören.",
    Gruppe.GLIEDERUNG,
    (
        Spalte(
            "Produkt",
            Typ.CODE,
            pflicht=True,
            breite=12,
            hilfe="Produktnummer als Text, 3 bis 10 Zeichen; führende Nullen zählen",
        ),
        Spalte("Bezeichnung", pflicht=True, breite=64),
        Spalte("Budget", Typ.CODE, pflicht=True, breite=26, hilfe="Name aus der Tabelle Budgets", verweis="Budgets"),
        Spalte("Verantwortlich", breite=34, hilfe="Leer = wie beim Budget"),
        Spalte("Erläuterung", breite=70, hilfe="Erscheint im Feld Erläuterung/Prognose des Blattes"),
        Spalte(
            "Wesentlich",
            Typ.JA_NEIN,
            auswahl=("ja", "nein"),
            breite=12,
            entbehrlich=True,
            hilfe="nein = kein eigenes Blatt; im Bericht in der Summe „weitere Produkte“ seines Budgets",
        ),
        BERICHTSSTAENDE,
    ),
)

KONTENZUORDNUNG = Tabelle(
    "Kontenzuordnung",
    "Welches Sachkonto in welche Zeile des Produktblatts gehört; das längste Präfix gewinnt.",
    Gruppe.GRUNDLAGEN,
    (
        Spalte("Präfix", Typ.CODE, pflicht=True, breite=10, hilfe="Anfang des Sachkontos, zum Beispiel 43 oder 4318"),
        KONTENART,
        Spalte(
            "Zeile",
            breite=28,
            hilfe="Zeile im Produktblatt; die Reihenfolge hier ist die im Blatt; nur bei Erträgen und Aufwendungen",
        ),
        Spalte("Bezeichnung", breite=48, hilfe="Was auf diesen Konten steht; nur zum Lesen", entbehrlich=True),
        Spalte("Quelle", breite=60, hilfe="Woher die Regel kommt; nur zum Lesen", entbehrlich=True),
        Spalte(
            "Bestätigt",
            Typ.JA_NEIN,
            auswahl=("ja", "nein"),
            breite=12,
            hilfe="nein = noch mit dem Kontenplan des Hauses vergleichen; ja = verglichen, die Zeile stimmt",
            entbehrlich=True,
        ),
    ),
)

MONATSSPALTEN = tuple(Spalte(monat, Typ.BETRAG, breite=13) for monat in MONATE)

VORJAHRE = Tabelle(
    "Vorjahre",
    "Monatswerte der Vorjahre, wie sie veröffentlicht wurden; sie erscheinen im Blatt und tragen die Prognose.",
    Gruppe.ZAHLEN,
    (
        OBJEKT,
        ART,
        replace(ZEILE, breite=18),
        Spalte("Jahr", Typ.JAHR, pflicht=True, breite=8),
        Spalte("Plan", Typ.BETRAG, breite=14),
        *MONATSSPALTEN,
        Spalte("Ergebnis", Typ.BETRAG, breite=14, hilfe="Wie veröffentlicht; wird mit der Summe der Monate verglichen"),
    ),
)

PROGNOSEN = Tabelle(
    "Prognosen",
    "Von Hand gesetzte Jahresprognosen; sie gewinnen gegen jede Berechnung.",
    Gruppe.ZAHLEN,
    (
        Spalte(
            "Stand",
            Typ.STAND,
            pflicht=True,
            breite=10,
            hilfe="JJJJ-MM; die Prognose gilt nur für Berichte mit diesem Stand",
        ),
        OBJEKT,
        ART,
        ZEILE,
        Spalte(
            "Prognose",
            Typ.BETRAG,
            pflicht=True,
            breite=16,
            hilfe="Erwartetes Jahresergebnis in Euro, ohne Vorzeichenwechsel",
        ),
        Spalte("Grund", breite=70),
    ),
)

QUITTUNGEN = Tabelle(
    "Quittungen",
    "Befunde, die geprüft sind und so bleiben dürfen; sie stehen weiter in der Liste, zählen aber nicht mehr.",
    Gruppe.ZAHLEN,
    (
        Spalte("Befund", pflicht=True, breite=24, hilfe="Der Code, wie er in der Liste der Befunde steht"),
        Spalte("Ort", breite=36, hilfe="Wie in der Liste der Befunde; leer = wo immer er steht"),
        Spalte("Wortlaut", pflicht=True, breite=80, hilfe="Genau wie in der Liste; ändert er sich, gilt er als neu"),
        Spalte("Grund", pflicht=True, breite=50, hilfe="Warum der Befund so bleiben darf"),
        Spalte("Name", pflicht=True, breite=24, hilfe="Wer das verantwortet"),
        Spalte("Datum", Typ.CODE, pflicht=True, breite=12, hilfe="TT.MM.JJJJ"),
    ),
    entbehrlich=True,
    auf_wunsch=True,
)

VERTEILER = Tabelle(
    "Verteiler",
    "Wer die Mappe eines Budgets per E-Mail bekommt.",
    Gruppe.FACHDIENSTE,
    (
        Spalte("Budget", Typ.CODE, pflicht=True, breite=26, hilfe="Name aus der Tabelle Budgets", verweis="Budgets"),
        Spalte("Empfänger", pflicht=True, breite=36, hilfe="Stelle oder Funktion"),
        Spalte("E-Mail", Typ.EMAIL, pflicht=True, breite=36, hilfe="Eine Adresse je Zeile"),
        Spalte("Versandart", auswahl=("An", "Kopie"), breite=12),
    ),
)

MAILTEXTE = Tabelle(
    "Mailtexte",
    f"Was in den E-Mails an die Fachdienste steht; {', '.join(f'{{{name}}}' for name in PLATZHALTER)} werden ersetzt, "
    f"bei Fristen {', '.join(f'{{{name}}}' for name in FRIST_PLATZHALTER)}.",
    Gruppe.FACHDIENSTE,
    (
        Spalte("Anlass", pflicht=True, auswahl=("Versand", "Erinnerung", FRIST, FRIST_VORBEI), breite=16),
        Spalte("Betreff", pflicht=True, breite=60),
        Spalte("Anrede", pflicht=True, breite=30),
        Spalte("Text", pflicht=True, breite=100, hilfe="Ein Absatz je Zeile der Zelle (Alt+Enter)"),
        Spalte("Gruß", breite=30),
    ),
    entbehrlich=True,
)

MAILTEXTE_VORGABE = (
    {
        "Anlass": "Versand",
        "Betreff": "Produktbericht {stand}: Rückmeldung für {budget}",
        "Anrede": "Guten Tag,",
        "Text": "anbei erhalten Sie die Mappe zum Produktbericht, Stand {stand}, für {budget}.\n"
        "Bitte füllen Sie die gelben Felder aus, setzen den Status auf „fertig“ und schicken die Mappe bis zum {frist} "
        "zurück.\n"
        "Fragen beantwortet {ansprechstelle}.",
        "Gruß": "Mit freundlichen Grüßen\n{kommune}",
    },
    {
        "Anlass": "Erinnerung",
        "Betreff": "Erinnerung: Produktbericht {stand}, Rückmeldung für {budget}",
        "Anrede": "Guten Tag,",
        "Text": "zum Produktbericht, Stand {stand}, fehlt noch die Rückmeldung für {budget}. "
        "Die Frist ist der {frist}.\n"
        "Bitte schicken Sie die ausgefüllte Mappe zurück. Hat sich das überschnitten, ist nichts weiter zu tun.\n"
        "Fragen beantwortet {ansprechstelle}.",
        "Gruß": "Mit freundlichen Grüßen\n{kommune}",
    },
)
"""The rows of a new Datenmappe, and what counts where the table says nothing."""

TABELLEN = (
    EINSTELLUNGEN,
    STAENDE,
    BERICHTSSPALTEN,
    KONTENZUORDNUNG,
    BUDGETS,
    PRODUKTE,
    AUSSCHUESSE,
    WEITERE_NAMEN,
    KENNZAHLEN,
    KENNZAHLWERTE,
    VORJAHRE,
    PROGNOSEN,
    EREIGNISSE,
    MASSNAHMEN,
    REIFEGRAD,
    QUITTUNGEN,
    WEITERE_ZAHLEN,
    QUELLEN,
    SPALTEN,
    KONTROLLSUMMEN,
    VERTEILER,
    MAILTEXTE,
    FRISTEN,
)
"""All tables in the order of their sheets; those of a Gruppe are neighbours."""

DATENMAPPE = Deklaration(TABELLEN, EINSTELLUNGSZEILEN)
"""What the reader knows and the writer draws."""

"""The table Einstellungen, and every line of it."""

from __future__ import annotations

from xlbudget.core.begruendung import Verknuepfung
from xlbudget.core.darstellung import Geldeinheit
from xlbudget.core.gliederung import Ebene
from xlbudget.core.offenlegung import Lizenz
from xlbudget.core.pruefung_begruendung import AB_EURO, AB_MONAT, AB_PROZENT, UND_ODER, ZEILEN, ZIEL_AB_PROZENT
from xlbudget.core.tendenz import Abweichungssinn
from xlbudget.core.zeit import MONATE
from xlbudget.layout.deklaration import Einstellung, Gruppe, Spalte, Tabelle, Typ

EINSTELLUNGEN = Tabelle(
    "Einstellungen",
    "Name der Kommune, Haushaltsjahr und die Schwellen für Tendenz, Ampel und Ziele.",
    Gruppe.GRUNDLAGEN,
    (
        Spalte("Einstellung", pflicht=True, breite=30, hilfe="Nicht umbenennen: xlbudget sucht nach diesem Namen"),
        Spalte("Wert", breite=40, hilfe="Nur diese Spalte ändern"),
        Spalte("Bedeutung", breite=90),
    ),
)

ABWEICHUNG_IM_BLATT = "Abweichung im Produktblatt"
ANZEIGE = "Anzeige"
WEBLAYOUT = "Weblayout"
MIT_VERANTWORTLICHEN = "Verantwortliche veröffentlichen"
LIZENZ = "Lizenz der offenen Daten"
WEBADRESSE = "Webadresse der offenen Daten"
DATENBEREITSTELLER = "Datenbereitsteller-ID"
ZIEL_BEOBACHTEN, ZIEL_EINGREIFEN = "Ziel beobachten unter Prozent", "Ziel eingreifen unter Prozent"

_HEISST = "Wie dieses Haus die Ebene {} nennt, zum Beispiel {}; so steht es auf Blättern und im Gesamtbericht"
EBENE_HEISST = {ebene: f"{ebene} heißt" for ebene in (Ebene.PRODUKT, Ebene.BUDGET, Ebene.DEZERNAT)}
_BEISPIEL = {Ebene.PRODUKT: "Leistung", Ebene.BUDGET: "Teilhaushalt", Ebene.DEZERNAT: "Fachbereich"}

EINSTELLUNGSZEILEN = (
    Einstellung("Kommune", Typ.TEXT, None, "Steht im Kopf jedes Blattes, zum Beispiel Landkreis Musterstadt"),
    Einstellung("Haushaltsjahr", Typ.JAHR, None, "Das Jahr, dessen Buchungen berichtet werden"),
    Einstellung("Tendenz ab Euro", Typ.BETRAG, 20000, "Ab dieser Abweichung zeigt der Gesamtbericht ▲ oder ▼"),
    Einstellung(
        "Tendenz ab Prozent", Typ.ZAHL, 0, "Zusätzlich nötige Abweichung in Prozent des Plans; 0 = nur Euro zählen"
    ),
    Einstellung("Ampel gelb ab Euro", Typ.BETRAG, 20000, "Mehrbedarf gegenüber dem Plan, ab dem die Ampel gelb zeigt"),
    Einstellung("Ampel rot ab Euro", Typ.BETRAG, 100000, "Mehrbedarf gegenüber dem Plan, ab dem die Ampel rot zeigt"),
    Einstellung(
        ABWEICHUNG_IM_BLATT,
        Typ.TEXT,
        Abweichungssinn.MEHRBEDARF.value,
        "Prognose − Plan zeigt sie wie der Gesamtbericht (positiv = besser), Plan − Prognose umgekehrt; "
        "die Ampel bleibt gleich",
        auswahl=tuple(sinn.value for sinn in Abweichungssinn),
    ),
    Einstellung("Ziel verfehlt unter Prozent", Typ.ZAHL, 95, "Zielerreichungsgrad, unter dem ▼ erscheint"),
    Einstellung("Ziel übertroffen über Prozent", Typ.ZAHL, 105, "Zielerreichungsgrad, über dem ▲ erscheint"),
    Einstellung(
        AB_EURO,
        Typ.BETRAG,
        "",
        "Ab dieser Abweichung vom Plan, besser oder schlechter, muss ein Produkt begründet werden; leer = nichts",
    ),
    Einstellung(AB_PROZENT, Typ.ZAHL, "", "Dasselbe in Prozent des Plans; leer = Prozente zählen nicht"),
    Einstellung(
        UND_ODER,
        Typ.TEXT,
        Verknuepfung.UND.value,
        "und = Euro und Prozent müssen erreicht sein; oder = eines genügt",
        auswahl=tuple(wort.value for wort in Verknuepfung),
    ),
    Einstellung(
        AB_MONAT,
        Typ.TEXT,
        MONATE[0],
        "Vor diesem Stand muss nichts begründet werden, zum Beispiel Juni",
        auswahl=MONATE,
    ),
    Einstellung(ZEILEN, Typ.JA_NEIN, "nein", "ja = dieselben Schwellen gelten auch für jede Zeile eines Produkts"),
    Einstellung(
        ZIEL_AB_PROZENT,
        Typ.ZAHL,
        "",
        "Ab so viel Prozent Abweichung vom Plan muss ein Ziel begründet werden; leer = nie",
    ),
    Einstellung(
        "Nicht im Bericht nennen ab Euro",
        Typ.BETRAG,
        1000,
        "Ab so viel Geld, das in keiner Zeile des Berichts steht, nennt ihn der Gesamtbericht oben",
    ),
    Einstellung(
        "Nicht im Bericht sperren ab Euro",
        Typ.BETRAG,
        100000,
        "Ab so viel Geld, das in keiner Zeile des Berichts steht, wird keiner geschrieben",
    ),
    Einstellung(
        "Vorlage", Typ.TEXT, "", "Eigene Vorlage für Produktblätter (Datei neben dieser Mappe); leer = mitgelieferte"
    ),
    Einstellung(
        "Vorlage Rückmeldung",
        Typ.TEXT,
        "",
        "Eigene Vorlage für die Mappen, die Fachdienste ausfüllen; leer = mitgelieferte",
    ),
    Einstellung(
        "Drucklayout", Typ.TEXT, "", "Eigenes Layout des PDF (Ordner neben dieser Mappe); leer = mitgeliefertes"
    ),
    Einstellung(
        "Ansprechstelle", Typ.TEXT, "", "Wer Fragen der Fachdienste beantwortet, zum Beispiel FD Finanzen, Tel. 123"
    ),
    Einstellung("Rückmeldung an", Typ.EMAIL, "", "Adresse, an die die Fachdienste ihre Mappe zurückschicken"),
    Einstellung(
        "Erlaubte Domains",
        Typ.TEXT,
        "",
        "Nur an Adressen dieser Domains wird versandt, zum Beispiel landkreis.example; mehrere mit Komma",
    ),
    Einstellung(
        "Ganze Körperschaft",
        Typ.JA_NEIN,
        "nein",
        "ja = alle Produkte der Kommune stehen in dieser Mappe; interne Erträge und Aufwendungen müssen gleich sein",
    ),
    Einstellung("Vier Augen", Typ.JA_NEIN, "nein", "ja = ein Versand muss von einer zweiten Person freigegeben werden"),
    Einstellung("Größte E-Mail in MB", Typ.ZAHL, 15, "Größere Mails werden nicht versandt"),
    Einstellung(
        "Gerundet auch ohne rund",
        Typ.JA_NEIN,
        "nein",
        "Beim Prüfen von Texten: ja = ein auf volle Tausend gerundeter Betrag ohne „rund“ ist nur ein Hinweis; "
        "nein = ein Widerspruch",
    ),
    Einstellung(
        "Erlaubt in Vorlagen",
        Typ.TEXT,
        "",
        "Verborgenes der eigenen Vorlagen, das mit hinausgehen darf, wie vorlage pruefen es nennt; mehrere mit "
        "Semikolon",
    ),
    Einstellung(
        ANZEIGE,
        Typ.TEXT,
        Geldeinheit.EURO.value,
        "Worin Gesamtbericht, Auszüge und PDF Beträge drucken; Zellen bleiben auf den Cent genau, Schwellen in Euro",
        auswahl=tuple(Geldeinheit),
    ),
    *(Einstellung(name, Typ.TEXT, "", _HEISST.format(ebene, _BEISPIEL[ebene])) for ebene, name in EBENE_HEISST.items()),
    Einstellung(
        WEBLAYOUT, Typ.TEXT, "", "Eigenes Layout der Webseite (Ordner neben dieser Mappe); leer = mitgeliefertes"
    ),
    Einstellung(
        MIT_VERANTWORTLICHEN,
        Typ.JA_NEIN,
        "nein",
        "ja = offene Daten und Webseite nennen die Namen aus der Spalte Verantwortlich",
    ),
    Einstellung(
        LIZENZ,
        Typ.TEXT,
        "",
        "Unter welcher Lizenz die offenen Daten stehen; leer = keine Angabe",
        auswahl=tuple(lizenz.value for lizenz in Lizenz),
    ),
    Einstellung(
        WEBADRESSE,
        Typ.TEXT,
        "",
        "Wo die offenen Daten stehen werden, zum Beispiel https://landkreis.example/haushalt/; leer = nicht bekannt",
    ),
    Einstellung(
        DATENBEREITSTELLER,
        Typ.TEXT,
        "",
        "Kennung bei GovData, zum Beispiel http://dcat-ap.de/def/contributors/musterkreis; leer = keine",
    ),
    Einstellung(
        ZIEL_BEOBACHTEN,
        Typ.ZAHL,
        "",
        "Zielerreichungsgrad, unter dem ein Ziel die Warnstufe „beobachten“ hat; leer = diese Stufe gibt es nicht",
    ),
    Einstellung(
        ZIEL_EINGREIFEN,
        Typ.ZAHL,
        "",
        "Zielerreichungsgrad, unter dem sie „eingreifen“ ist; leer = diese Stufe gibt es nicht",
    ),
)

"""Befunde about the table Fristen."""

from __future__ import annotations

from xlbudget.befundkatalog.befundart import Befundart, F, H, W

FRISTEN = (
    Befundart(
        "frist.doppelt",
        (W,),
        "Eine Frist steht in der Tabelle *Fristen* zweimal: gleiche Pflicht, gleicher Empfänger, gleicher Termin.",
        "Eine der Zeilen löschen.",
    ),
    Befundart(
        "frist.erinnerung",
        (F, W, H),
        "Eine Frist kann niemanden erinnern: die Adresse oder die Zahl der Tage fehlt, oder eine von beiden geht "
        "nicht.",
        "In der Spalte *E-Mail* eine Adresse mit einer der *Erlaubten Domains* eintragen, in *Erinnern Tage vorher* 0 "
        "bis 365; soll niemand erinnert werden, beide Zellen leeren.",
    ),
    Befundart(
        "frist.lieferung",
        (F, W),
        "Was eine Frist zu liefern hat, ist nicht ganz klar: ein Name steht in keiner Tabelle, der Stichtag fehlt "
        "oder liegt mitten im Monat (dann sind die Zahlen die bis zum Ende des Monats davor), oder es geht hinaus, was "
        "nicht im Bericht steht.",
        "In *Kennzahlen* Kürzel, in *Produkte* Nummern oder Namen eintragen, mit Semikolon getrennt; den *Stichtag* "
        "eintragen. Was nicht klar ist, wird nicht geliefert; was der Empfänger nicht bekommen soll, streichen.",
    ),
    Befundart(
        "frist.ohne",
        (H,),
        "Eine Frist hat noch keinen Termin, oder die Sitzung, von der gerechnet wird, hat keinen Tag. In der Liste "
        "steht sie zuletzt, im Kalender nicht.",
        "Ist der Termin bekannt, ihn in der Spalte *Fällig* eintragen, den Tag der Sitzung in der Tabelle "
        "*Ausschüsse*.",
    ),
    Befundart(
        "frist.sitzung",
        (F, W),
        "*Sitzung* und *Vorlauf zur Sitzung* ergeben keinen Termin: den Ausschuss gibt es nicht, oder die Zahl der "
        "Tage geht nicht. Als Warnung: Es steht auch ein Datum in *Fällig*, und das gilt.",
        "Ein Kürzel eintragen, das in der Tabelle *Ausschüsse* steht, und 0 bis 3650 Tage; von *Fällig* und *Sitzung* "
        "eines leeren.",
    ),
    Befundart(
        "frist.stichtag",
        (F,),
        "Eine Frist ist vor ihrem Stichtag fällig.",
        "Das falsche der beiden Daten berichtigen.",
    ),
    Befundart(
        "frist.vergangen",
        (W,),
        "Der Termin einer Frist ohne Wiederholung ist vorbei.",
        "Ist sie erledigt, die Zeile löschen; kommt sie wieder, eine Wiederholung oder den nächsten Tag eintragen.",
    ),
)

"""Whether everything is explained that has to be, and whether the settings for it can be meant."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from xlbudget.core.begruendung import Pflichtregeln, is_reason, listed_anlaesse
from xlbudget.core.berichtsdaten import Berichtsdaten
from xlbudget.core.geld import format_euro, format_zahl
from xlbudget.core.gliederung import Ebene
from xlbudget.core.tendenz import verbesserung_ct
from xlbudget.errors import Befund, Schwere, SourceRef

AB_EURO, AB_PROZENT, UND_ODER, AB_MONAT, ZEILEN, ZIEL_AB_PROZENT = (
    "Erläutern ab Euro",
    "Erläutern ab Prozent",
    "Erläutern und/oder",
    "Erläutern ab Monat",
    "Erläutern auch Zeilen",
    "Erläutern Ziel ab Prozent",
)
"""The settings."""
_ANTEIL_BIS = Decimal("0.25")
"""From so few percent on nobody asks for a reason: it is a share, 0,05 or 0,1."""


def check_begruendungen(daten: Berichtsdaten) -> Iterator[Befund]:
    """What of the report lacks a reason: Produkte, and Budgets that are reported without any of theirs."""
    for objekt in daten.gliederung.berichtsobjekte():
        if offene := daten.produktblatt(objekt).offene_anlaesse:
            tabelle = "Produkte" if objekt.ebene is Ebene.PRODUKT else "Budgets"
            text = (
                f"{objekt.ebene} {objekt.kennung} ist ohne Begründung: {listed_anlaesse(offene)}. In der "
                f"Tabelle {tabelle} die Spalte Erläuterung ausfüllen oder die Rückmeldung des Fachdienstes abwarten."
            )
            yield Befund(Schwere.WARNUNG, "erlaeuterung.fehlt", text, objekt.source)


def check_veraltete(daten: Berichtsdaten, frueher: Berichtsdaten, texte: Mapping[str, str]) -> Iterator[Befund]:
    """Reasons that stand as they were accepted at an earlier Stand, although the figure has moved by more than asks.

    `texte` are those of that Stand, by Produkt.
    """
    for kennung, text in texte.items():
        if kennung not in daten.gliederung or kennung not in frueher.gliederung:
            continue
        jetzt, damals = (d.produktblatt(d.gliederung[kennung]) for d in (daten, frueher))
        if not jetzt.anlaesse or not is_reason(text) or text.split() != jetzt.objekt.erlaeuterung.split():
            continue
        heute_ct, damals_ct = (verbesserung_ct(blatt.prognose_ct, blatt.ansatz_ct) for blatt in (jetzt, damals))
        if daten.regeln.pflicht.asks(heute_ct - damals_ct, jetzt.ansatz_ct):
            meldung = (
                f"Produkt {kennung}: die Erläuterung ist noch die zum Stand {frueher.stand.text}; die Abweichung war "
                f"damals {format_euro(damals_ct)} €, jetzt ist sie {format_euro(heute_ct)} €. Prüfen, ob der Text noch "
                "stimmt."
            )
            yield Befund(Schwere.HINWEIS, "erlaeuterung.veraltet", meldung, jetzt.objekt.source)


def check_pflichtregeln(regeln: Pflichtregeln, place: Callable[[str], SourceRef]) -> Iterator[Befund]:
    """Settings that ask for nothing or for everything; `place` says where one stands, by its name."""
    for name, wert in (
        (AB_EURO, regeln.ab_ct),
        (AB_PROZENT, regeln.ab_pct),
        (ZIEL_AB_PROZENT, regeln.kennzahl_ab_pct),
    ):
        if wert is not None and wert <= 0:
            text = f"„{name}“ muss größer als 0 sein. Soll nichts begründet werden, das Feld leeren."
            yield Befund(Schwere.FEHLER, "einstellung.schwelle", text, place(name))
    for name, wert in ((AB_PROZENT, regeln.ab_pct), (ZIEL_AB_PROZENT, regeln.kennzahl_ab_pct)):
        if wert is not None and 0 < wert <= _ANTEIL_BIS:
            text = (
                f"„{name}“ ist {format_zahl(wert)} Prozent; gemeint sind vermutlich {format_zahl(wert * 100)}. "
                "Prozente als 5 eintragen, nicht als 0,05."
            )
            yield Befund(Schwere.FEHLER, "einstellung.schwelle", text, place(name))
    if regeln.zeilen and regeln.ab_ct is None and regeln.ab_pct is None:
        text = f"„{ZEILEN}“ ist ja, aber „{AB_EURO}“ und „{AB_PROZENT}“ sind leer. Eine Schwelle eintragen."
        yield Befund(Schwere.FEHLER, "einstellung.schwelle", text, place(ZEILEN))

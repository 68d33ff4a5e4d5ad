"""The ways to read a figure that is the value of one Kennzahl."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from xlbudget.core.kennzahlen.modelle import is_percent
from xlbudget.core.produktblatt import Kennzahl
from xlbudget.core.textpruefung.kennzahlzeit import Zeitwert, values_in
from xlbudget.core.textpruefung.lage import Satzlage
from xlbudget.core.textpruefung.lesart import Lesart, Lesung
from xlbudget.core.textpruefung.modelle import Bezug, Zahleinheit
from xlbudget.core.textpruefung.rolle import Rollenwahl, base_of_change
from xlbudget.core.textpruefung.tatsachen import Wert
from xlbudget.core.textpruefung.worttafel import AENDERUNG, ERREICHT, VERFEHLT, ZIELWORTE, Rolle, Wortsinn
from xlbudget.core.textpruefung.zeitraum import Zeitraum
from xlbudget.core.zeit import Stand

_OHNE_WERT = "die Kennzahl hat dazu keinen Wert"


def read_value(
    lage: Satzlage, i: int, bezug: Bezug, kennzahl: Kennzahl, rolle: Rollenwahl, zeit: Zeitraum, stand: Stand
) -> Lesung:
    """A figure as Plan, Ist or Abweichung of a Kennzahl; `bezug` names the object and the Kennzahl."""
    werte = values_in(kennzahl, zeit, stand, lage.text[slice(*lage.zonen[i])])
    if isinstance(werte, str):
        return Lesung(fehlt=werte, bezug=bezug)
    if rolle.rolle is Rolle.ABWEICHUNG:
        lesarten = _deviations(lage, i, bezug, werte)
    else:
        lesarten = _levels(lage, i, bezug, kennzahl, rolle, werte)
    gefunden = tuple(lesarten)
    return Lesung(gefunden) if gefunden else Lesung(fehlt=_OHNE_WERT, bezug=bezug)


def _deviations(lage: Satzlage, i: int, bezug: Bezug, werte: Sequence[Zeitwert]) -> Iterator[Lesart]:
    """What there is more or less than planned, or than a year before where the words say so."""
    einheit, zum_vorjahr = lage.figuren[i].einheit, base_of_change(lage, i) == "vorjahr"
    in_prozent = einheit is Zahleinheit.PROZENT
    was = "Veränderung zum Vorjahr" if zum_vorjahr else "Abweichung"
    bedeutung = f"{was} in Prozent" if in_prozent else f"Kennzahl {was}"
    marke = lage.direction(i)
    richtung = {Wortsinn.MEHR: 1, Wortsinn.WENIGER: -1}.get(marke.richtung, 0) if marke and marke.richtung else 0
    for wert in werte:
        basis = wert.vorjahr if zum_vorjahr else wert.plan
        if wert.ist is None or basis is None or (in_prozent and not basis):
            continue
        abstand = Fraction(wert.ist) - Fraction(basis)
        abstand = abstand / Fraction(basis) * 100 if in_prozent else abstand
        yield Lesart(
            _said(bezug, bedeutung, wert),
            ([Wert(abstand, abstand)],),
            richtung,
            einheit="Prozentpunkte" if einheit is Zahleinheit.PUNKTE else _sign(einheit),
        )


def _levels(
    lage: Satzlage, i: int, bezug: Bezug, kennzahl: Kennzahl, rolle: Rollenwahl, werte: Sequence[Zeitwert]
) -> Iterator[Lesart]:
    """What there is or was to be; as a Plan that of the whole year is likelier than one up to the Stand."""
    einheit, vergleiche = lage.figuren[i].einheit, lage.marken.vergleiche
    if einheit is not Zahleinheit.ANZAHL and not is_percent(kennzahl.einheit):
        return
    ist_plan = rolle.rolle is Rolle.PLAN and (
        any(wert.plan is not None for wert in werte) or bool(lage.roles_in_zone(i, Rolle.PLAN))
    )
    gleich = rolle.auch_plan or any(m.womit == "gleich" and lage.in_zone(i, m.start, m.ende) for m in vergleiche)
    vorher = [wert.vorjahr for wert in werte if wert.vorjahr is not None]
    for wert in reversed(werte) if ist_plan else werte:
        zahlen = [wert.plan, wert.ist] if gleich else [wert.plan if ist_plan else wert.ist]
        if any(zahl is None for zahl in zahlen):
            continue
        yield Lesart(
            _said(bezug, "Kennzahl Plan" if ist_plan else "Kennzahl Ergebnis", wert),
            tuple([_exact(zahl)] for zahl in zahlen if zahl is not None),
            einwand=_objection(lage, i, bezug, kennzahl, vorher) if wert.ist_stand and not ist_plan else "",
            einheit=_sign(einheit),
        )
    if ist_plan and rolle.basis:
        for zahl in vorher:
            yield Lesart(
                Bezug(bezug.objekt, bezug.zeile, "Kennzahl Vorjahr"), ([_exact(zahl)],), einheit=_sign(einheit)
            )


def _said(bezug: Bezug, bedeutung: str, wert: Zeitwert) -> Bezug:
    return Bezug(bezug.objekt, bezug.zeile, f"{bedeutung} {wert.wann}".strip())


def _sign(einheit: Zahleinheit) -> str:
    return "" if einheit is Zahleinheit.ANZAHL else "%"


def _exact(zahl: Decimal) -> Wert:
    return Wert(Fraction(zahl), Fraction(zahl))


def _objection(lage: Satzlage, i: int, bezug: Bezug, kennzahl: Kennzahl, vorher: Sequence[Decimal]) -> str:
    """What words say wrongly of a result: of its goal, of a change, or that it is above the Plan where it is not."""
    ziel = goal_objection(lage, kennzahl) if bezug.zeile.startswith("Ziel") else ""
    return ziel or _change_objection(lage, i, kennzahl, vorher) or _level_objection(lage, i, kennzahl)


def _level_objection(lage: Satzlage, i: int, kennzahl: Kennzahl) -> str:
    """`Mit 417 Fällen über dem Plan`, where the plan is higher."""
    marke = lage.direction(i)
    vergleich = next((m for m in lage.marken.vergleiche if m.richtung and m.womit == "plan"), None)
    if marke is None or marke is not vergleich or kennzahl.plan is None or kennzahl.ist is None:
        return ""
    soll = 1 if vergleich.richtung is Wortsinn.MEHR else -1
    differenz = kennzahl.ist - kennzahl.plan
    if (differenz > 0) - (differenz < 0) == soll:
        return ""
    wort = "gleich dem Plan" if not differenz else "über dem Plan" if differenz > 0 else "unter dem Plan"
    return f"„{vergleich.text.strip()}“ passt nicht: das Ergebnis liegt {wort}"


def _change_objection(lage: Satzlage, i: int, kennzahl: Kennzahl, vorher: Sequence[Decimal]) -> str:
    """`sank von 540 auf 810`, from whatever it may have been."""
    davor = [m for m in lage.marken.richtungen if m.ende <= lage.figuren[i].start]
    if not davor or not re.search(r"\bauf$", lage.links(i), re.IGNORECASE) or not AENDERUNG.search(lage.text):
        return ""
    soll = {Wortsinn.MEHR: 1, Wortsinn.WENIGER: -1}.get(davor[-1].richtung, 0)
    ist = kennzahl.ist or Decimal(0)
    richtungen = {(ist > basis) - (ist < basis) for basis in (kennzahl.plan, *vorher) if basis is not None}
    if kennzahl.plan is None or not soll or soll in richtungen:
        return ""
    return f"„{davor[-1].text.strip()}“ passt nicht: die Abweichung hat das andere Vorzeichen"


def goal_objection(lage: Satzlage, kennzahl: Kennzahl) -> str:
    """`Ziel verfehlt` where it is reached, and the other way round."""
    if kennzahl.grad is None or not ZIELWORTE.search(lage.text):
        return ""
    text = " ".join(lage.text.split()).replace(" ".join(kennzahl.bezeichnung.split()), "")
    if VERFEHLT.search(text):
        return "„verfehlt“ passt nicht: das Ziel ist erreicht" if kennzahl.grad >= 1 else ""
    if ERREICHT.search(text) and kennzahl.grad < 1 and not re.search(r"\bzu\s+(?:\w+\.?\s+)?[\d]", text):
        return "„erreicht“ passt nicht: das Ziel ist verfehlt"
    return ""

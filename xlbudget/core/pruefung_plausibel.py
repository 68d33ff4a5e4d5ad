"""What fits the rules and is still odd: names that are nearly the same, plans where nothing is booked, odd months."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import combinations
from statistics import median

from xlbudget.core.berichtsdaten import Berichtsdaten
from xlbudget.core.geld import format_betrag, format_euro
from xlbudget.core.gliederung import GESAMT, Berichtsobjekt, Ebene
from xlbudget.core.kontenrahmen import Art, Berichtszeile, Praefix
from xlbudget.core.monatswerte import add_monate
from xlbudget.core.produktblatt import Kennzahl
from xlbudget.core.zeit import MONATE
from xlbudget.errors import Befund, Schwere, SourceRef

_ENDUNGEN = re.compile(r"(?:aufwendungen|aufwand|kosten|ausgaben|erträge|ertrag|einnahmen)$")
_AEHNLICH = 0.9  # of all letters, from which two names are one with a typo
_KURZ = 6  # letters below which two names differ by more than a typo
_NAHE_MONAT = 3  # from here on Plan and Ist of a row should have met
_FAKTOR = 3  # Plan of one row and Ist of the other are of one size up to this
_AUSREISSER = 8  # times the usual distance from the mean of a month from which it is odd
_MONATE_GENANNT = 3


def check_zeilennamen(praefixe: Iterable[Praefix]) -> list[Befund]:
    """Rows of the Kontenzuordnung whose names are nearly the same: one row would be shown as two."""
    erste: dict[Berichtszeile, Praefix] = {}
    for praefix in praefixe:
        if isinstance(praefix.zeile, Berichtszeile):
            erste.setdefault(praefix.zeile, praefix)
    return [
        Befund(
            Schwere.WARNUNG,
            "konten.aehnlich",
            f"Die Zeilen „{eine.name}“ und „{andere.name}“ ({eine.art}) heißen fast gleich und stehen doch getrennt im "
            "Bericht. Sind sie dieselbe, sie in der Tabelle Kontenzuordnung gleich schreiben.",
            erste[andere].source,
        )
        for eine, andere in combinations(erste, 2)
        if eine.art is andere.art and _nearly_same(eine.name, andere.name)
    ]


def _nearly_same(eine: str, andere: str) -> bool:
    """Whether two names are one.

    >>> _nearly_same("Personal", "Personalaufwand"), _nearly_same("ordentlich", "außerordentlich")
    (True, False)
    >>> _nearly_same("Sachaufwand", "Sachaufwnd"), _nearly_same("Transferaufwand", "Sachaufwand")
    (True, False)
    """
    namen = [re.sub(r"[\W_]", "", name.casefold()) for name in (eine, andere)]
    staemme = [_ENDUNGEN.sub("", name) or name for name in namen]
    if staemme[0] == staemme[1]:
        return True
    lang = min(map(len, namen)) >= _KURZ
    return lang and SequenceMatcher(None, namen[0], namen[1], autojunk=False).ratio() > _AEHNLICH


def check_ansatzzeilen(daten: Berichtsdaten) -> Iterator[Befund]:
    """Produkte whose Plan stands in one row and whose Ist stands in another, of about the same size."""
    if daten.stand.monat < _NAHE_MONAT:
        return
    for produkt in daten.gliederung:
        if produkt.ebene is not Ebene.PRODUKT:
            continue
        for art in Art:
            zeilen = daten.kontenrahmen.zeilen_of(art)
            werte = {z: (daten.ansatz.summe_ct(produkt, z) or 0, daten.ist.summe_ct(produkt, z) or 0) for z in zeilen}
            ab_ct = max(daten.regeln.ampel_gelb_ab_ct, 1)
            nur_plan = [z for z, (plan, ist) in werte.items() if plan >= ab_ct and not ist]
            nur_ist = [z for z, (plan, ist) in werte.items() if ist >= ab_ct and not plan]
            if len(nur_plan) == len(nur_ist) == 1:
                plan, ist = werte[nur_plan[0]][0], werte[nur_ist[0]][1]
                if plan <= _FAKTOR * ist * 12 / daten.stand.monat and ist <= _FAKTOR * plan:
                    text = (
                        f"Produkt {produkt.titel}: geplant sind {format_euro(plan)} € bei „{nur_plan[0].name}“, "
                        f"gebucht {format_euro(ist)} € bei „{nur_ist[0].name}“ ({art}). Vermutlich wird auf einem "
                        "anderen Konto gebucht als geplant; die Zeilen weichen dann beide ab."
                    )
                    yield Befund(Schwere.HINWEIS, "ansatz.zeile", text, produkt.source)


def check_gegen_die_art(daten: Berichtsdaten) -> Iterator[Befund]:
    """Rows of a Produkt that are booked against their Art in every month, about as much as is planned the right way."""
    for produkt in daten.gliederung:
        if produkt.ebene is not Ebene.PRODUKT:
            continue
        for zeile in daten.kontenrahmen.zeilen:
            gebucht = [betrag for betrag in daten.ist.monate_of(produkt, zeile) if betrag]
            ist, plan = sum(gebucht), daten.ansatz.summe_ct(produkt, zeile) or 0
            if len(gebucht) < _NAHE_MONAT or max(gebucht) >= 0 or plan <= 0:
                continue
            if -ist * _FAKTOR >= plan * len(gebucht) // 12:
                text = (
                    f"Produkt {produkt.titel}, {zeile.art} {zeile.name}: in allen {len(gebucht)} Monaten mit Buchungen "
                    f"negativ, zusammen {format_euro(ist)} €; geplant sind {format_euro(plan)} €. Vermutlich kommen "
                    "die Buchungen dieses Produkts mit vertauschtem Vorzeichen; im Finanzverfahren nachsehen."
                )
                yield Befund(Schwere.WARNUNG, "produkt.vorzeichen", text, produkt.source)


def check_interne_leistungen(daten: Berichtsdaten, source: SourceRef) -> Iterator[Befund]:
    """Where everything is here, as `source` says, what one Produkt charges is what another one pays."""
    summen = {
        art: sum(daten.ist.summe_ct(GESAMT, z) or 0 for z in daten.kontenrahmen.zeilen_of(art) if _is_ilv(z))
        for art in Art
    }
    ertraege, aufwand = summen[Art.ERTRAEGE], summen[Art.AUFWENDUNGEN]
    if ertraege != aufwand:
        text = (
            f"Interne Leistungen: {format_betrag(ertraege)} € Erträge, {format_betrag(aufwand)} € Aufwendungen, "
            f"Unterschied {format_betrag(ertraege - aufwand)} €. In der ganzen Körperschaft müssen sie gleich sein: es "
            "fehlen Buchungen oder Produkte."
        )
        yield Befund(Schwere.WARNUNG, "ilv.ungleich", text, source)


def _is_ilv(zeile: Berichtszeile) -> bool:
    name = zeile.name.casefold()
    return name.startswith("ilv") or "intern" in name


def check_ziele(ziele: Iterable[Kennzahl]) -> Iterator[Befund]:
    """Ziele that are planned as 0, or with a negative value: there is no Zielerreichungsgrad."""
    for ziel in ziele:
        if ziel.plan == 0 and ziel.ist is not None:
            text = (
                f"Produkt {ziel.produkt}, Ziel „{ziel.bezeichnung}“: der Plan ist 0, es gibt keinen "
                "Zielerreichungsgrad. Ist kein Plan gemeint, das Feld leeren."
            )
            yield Befund(Schwere.HINWEIS, "kennzahl.plan_null", text, ziel.source)
        elif ziel.ist_negativ:
            text = (
                f"Produkt {ziel.produkt}, Ziel „{ziel.bezeichnung}“: Plan oder Ist ist negativ, deshalb gibt es keinen "
                "Zielerreichungsgrad. Stimmt das Vorzeichen, ist nichts zu tun; für einen Grad den Bestand statt "
                "seiner Veränderung zum Ziel machen."
            )
            yield Befund(Schwere.HINWEIS, "kennzahl.negativ", text, ziel.source)


def check_monatsverlauf(daten: Berichtsdaten, objekte: Sequence[Berichtsobjekt]) -> Iterator[Befund]:
    """Months of a Budget's row far from the same month of all prior years, measured by how far months usually are.

    Months after the last one with any posting are not odd but still to come.
    """
    alles = add_monate(daten.ist.monate_of(GESAMT, zeile) for zeile in daten.kontenrahmen.zeilen)
    bis = max((nummer for nummer, betrag in enumerate(alles, 1) if betrag is not None), default=0)
    for objekt in objekte:
        if objekt.ebene is not Ebene.BUDGET:
            continue
        for zeile in daten.kontenrahmen.zeilen:
            if stellen := _odd_months(daten, objekt, zeile, bis):
                text = (
                    f"{objekt.titel}, {zeile.art} {zeile.name}: ungewöhnlich gegen dieselben Monate der Vorjahre sind "
                    f"{'; '.join(stellen[:_MONATE_GENANNT])}. Prüfen, ob es eine einmalige oder eine falsche Buchung "
                    "ist; die Prognose rechnet mit ihr."
                )
                yield Befund(Schwere.HINWEIS, "monat.ungewoehnlich", text, objekt.source)


def _odd_months(daten: Berichtsdaten, objekt: Berichtsobjekt, zeile: Berichtszeile, bis: int) -> list[str]:
    vorjahre = [daten.vorjahre.vorjahr(objekt, zeile.art, jahr, zeile.name) for jahr in daten.vorjahre.jahre]
    reihen = [[betrag or 0 for betrag in v.monate_ct] for v in vorjahre if v and any(v.monate_ct)]
    if len(reihen) < len(vorjahre) or len(reihen) < 2:
        return []
    mitten = [sum(monat) / len(reihen) for monat in zip(*reihen, strict=True)]
    ueblich = median(abs(reihe[m] - mitten[m]) for reihe in reihen for m in range(12))
    monate = daten.ist.monate_of(objekt, zeile)[:bis]
    schwelle = max(_AUSREISSER * ueblich, daten.regeln.ampel_rot_ab_ct)
    return [
        f"{MONATE[m]} {format_euro(betrag)} € (Vorjahre im Mittel {format_euro(round(mitten[m]))} €)"
        for m, betrag in enumerate(betrag or 0 for betrag in monate)
        if abs(betrag - mitten[m]) > schwelle
    ]

"""Which kind of Kontenrahmen a Kontenzuordnung is, and which one the accounts of the exports are booked by.

Three kinds are in use: Erträge in class 3 and Aufwendungen in 4; 4 and 5; 5 and 6 to 7. Of the second there are two,
which put the same Aufwendungen on other groups of 53 to 57: no sign and no sum tells them apart.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from xlbudget.core.geld import format_betrag
from xlbudget.core.kontenbild import Kontenbild
from xlbudget.core.kontenrahmen import Art, Berichtszeile, Kontenrahmen

RAT = (
    "Die Tabelle Kontenzuordnung nach dem Kontenplan Ihres Hauses berichtigen, bevor Sie einzelne Präfixe oder das "
    "Vorzeichen ändern; die eines Landes schreibt „xlbudget neu ORDNER --land LAND“."
)
"""What to do where a Kontenzuordnung is not the one that is booked by."""

_NUR_45 = ("52", "54", "55", "56", "57", "58")
"""Groups of class 5 that are Aufwendungen of a 4/5-Rahmen, and in no 3/4-Rahmen are used."""
_UNBEDEUTEND = 20  # one in so many is a slip
_GRUPPEN_567 = 4  # of 60 to 69, from which they are Aufwendungen
_GESPIEGELT = 0.6  # of the groups of payments, from which they repeat the accounts of the Ergebnis


class Familie(StrEnum):
    """Where Erträge and Aufwendungen stand."""

    DREI_VIER = "Erträge 3, Aufwendungen 4"
    VIER_FUENF = "Erträge 4, Aufwendungen 5"
    FUENF_SECHS = "Erträge 5, Aufwendungen 6 und 7"

    @property
    def klassen(self) -> tuple[str, str]:
        """The class of Erträge, and the first of Aufwendungen."""
        return _KLASSEN[self]


_KLASSEN = {Familie.DREI_VIER: ("3", "4"), Familie.VIER_FUENF: ("4", "5"), Familie.FUENF_SECHS: ("5", "6")}


class Reihe(StrEnum):
    """What a 4/5-Rahmen has on 53 to 57."""

    TRANSFER_53 = "53 Transfer, 54 sonstige, 55 Zinsen, 57 Abschreibungen"
    ABSCHREIBUNG_53 = "53 Abschreibungen, 54 Transfer, 55 Soziales, 56 sonstige, 57 Zinsen"

    @property
    def andere(self) -> Reihe:
        """The other one."""
        return next(reihe for reihe in Reihe if reihe is not self)


def familie_of(rahmen: Kontenrahmen) -> Familie | None:
    """The kind of a Kontenzuordnung; None where it is none of the three."""
    arten: dict[str, Counter[Art]] = {}
    for eintrag in rahmen.praefixe:
        if isinstance(eintrag.zeile, Berichtszeile):
            arten.setdefault(eintrag.praefix[:1], Counter())[eintrag.zeile.art] += 1

    def holds(klasse: str, art: Art) -> bool:
        anzahl = arten.get(klasse, Counter())
        return anzahl[art] * 2 > anzahl.total()

    for familie in Familie:
        ertrag, aufwand = familie.klassen
        if holds(ertrag, Art.ERTRAEGE) and holds(aufwand, Art.AUFWENDUNGEN):
            return familie
    return None


def reihe_of(rahmen: Kontenrahmen) -> Reihe | None:
    """What a 4/5-Rahmen has on 53 to 57, by the names of its rows; None where they do not tell."""
    namen = {gruppe: zeile.name.casefold() for gruppe in ("53", "57") if (zeile := rahmen.zeile_of(gruppe))}
    if _ABSCHREIBUNG.search(namen.get("53", "")):
        return Reihe.ABSCHREIBUNG_53
    return Reihe.TRANSFER_53 if _ABSCHREIBUNG.search(namen.get("57", "")) else None


def booked_familie(bild: Kontenbild) -> Familie | None:
    """The kind that accounts in use belong to, whatever their signs; None where too few of them tell."""
    if len(bild.gruppen("6")) >= _GRUPPEN_567 and bild.gruppen("5") and not is_mirrored(bild):
        return Familie.FUENF_SECHS
    if not bild.gruppen("4"):
        return None
    if bild.umsatz_ct(*_NUR_45) * _UNBEDEUTEND > bild.umsatz_ct("4"):
        return Familie.VIER_FUENF
    return Familie.DREI_VIER if bild.gruppen("3") else None


def describe_misfit(rahmen: Kontenrahmen, bild: Kontenbild) -> str:
    """Which kind a Kontenzuordnung is and which one is booked, where these are two; else empty text."""
    familie, gebucht = familie_of(rahmen), booked_familie(bild)
    if familie is None or gebucht is None or familie is gebucht:
        return ""
    klassen = ", ".join(
        f"{klasse}… {format_betrag(bild.umsatz_ct(klasse))} €" for klasse in "34567" if bild.umsatz_ct(klasse)
    )
    return (
        f"Der Kontenrahmen passt nicht: nach der Kontenzuordnung sind {familie}, gebucht ist nach {gebucht} (Umsätze "
        f"ohne Vorzeichen: {klassen})."
    )


def is_mirrored(bild: Kontenbild) -> bool:
    """Whether accounts of class 6 repeat others of the Ergebnis, as payments do."""
    zahlungen = [gruppe[1:] for gruppe in bild.gruppen("6", 3) if gruppe[1] not in "89"]
    anteile = [
        sum(rest in {g[1:] for g in bild.gruppen(klasse, 3)} for rest in zahlungen) / len(zahlungen)
        for klasse in ("3", "4")
        if zahlungen
    ]
    return max(anteile, default=0.0) >= _GESPIEGELT


@dataclass(frozen=True, slots=True)
class Reihenlage:
    """What speaks for each Reihe, in words; the names of accounts weigh most."""

    gruende: dict[Reihe, list[str]]
    gewicht: dict[Reihe, int]

    def lead_of(self, reihe: Reihe) -> int:
        """By how much more speaks for one than for the other."""
        return self.gewicht[reihe] - self.gewicht[reihe.andere]

    def leader(self) -> Reihe | None:
        """The one for which more speaks."""
        return next((reihe for reihe in Reihe if self.lead_of(reihe) > 0), None)


_ABSCHREIBUNG = re.compile(r"abschreib|\bafa\b")
_ZINS = re.compile(r"zins|finanzaufw|kredit")
_TRANSFER = re.compile(r"transfer|zuweis|zuschuss|zuschüss|umlage")
_SOZIAL = re.compile(r"sozial|hilfe|leistungen an|jugend")
_SONSTIGE = re.compile(r"geschäftsaufw|geschaeftsaufw|versicher|sonstige|steuern")
_NAMEN: Mapping[Reihe, Mapping[str, tuple[re.Pattern[str], ...]]] = {
    Reihe.TRANSFER_53: {"53": (_TRANSFER, _SOZIAL), "54": (_SONSTIGE,), "55": (_ZINS,), "57": (_ABSCHREIBUNG,)},
    Reihe.ABSCHREIBUNG_53: {
        "53": (_ABSCHREIBUNG,), "54": (_TRANSFER,), "55": (_SOZIAL,), "56": (_SONSTIGE,), "57": (_ZINS,),
    },
}  # fmt: skip
_NAME_WIEGT, _GRUPPE_WIEGT = 3, 2
_VOLLER_PLAN = 5  # groups of class 5 in use, from which one that is missing says something


def booked_reihe(bild: Kontenbild) -> Reihenlage:
    """What the accounts in use say about 53 to 57."""
    lage = Reihenlage({reihe: [] for reihe in Reihe}, dict.fromkeys(Reihe, 0))

    def speak(reihe: Reihe, gewicht: int, grund: str) -> None:
        lage.gruende[reihe].append(grund)
        lage.gewicht[reihe] += gewicht

    stimmen = {reihe: list(_named(bild, reihe)) for reihe in Reihe}
    for reihe, namen in stimmen.items():
        if len(namen) > 4 * len(stimmen[reihe.andere]):
            speak(reihe, _NAME_WIEGT, f"Konten heißen {', '.join(namen[:3])}")
    gruppen = bild.gruppen("5")
    if bild.umsatz_ct("56"):
        speak(Reihe.ABSCHREIBUNG_53, _GRUPPE_WIEGT, "es gibt Buchungen auf 56")
    elif len(gruppen) >= _VOLLER_PLAN:
        speak(Reihe.TRANSFER_53, 1, "auf 56 bucht niemand")
    if bild.umsatz_ct("448", "449"):
        speak(Reihe.TRANSFER_53, _GRUPPE_WIEGT, "Kostenerstattungen stehen auf 448 oder 449")
    elif bild.umsatz_ct("442"):
        speak(Reihe.ABSCHREIBUNG_53, 1, "auf 442 wird gebucht, auf 448 nicht")
    return lage


def _named(bild: Kontenbild, reihe: Reihe) -> Iterable[str]:
    """The accounts whose names fit this Reihe and not the other one."""
    for gruppe, muster in _NAMEN[reihe].items():
        andere = _NAMEN[reihe.andere].get(gruppe, ())
        for konto in bild.below(gruppe):
            name = konto.name.casefold()
            if any(m.search(name) for m in muster) and not any(m.search(name) for m in andere):
                yield f"{konto.sachkonto} „{konto.name}“"

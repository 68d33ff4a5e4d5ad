"""What is said about one object: its deviation, the two halves of it, its count, its Ziel. By rule, without a guess.

What caused what is never claimed: the Fachdienst says that, and is quoted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from xlbudget.core.gliederung import Ebene
from xlbudget.core.massnahmen import Wirkungszeile
from xlbudget.core.produktblatt import Blatttabelle, Kennzahl, Produktblatt
from xlbudget.core.sachdarstellung.modelle import Stueck, writable
from xlbudget.core.sachdarstellung.worte import Zielstand, amount, counted, is_money, place_of, zielstand
from xlbudget.core.tendenz import Tendenz, tendenz, verbesserung_ct
from xlbudget.core.zeit import Stand

MEISTENS_PCT = 50
"""From here on Erträge that rose with the Aufwendungen are said to refinance most of the rise."""

Saetze = Iterable[Stueck | str]


def joined(teile: Saetze) -> tuple[Stueck, ...]:
    """Words and figures as parts of a passage."""
    stuecke = (teil if isinstance(teil, Stueck) else Stueck(teil) for teil in teile)
    return tuple(Stueck(writable(stueck.text), writable(stueck.herkunft)) for stueck in stuecke)


def is_marked(blatt: Produktblatt, betrag_ct: int) -> bool:
    """Whether a deviation is one that the Gesamtbericht marks."""
    return tendenz(betrag_ct, blatt.ansatz_ct, blatt.regeln) is not Tendenz.KEINE


def deviation_of(blatt: Produktblatt) -> int:
    """Prognose − Ansatz of the Produktbudget: positive is better."""
    return verbesserung_ct(blatt.prognose_ct, blatt.ansatz_ct)


def say_deviation(blatt: Produktblatt) -> list[Stueck | str]:
    """The sentence about the Produktbudget."""
    abweichung, ort = deviation_of(blatt), place_of(blatt.objekt)
    zeit = "" if blatt.stand.ist_jahresende else "zum Jahresende "
    if not is_marked(blatt, abweichung):
        return [f"{ort} gibt es {zeit}keine nennenswerte Abweichung vom Plan."]
    wort = "Verbesserung" if abweichung > 0 else "Verschlechterung"
    if blatt.objekt.ebene is not Ebene.PRODUKT:
        wort = f"Budget{wort.lower()}"
    return [f"{ort} ergibt sich {zeit}eine {wort} von ", _saldo(blatt, abweichung), "."]


def say_halves(blatt: Produktblatt, ort: str = "") -> list[Stueck | str]:
    """By how much Erträge and Aufwendungen are beside the plan, and whether the one pays for the other.

    `ort` begins the sentence where it does not follow one about the same object.
    """
    teile: list[Stueck | str] = []
    for tabelle in (blatt.ertraege, blatt.aufwendungen):
        unterschied = _rise(tabelle)
        if is_marked(blatt, unterschied):
            betrag = amount(unterschied, f"{blatt.objekt.kennung}, {tabelle.art}, Abweichung")
            anfang = f", die {tabelle.art}"
            if not teile:
                anfang = f"{ort} liegen die {tabelle.art}" if ort else f" Die {tabelle.art} liegen"
            teile += [f"{anfang} um ", betrag, f" {'über' if unterschied > 0 else 'unter'} dem Planansatz"]
    if not teile:
        return []
    return [*teile, ".", *_say_refinanced(blatt)]


def _say_refinanced(blatt: Produktblatt) -> list[Stueck | str]:
    ertraege, aufwendungen = _rise(blatt.ertraege), _rise(blatt.aufwendungen)
    if not (is_marked(blatt, ertraege) and is_marked(blatt, aufwendungen)):
        return []
    if min(ertraege, aufwendungen) > 0 and ertraege >= aufwendungen:
        return [" Die höheren Aufwendungen sind durch höhere Erträge vollständig gedeckt."]
    if min(ertraege, aufwendungen) > 0 and ertraege * 100 >= aufwendungen * MEISTENS_PCT:
        return [" Die höheren Aufwendungen sind durch höhere Erträge zum größeren Teil gedeckt."]
    if max(ertraege, aufwendungen) < 0:
        return [" Den geringeren Aufwendungen stehen geringere Erträge gegenüber."]
    return []


def say_leistung(blatt: Produktblatt) -> list[Stueck | str]:
    """The count of the Gesamtbericht beside its plan, and whether the money went the same way.

    Before the end of the year nothing is above or below its plan, which is for all of it or said to be a part.
    """
    leistung = next(iter(blatt.leistungen), None)
    if leistung is None or not leistung.plan or leistung.ist is None or is_money(leistung.einheit):
        return []
    plan, ist = (_value(blatt, "Leistung", leistung, was) for was in ("Plan", "Ergebnis"))
    if not blatt.stand.ist_jahresende:
        return [
            f" Die Leistungszahl „{_plain(leistung)}“ steht bei ",
            ist,
            " bei einem Plan von ",
            plan,
            f"{_until(leistung)}.",
        ]
    if leistung.ist == leistung.plan:
        return [f" Die Leistungszahl „{_plain(leistung)}“ entspricht mit ", ist, " dem Plan."]
    mehr = leistung.ist > leistung.plan
    satz: list[Stueck | str] = [
        f" Die Leistungszahl „{_plain(leistung)}“ liegt mit ",
        ist,
        f" {'über' if mehr else 'unter'} dem Plan von ",
    ]
    return [*satz, plan, ".", *_say_together(blatt, mehr=mehr)]


def _say_together(blatt: Produktblatt, *, mehr: bool) -> list[Stueck | str]:
    """Of a Produkt that costs more than it earns, a higher count is expected to cost more."""
    if blatt.ansatz_ct >= 0 or not is_marked(blatt, deviation_of(blatt)):
        return []
    besser = deviation_of(blatt) > 0
    wort, zahl = "Verbesserung" if besser else "Verschlechterung", "höheren" if mehr else "geringeren"
    if mehr is besser:
        return [f" Die {wort} ergibt sich trotz der {zahl} Leistungszahl."]
    return [f" Die {wort} geht mit der {zahl} Leistungszahl einher."]


def say_ziele(blatt: Produktblatt) -> list[Stueck | str]:
    """The first Ziel with its figures, as the Gesamtbericht has it, and of further ones which were missed."""
    if not blatt.ziele or (stand := zielstand(blatt.ziele[0], blatt.regeln)) is None:
        return []
    ziel, verb = blatt.ziele[0], "wurde" if blatt.stand.ist_jahresende else "ist derzeit"
    satz: list[Stueck | str] = [f" Das Ziel „{_plain(ziel)}“ {verb} {stand}"]
    if not is_money(ziel.einheit):
        plan, ist = (_value(blatt, "Ziel", ziel, was) for was in ("Plan", "Ergebnis"))
        satz += [" (", ist, " bei einem Plan von ", plan, f"{_until(ziel)})"]
    return [*satz, ".", *_say_further(blatt.ziele[1:], blatt)]


def say_massnahmen(zeile: Wirkungszeile, stand: Stand) -> list[Stueck | str]:
    """That there are measures for an object, and before the year is over what they let expect of it."""
    eine, war = zeile.anzahl == 1, stand.ist_jahresende
    verb = ("war" if eine else "waren") if war else ("ist" if eine else "sind")
    satz = f"{place_of(zeile.objekt)} {verb} {'eine Maßnahme' if eine else 'mehrere Maßnahmen'} vorgesehen"
    if war or zeile.erwartet_ct == zeile.schon_ct:
        return [f"{satz}."]
    wort = "Zuschussbedarf" if zeile.nach_ct < 0 else "Überschuss"
    betrag = amount(zeile.nach_ct, f"{zeile.objekt.kennung}, Prognose nach Maßnahmen")
    return [f"{satz}; nach Maßnahmen wird zum Jahresende ein {wort} von ", betrag, " erwartet."]


def _say_further(ziele: Sequence[Kennzahl], blatt: Produktblatt) -> list[Stueck | str]:
    staende = [(ziel, zielstand(ziel, blatt.regeln)) for ziel in ziele]
    verfehlt = [f"„{_plain(ziel)}“" for ziel, stand in staende if stand in (Zielstand.KNAPP, Zielstand.VERFEHLT)]
    if verfehlt:
        return [f" Von den weiteren Zielen verfehlt: {', '.join(verfehlt)}."]
    return [" Die weiteren Ziele wurden erreicht."] if ziele and all(stand for _, stand in staende) else []


def _value(blatt: Produktblatt, art: str, kennzahl: Kennzahl, was: str) -> Stueck:
    wert = kennzahl.plan if was == "Plan" else kennzahl.ist
    assert wert is not None
    return counted(wert, kennzahl.einheit, f"{blatt.objekt.kennung}, {art} {_plain(kennzahl)}, {was}")


def _until(kennzahl: Kennzahl) -> str:
    return " bis dahin" if kennzahl.bis_stand else ""


def _plain(kennzahl: Kennzahl) -> str:
    return " ".join(kennzahl.bezeichnung.split())


def _rise(tabelle: Blatttabelle) -> int:
    return tabelle.prognose_ct - tabelle.ansatz_ct


def _saldo(blatt: Produktblatt, abweichung_ct: int) -> Stueck:
    return amount(abweichung_ct, f"{blatt.objekt.kennung}, Saldo, Abweichung")

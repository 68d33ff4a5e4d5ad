"""Plausibility of what stands in the Datenmappe: tables in, Befunde out. Nothing here changes a figure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import combinations
from types import MappingProxyType

from xlbudget.core.geld import format_betrag, format_euro, format_zahl
from xlbudget.core.gliederung import Berichtsobjekt, Gliederung
from xlbudget.core.kontenrahmen import GESAMT_ZEILE, Kontenrahmen
from xlbudget.core.produktblatt import Kennzahl
from xlbudget.core.prognose import ANZAHL_VORJAHRE, Meldung, Vorjahr, Zeilenschluessel, ziel_text
from xlbudget.core.rueckmeldung import MAX_ZEICHEN, Feldart
from xlbudget.core.tendenz import Regeln
from xlbudget.core.zeit import Stand
from xlbudget.errors import Befund, Schwere, SourceRef

AELTESTES_VORJAHR = 10
"""A year that lies further back is a typing error."""

RUNDUNG_CT = 6_00
"""Twelve months and their sum, each rounded to whole euros, may differ by this much."""

AEHNLICH_AB_MONATEN = 10
AEHNLICH_PROMILLE = 5
"""Two years are suspicious if this many months differ by no more than this."""


PLATZ_KENNZAHL = 200
"""Characters that fit on paper in the shipped templates; what is longer is in the cell, but cut off in print."""


def check_texte(objekte: Iterable[Berichtsobjekt], kennzahlen: Iterable[Kennzahl]) -> list[Befund]:
    """Texts that the printed Produktblatt may cut off."""
    platz_text = MAX_ZEICHEN[Feldart.ERLAEUTERUNG]
    texte = [(f"Die Erläuterung zu {o.kennung}", o.erlaeuterung, platz_text, o.source) for o in objekte] + [
        (f"Die Kennzahl von {k.produkt} „{k.bezeichnung[:40]}…“", k.bezeichnung, PLATZ_KENNZAHL, k.source)
        for k in kennzahlen
    ]
    return [
        Befund(
            Schwere.WARNUNG,
            "text.lang",
            f"{was} hat {len(text)} Zeichen; im Druck der mitgelieferten Vorlage ist Platz für etwa {platz}. "
            "Bitte kürzen oder den Ausdruck ansehen.",
            source,
        )
        for was, text, platz, source in texte
        if len(text) > platz
    ]


def check_vorjahre(vorjahre: Sequence[Vorjahr], jahr: int) -> list[Befund]:
    """Years that are no prior years of `jahr`, results that are not the sum of their months, years given twice,
    years that look copied."""
    moegliche = range(jahr - AELTESTES_VORJAHR, jahr)
    befunde = [_wrong_year(vorjahr, moegliche) for vorjahr in vorjahre if vorjahr.jahr not in moegliche]
    reihen: dict[Zeilenschluessel, dict[int, Vorjahr]] = {}
    for vorjahr in vorjahre:
        if vorjahr.jahr not in moegliche:
            continue
        jahre = reihen.setdefault(vorjahr.ziel, {})
        if vorjahr.jahr in jahre:
            wer = f"{ziel_text(vorjahr.ziel)} {vorjahr.jahr}"
            text = f"{wer} steht zweimal; es zählt die erste Zeile. Die falsche löschen."
            befunde.append(Befund(Schwere.FEHLER, "vorjahr.doppelt", text, vorjahr.source))
        jahre.setdefault(vorjahr.jahr, vorjahr)
        befunde += _check_summe(vorjahr)
    for jahre in reihen.values():
        for eines, anderes in combinations(sorted(jahre.values(), key=lambda v: v.jahr), 2):
            befunde += _check_aehnlich(eines, anderes)
    return befunde + _check_alte([v for v in vorjahre if moegliche[0] <= v.jahr < jahr - ANZAHL_VORJAHRE], jahr)


def _wrong_year(vorjahr: Vorjahr, moegliche: range) -> Befund:
    text = (
        f"{ziel_text(vorjahr.ziel)}: {vorjahr.jahr} ist kein Vorjahr des Haushaltsjahres {moegliche.stop}; möglich "
        f"sind {moegliche[0]} bis {moegliche[-1]}. Die Zeile zählt nicht mit; das Jahr berichtigen."
    )
    return Befund(Schwere.FEHLER, "vorjahr.jahr", text, vorjahr.source)


def _check_alte(alte: Sequence[Vorjahr], jahr: int) -> list[Befund]:
    if not alte:
        return []
    wie_viele = "1 Zeile nennt ein Jahr" if len(alte) == 1 else f"{len(alte)} Zeilen nennen Jahre"
    seit = jahr - ANZAHL_VORJAHRE
    text = f"Vorjahre: {wie_viele} vor {seit}. Blatt und Prognose nutzen nur die Jahre ab {seit}."
    return [Befund(Schwere.HINWEIS, "vorjahr.alt", text, alte[0].source)]


def _check_summe(vorjahr: Vorjahr) -> list[Befund]:
    if vorjahr.ergebnis_ct is None or all(betrag is None for betrag in vorjahr.monate_ct):
        return []
    summe_ct = sum(betrag or 0 for betrag in vorjahr.monate_ct)
    if abs(vorjahr.ergebnis_ct - summe_ct) <= RUNDUNG_CT:
        return []
    text = (
        f"{ziel_text(vorjahr.ziel)} {vorjahr.jahr}: das Ergebnis {format_euro(vorjahr.ergebnis_ct)} € ist nicht die "
        f"Summe der Monate ({format_euro(summe_ct)} €), Unterschied {format_euro(vorjahr.ergebnis_ct - summe_ct)} €. "
        "Den richtigen Wert im Jahresabschluss nachsehen und eintragen."
    )
    return [Befund(Schwere.FEHLER, "vorjahr.summe", text, vorjahr.source)]


def _check_aehnlich(eines: Vorjahr, anderes: Vorjahr) -> list[Befund]:
    paare = [(a, b) for a, b in zip(eines.monate_ct, anderes.monate_ct, strict=True) if a is not None and b is not None]
    belegt = [(a, b) for a, b in paare if a or b]
    gleich = sum(a == b for a, b in belegt)
    nahe = sum(abs(a - b) * 1000 <= AEHNLICH_PROMILLE * max(abs(a), abs(b)) for a, b in belegt)
    wen = f"{ziel_text(eines.ziel)}: die Jahre {eines.jahr} und {anderes.jahr}"
    rat = "Vermutlich wurde ein Jahr in das andere kopiert; mit den Jahresabschlüssen vergleichen."
    if gleich >= AEHNLICH_AB_MONATEN:
        text = f"{wen} sind in {gleich} von 12 Monaten auf den Cent gleich. {rat}"
        return [Befund(Schwere.WARNUNG, "vorjahr.gleich", text, eines.source)]
    rueckwaerts = sum(a == b for a, b in zip(eines.monate_ct, reversed(anderes.monate_ct), strict=True) if a and b)
    if rueckwaerts >= AEHNLICH_AB_MONATEN:
        text = f"{wen} sind rückwärts gelesen gleich. Prüfen, in welchem die Monate von Januar bis Dezember stehen."
        return [Befund(Schwere.WARNUNG, "vorjahr.umgekehrt", text, eines.source)]
    if nahe >= AEHNLICH_AB_MONATEN:
        text = f"{wen} weichen in {nahe} von 12 Monaten um höchstens 0,5 % voneinander ab. {rat}"
        return [Befund(Schwere.HINWEIS, "vorjahr.aehnlich", text, eines.source)]
    return []


def check_bezuege(
    gliederung: Gliederung,
    kontenrahmen: Kontenrahmen,
    kennzahlen: Iterable[Kennzahl],
    vorjahre: Iterable[Vorjahr],
    meldungen: Iterable[Meldung],
) -> list[Befund]:
    """References in the Datenmappe to Produkte, Budgets or rows that it does not define."""
    befunde = []
    for kennzahl in kennzahlen:
        if not gliederung.is_produkt(kennzahl.produkt):
            text = f"Die Kennzahl „{kennzahl.bezeichnung}“ gehört zu Produkt {kennzahl.produkt}, das es nicht gibt."
            befunde.append(
                Befund(
                    Schwere.FEHLER,
                    "kennzahl.produkt",
                    f"{text} Die Nummer berichtigen, das Produkt anlegen oder die Zeile löschen.",
                    kennzahl.source,
                )
            )
    for tabelle, eintraege in (("Vorjahre", vorjahre), ("Prognosen", meldungen)):
        for eintrag in eintraege:
            zeilen = [GESAMT_ZEILE, *(zeile.name for zeile in kontenrahmen.zeilen_of(eintrag.art))]
            if eintrag.objekt not in gliederung:
                text = f"{tabelle}: „{eintrag.objekt}“ ist weder Produkt noch Budget. Den Eintrag berichtigen."
                befunde.append(Befund(Schwere.FEHLER, "bezug.objekt", text, eintrag.source))
            elif eintrag.zeile not in zeilen:
                text = (
                    f"{tabelle}: bei {eintrag.art} gibt es die Zeile „{eintrag.zeile}“ nicht, nur {', '.join(zeilen)}."
                )
                befunde.append(Befund(Schwere.FEHLER, "bezug.zeile", text, eintrag.source))
    return befunde


def check_meldungen(meldungen: Iterable[tuple[Stand, Meldung]], jahr: int) -> list[Befund]:
    """Meldungen that can never count: given twice, for another year, or for Dezember, when the Ergebnis counts."""
    befunde = []
    erste: dict[tuple[Stand, Zeilenschluessel], Meldung] = {}
    for stand, meldung in meldungen:
        wer = f"Die für {ziel_text(meldung.ziel)} gemeldete Prognose zum Stand {stand}"
        erster = erste.setdefault((stand, meldung.ziel), meldung)
        if erster is not meldung:
            text = (
                f"{wer} steht zweimal; es zählt die erste mit {format_betrag(erster.betrag_ct)} €. Die falsche löschen."
            )
            befunde.append(Befund(Schwere.FEHLER, "meldung.doppelt", text, meldung.source))
        elif stand.jahr != jahr:
            text = f"{wer} zählt nie: die Mappe ist für {jahr}. Den Stand berichtigen oder die Zeile löschen."
            befunde.append(Befund(Schwere.WARNUNG, "meldung.jahr", text, meldung.source))
        elif stand.ist_jahresende:
            text = f"{wer} zählt nicht: zum Stand Dezember ist die Prognose das Ergebnis."
            befunde.append(Befund(Schwere.HINWEIS, "meldung.dezember", text, meldung.source))
    return befunde


def check_kennzahlen(kennzahlen: Iterable[Kennzahl]) -> list[Befund]:
    """Kennzahlen of one kind (Leistung or Ziel) that a Produkt has twice under the same name."""
    befunde = []
    bekannt: set[tuple[str, str]] = set()
    for kennzahl in kennzahlen:
        schluessel = (kennzahl.produkt, " ".join(kennzahl.bezeichnung.split()).casefold())
        if schluessel in bekannt:
            text = (
                f"Produkt {kennzahl.produkt} hat die Kennzahl „{kennzahl.bezeichnung}“ zweimal. Eine Zeile löschen "
                "oder anders benennen."
            )
            befunde.append(Befund(Schwere.WARNUNG, "kennzahl.doppelt", text, kennzahl.source))
        bekannt.add(schluessel)
    return befunde


def check_verteiler(gliederung: Gliederung, eintraege: Iterable[tuple[str, SourceRef]]) -> list[Befund]:
    """Lines of the Verteiler, as (Budget, place), for Budgets that do not exist: nobody would get the workbook."""
    befunde = []
    for budget, source in eintraege:
        if budget not in gliederung or gliederung.is_produkt(budget):
            text = f"Verteiler: ein Budget „{budget}“ gibt es nicht. Den Namen wie in der Tabelle Budgets schreiben."
            befunde.append(Befund(Schwere.FEHLER, "verteiler.budget", text, source))
    return befunde


def check_regeln(
    regeln: Regeln, place: Callable[[str], SourceRef], weitere: Mapping[str, int | Decimal] = MappingProxyType({})
) -> list[Befund]:
    """Thresholds that contradict each other or cannot be meant; `place` says where one stands, by its name.

    Of `weitere`, by name, only the sign can be wrong.
    """
    texte: list[tuple[str, str]] = []
    if regeln.ampel_gelb_ab_ct > regeln.ampel_rot_ab_ct:
        text = (
            f"Die Ampel wird erst ab {format_betrag(regeln.ampel_gelb_ab_ct)} € gelb, aber schon ab "
            f"{format_betrag(regeln.ampel_rot_ab_ct)} € rot; gelb muss vor rot kommen."
        )
        texte.append(("Ampel gelb ab Euro", text))
    if regeln.ziel_schlecht_unter_pct > regeln.ziel_gut_ueber_pct:
        text = "„Ziel verfehlt unter Prozent“ ist größer als „Ziel übertroffen über Prozent“."
        texte.append(("Ziel verfehlt unter Prozent", text))
    texte += _check_warnstufen(regeln)
    schwellen: dict[str, int | Decimal] = {
        "Tendenz ab Euro": regeln.tendenz_ab_ct,
        "Tendenz ab Prozent": regeln.tendenz_ab_pct,
        "Ampel gelb ab Euro": regeln.ampel_gelb_ab_ct,
        "Ampel rot ab Euro": regeln.ampel_rot_ab_ct,
        "Ziel verfehlt unter Prozent": regeln.ziel_schlecht_unter_pct,
        "Ziel übertroffen über Prozent": regeln.ziel_gut_ueber_pct,
        **weitere,
    }
    texte += [(name, f"Die Schwelle „{name}“ ist negativ.") for name, wert in schwellen.items() if wert < 0]
    texte += _check_zielanteile(regeln)
    return [
        Befund(Schwere.FEHLER, "einstellung.schwelle", f"{text} Bitte berichtigen.", place(name))
        for name, text in texte
    ]


_ANTEIL_BIS = 2
"""A Zielerreichungsgrad of so few percent is a share: 0,95 or 1,05."""


def _check_zielanteile(regeln: Regeln) -> Iterator[tuple[str, str]]:
    """Thresholds of Ziele that are shares: every Ziel or none would be beyond them."""
    for name, wert in (
        ("Ziel verfehlt unter Prozent", regeln.ziel_schlecht_unter_pct),
        ("Ziel übertroffen über Prozent", regeln.ziel_gut_ueber_pct),
        ("Ziel beobachten unter Prozent", regeln.ziel_beobachten_unter_pct),
        ("Ziel eingreifen unter Prozent", regeln.ziel_eingreifen_unter_pct),
    ):
        if wert is not None and 0 < wert <= _ANTEIL_BIS:
            text = f"„{name}“ ist {format_zahl(wert)} Prozent; gemeint sind vermutlich {format_zahl(wert * 100)}."
            yield name, text


def _check_warnstufen(regeln: Regeln) -> list[tuple[str, str]]:
    """The setting that is wrong, and what is."""
    stufen = (
        ("Ziel beobachten unter Prozent", regeln.ziel_beobachten_unter_pct),
        ("Ziel eingreifen unter Prozent", regeln.ziel_eingreifen_unter_pct),
    )
    (_, erste), (name, zweite) = stufen
    texte = [
        (stufe, f"„{stufe}“ muss größer als 0 sein. Soll es diese Stufe nicht geben, das Feld leeren.")
        for stufe, wert in stufen
        if wert is not None and wert <= 0
    ]
    if erste is not None and zweite is not None and zweite > erste:
        text = (
            f"„{name}“ ({format_zahl(zweite)}) ist größer als „{stufen[0][0]}“ ({format_zahl(erste)}): kein Ziel käme "
            "auf „beobachten“."
        )
        texte.append((name, text))
    return texte

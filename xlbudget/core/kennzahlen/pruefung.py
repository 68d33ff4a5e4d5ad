"""What is odd about Kennzahlen and their values: rules that cannot be calculated, values that contradict each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from xlbudget.core.geld import format_zahl
from xlbudget.core.kennzahlen.gruppen import check_gruppen
from xlbudget.core.kennzahlen.modelle import (
    GESAMT_GRUPPE,
    MONATE_DES_JAHRES,
    Kennzahlregel,
    Kennzahlwert,
    Periode,
    PlanIst,
    Rechenart,
    is_percent,
)
from xlbudget.core.kennzahlen.monatsfelder import scale_of
from xlbudget.core.kennzahlen.rechnung import (
    Kennzahlrechnung,
    Wertschluessel,
    as_decimal,
    half_a_digit,
    key_of,
)
from xlbudget.core.zeit import Stand
from xlbudget.errors import Befund, Schwere, listed

ANTEIL_FAKTOR = 20
"""An Ist this many times below its Plan in percent is a share: 0,92 for 92 %; and so is such a Plan."""


def check_kennzahlregeln(regeln: Sequence[Kennzahlregel], rechnung: Kennzahlrechnung) -> Iterator[Befund]:
    """Kürzel given twice, and rules that cannot be calculated; these have no value."""
    for regel in regeln:
        if rechnung.regeln[regel.kuerzel] is not regel:
            text = f"Das Kürzel {regel.kuerzel} haben zwei Kennzahlen; Werte zählen für die erste. Eines ändern."
            yield Befund(Schwere.FEHLER, "kennzahl.kuerzel", text, regel.source)
        elif regel.kuerzel in rechnung.im_kreis:
            text = (
                f"Kennzahl {regel.text} wird aus sich selbst gerechnet und bleibt leer. Zähler und Nenner so wählen, "
                "dass kein Kreis entsteht."
            )
            yield Befund(Schwere.FEHLER, "kennzahl.kreis", text, regel.source)
        elif was := _unclear(regel, rechnung.regeln):
            text = f"Kennzahl {regel.text} kann nicht gerechnet werden: {was}."
            yield Befund(Schwere.FEHLER, "kennzahl.formel", text, regel.source)


def _unclear(regel: Kennzahlregel, regeln: Mapping[str, Kennzahlregel]) -> str:
    if regel.rechenart is None or not regel.rechenart.ist_formel:
        return ""
    noetig = {"Zähler": regel.zaehler, **({"Nenner": regel.nenner} if regel.rechenart.braucht_nenner else {})}
    for spalte, kuerzel in noetig.items():
        if kuerzel not in regeln:
            was = f"das Kürzel {kuerzel} hat keine Kennzahl" if kuerzel else "es ist leer"
            return f"in der Spalte {spalte} muss das Kürzel einer Kennzahl stehen, {was}"
        teil = regeln[kuerzel].rechenart
        if teil and teil.ist_formel and regel.rechenart.braucht_monate:
            return f"{kuerzel} ist selbst eine Formel; nötig ist eine Kennzahl mit eigenen Monatswerten"
    return ""


def check_kennzahlwerte(werte: Sequence[Kennzahlwert], rechnung: Kennzahlrechnung) -> Iterator[Befund]:
    """Values of nothing, values given twice, and final ones that differ from what was provisional."""
    yield from _of_nothing(werte, rechnung)
    ohne_art: set[str] = set()
    vorlaeufig: dict[Wertschluessel, Kennzahlwert] = {}
    endgueltig: dict[Wertschluessel, Kennzahlwert] = {}
    for wert in werte:
        regel = rechnung.regeln.get(wert.kennzahl)
        if regel is None:
            continue
        if regel.rechenart is None and wert.kennzahl not in ohne_art:
            ohne_art.add(wert.kennzahl)
            text = (
                f"Kennzahl {regel.text} hat Kennzahlwerte, aber keine Rechenart; sie zählen nicht. In der Spalte "
                f"Rechenart eintragen: {', '.join(Rechenart)}."
            )
            yield Befund(Schwere.FEHLER, "kennzahl.rechenart", text, regel.source)
        gleiche = endgueltig if wert.ist_endgueltig else vorlaeufig
        erster = gleiche.setdefault(key_of(wert), wert)
        if erster is not wert:
            yield _double(wert, erster)
    for schluessel, neu in endgueltig.items():
        alt = vorlaeufig.get(schluessel)
        if alt is not None and alt.wert != neu.wert:
            text = (
                f"{neu.text}: {alt.fassungswort} {format_zahl(alt.wert)}, endgültig {format_zahl(neu.wert)}; es gilt "
                "der endgültige Wert, beide bleiben stehen."
            )
            yield Befund(Schwere.HINWEIS, "kennzahlwert.geaendert", text, neu.source)


def _of_nothing(werte: Sequence[Kennzahlwert], rechnung: Kennzahlrechnung) -> Iterator[Befund]:
    """A Kürzel that no Kennzahl has, once: a Kennzahl that was renamed must not hide one that was mistyped."""
    fremd: dict[str, list[Kennzahlwert]] = {}
    for wert in werte:
        if wert.kennzahl not in rechnung.regeln:
            fremd.setdefault(wert.kennzahl, []).append(wert)
    for kuerzel, zeilen in fremd.items():
        gemeint = [f"„{name}“" for name in rechnung.regeln if name.casefold() == kuerzel.casefold()]
        vermutung = f"; gemeint ist vermutlich {gemeint[0]}" if gemeint else ""
        folge = f"alle {len(zeilen)} Werte zählen nicht" if zeilen[1:] else "der Wert zählt nicht"
        text = (
            f"Kennzahlwerte: eine Kennzahl mit dem Kürzel {kuerzel} gibt es nicht{vermutung}; {folge}. Das Kürzel hier "
            "und in der Tabelle Kennzahlen gleich schreiben."
        )
        yield Befund(Schwere.FEHLER, "kennzahlwert.kennzahl", text, zeilen[0].source)


def _double(wert: Kennzahlwert, erster: Kennzahlwert) -> Befund:
    anders = f"mit {format_zahl(erster.wert)} und {format_zahl(wert.wert)}" if wert.wert != erster.wert else "gleich"
    text = f"{wert.text} steht zweimal, {anders}; es gilt die obere Zeile. Die falsche löschen"
    if not wert.ist_endgueltig:
        text += "; ist eine davon die spätere Auswertung, in ihrer Spalte Fassung T-3 oder endgültig eintragen"
    text += "."
    return Befund(Schwere.FEHLER, "kennzahlwert.doppelt", text, wert.source)


def check_reihen(rechnung: Kennzahlrechnung, jahr: int) -> Iterator[Befund]:
    """What is odd about the values of a year, whatever the Stand."""
    yield from check_gruppen(rechnung)
    for regel in rechnung.regeln.values():
        yield from _check_jahr(rechnung, regel, jahr)
        yield from _check_gegeben(rechnung, regel)
        yield from _check_anteil(rechnung, regel, jahr)
        yield from _check_skala(rechnung, regel)


def _check_jahr(rechnung: Kennzahlrechnung, regel: Kennzahlregel, jahr: int) -> Iterator[Befund]:
    """A year that is not the sum of its months, and a Plan of the year that stands in two tables differently."""
    eigener = rechnung.werte.get((regel.kuerzel, Periode(jahr), PlanIst.PLAN, GESAMT_GRUPPE))
    if eigener and regel.plan is not None and eigener.wert != regel.plan:
        text = (
            f"{eigener.text}: {format_zahl(eigener.wert)}, in der Tabelle Kennzahlen steht {format_zahl(regel.plan)}; "
            "es gilt die Tabelle Kennzahlwerte. An beiden Stellen denselben Plan eintragen."
        )
        yield Befund(Schwere.FEHLER, "kennzahlwert.plan", text, eigener.source)
    if regel.rechenart is not Rechenart.SUMME:
        return
    jahre = {p.jahr for kuerzel, p, _, _ in rechnung.werte if kuerzel == regel.kuerzel and not p.monat} | {jahr}
    for eins in sorted(jahre):
        yield from _check_summe(rechnung, regel, eins, regel.plan if eins == jahr else None)


def _check_summe(
    rechnung: Kennzahlrechnung, regel: Kennzahlregel, jahr: int, jahresplan: Decimal | None
) -> Iterator[Befund]:
    dezember = Periode(jahr, MONATE_DES_JAHRES)
    for art in PlanIst:
        ganz = rechnung.werte.get((regel.kuerzel, Periode(jahr), art, GESAMT_GRUPPE))
        wert = ganz.wert if ganz else jahresplan if art is PlanIst.PLAN else None
        monate = [rechnung.werte.get((regel.kuerzel, m, art, GESAMT_GRUPPE)) for m in dezember.since_january]
        bekannt = [eins.wert for eins in monate if eins]
        if wert is not None and len(bekannt) == MONATE_DES_JAHRES and sum(bekannt) != wert:
            text = (
                f"Kennzahl {regel.text}: {art} {jahr} ist {format_zahl(wert)}, die Summe der Monate "
                f"{format_zahl(sum(bekannt, Decimal(0)))}; gerechnet wird mit den Monaten. Den falschen Wert "
                "berichtigen."
            )
            yield Befund(Schwere.WARNUNG, "kennzahlwert.jahr", text, ganz.source if ganz else regel.source)


def _check_gegeben(rechnung: Kennzahlrechnung, regel: Kennzahlregel) -> Iterator[Befund]:
    """A value given for a formula that gives another one: to the digits that were given."""
    if regel.rechenart is None or not regel.rechenart.ist_formel or regel.kuerzel in rechnung.im_kreis:
        return
    for wert in rechnung.werte.values():
        if wert.kennzahl != regel.kuerzel or wert.art is not PlanIst.IST:
            continue
        monat = wert.periode if wert.periode.monat else Periode(wert.periode.jahr, MONATE_DES_JAHRES)
        gerechnet = rechnung.formel(regel, monat, wert.art, wert.gruppe).wert
        if gerechnet is not None and abs(gerechnet - Fraction(wert.wert)) > half_a_digit(wert.wert):
            text = (
                f"{wert.text}: eingetragen ist {format_zahl(wert.wert)}, aus {regel.zaehler}"
                f"{f' und {regel.nenner}' if regel.nenner else ''} ergibt sich {format_zahl(as_decimal(gerechnet))}; "
                "gezeigt wird der gerechnete Wert. Prüfen, welche der Zahlen falsch ist."
            )
            yield Befund(Schwere.WARNUNG, "kennzahlwert.gerechnet", text, wert.source)


def _check_anteil(rechnung: Kennzahlrechnung, regel: Kennzahlregel, jahr: int) -> Iterator[Befund]:
    """A Plan in percent and an Ist as a share: it would be reached to a hundredth."""
    if regel.faktor != 100:
        return
    werte = [w for w in rechnung.werte.values() if w.kennzahl == regel.kuerzel and w.periode.jahr == jahr]
    plaene = [abs(w.wert) for w in werte if w.art is PlanIst.PLAN]
    plan = max([*plaene, abs(regel.plan or Decimal(0))])
    for wert in werte:
        klein = 0 < abs(wert.wert) <= 1 and wert.art is PlanIst.IST
        if klein and abs(wert.wert) * ANTEIL_FAKTOR <= plan:
            text = (
                f"{wert.text}: {format_zahl(wert.wert)} ist bei einem Plan von {format_zahl(plan)} vermutlich ein "
                "Anteil statt Prozent. Prüfen; Prozente werden als 92,5 eingetragen."
            )
            yield Befund(Schwere.WARNUNG, "kennzahlwert.anteil", text, wert.source)


def _check_skala(rechnung: Kennzahlrechnung, regel: Kennzahlregel) -> Iterator[Befund]:
    """A value that its scale does not have, or a Plan."""
    skala = scale_of(regel.einheit)
    if skala is None:
        return
    werte = [(w.text, w.wert, w.source) for w in rechnung.werte.values() if w.kennzahl == regel.kuerzel]
    if regel.plan is not None:
        werte.append((f"Kennzahl {regel.text}, Plan", regel.plan, regel.source))
    for wer, wert, ort in werte:
        if not skala[0] <= wert <= skala[1]:
            text = (
                f"{wer}: {format_zahl(wert)} liegt nicht zwischen {skala[0]} und {skala[1]} ({regel.einheit}). Den "
                "Wert oder die Messgröße berichtigen; bis dahin steht er so im Bericht."
            )
            yield Befund(Schwere.WARNUNG, "kennzahlwert.skala", text, ort)


def check_stand_der_kennzahlen(rechnung: Kennzahlrechnung, stand: Stand) -> Iterator[Befund]:
    """What keeps Kennzahlen empty at a Stand: months without a value, and a Nenner that is 0; groups with the whole."""
    monat = Periode(stand.jahr, stand.monat)
    for kuerzel, regel in rechnung.regeln.items():
        if regel.rechenart is None or not rechnung.has_values(kuerzel, stand.jahr):
            continue
        gleiche: dict[tuple[PlanIst, str, frozenset[str]], list[str]] = {}
        for gruppe in (GESAMT_GRUPPE, *rechnung.gruppen_of(kuerzel, stand.jahr)):
            ausgaenge = {PlanIst.PLAN: rechnung.plan(kuerzel, monat, gruppe)}
            if rechnung.has_ist(kuerzel, stand.jahr):
                ausgaenge = {PlanIst.IST: rechnung.ist(kuerzel, monat, gruppe), **ausgaenge}
            for art, ausgang in ausgaenge.items():
                gleiche.setdefault((art, _named(ausgang.fehlend), ausgang.null), []).append(gruppe)
        for (art, fehlend, null), gruppen in gleiche.items():
            wer = f"Kennzahl {regel.text}{_with_groups(gruppen)}: zum Stand {stand.text} bleibt {art} leer"
            yield from _empty(regel, art, wer, fehlend, null)
        yield from _check_plan_of_quote(rechnung, regel, monat)


def _check_plan_of_quote(rechnung: Kennzahlrechnung, regel: Kennzahlregel, monat: Periode) -> Iterator[Befund]:
    """A Plan as a share of what is calculated in percent: it would be reached a hundred times over."""
    plan, ist = (wie(regel.kuerzel, monat).wert for wie in (rechnung.plan, rechnung.ist))
    ist_quote = regel.rechenart is not None and regel.rechenart.braucht_nenner and is_percent(regel.einheit)
    if ist_quote and plan and ist and 0 < plan <= 1 and ist >= plan * ANTEIL_FAKTOR:
        text = (
            f"Kennzahl {regel.text}: der Plan {format_zahl(as_decimal(plan))} ist bei einem Ist von "
            f"{format_zahl(as_decimal(ist))} vermutlich ein Anteil statt Prozent. Prüfen; Prozente werden als 92,5 "
            "eingetragen."
        )
        yield Befund(Schwere.WARNUNG, "kennzahlwert.anteil", text, regel.source)


def _with_groups(gruppen: Sequence[str]) -> str:
    namen = [gruppe for gruppe in gruppen if gruppe]
    if not namen:
        return ""
    return f", {'auch ' if GESAMT_GRUPPE in gruppen else ''}{listed(namen)}"


def _empty(regel: Kennzahlregel, art: PlanIst, wer: str, fehlend: str, null: frozenset[str]) -> Iterator[Befund]:
    if fehlend:
        text = (
            f"{wer}, denn in der Tabelle Kennzahlwerte fehlt {fehlend}; ein fehlender Wert zählt nicht als 0. "
            "Nachtragen, sobald er vorliegt; war der Wert 0, 0 eintragen."
        )
        if art is PlanIst.PLAN:
            text += (
                " Gibt es ihn nicht und ist nur der Plan des Jahres bekannt, diesen in der Tabelle Kennzahlen "
                "eintragen, als Planverlauf „gleichmäßig“."
            )
        yield Befund(Schwere.WARNUNG, "kennzahlwert.fehlt", text, regel.source)
    if null:
        was = "0 oder, für eine Veränderung, im Vorjahresmonat negativ" if regel.zaehler in null else "0"
        text = f"{wer}, denn geteilt würde durch {listed(sorted(null))}, und das ist {was}. Den Wert prüfen."
        yield Befund(Schwere.WARNUNG, "kennzahlwert.nenner", text, regel.source)


def _named(fehlend: Iterable[Wertschluessel]) -> str:
    reihen: dict[tuple[str, PlanIst], list[str]] = {}
    for kuerzel, periode, art, _ in sorted(fehlend):
        reihen.setdefault((kuerzel, art), []).append(str(periode))
    return "; ".join(f"{kuerzel} {art} {listed(monate)}" for (kuerzel, art), monate in reihen.items())

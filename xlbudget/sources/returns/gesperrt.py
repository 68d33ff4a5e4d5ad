"""What a Fachdienst changed beside its inputs: the return cell by cell against the workbook that was sent.

Saving in another program rewrites much without changing anything: cached results, the order of parts, spaces, `$` and
zeros in formulas. None of that is a finding. None of what is found is taken over; it says how far the inputs can be
trusted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from xlbudget.core.rueckmeldung import Eingabefeld, Zellwert
from xlbudget.errors import Befund, Schwere, SourceRef
from xlbudget.layout.rueckmeldung import BOX_ZELLEN, IDENTITAET_BLATT, RUECKMELDUNG_BLATT
from xlbudget.sources.returns.formel import is_same_formula
from xlbudget.sources.untrusted.blatt import Blatt, split_adresse
from xlbudget.sources.untrusted.rohmappe import Rohmappe
from xlbudget.sources.zellen import shown

MAX_EINZELN = 5
"""So many findings of one kind on one sheet are named, the others are counted."""

_NICHTS = "nichts"
_UMBENANNT_AB = 0.6  # share of equal constants from which a sheet is the same under another name


@dataclass(frozen=True, slots=True)
class _Aenderungsart:
    """A kind of change: severity, code, what is said of one cell, and what follows from it."""

    schwere: Schwere
    code: str
    satz: str
    folge: str


_BEZUG = _Aenderungsart(
    Schwere.FEHLER,
    "gesperrt.aufbau",
    "Der feste Text {alt} neben einer Eingabe ist geändert (jetzt {neu}).",
    "Wurden Zeilen oder Spalten verschoben, gehören die Eingaben zu etwas anderem. Die Eingaben in die gesendete "
    "Mappe neu eintragen lassen.",
)
_KONSTANTE = _Aenderungsart(
    Schwere.WARNUNG,
    "gesperrt.wert",
    "Ein gesperrter Wert ist geändert: {alt} → {neu}.",
    "Er wird nicht übernommen; beim Fachdienst nachfragen, was gemeint ist.",
)
_FORMEL = _Aenderungsart(
    Schwere.WARNUNG,
    "gesperrt.formel",
    "Eine gesperrte Formel ist {ersatz}.",
    "Das zählt nicht; Summen und Ampel in dieser Mappe können deshalb falsch sein.",
)
_EINGETRAGEN = _Aenderungsart(
    Schwere.WARNUNG,
    "gesperrt.eingetragen",
    "Außerhalb der Eingabefelder steht {neu}.",
    "Das wird nicht übernommen; nachfragen, in welches Eingabefeld es gehört.",
)
_NOTIERT = _Aenderungsart(
    Schwere.HINWEIS, "gesperrt.neu", "Außerhalb der Eingabefelder steht {neu}.", "Das wird nicht gelesen."
)
_ARTEN = (_BEZUG, _KONSTANTE, _FORMEL, _EINGETRAGEN, _NOTIERT)


def check_gesperrt(original: Rohmappe, roh: Rohmappe, felder: Sequence[Eingabefeld]) -> list[Befund]:
    """Changed, added and removed cells outside the inputs, and sheets that are missing, renamed or new.

    `original` is the workbook as it was sent, `felder` its inputs. A Fehler means that inputs may stand in other places
    than they were meant for; silent for a workbook that was only saved, by Excel, LibreOffice or openpyxl.
    """
    neue = [name for name in roh.blaetter if name not in original.blaetter]
    eingabeblaetter = {feld.blatt for feld in felder}
    if len(eingabeblaetter) > 1 and eingabeblaetter.isdisjoint(roh.blaetter):
        return [_other_workbook(roh, neue)]
    umbenannt = _renamed_sheets(original, roh)
    befunde: list[Befund] = []
    for name, blatt in original.blaetter.items():
        if name not in roh.blaetter:
            befunde.append(_missing(roh.name, name, umbenannt.get(name)))
            continue
        frei = {feld.zelle for feld in felder if feld.blatt == name}
        frei.update(BOX_ZELLEN if name == RUECKMELDUNG_BLATT else ())
        befunde += _Vergleich(blatt, roh.blaetter[name], frei).report(roh.name)
    befunde += _added(roh.name, [name for name in neue if name not in umbenannt.values()])
    return befunde


class _Vergleich:
    """One sheet as it was sent and as it came back; `frei` are its inputs."""

    def __init__(self, alt: Blatt, neu: Blatt, frei: Set[str]) -> None:
        self._alt, self._neu, self._frei = alt, neu, frei
        orte = [split_adresse(adresse) for adresse in frei]
        self._zeilen, self._spalten = {zeile for zeile, _ in orte}, {spalte for _, spalte in orte}

    def report(self, datei: str) -> Iterator[Befund]:
        """The first findings of each kind, and how many more there are; few if the whole sheet has moved."""
        adressen = sorted((self._alt.zellen.keys() | self._neu.zellen.keys()) - self._frei, key=split_adresse)
        funde = [(adresse, art) for adresse in adressen if (art := self._change(adresse)) is not None]
        if funde and self._alt.name == IDENTITAET_BLATT:
            text = "Das versteckte Kennblatt wurde verändert; die Kennung ist trotzdem gültig. Nachfragen, wie das kam."
            yield self._befund(Schwere.WARNUNG, "gesperrt.kennblatt", text, datei, funde[0][0])
        elif (verschoben := self._is_moved(funde)) or (len(funde) > 1 and any(art is _BEZUG for _, art in funde)):
            text = (
                f"Auf dem Blatt „{self._neu.name}“ wurden Zeilen oder Spalten verschoben oder Beschriftungen geändert "
                f"(erste Abweichung {funde[0][0]}); Eingaben können zu etwas anderem gehören. "
                "Die Eingaben in die gesendete Mappe neu eintragen lassen."
            )
            if verschoben:
                text += " Annehmen lässt sich diese Rückgabe nicht."
                yield self._befund(Schwere.FEHLER, "gesperrt.verschoben", text, datei, funde[0][0])
            else:
                yield self._befund(_BEZUG.schwere, _BEZUG.code, text, datei, funde[0][0])
            yield from self._details(datei, funde, kurz=True)
        else:
            for gesucht in _ARTEN:
                yield from self._details(datei, [fund for fund in funde if fund[1] is gesucht], kurz=False)
        yield from self._shown_otherwise(datei)
        if (notizen := self._neu.notizen - self._alt.notizen) > 0:
            was = f"{notizen} Kommentare oder Textfelder" if notizen > 1 else "einen Kommentar oder ein Textfeld"
            text = f"Das Blatt enthält {was} des Fachdienstes, nicht gelesen."
            yield Befund(Schwere.HINWEIS, "gesperrt.notiz", text, SourceRef(datei, self._neu.name))

    def _is_moved(self, funde: Sequence[tuple[str, _Aenderungsart]]) -> bool:
        """Whether inputs stand beside other labels than they were sent beside: several have changed, or one has become
        what was sent elsewhere. A single other text is a label that somebody wrote anew.
        """
        neben = [adresse for adresse, art in funde if art is _BEZUG]
        if len(neben) > 1:
            return True
        bekannt = {wert for adresse in self._alt.zellen if isinstance(wert := _constant(self._alt, adresse), str)}
        return any(_constant(self._neu, adresse) in bekannt for adresse in neben)

    def _shown_otherwise(self, datei: str) -> Iterator[Befund]:
        """Entries that a conditional format which was not sent may show as something else."""
        if not self._neu.regeln:
            return
        for adresse in sorted(self._frei, key=split_adresse):
            eintrag = _constant(self._neu, adresse)
            if eintrag is None or eintrag == _constant(self._alt, adresse):
                continue
            if neue := self._neu.effects(adresse) - self._alt.effects(adresse):
                text = (
                    f"Eine bedingte Formatierung kann „{shown(eintrag)}“ anders zeigen ({shown(next(iter(neue)))}); in "
                    "der gesendeten Mappe war sie nicht. Nachfragen, welcher Wert gemeint ist."
                )
                yield self._befund(Schwere.WARNUNG, "ruecklauf.zahlformat", text, datei, adresse)

    def _details(self, datei: str, funde: Sequence[tuple[str, _Aenderungsart]], *, kurz: bool) -> Iterator[Befund]:
        for adresse, art in funde[:MAX_EINZELN]:
            alt, neu = _shown(self._alt, adresse), _shown(self._neu, adresse)
            ersatz = "gelöscht" if neu == _NICHTS else f"ersetzt durch {neu}"
            text = art.satz.format(alt=alt, neu=neu, ersatz=ersatz) + ("" if kurz else f" {art.folge}")
            yield self._befund(art.schwere, art.code, text, datei, adresse)
        if (rest := len(funde) - MAX_EINZELN) > 0:
            adresse, art = funde[MAX_EINZELN]
            hinweis = f"{rest} weitere Zellen" if rest > 1 else "1 weitere Zelle"
            satz = f"{hinweis} dieses Blattes mit {'Änderungen' if kurz else 'demselben Befund'}."
            yield self._befund(art.schwere, art.code, satz, datei, adresse)

    def _befund(self, schwere: Schwere, code: str, text: str, datei: str, adresse: str) -> Befund:
        return Befund(schwere, code, text, SourceRef(datei, self._neu.name, adresse))

    def _change(self, adresse: str) -> _Aenderungsart | None:
        zelle = self._neu.zellen.get(adresse)
        neu_formel = zelle is not None and zelle.formel is not None
        formel = self._alt.formel(adresse)
        if formel is not None:
            gleich = neu_formel and is_same_formula(formel, self._neu.formel(adresse) or "")
            return None if gleich else _FORMEL
        alt, neu = _constant(self._alt, adresse), _constant(self._neu, adresse)
        if not neu_formel and (alt == neu or self._alt.is_formula(adresse)):
            return None
        zeile, spalte = split_adresse(adresse)
        bei_eingabe = zeile in self._zeilen or spalte in self._spalten
        if alt is None:
            return _NOTIERT if isinstance(neu, str) and not bei_eingabe else _EINGETRAGEN
        return _BEZUG if isinstance(alt, str) and bei_eingabe else _KONSTANTE


def _constant(blatt: Blatt, adresse: str) -> Zellwert | None:
    """A constant as every program keeps it: 15 digits, no spaces around a text, none for an empty one."""
    zelle = blatt.zellen.get(adresse)
    if zelle is None or zelle.formel is not None or zelle.wert is None:
        return None
    if isinstance(zelle.wert, str):
        return zelle.wert.strip() or None
    return zelle.wert if isinstance(zelle.wert, bool) else float(format(zelle.wert, ".15g"))


def _shown(blatt: Blatt, adresse: str) -> str:
    formel, wert = blatt.formel(adresse), _constant(blatt, adresse)
    if formel is not None:
        return f"die Formel „{shown('=' + formel)}“" if formel else "eine Datentabelle oder Matrixformel"
    if wert is None:
        return _NICHTS
    return ("WAHR" if wert else "FALSCH") if isinstance(wert, bool) else f"„{shown(wert)}“"


def _missing(datei: str, blatt: str, umbenannt: str | None) -> Befund:
    if umbenannt is None:
        text = f"Das Blatt „{blatt}“ fehlt. Die Eingaben in die gesendete Mappe neu eintragen lassen."
    else:
        text = (
            f"Das Blatt „{blatt}“ heißt jetzt „{shown(umbenannt)}“; so wird es nicht gelesen. "
            "Den alten Namen wiederherstellen und die Mappe neu einlesen."
        )
    return Befund(Schwere.FEHLER, "gesperrt.blatt", text, SourceRef(datei, umbenannt or blatt))


def _added(datei: str, namen: Sequence[str]) -> Iterator[Befund]:
    for name in namen[:MAX_EINZELN]:
        text = "Dieses Blatt ist neu hinzugekommen. Es wird nicht gelesen."
        yield Befund(Schwere.HINWEIS, "gesperrt.blatt", text, SourceRef(datei, name))
    if (rest := len(namen) - MAX_EINZELN) > 0:
        text = f"{rest} weitere Blätter sind neu hinzugekommen." if rest > 1 else "1 weiteres Blatt ist neu."
        yield Befund(Schwere.HINWEIS, "gesperrt.blatt", text, SourceRef(datei))


def _other_workbook(roh: Rohmappe, neue: Sequence[str]) -> Befund:
    """None of the sheets with inputs is there: the identity was copied into another workbook."""
    von = roh.identitaet.budget if roh.identitaet else ""
    andere = ", ".join(f"„{name}“" for name in neue[:3]) + (" und weitere" if len(neue) > 3 else "")
    inhalt = f"andere Blätter: {andere}" if neue else "nichts davon"
    text = (
        f"Die Mappe trägt die Kennung von „{shown(von)}“, enthält aber {inhalt}. "
        "Nicht annehmen; die gesendete Mappe neu ausfüllen lassen."
    )
    return Befund(Schwere.FEHLER, "gesperrt.blatt", text, SourceRef(roh.name))


def _renamed_sheets(original: Rohmappe, roh: Rohmappe) -> dict[str, str]:
    """New names by old ones: the same tab, most of whose constants stand where they stood."""
    paare = zip(original.blaetter.values(), roh.blaetter.values(), strict=False)
    return {
        alt.name: neu.name
        for alt, neu in paare
        if alt.name not in roh.blaetter and neu.name not in original.blaetter and _resembles(neu, alt)
    }


def _resembles(neu: Blatt, alt: Blatt) -> bool:
    konstanten = {adresse: wert for adresse in alt.zellen if (wert := _constant(alt, adresse)) is not None}
    gleiche = sum(_constant(neu, adresse) == wert for adresse, wert in konstanten.items())
    return bool(konstanten) and gleiche >= _UMBENANNT_AB * len(konstanten)

"""Whether a figure is a Plan, an Ergebnis or an Abweichung, of which year and months."""

from __future__ import annotations

import re
from dataclasses import dataclass

from xlbudget.core.textpruefung.lage import Satzlage
from xlbudget.core.textpruefung.modelle import Zahleinheit
from xlbudget.core.textpruefung.worttafel import AENDERUNG, Rolle

_ABW_NOMEN = re.compile(
    r"\b(?:fehlten?\b|fehlte\b|\w*verbesserung\w*|\w*verschlechterung\w*|mehr[a-zäöü]{3,}\w*(?<!mehrere)(?<!mehrfach)|minder[a-zäöü]{3,}\w*|\w*überschreitung\w*|\w*unterschreitung\w*|\w*einsparung\w*|"
    r"ersparnis\w*|\w*rückgang\w*|\w*rückgänge\w*|zuwachs\w*|\w*anstieg\w*|\w*belastung\w*|\w*entlastung\w*|\w*steigerung\w*|erhöhung\w*|verringerung\w*|zunahme\w*|abnahme\w*|"
    r"\w*abweichung\w*|differenz\w*|veränderung\w*|\w*mehrbedarf\w*|\w*mehrmehr\w*|budgetüberschu(?:ss|ß)\w*|budgetdefizit\w*|budgetplus|budgetminus|"
    r"sach\w*mehraufw\w*|\w+mehr(?:kosten|aufw\w*|ausgaben|ertr\w*|einnahmen)|\w+minder(?:kosten|aufw\w*|ausgaben|ertr\w*|einnahmen)|reduzierung\w*|senkung\w*|unterschied\w*)",
    re.IGNORECASE,
)
_STATT = re.compile(
    r"\b(?:[Ss]tatt|[Aa]nstatt|[Aa]nstelle\s+(?:von|der|des))(?:\s+(?:der|des|den|dem|von|einem|einer|eines))?(?:\s+(?:\w+(?:en|er|em|es)))*(?:\s+[A-ZÄÖÜ]\w+\s+(?:von|in\s+Höhe\s+von))?$"
)
_PLAN_DAVOR = re.compile(
    r"\b\w*[Zz]iel\w*,\s*$|\b(?!\w*(?:abweich|überschr|unterschr|schöpf))(?:\w*[Pp]lan\w*|\w*[Aa]nsatz\w*|\w*[Aa]nsätze\w*|[Ss]oll(?:wert)?\w*|\w*[Zz]iel(?:wert|marke|vorgabe|zahl)?\w*|[Vv]orgabe\w*)\s*(?:(?:20\d\d|von|in\s+Höhe\s+von|i\.\s?H\.\s?v\.|lag(?:en)?\s+bei|liegt\s+bei|betrug(?:en)?|beträgt|war(?:en)?|ist|mit|:|=|\()\s*)*$"
)
_PLAN_GENANNT = re.compile(
    r"\b(?:\w*[Aa]nsatz(?:es)?|\w*[Pp]lanwert(?:es)?|"
    r"(?:[Gg]eplant|[Vv]eranschlagt|[Vv]orgesehen|[Ee]ingeplant|[Bb]ereitgestellt)\w*\s+[A-ZÄÖÜ]\w+)"
    r"\s+(?:von|in\s+Höhe\s+von)$"
)
_KLAMMER_PLAN = re.compile(r"\(\s*(?:im\s+)?(?:Plan|Ansatz|Soll|Ziel|geplant|Planwert)\s*:?\s*$", re.IGNORECASE)
_KLAMMER_IST = re.compile(r"\(\s*(?:Ist|Ergebnis|tatsächlich)\s*:?\s*$", re.IGNORECASE)
_KLAMMER = re.compile(r"\(\s*(?:rund|ca\.|circa|etwa|gut|knapp|um)?\s*$", re.IGNORECASE)
_WEICHT_AB = re.compile(r"\bw(?:eich|ich)(?:t|en)?\b.*\bab\b", re.IGNORECASE)
_PAAR = re.compile(
    r"\b(?:Plan|Ansatz)\w*\s+und\s+(?:\w+\s+)?(?:Ergebnis|Ist)\w*|\b(?:Ergebnis|Ist)\w*\s+und\s+(?:Plan|Ansatz)\w*",
    re.IGNORECASE,
)

_KOMPARATIV = re.compile(
    r"mehr|minder|weniger|höher|niedriger|geringer|besser|schlechter|günstiger|ungünstiger|zu\s+(?:viel|wenig)|"
    r"zusätzlich|übrig|nicht|eingespart|kleiner|größer|darüber|darunter|(?:über|unter)schritten|überzogen|verbesser|verschlechter",
    re.IGNORECASE,
)
_VOR_KOMPARATIV = re.compile(
    r"\s*(?:(?:wurden?|sind|waren?|werden|blieben?|konnten?|mussten?|hat|haben)\s+)?"
    r"(?:(?:im|beim|bei|in|für)\s+(?:der\s+|den\s+)?□+\)?\s*)?(?:(?:an|für|Euro|bei|im|in|der|den)\s+)?"
    r"(?:[A-ZÄÖÜ]\w+\s+){0,2}(?:□+\s*)?(?:zu|deutlich|noch)?\s*"
)
"""What may stand between a figure and a word like `weniger` that makes it a deviation."""
_DAS_SIND = re.compile(
    r"(?:,|;|\bund)\s*(?:das|dies)\s+(?:sind|ist|waren?|entspricht|macht)(?:\s+\w+)?$", re.IGNORECASE
)
"""Before a figure with a sign: what two figures before it differ by."""
_PLUS_MINUS = re.compile(r"\b(?:plus|minus)\s+von\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rollenwahl:
    """What a figure is; `auch_plan`: Plan and Ergebnis must both be it, `basis`: a change starts from it."""

    rolle: Rolle | None
    auch_plan: bool = False
    basis: bool = False
    ausdruecklich: bool = False


def choose_rolle(lage: Satzlage, i: int, vorige: Rollenwahl | None) -> Rollenwahl:
    """Plan, Ergebnis or Abweichung; `vorige` is that of the figure before."""
    if vorige and lage.is_same_thing(i) and not _beside(lage, i):
        return vorige
    if (paar := _PAAR.search(lage.text)) and not _ABW_NOMEN.search(lage.bild, paar.end(), lage.figuren[i].start):
        return _of_pair(lage, i)
    sofort = _beside(lage, i)
    if sofort:
        return Rollenwahl(sofort, basis=_is_start(lage, i), ausdruecklich=True)
    if (spaeter := lage.borrows_from(i)) is not None:
        return choose_rolle(lage, spaeter, None)
    if vorige and (lage.is_elliptic(i) or (lage.is_listed(i) and not _has_own_word(lage, i))):
        return vorige
    wahl = _from_zone(lage, i)
    gereiht = re.match(r"\s*(?:und|sowie|bzw\.)\s", lage.bild[lage.zonen[i][0] :])
    if wahl.rolle is None and gereiht and vorige and vorige.rolle in (Rolle.PLAN, Rolle.ERGEBNIS):
        return vorige
    return wahl


def _of_pair(lage: Satzlage, i: int) -> Rollenwahl:
    ab, bis = lage.list_of(i)
    if bis - ab == 2 and (treffer := _PAAR.search(lage.text)):
        plan_zuerst = treffer.group()[:1].casefold() in "pa"
        return Rollenwahl(Rolle.PLAN if (i == ab) == plan_zuerst else Rolle.ERGEBNIS, ausdruecklich=True)
    return Rollenwahl(Rolle.ERGEBNIS, auch_plan=True, ausdruecklich=True)


def _beside(lage: Satzlage, i: int) -> Rolle | None:
    """What the words next to a figure say."""
    links, rechts = lage.links(i), lage.rechts(i)
    figur = lage.figuren[i]
    if re.search(r"\bum$", links, re.IGNORECASE) or re.match(r"\s*\w*\s*,\s*um\s+(?:die|das|den|welche)\b", rechts):
        return Rolle.ABWEICHUNG
    if _KLAMMER.search(links) and _WEICHT_AB.search(lage.bild, 0, figur.start):
        return Rolle.ABWEICHUNG
    if _KLAMMER_IST.search(links):
        return Rolle.ERGEBNIS
    if figur.vorzeichen and i > 1 and _DAS_SIND.search(links):
        return Rolle.ABWEICHUNG
    if _STATT.search(links) or _KLAMMER_PLAN.search(links):
        return Rolle.PLAN
    vergleich = next((m for m in lage.marken.vergleiche if m.womit == "plan" and 0 <= figur.start - m.ende <= 40), None)
    if vergleich and re.fullmatch(r"\s*(?:(?:in\s+Höhe\s+)?von|bei|mit|\()?\s*", lage.links(i)[vergleich.ende :]):
        return Rolle.PLAN
    if _PLAN_GENANNT.search(links):
        return Rolle.PLAN
    vorn = next((m for m in lage.marken.vergleiche if m.richtung and 0 <= m.start - figur.ende <= 40), None)
    mit = re.search(r"\b(?:mit|bei|zu|auf)$", links, re.IGNORECASE)
    if (
        vorn
        and not mit
        and re.fullmatch(r"\s*(?:[A-ZÄÖÜ]\w+\s*)?(?:deutlich\s|knapp\s|noch\s|weit\s)?", lage.after(i, vorn.start))
    ):
        return Rolle.ABWEICHUNG
    if _comparative_behind(lage, i):
        return Rolle.ABWEICHUNG
    if re.search(r"\bauf$", links, re.IGNORECASE) and AENDERUNG.search(lage.text):
        return Rolle.ERGEBNIS
    if _is_start(lage, i) or _is_whole(lage, i):
        return Rolle.PLAN
    if (
        not _has_plan_behind(lage, i)
        and _PLAN_DAVOR.search(_without_names(lage, i))
        and not re.search(r"(?:über|unter|gegenüber|vom|zum|als|den)\s+(?:dem\s+|der\s+)?\w*$", links)
    ):
        return Rolle.PLAN
    return None


def _has_plan_behind(lage: Satzlage, i: int) -> bool:
    """`Das Ziel liegt bei 51 (Plan 12)`: the figure in brackets is the Plan."""
    return i + 1 < len(lage.figuren) and _KLAMMER_PLAN.search(lage.links(i + 1)) is not None


def is_plan_noun(lage: Satzlage, i: int) -> bool:
    """Whether `Plan`, `Ansatz` or the like is what the figure is said of."""
    return _PLAN_DAVOR.search(_without_names(lage, i)) is not None or bool(
        re.search(r"\b(?:Ansätze|Planwerte|Ansatz|Planwert)\s+von$", lage.links(lage.list_of(i)[0]))
    )


def _without_names(lage: Satzlage, i: int) -> str:
    """The text before a figure without names and their prepositions."""
    bild = lage.bild[: len(lage.links(i))]
    return re.sub(r"\s*(?:\b(?:im|in|beim|bei|für|des|der|das|den|dem|vom)\s+){0,2}□+\)?", "", bild).rstrip()


def _comparative_behind(lage: Satzlage, i: int) -> bool:
    """`12.000 € weniger`, `5.000 € Zuschuss mehr`, `3.000 € nicht verausgabt`."""
    ende = lage.figuren[i].ende
    mit = re.search(r"\b(?:mit|bei|zu|auf)$", lage.links(i), re.IGNORECASE)
    for marke in lage.marken.richtungen:
        if marke.start < ende or not lage.in_zone(i, marke.start, marke.ende):
            continue
        if (mit and re.match(r"über|unter", marke.text, re.IGNORECASE)) or not _KOMPARATIV.match(marke.text):
            continue
        dazwischen = lage.after(i, marke.start)
        if _VOR_KOMPARATIV.fullmatch(dazwischen):
            return True
    return False


def _is_start(lage: Satzlage, i: int) -> bool:
    """`von A auf B`: the figure is A."""
    if i + 1 >= len(lage.figuren) or not re.search(r"\bvon$", lage.links(i), re.IGNORECASE):
        return False
    return bool(
        re.match(r"\s*(?:[\w.]+\s+){0,3}(?:auf|zu)\b", lage.text[lage.figuren[i].ende : lage.figuren[i + 1].start])
    )


def _is_whole(lage: Satzlage, i: int) -> bool:
    """`Von A wurden B verbraucht`: the figure is A."""
    if i + 1 >= len(lage.figuren) or not re.search(r"(?:^|[:;,]\s*)[Vv]on$", lage.links(i).strip()):
        return False
    return bool(re.match(r"\s*(?:wurden?|sind|waren)\b", lage.text[lage.figuren[i].ende : lage.figuren[i + 1].start]))


def _has_own_word(lage: Satzlage, i: int) -> bool:
    return any(lage.in_zone(i, m.start, m.ende) for m in lage.marken.rollen)


def _from_zone(lage: Satzlage, i: int) -> Rollenwahl:
    """The nearest noun of deviation before the figure, a word of Plan in its zone, else what is measured."""
    figur = lage.figuren[i]
    ab, _ = lage.zonen[i]
    nomen = list(_ABW_NOMEN.finditer(lage.bild, ab, figur.start))
    zeile = any(m.mass and m.mass.art and lage.in_zone(i, m.start, m.ende) for m in lage.marken.masse)
    if figur.einheit is not Zahleinheit.EURO or zeile:
        nomen += _PLUS_MINUS.finditer(lage.bild, ab, figur.start)
    dahinter = _ABW_NOMEN.match(lage.bild[figur.ende :].lstrip())
    plan = lage.roles_in_zone(i, Rolle.PLAN)
    if plan and re.search(r"\bmit$", lage.links(i), re.IGNORECASE) and not _planned_with(lage, i):
        plan = []
    ergebnis = lage.roles_in_zone(i, Rolle.ERGEBNIS)
    if dahinter:
        return Rollenwahl(Rolle.ABWEICHUNG, ausdruecklich=True)
    if nomen:
        abstand = lage.distance(i, nomen[-1].start(), nomen[-1].end())
        planwort = [p for p in plan if p < abstand - 2]
        if not planwort:
            return Rollenwahl(Rolle.ABWEICHUNG, ausdruecklich=True)
    if plan and not (ergebnis and ergebnis[0] < plan[0] and plan[0] > 30):
        return Rollenwahl(Rolle.PLAN, ausdruecklich=True)
    if ergebnis:
        return Rollenwahl(Rolle.ERGEBNIS, ausdruecklich=True)
    return Rollenwahl(None)


def _planned_with(lage: Satzlage, i: int) -> bool:
    """`gerechnet worden war mit A`, `mit A veranschlagt`: the word of Plan stands before, or is a participle."""
    figur = lage.figuren[i]
    worte = [m for m in lage.marken.rollen if m.rolle is Rolle.PLAN and lage.in_zone(i, m.start, m.ende)]
    return any(m.ende <= figur.start or re.match(r"ge|ver|vor|an|ein|kalk", lage.bild[m.start :]) for m in worte)


def base_of_change(lage: Satzlage, i: int) -> str:
    """What a change is counted from: `plan` or `vorjahr`."""
    vergleich = lage.compared_with(i)
    if vergleich and vergleich.womit in ("plan", "vorjahr"):
        return vergleich.womit
    davor = lage.text[: lage.figuren[i].start]
    vorn = i - 1 if i and re.fullmatch(r"\s*\(\s*", lage.luecke(i)) else i
    if _DAS_SIND.search(lage.links(vorn)) and len(set(re.findall(r"\b20\d\d\b", davor))) == 2:
        return "vorjahr"
    if re.search(r"\b(?:jahresvergleich|vorjahresvergleich|im\s+vorjahr)\b", davor, re.IGNORECASE):
        return "vorjahr"
    return "plan"

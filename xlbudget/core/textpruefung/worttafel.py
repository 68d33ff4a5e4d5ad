"""The words that a frame is read by, as tables: measure, role, direction, comparison, what is not in the data.

Patterns are looked for in the text as it stands, case ignored, and begin at a word.
"""

from __future__ import annotations

import re
from enum import StrEnum


class Rolle(StrEnum):
    """What a word makes of a figure."""

    PLAN = "Plan"
    ERGEBNIS = "Ergebnis"
    ABWEICHUNG = "Abweichung"


class Wortsinn(StrEnum):
    """Where a word points: up or down in the terms of its measure, better or worse for the budget."""

    MEHR = "mehr"
    WENIGER = "weniger"
    BESSER = "besser"
    SCHLECHTER = "schlechter"


_HAUPT = r"(?:haushalts|budget|zuschuss|zuschuß|planungs|produkt|plan|ertrags|aufwands|jahres|ziel|soll|ausgabe|einnahme|personalkosten|gesamt)?"
PLANWORT = (
    rf"{_HAUPT}(?:plan(?:ung|wert|ansatz|ansätze|zahl|budget|betrag|größe|vorgabe|ziel)?|ansatz|ansätze|soll(?:wert)?|"
    r"zielmarke|zielwert|zielvorgabe|zielzahl|ziel|haushaltsplan|veranschlagung|kalkulation|vorgabe|sollvorgabe|budget|"
    r"erwartung|haushaltsplanung|ansatzwert|kontrakt|etat)(?:en|es|s|n|e|er)?"
)
_GEPLANT = (
    r"(?:ursprünglich\s+|zunächst\s+|im\s+haushalt\s+|bei\s+der\s+planung\s+)?(?:geplant|veranschlagt|vorgesehen|kalkuliert|angesetzt|eingeplant|"
    r"erwartet|angenommen|eingestellt|vorausgesehen|gedacht|beplant|budgetiert|zugrunde gelegt|angestrebt|avisiert|vorgegeben)\w{0,2}"
)
_ADJ = r"(?:(?:ursprünglichen?|fortgeschriebenen?|beschlossenen?|geplanten?|vorgesehenen?|veranschlagten?|gesetzten?|angestrebten?|eigenen?|gesamten?|ihre[nmrs]?|seine[nmrs]?|diese[nmrs]?)\s+)*"
_ART = r"(?:dem|den|der|des|die|das|ihre[nmrs]?|seine[nmrs]?|einem|einen|im|in\s+der|in|bei\s+der|bei|am|)\s*"
VORJAHRWORT = r"(?:vorjahr(?:es|s|eswert\w*|esergebnis\w*|esniveau|eszahl\w*|eszeitraum\w*)?|jahr\s+(?:20\d\d)|20\d\d|(?:ergebnis|wert)\w*\s+(?:von\s+)?20\d\d|ergebnis\s+des\s+(?:vorjahr(?:es|s)|jahres\s+20\d\d))"

VERGLEICHE: tuple[tuple[str, Wortsinn | None, str], ...] = (
    (rf"(?:unter(?:halb)?|hinter)\s+(?:{_ART}{_ADJ}{PLANWORT}|der\s+erwartung\w*)(?:\s+zurück)?", Wortsinn.WENIGER, "plan"),
    (rf"(?:über|oberhalb)\s+{_ART}{_ADJ}{PLANWORT}", Wortsinn.MEHR, "plan"),
    (rf"(?:unter(?:halb)?|hinter)\s+{_ART}{_ADJ}{VORJAHRWORT}(?:\s+zurück)?", Wortsinn.WENIGER, "vorjahr"),
    (rf"(?:über|oberhalb)\s+{_ART}{_ADJ}{VORJAHRWORT}", Wortsinn.MEHR, "vorjahr"),
    (rf"als\s+(?:{_ART}{_ADJ})?(?:haushalts)?{PLANWORT}(?:\s+(?:{_GEPLANT}|vorsah\w*|vorgab\w*|vorsieht))?", None, "plan"),
    (rf"als\s+(?:\w+\s+){{0,4}}{_GEPLANT}", None, "plan"),
    (rf"als\s+(?:{_ART})?{_ADJ}{VORJAHRWORT}", None, "vorjahr"),
    (rf"(?:gegenüber|im\s+vergleich\s+(?:zu[mr]?|mit)|verglichen\s+mit|gemessen\s+an|abweichend\s+von|entgegen|im\s+verhältnis\s+zu[mr]?|bezogen\s+auf)\s+{_ART}{_ADJ}{PLANWORT}", None, "plan"),
    (rf"(?:gegenüber|im\s+vergleich\s+(?:zu[mr]?|mit)|verglichen\s+mit|gemessen\s+an|im\s+verhältnis\s+zu[mr]?)\s+{_ART}{_ADJ}{VORJAHRWORT}", None, "vorjahr"),
    (rf"zum\s+{_ADJ}vorjahr\b", None, "vorjahr"),
    (rf"(?:vom|von\s+der|von\s+dem|zum|zur)\s+{_ADJ}{PLANWORT}", None, "plan"),
    (rf"wie\s+{_GEPLANT}", None, "gleich"),
)  # fmt: skip
"""Comparisons: whether a figure beside is above or below, and of what."""

PROGNOSEWORT = r"(?<!\bder\s)(?<!\bden\s)(?:jahres)?prognosen?\b"
ERWARTETES = re.compile(r"erwartet|gerechnet|ausgegangen|angenommen", re.IGNORECASE)
ERWARTEND = re.compile(r"\b(?:wird|werden)\b(?!.*\bworden\b)", re.IGNORECASE)
"""`wird … erwartet` is what the year will bring; `war`, `wurde … erwartet` is the Plan."""

ROLLEN: tuple[tuple[str, Rolle], ...] = (
    (r"\w*abweich\w*|differenz\w*|unterschied\w*|veränder\w*", Rolle.ABWEICHUNG),
    (rf"{_GEPLANT}|geplante\w*|eingeplante\w*|planmäßig\w*", Rolle.PLAN),
    (rf"(?!\w*ziel|(?:teil|produkt|gesamt)?budgets?\b|etats?\b)(?:(?:plan|soll)(?:{PLANWORT})?\b|{PLANWORT}|plan\w{{3,}}|\w+ansatz(?:es)?|\w+ansätze\w*)", Rolle.PLAN),
    (PROGNOSEWORT, Rolle.ERGEBNIS),
    (r"gerechnet|ausgegangen|erwartet\w*|soll(?:te|ten)?|sah(?:en)?|sieht|sehen|bewilligt\w*|bereitgestellt\w*|zur\s+verfügung", Rolle.PLAN),
    (r"tatsächlich\w*|jahresergebnis\w*|ergebnis\w*|erzielt\w*|erreicht\w*|verbraucht\w*|benötigt\w*|betrug(?:en)?|beträgt|betragen|angefallen\w*|"
     r"entstanden\w*|erwirtschaft\w*|gebucht\w*|verbucht\w*|schlie(?:ß|ss)\w*|schlo(?:ß|ss)\w*|endet\w*|weis(?:t|en)|wies(?:en)?|"
     r"verausgabt\w*|ist-?(?:wert|ergebnis|zahl)?\w*(?=\s+von)|gezählt\w*|erbringt|erbrachte\w*|schlägt|schlagen|schlug(?:en)?|realisiert\w*|beanspruch\w*", Rolle.ERGEBNIS),
)  # fmt: skip

RICHTUNGEN: tuple[tuple[str, Wortsinn], ...] = (
    (r"\w*verbesser\w*|besser\w*|günstiger\w*|entlast\w*|haushaltsentlastung\w*|positive\w*\s+abweichung\w*", Wortsinn.BESSER),
    (r"fehl(?:t|te|ten)\b|reich(?:t|te|ten)\b(?=.*\bnicht\s+aus)|nicht\s+ausgereicht|\w*verschlechter\w*|schlechter\w*|ungünstiger\w*|mehrbelast\w*|\w*belastung\w*|verfehl\w*\s+budget|negative\w*\s+abweichung\w*", Wortsinn.SCHLECHTER),
    (r"mehr(?=[a-zäöü]{3})(?!ere|fach|jährig|heit|mals|wert)\w*|mehr\b(?!\s+als\s+[\d▢])|höher\w*|zu\s+viel|überschritt\w*|überschreit\w*|überstieg\w*|übersteig\w*|"
     r"übertraf\w*|übertreff\w*|übertroff\w*|gestiegen\w*|stieg(?:en)?\b|steig(?:t|en|ert\w*|erung\w*)|ansteig\w*|anstieg\w*|angestiegen\w*|zunahm\w*|nahm(?:en)?(?=.*\bzu\b)|"
     r"zuwachs\w*|zugenommen\w*|erhöh\w*|wuchs(?:en)?|gewachsen\w*|\w*überschreitung\w*|zusätzlich\w*|überzogen\w*|überzieh\w*|wachs\w*|aufwuchs\w*|plus\b(?=\s+(?:von|in))|darüber\b(?!\s+hinaus)|größer\w*|budgetüberschreitung\w*", Wortsinn.MEHR),
    (r"minder\w*|weniger\b(?!\s+als\s+[\d▢])|unterschritt\w*|unterschreit\w*|gesunken\w*|sank(?:en)?\b|sink(?:t|en)|gefallen\w*|fiel(?:en)?\b(?=.*\b(?:um|auf)\b)|rückgang\w*|rückgäng\w*|rückläufig\w*|"
     r"ging(?:en)?(?=.*\bzurück\b)|geh(?:t|en)(?=.*\bzurück\b)|zurückgegangen\w*|verringer\w*|reduzier\w*|niedriger\w*|geringer\w*|übrig\w*|\w*einspar\w*|eingespart\w*|ersparnis\w*|abgenommen|nahm(?:en)?(?=.*\bab\b)|"
     r"senk(?:te|ten|en|ung\w*)|gesenkt|nicht\s+(?:\w+\s+)?(?:verausgabt|ausgegeben|benötigt|verbraucht|abgerufen|ausgeschöpft|in\s+anspruch|gebraucht|verwendet|verwandt|beansprucht)\w*|"
     r"unterblieb\w*|\w*unterschreitung\w*|kleiner\w*|abnahm\w*|zu\s+wenig|minus\b(?=\s+(?:von|in))|darunter\b(?!\s+(?:die|der|das|ein|allein|[\d▢]))", Wortsinn.WENIGER),
)  # fmt: skip

SALDOWORTE: tuple[tuple[str, int, bool, bool], ...] = (
    # pattern, polarity of its amount, whether it may be the Abweichung, whether only where no other measure is named
    (r"(?:\w*zuschu(?:ss|ß)\w*|\w*zuschüss\w*)(?<!bezuschusst)", -1, False, False),
    (r"fehlbetr[aä]g\w*|fehlbedarf\w*|unterdeckung\w*", -1, False, False),
    (r"\w*defizit\w*|\bminus\b(?!\s*[\d▢])|verlust\w*", -1, True, False),
    (r"budgetüberschu(?:ss|ß)\w*|budgetüberschüss\w*|budgetplus|\bplus\b(?!\s*[\d▢])", 1, True, False),
    (r"überschu(?:ss|ß)\w*|überschüss\w*|gewinn\w*", 1, False, False),
    (r"mehrbedarf\w*|minderbedarf\w*|nettobedarf\w*|finanzbedarf\w*|nettoaufw\w*|nettobelast\w*|nettokosten", -1, False, False),
    (r"\w*budget\w*|etat\w*", -1, False, False),
    (r"saldo\w*|\w*ergebnis(?:se[sn]?|ses)?\b", 1, False, False),
    (r"benötig\w*|gebraucht\w*|brauch(?:t|te|ten|en)\b|verbrauch\w*|ausgegeben|ausgeben|auszugeben|aufwenden|aufzuwenden|aufgewend\w*|aufgewandt|verausgab\w*|beanspruch\w*|zu\s+buche|fällig|bedarf\w*", -1, False, True),
    (r"kostet(?:e|en)?\b", -1, False, True),
    (r"schlie(?:ß|ss)(?:t|en)\b(?=.*\bab\b)|schlo(?:ß|ss)(?:en)?\b(?=.*\bab\b)", 0, False, True),
    (r"erwirtschaft\w*|erbracht\w*|erbringt|eingenommen|vereinnahm\w*", 1, False, True),
)  # fmt: skip

_NACHSILBE = r"(?:s|n)?(?:ansatz|ansätze|plan|planung|überschreitung|unterschreitung|steigerung|minderung|entwicklung|budget|volumen|bereich|anteil|anteile|quote|seite|seitig)?(?:e|es|s|en|n)?\b"
ERTRAGSWORT = rf"(?:(?:ertr[aä]g(?:e|en|es)?|einnahmen?|erlöse?n?){_NACHSILBE})"
AUFWANDSWORT = rf"(?:(?:aufw[aä]nde?(?:en|es)?|aufwendung(?:en)?|ausgaben?|kosten){_NACHSILBE})"
VORSILBE = r"(?:mehr|minder|gesamt|jahres|plan|ist|haushalts|budget)*"

ZIELWORTE = re.compile(
    r"\b(?:\w*ziel(?:e|es|s|en|marke\w*|vorgabe\w*|wert\w*|zahl\w*|größe\w*|kennzahl\w*)?|\w*quote\w*|\w*kennzahl\w*|messgröße\w*|"
    r"frist\w*|termingerecht\w*|innerhalb|binnen)\b",
    re.IGNORECASE,
)
ZIELGRAD = re.compile(
    r"\b(?:ziel\s?-?erreichungs?\w*|zielerreichung\w*|zielerfüllung\w*|grad\s+der\s+zielerreichung)\b", re.IGNORECASE
)
ZIEL_ZU = re.compile(r"\bziel\w*\b.*\bzu\s*(?:\w+\.?\s+){0,2}$", re.IGNORECASE)
ERREICHT = re.compile(r"\b(?:erreich\w*|übertroff\w*|übertraf\w*|übererfüll\w*|erfüll\w*|eingehalten)\b", re.IGNORECASE)
VERFEHLT = re.compile(
    r"\b(?:verfehl\w*|nicht\s+(?:ganz\s+|vollständig\s+)?(?:erreicht|erfüllt|eingehalten)|(?:fast|beinahe|nahezu)\s+erreicht)\b",
    re.IGNORECASE,
)

AUSSCHOEPFUNG = re.compile(
    r"\b(?:\w*ausschöpf\w*|ausgeschöpft\w*|planerfüllung\w*|ausgelastet|auslastung\w*|erfüllungsgrad\w*|realisierungsgrad\w*|"
    r"inanspruchnahme\w*|in\s+anspruch\s+genommen|budgetverbrauch\w*|mittelabfluss\w*|verbrauchsquote\w*)\b|"
    rf"[%▢]\s+(?:des|der|vom|von)\s+{_ADJ}{PLANWORT}",
    re.IGNORECASE,
)
ANTEILSWORT = re.compile(
    r"\b(?:\w*anteil\w*|entf(?:ie|a)l\w*|entfäl\w*|sind|waren|mach(?:en|t|ten)|bestehen|besteht|bestand|flossen|fließen)\b",
    re.IGNORECASE,
)
DECKUNG = re.compile(r"\b(?:\w*deckungs(?:grad|quote)\w*|gedeckt|decken|deckt(?:en)?)\b", re.IGNORECASE)

KAUSAL = re.compile(
    r"\b(?i:aufgrund|auf\s+grund|wegen|infolge|dank|bedingt\s+durch|trotz|durch|angesichts|mangels|bei\s+(?=gestiegen|gesunken|rückläufig|"
    r"steigend|sinkend|höher|gering|niedrig|gleich|unverändert))\s*(?:(?:von|des|der|dem|den|die|das|eine[rnms]?)\s+)?"
    r"(?:[a-zäöüß]+(?:,\s|\s))*[A-ZÄÖÜ][\wäöüß-]*(?:\s+(?:und|oder|sowie)\s+(?:[a-zäöüß]+\s+)*[A-ZÄÖÜ][\wäöüß-]*)?"
    r"(?:\s+(?:im|in|beim|bei|der|des|den|für|von|aus)\s+(?:der\s+|die\s+|den\s+|das\s+)?(?:[A-ZÄÖÜ][\wäöüß-]*)(?:\s+[A-ZÄÖÜ][\wäöüß-]*)?)*"
)
"""What is only a reason: words in it say nothing about a figure. Case counts: it ends with a noun."""

KAUSALSATZ = re.compile(
    r",\s*(?:weil|da|nachdem|obwohl|zumal|obgleich)\b[^,.;▢]*(?=[,.;]|$)|^\s*(?:Weil|Da|Obwohl|Nachdem)\b[^,▢]*(?=,)"
)

FREMDES = re.compile(
    r"\b(?:\w*erstattung\w*|\w*zuweisung\w*|\w*nachzahlung\w*|\w*beteiligung(?:en)?\b|\w*pauschale\w*|\w*miet(?:e|en|kosten)\b|\w*honorar\w*|"
    r"\w*gebühr(?:en)?\b|\w*zuwendung\w*|\w*spende\w*|\w*kredit\w*|\w*darlehen\w*|\w*rückstellung\w*|\w*umlage\w*|\w*steuern?\b|"
    r"\w*fonds\b|\w*fördermittel\w*|\w*landesmittel\w*|\w*bundesmittel\w*|\w*rückforderung\w*|\w*forderung(?:en)?\b|\w*abrechnung(?:en)?\b|"
    r"\w*vergütung\w*|\w*schlüsselzuweisung\w*|\w*rückzahlung\w*|\w*guthaben\w*|\w*restmittel\w*|\w*regelsatz\w*|\w*regelsätze\w*|"
    r"\w*auszahlung\w*|\w*einzahlung\w*|\w*förderung(?:en)?\b|\w*bewilligung\w*|\w*ausgleichszahlung\w*)",
    re.IGNORECASE,
)
TEILBETRAG = re.compile(
    r"\b(?:davon|darunter(?=\s+(?:die|der|das|ein|allein|[\d▢]))|hiervon|darin|hierin|entfiel\w*|entfallen\w*|entfällt|stamm(?:en|t|te|ten)|einzeln(?:e[rnms]?|fall\w*)|"
    r"allein\w*\s+(?:für|auf|durch|aus)|teilbetr\w*|anteilig\w*|einmalzahlung\w*|enthalten|zuzurechnen|zurückzuführen|"
    r"resultier\w*\s+aus|beruh\w*|je\s+(?:fall|kind|person|einwohner\w*|monat|platz|quadratmeter|stunde|schüler\w*|bedarfsgemeinschaft)|"
    r"pro\s+\w+|durchschnittlich\w*|im\s+(?:durchschnitt|schnitt|mittel)|teil\s+(?:davon|der|des)|einen\s+teil)\b",
    re.IGNORECASE,
)
FRUEHER = re.compile(
    r"(?:\b\w+-?Bericht(?:s|es)?\b(?<!Produktbericht)(?<!Gesamtbericht)|\b(?:Halbjahres|Quartals|Zwischen|Budget|Controlling|Finanz|Prognose)bericht\w*|"
    r"\b(?:letzte[nrms]?|vorige[nrms]?|vorherige[nrms]?|frühere[nrms]?|vorangegangene[nrms]?)\s+(?:\w+)?[Bb]ericht\w*|\bseinerzeit\w*|\bHochrechnung\w*|"
    r"\bNachtrag\w*|\bprognostizier\w*|\b\w*[Pp]rognosen?\b|\bnoch\b.*\b(?:erwartet|gerechnet|ausgegangen|prognostiziert)\b|\berwartet\s+worden\b|\bunterjährig\w*)"
)
AUSBLICK = re.compile(
    r"\b(?:(?:im|in|das|dem|ins|für)\s+(?:\w+\s+)?(?:kommende|nächste|folgende|laufende)[nrms]?\s+(?:\w*[Jj]ahr\w*)|Folgejahr\w*|künftig\w*|zukünftig\w*|"
    r"mittelfristig\w*|voraussichtlich\w*|in\s+den\s+(?:kommenden|nächsten|folgenden)\s+Jahren|nächste[sn]\s+Jahr\w*|wird\s+.*(?:gerechnet|erwartet|ausgegangen)|"
    r"werden\s+.*(?:erwartet|gerechnet)|Finanzplanung\w*|Ausblick\w*)\b"
)
SCHWELLE = re.compile(
    r"\b(?:wertgrenze\w*|schwelle\w*|erheblichkeits\w*|bagatell\w*|grenze\w*|freibetr\w*|höchstbetr\w*|mindestbetr\w*|obergrenze\w*|"
    r"untergrenze\w*|abweichung(?:en)?\s+(?:ab|von\s+mehr\s+als|über|von\s+mindestens))\b",
    re.IGNORECASE,
)
STELLEN = re.compile(
    r"^\s*(?:\w+e[nr]?\s+)?(?:\w*[Ss]telle[n]?\b|VZÄ|Vollzeit\w*|Stellenanteile\w*|Beschäftigte\w*|Mitarbeiter\w*|Mitarbeitende\w*|Planstellen)"
)

WIRKUNG = re.compile(
    r"\b(?:führ(?:t|te|ten|en)|bewirk\w*|verursach\w*|beding\w*|sorg(?:t|te|ten|en)|ergib\w*|ergeb(?:en)\b|trag(?:en)|trägt|trug(?:en)?|"
    r"resultier\w*|entsteh\w*|entstand\w*|zugunsten|zulasten)\b",
    re.IGNORECASE,
)
"""Verbs between a cause and its effect: a row before is not what the effect is about."""

VON_ANDEREM = re.compile(
    r"\s+(?:für\s+(?:(?:das|die|den|der|dem|eine[nrm]?|ein)\s+)?|(?:der|des)\s+)(?:[a-zäöüß]+(?:e|en|er|es)\s+)*"
    r"(?!Jahr|Haushaltsjahr|Vorjahr|Produkt|Budget|Teilbudget|Fachdienst|Fachbereich|Amt|Dezernat|Bereich|Zuschu|Personal|Sach|Transfer)"
    r"[A-ZÄÖÜ][\wäöüß-]{3,}"
)
"""`Kosten für den Druck`, `Kosten der Halle`: a part that no row is called, behind a general word."""

FUER_ANDERES = re.compile(
    r"\b[Ff]ür\s+(?:(?:das|die|den|der|dem|eine[nrm]?|ein|diese[nrs]?)\s+)?(?:[a-zäöüß]+(?:e|en|er|es)\s+)*(?!Jahr|Haushaltsjahr|Produkt|Budget|Zuschu|Personal|Sach|Transfer)[A-ZÄÖÜ][\wäöüß-]{3,}"
)
"""`Für das Frauenhaus wurden … ausgegeben`: what was spent on something that no row is called."""

SUMME = re.compile(
    r"\b(?:zusammen\w*|insgesamt|in\s+(?:der\s+)?summe|unter\s+dem\s+strich|gemeinsam\w*|summier\w*|addier\w*|ergeben|per\s+saldo|"
    r"alles\s+in\s+allem|beide[nr]?|gesamt|ergibt\s+zusammen|kumuliert)\b",
    re.IGNORECASE,
)
JEWEILS = re.compile(r"\b(?:jeweils|je|jede[snmr]?|gleichermaßen)\b(?!\s+(?:fall|kind|person|monat))", re.IGNORECASE)
ERSTERES = re.compile(r"\berstere[snmr]?\b", re.IGNORECASE)
LETZTERES = re.compile(r"\bletztere[snmr]?\b", re.IGNORECASE)
NEBENBEI = re.compile(
    r"\b(?:anders\s+als|im\s+gegensatz\s+zu[mr]?|im\s+unterschied\s+zu[mr]?|ähnlich\s+wie|ebenso\s+wie|wie\s+(?:auch\s+)?(?:bei|im)|"
    r"neben|im\s+zusammenhang\s+mit|analog\s+zu[mr]?|abweichend\s+von|verglichen\s+mit|im\s+vergleich\s+zu[mr]?|außer|ohne|abgesehen\s+von|"
    r"zulasten|zu\s+lasten|zugunsten|zu\s+gunsten)\b(?:\s+\w+){0,4}\s*$",
    re.IGNORECASE,
)
AENDERUNG = re.compile(
    r"\b(?!\w*ung(?:en)?\b)(?:erhöh\w*|stieg\w*|steig\w*|gestiegen|sank\w*|gesunken|sink\w*|fiel\w*|verringer\w*|reduzier\w*|ging\w*|gegangen|verbesser\w*|"
    r"verschlechter\w*|wuchs\w*|gewachsen|senk\w*|gesenkt|zurückgegangen|abgenommen|zugenommen|entwickel\w*|anstieg\w*|rückgang|kletter\w*|angewachsen|veränder\w*|schrumpf\w*|nahm\w*)\b",
    re.IGNORECASE,
)

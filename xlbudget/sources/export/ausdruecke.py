"""What a cell of an export means, as narwhals expressions: written once for Arrow, pandas and Spark.

Every function takes a text column, stripped and without nulls, and returns expressions row by row. Only what all
backends know is used (no groups in replacements, no look-around: RE2 and Java disagree there).
"""

from __future__ import annotations

from collections.abc import Sequence

import narwhals as nw

from xlbudget.core.geld import MAX_EURO
from xlbudget.sources.export.angaben import Zahlenstil
from xlbudget.sources.export.kopfworte import MONATSNAMEN
from xlbudget.sources.export.regeln import Regel, Regelart

STRICHE = ("-", "–", "—", "--", "---", "./.", "-,-", "-,--", "–,–", ".")
"""An amount that is none: a dash for zero."""

_W, _L = r"(?:€|EUR|Euro)?", "[\\s   ]*"
_LEERGRUPPEN = r"[0-9]{1,3}(?:[    ][0-9]{3})+"
_GANZ = rf"[0-9]+|{_LEERGRUPPEN}"
_GANZ_DEUTSCH = rf"{_GANZ}|[1-9][0-9]{{0,2}}(?:\.[0-9]{{3}})+"
_GANZ_ENGLISCH = rf"{_GANZ}|[1-9][0-9]{{0,2}}(?:[,'’][0-9]{{3}})+"
_VORN, _HINTEN = rf"^{_W}{_L}[-−–+(]?{_L}{_W}{_L}", rf"{_L}{_W}{_L}[-−–+)]?{_L}{_W}$"
_BEIWERK = " €EURuro+-−–()   "
"""What may stand around the digits of an amount."""


def _muster(stil: Zahlenstil, stellen: int) -> str:
    """A whole amount of at most so many decimals, with one sign at either end or in brackets; zeros after them do not
    count."""
    if stil is Zahlenstil.ENGLISCH:
        zahl = rf"(?:(?:{_GANZ_ENGLISCH})(?:\.[0-9]{{1,{stellen}}}0*)?|\.[0-9]{{1,{stellen}}})"
    else:
        zahl = rf"(?:(?:{_GANZ_DEUTSCH})(?:,[0-9]{{1,{stellen}}}0*)?|,[0-9]{{1,{stellen}}})"
    vorn = rf"{_W}{_L}[-−–+]?{_L}{_W}{_L}{zahl}{_L}{_W}"
    hinten = rf"{_W}{_L}{zahl}{_L}{_W}{_L}[-−–+]{_L}{_W}"
    return rf"^(?:{vorn}|{hinten}|{_W}{_L}\({_L}{zahl}{_L}\){_L}{_W})$"


NUR_DEUTSCH = (
    rf"{_VORN}(?:{_GANZ_DEUTSCH})(?:,[0-9]{{1,2}}|,[0-9]{{4,5}}){_HINTEN}|\.[0-9]{{3}}\.[0-9]{{3}}|\.[0-9]{{3}},"
)
"""What no English number looks like."""
NUR_ENGLISCH = (
    rf"{_VORN}(?:{_GANZ_ENGLISCH}|)\.(?:[0-9]{{1,2}}|[0-9]{{4,}}){_HINTEN}"
    rf"|{_VORN}0\.[0-9]+{_HINTEN}|,[0-9]{{3}},[0-9]{{3}}|,[0-9]{{3}}\."
)
"""What no German number looks like: `0.500` too, for no group of thousands begins with a zero."""


def is_amount(text: nw.Expr, stil: Zahlenstil, faktor: int = 1) -> nw.Expr:
    """Whether a text is an amount in whole cents, written in this style; `faktor` euros are one unit."""
    return _without_dash(text).str.contains(_muster(stil, 2 if faktor == 1 else 5))


def _without_dash(text: nw.Expr) -> nw.Expr:
    """An amount without a dash in place of its cents: `500,--` is `500`, and no minus."""
    return nw.when(text.str.contains(_OHNE_CENT)).then(text.str.replace_all(",[-–—]{1,2}", "")).otherwise(text)


_OHNE_CENT = rf"[0-9],[-–—]{{1,2}}{_L}{_W}$"


def euro_of(text: nw.Expr, ist_betrag: nw.Expr, stil: Zahlenstil) -> nw.Expr:
    """The number a text holds, in its unit; 0 where `ist_betrag` (see `is_amount`) is false.

    A float of at most 15 digits is exact to the cent, and so is what Excel stores.
    """
    text = _without_dash(text)
    ziffern = text.str.strip_chars(_BEIWERK)
    for zeichen in (" ", " ", " ", " ", *((",", "'", "’") if stil is Zahlenstil.ENGLISCH else ".")):
        ziffern = ziffern.str.replace_all(zeichen, "", literal=True)
    if stil is not Zahlenstil.ENGLISCH:
        ziffern = ziffern.str.replace_all(",", ".", literal=True)
    zahl = nw.when(ist_betrag).then(ziffern).otherwise(nw.lit("0")).cast(nw.Float64)
    return nw.when(text.str.contains("[-−–(]")).then(-zahl).otherwise(zahl)


def cents_of(euro: nw.Expr, faktor: int = 1) -> nw.Expr:
    """Integer cents of a number in units of `faktor` euros; 0 beyond what is plausible."""
    return nw.when(is_plausible(euro, faktor)).then((euro * (100 * faktor)).round(0)).otherwise(0).cast(nw.Int64)


def is_plausible(euro: nw.Expr, faktor: int = 1) -> nw.Expr:
    """Whether an amount is one that a municipality books."""
    return (euro * faktor).abs() <= MAX_EURO


def is_whole_cents(euro: nw.Expr, faktor: int = 1) -> nw.Expr:
    """Whether rounding to cents changes no more than the noise of floating-point arithmetic."""
    cent = euro * (100 * faktor)
    return (cent - cent.round(0)).abs() < 0.05


def code_of(text: nw.Expr, regeln: Sequence[Regel], *, hinten: bool = False) -> nw.Expr:
    """A code after the rules of its column; `hinten` takes what stands after the separator."""
    for regel in regeln:
        if regel.art is Regelart.ZERLEGEN:
            text = _split(text, regel, hinten=hinten)
        elif regel.art is Regelart.ERSTES_WORT:
            text = _without_brackets(text.str.replace_all(r"\s.*$", ""))
        elif regel.art is Regelart.LETZTES_WORT:
            text = _without_brackets(text.str.replace_all(r"^.*\s", ""))
        elif regel.art is Regelart.STELLEN:
            kurz = text.str.contains(rf"^[0-9]{{1,{max(1, int(regel.wert) - 1)}}}$")
            text = nw.when(kurz).then(text.str.zfill(int(regel.wert))).otherwise(text)
        elif regel.art is Regelart.FEST:
            text = nw.when(text.is_null()).then(nw.lit(regel.wert)).otherwise(nw.lit(regel.wert))
    return text


def _without_brackets(text: nw.Expr) -> nw.Expr:
    """A word without what parts it from a name: `[1111]`, `(1111)`, `1111:`."""
    return text.str.replace_all(r"^[\[(]+|[\]),;:]+$", "")


def _split(text: nw.Expr, regel: Regel, *, hinten: bool) -> nw.Expr:
    zeichen = rf"\{regel.wert}" if regel.wert in "./-" else regel.wert
    letzte = regel.werte[1] == "letzten"
    vorn = rf"{zeichen}[^{zeichen}]*$" if letzte else rf"{zeichen}.*$"
    rest = rf"^.*{zeichen}" if letzte else rf"^[^{zeichen}]*{zeichen}"
    getrennt = text.str.replace_all(rest if hinten else vorn, "").str.strip_chars()
    return nw.when(text.str.contains(zeichen)).then(getrennt).otherwise(nw.lit("") if hinten else text)


_TAG = r"^[0-9]{1,2}[./-](?:0?[1-9]|1[0-2])[./-]"
_ISO = r"^(?:19|20)[0-9]{2}[./-][0-9]{2}[./-][0-9]{2}(?:[Tt ].*)?$"
_KOMPAKT = r"^(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])[0-3][0-9]$"
_MUSTER_TAG = rf"{_TAG}(?:[0-9]{{4}}|[0-9]{{2}})(?:[^0-9].*)?$"
_MONAT_JAHR = r"^[0-9]{1,3}\s?[./-]\s?(?:19|20)[0-9]{2}$"
_JAHR_MONAT = r"^(?:19|20)[0-9]{2}\s?[./-]\s?[0-9]{1,3}$"
_JJJJMM = r"^(?:19|20)[0-9]{2}(?:0?[0-9]{2})$"
_JAHRESZAHL = r"(?:19|20)[0-9]{2}"


_MONATE = "|".join(sorted(MONATSNAMEN, key=len, reverse=True))
_NACH_NAMEN = r"[\s./'’-]*(?:[0-9]{2}|[0-9]{4})?(?:\s*\([0-9]{1,2}\))?$"
_MONAT_KURZJAHR = r"^(?:0?[1-9]|1[0-6])\s?[./-]\s?[23][0-9]$"
_MMJJJJ = r"^0{0,2}(?:[1-9]|1[0-6])20[0-9]{2}$"
_TTMMJJJJ = r"^[0-3][0-9](?:0[1-9]|1[0-2])20[0-9]{2}$"
_JAHR_M = r"^(?:19|20)[0-9]{2}\s?[./-]?\s?[mp]\s?[0-9]{1,3}$"
_WORT_VORN = r"^(?:buchungs)?(?:periode|per|monat|p|m)[.:]?\s?[0-9]"
_WORT_HINTEN = r"^[0-9]{1,2}\.?\s?(?:periode|per|monat)\.?$"
_TAG_MIT_NAMEN = rf"^[0-9]{{1,2}}[.\s-]+(?:{_MONATE})\.?[\s-]*(?:[0-9]{{4}}|[0-9]{{2}})$"
_EROEFFNUNG = ("eröffnung", "eröffnungsbilanz", "eb", "eb-wert", "vortrag", "saldovortrag")


def plain_period(text: nw.Expr) -> nw.Expr:
    """A period or date in small letters without „Periode“ and the like.

    What reads it names it some forty times, and each time it would be computed anew: it is a column of its own first.
    """
    klein = text.str.to_lowercase()
    ohne = nw.when(klein.str.contains(_WORT_VORN)).then(klein.str.replace_all(r"^[a-z]+[.:]?\s?", ""))
    ohne = ohne.when(klein.str.contains(_WORT_HINTEN)).then(klein.str.replace_all("[^0-9]", ""))
    return ohne.otherwise(klein)


def periode_of(text: nw.Expr) -> nw.Expr:
    """The number of the period a text names, 0 to 999; −1 where it names none.

    Read are `1`, `001`, `P01`, `01.2024`, `01.24`, `001/2024`, `012024`, `2024-01`, `2024M01`, `2024001`, `202401`,
    `Januar`, `Jan 24` and dates; the opening is 0. `text` is as `plain_period` makes it.
    """
    nummer = nw.when(text.str.contains("^[0-9]{1,3}$")).then(text)
    nummer = nummer.when(text.str.contains(_MONAT_JAHR) | text.str.contains(_MONAT_KURZJAHR)).then(
        text.str.replace_all(r"\s?[./-].*$", "")
    )
    nummer = nummer.when(text.str.contains(_JAHR_MONAT)).then(text.str.replace_all(r"^.*[./-]\s?", ""))
    nummer = nummer.when(text.str.contains(_JAHR_M)).then(text.str.replace_all(r"^.*[mp]\s?", ""))
    nummer = nummer.when(text.str.contains(_JJJJMM)).then(text.str.slice(4, None))
    nummer = nummer.when(text.str.contains(_MMJJJJ)).then(text.str.replace_all("20[0-9]{2}$", ""))
    nummer = nummer.when(text.str.contains(_KOMPAKT)).then(text.str.slice(4, 2))
    nummer = nummer.when(text.str.contains(_TTMMJJJJ)).then(text.str.slice(2, 2))
    nummer = nummer.when(text.str.contains(_ISO)).then(text.str.slice(5, 2))
    tag = text.str.replace_all(r"^[0-9]{1,2}[./-]", "").str.replace_all(r"[./-].*$", "")
    nummer = nummer.when(text.str.contains(_MUSTER_TAG)).then(tag)
    nummer = nummer.when(text.is_in(_EROEFFNUNG)).then(nw.lit("0"))
    for monat in range(1, 13):
        namen = "|".join(sorted((name for name, nr in MONATSNAMEN.items() if nr == monat), key=len, reverse=True))
        muster = rf"^(?:[0-9]{{1,2}}[.\s-]+)?(?:{namen})\.?{_NACH_NAMEN}"
        nummer = nummer.when(text.str.contains(muster)).then(nw.lit(str(monat)))
    return nummer.otherwise(nw.lit("-1")).cast(nw.Int64)


def year_of(text: nw.Expr) -> nw.Expr:
    """The year that a date or a period names, as `plain_period` makes it; 0 where it names none or is no date."""
    vorn, hinten = text.str.slice(0, 4), text.str.replace_all(r"^.*[^0-9]", "")
    jahr = nw.when(text.str.contains(_ISO) | text.str.contains(_KOMPAKT)).then(vorn)
    jahr = jahr.when(text.str.contains(_JAHR_MONAT) | text.str.contains(_JJJJMM)).then(vorn)
    jahr = jahr.when(text.str.contains(_JAHR_M)).then(vorn)
    jahr = jahr.when(text.str.contains(_MONAT_JAHR)).then(hinten)
    jahr = jahr.when(text.str.contains(_MONAT_KURZJAHR)).then(nw.concat_str(nw.lit("20"), hinten))
    jahr = jahr.when(text.str.contains(_MMJJJJ)).then(text.str.zfill(7).str.slice(3, 4))
    jahr = jahr.when(text.str.contains(_TTMMJJJJ)).then(text.str.slice(4, 4))
    lang = text.str.replace_all(_TAG, "").str.slice(0, 4)
    kurz = text.str.replace_all(_TAG, "").str.slice(0, 2)
    jahr = jahr.when(text.str.contains(rf"{_TAG}[0-9]{{4}}(?:[^0-9].*)?$")).then(lang)
    jahr = jahr.when(text.str.contains(rf"{_TAG}[0-8][0-9](?:[^0-9].*)?$")).then(nw.concat_str(nw.lit("20"), kurz))
    jahr = jahr.when(text.str.contains(rf"{_TAG}9[0-9](?:[^0-9].*)?$")).then(nw.concat_str(nw.lit("19"), kurz))
    mit_namen = rf"^(?:[0-9]{{1,2}}[.\s-]+)?[^\W\d_]+\.?[^0-9]+{_JAHRESZAHL}$"
    jahr = jahr.when(text.str.contains(mit_namen)).then(hinten)
    return jahr.otherwise(nw.lit("0")).cast(nw.Int64)


def is_date(text: nw.Expr) -> nw.Expr:
    """Whether a text is a date with a day."""
    mit_namen = text.str.to_lowercase().str.contains(_TAG_MIT_NAMEN)
    ziffern = text.str.contains(_KOMPAKT) | text.str.contains(_TTMMJJJJ)
    return text.str.contains(_ISO) | ziffern | text.str.contains(_MUSTER_TAG) | mit_namen


_EXCEL_MONATE = "Jan|Feb|Mrz|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez"
_EXCEL_CODE = (
    r"^[0-9]{1,2}\.[0-9]{1,2}\.(?:19|20)[0-9]{2}(?:[^0-9].*)?$"
    rf"|^(?:[0-9]{{2}}\. )?(?:{_EXCEL_MONATE})(?:[ .][0-9]{{2}})?$|^[0-9](?:[.,][0-9]+)?E\+[0-9]+$"
)


def is_spoilt_code(text: nw.Expr) -> nw.Expr:
    """Whether a code is what Excel makes of one: a date as it shows it, or a number with an exponent.

    `11.11.01` is as likely a Produkt as a date, and Excel shows dates with a year of four digits.
    """
    return text.str.contains(_ISO) | text.str.contains(_EXCEL_CODE)


SOLL = frozenset((
    "s", "soll", "soll (s)", "s - soll", "soll-buchung", "sollbuchung", "belastung", "lastschrift", "d", "dr", "debit",
    "40",
))  # fmt: skip
HABEN = frozenset((
    "h", "haben", "haben (h)", "h - haben", "haben-buchung", "habenbuchung", "gutschrift", "c", "cr", "credit", "50",
))  # fmt: skip
"""How a column says which side a line is on, in small letters; 40 and 50 are what SAP calls them."""

_SEITE = "(?:[SHsh]|[Ss]oll|SOLL|[Hh]aben|HABEN|[DdCc][Rr])"
MIT_SEITE = rf"[0-9]\s*{_SEITE}$|^{_SEITE}\s*[0-9]"
"""An amount with S or H behind it, or in front."""


def without_mark(text: nw.Expr) -> nw.Expr:
    """An amount without the S or H beside it."""
    betrag = text.str.replace_all(rf"\s*{_SEITE}$", "").str.replace_all(rf"^{_SEITE}\s*", "")
    return nw.when(text.str.contains(MIT_SEITE)).then(betrag).otherwise(text)


def kennzeichen_of(text: nw.Expr) -> nw.Expr:
    """+1 for Haben, −1 for Soll, 0 for anything else; the text may be an amount with S or H beside it."""
    nur = nw.when(text.str.contains(MIT_SEITE)).then(text.str.replace_all(r"[^A-Za-z]", "")).otherwise(text)
    klein = nur.str.to_lowercase()
    soll, haben = klein.is_in(sorted(SOLL)), klein.is_in(sorted(HABEN))
    return nw.when(haben).then(nw.lit(1)).when(soll).then(nw.lit(-1)).otherwise(nw.lit(0)).cast(nw.Int64)


ERTRAG = frozenset(("e", "ertrag", "erträge", "erlös", "erlöse", "ert"))
AUFWAND = frozenset(("a", "aufwand", "aufwendungen", "aufwendung", "kosten", "auf", "aufw"))
"""How a column says which Art a line is, in small letters."""


def richtung_of(text: nw.Expr) -> nw.Expr:
    """+1 for Ertrag, −1 for Aufwand, 0 for anything else."""
    klein = text.str.to_lowercase()
    richtung = nw.when(klein.is_in(sorted(ERTRAG))).then(nw.lit(1)).when(klein.is_in(sorted(AUFWAND))).then(nw.lit(-1))
    return richtung.otherwise(nw.lit(0)).cast(nw.Int64)


LABEL = (
    r"(?i)^\W*(?:zwischensummen?|teilsummen?|endsummen?|gesamtsummen?|gesamtergebnis|gesamtbetrag|summen?|gesamt|"
    r"insgesamt|anzahl|total|saldo|[üÜ]bertrag|grand total)(?:\W|[0-9_]|$)"
    r"|^\S+ (?i:ergebnis|summe|gesamt)$|^\*+\s"
)
"""How a line that only adds up is labelled, with stars in lists of SAP. `Gesamtschule` is no such label."""


def is_label(text: nw.Expr) -> nw.Expr:
    """Whether a cell labels a sum."""
    return text.str.contains(LABEL)

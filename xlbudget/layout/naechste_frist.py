"""The next Frist on the sheet Start, as formulas: right on every day, without xlbudget having run.

Dates of a Datenmappe are texts (TT.MM.JJJJ) or dates of Excel; both count, as for the reader. The steps have names,
which calculate with whole columns; each names the one before as seldom as it can, since LibreOffice puts the text of
a name in its place and gives up where that gets too long.
"""

from __future__ import annotations

from collections.abc import Collection

from xlbudget.core.fristen import MAX_VORLAUF, WIEDERHOLUNGEN
from xlbudget.layout.ausschusstabelle import AUSSCHUESSE
from xlbudget.layout.deklaration import Tabelle
from xlbudget.layout.fristentabelle import FRISTEN

NAME = "Naechste_Frist"
"""Names the cell that says what is due next; the date stands left of it, and the ribbon shows both."""
ZELLE_DATUM, ZELLE_TEXT = "B2", "C2"
"""On Start, where nothing else stands."""
DATUMSFORMAT = '"Frist "DD.MM.YYYY;;"Nächste Frist"'


def frist_names(tabellen: Collection[Tabelle], start: str) -> dict[str, str]:
    """Names with what they refer to, without the equals sign, given the tables of the workbook and its first sheet.

    Each is a column with a line for every Frist; a date is 0 where there is none. `Frist_Termin` is the next one from
    today on, `Frist_Vorbei` 1 where the only one has passed.
    """
    if FRISTEN not in tabellen:
        return {}
    blatt = start.replace("'", "''")
    pflicht, faellig = (f"{FRISTEN.name}[{spalte}]" for spalte in ("Pflicht", "Fällig"))
    schritt = "+".join(f'({FRISTEN.name}[Wiederholung]="{wort}")*{monate}' for wort, monate in WIEDERHOLUNGEN.items())
    bis_heute = "(YEAR(TODAY())-YEAR(Frist_Tag))*12+MONTH(TODAY())-MONTH(Frist_Tag)+(DAY(Frist_Tag)<DAY(TODAY()))"
    monat = "DATE(YEAR(Frist_Tag),MONTH(Frist_Tag)+Frist_Schritt{},{})"
    letzter = f"DAY({monat.format('+1', 0)})"
    # the day, or the last one of a month that has no such day
    tag = f"(DAY(Frist_Tag)+{letzter}-ABS(DAY(Frist_Tag)-{letzter}))/2"
    return {
        "Frist_Datum": f"IFERROR({_parsed(faellig)},0)",
        "Frist_Sitzung": _meeting(tabellen),
        "Frist_Tag": f'({pflicht}<>"")*IF({faellig}="",Frist_Sitzung,Frist_Datum)',
        "Frist_Monate": f'({faellig}<>"")*({schritt})',
        "Frist_Abstand": bis_heute,
        "Frist_Schritt": "CEILING((Frist_Abstand>0)*Frist_Abstand,Frist_Monate)",
        "Frist_Wieder": f"(Frist_Monate>0)*({monat.format('', 1)}-1+{tag})",
        "Frist_Termin": "(Frist_Tag>0)*(Frist_Wieder+(Frist_Monate=0)*(Frist_Tag>=TODAY())*Frist_Tag)",
        NAME: f"'{blatt}'!${ZELLE_TEXT[0]}${ZELLE_TEXT[1]}",
        "Frist_Vorbei": "(Frist_Tag>0)*(Frist_Monate=0)*(Frist_Tag<TODAY())",
    }


def date_formula() -> str:
    """The next date, 0 where there is none, as an array formula."""
    return "MIN(IF(Frist_Termin>0,Frist_Termin))"


def text_formula(datum: str) -> str:
    """What is due then, and how many are overdue, as an array formula; `datum` is the cell of `date_formula`."""
    zeile = f"IFERROR(MATCH({datum},Frist_Termin,0),1)"  # of a single line there is no column to look in
    pflicht = f'IF({datum}=0,"keine",INDEX({FRISTEN.name}[Pflicht],{zeile}))'
    return f'{pflicht}&IF(SUM(Frist_Vorbei)=0,""," · überfällig: "&SUM(Frist_Vorbei))'


def _parsed(spalte: str) -> str:
    """A column of dates as numbers; an error where something else stands there."""
    tag, rest = f'LEFT({spalte},FIND(".",{spalte})-1)', f'FIND(".",{spalte})'
    monat = f"MID({spalte},{rest}+1,LEN({spalte})-5-{rest})"
    return f"IF(ISNUMBER({spalte}),INT({spalte}),DATE(VALUE(RIGHT({spalte},4)),VALUE({monat}),VALUE({tag})))"


def _meeting(tabellen: Collection[Tabelle]) -> str:
    """The day that is reckoned back from a meeting."""
    if AUSSCHUESSE not in tabellen:
        return f"0*LEN({FRISTEN.name}[Pflicht])"
    sitzung, vorlauf = f"{FRISTEN.name}[Sitzung]", f"{FRISTEN.name}[Vorlauf zur Sitzung]"
    tage = f"IFERROR({_parsed(f'{AUSSCHUESSE.name}[Sitzung]')},0)"
    sitzungstag = f'MMULT(({sitzung}<>"")*({sitzung}=TRANSPOSE({AUSSCHUESSE.name}[Kürzel])),{tage})'
    # of what is below 0, since there is no meeting, the root is an error
    return f"IFERROR(({vorlauf}>=0)*({vorlauf}<={MAX_VORLAUF})*ROUND(SQRT({sitzungstag}-{vorlauf})^2,0),0)"

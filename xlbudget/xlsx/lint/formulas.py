"""Rules about formulas, wherever they stand: in cells, names, tables, rules and charts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xlbudget.errors import Befund, Schwere
from xlbudget.xlsx.lint.book import Book, Rule
from xlbudget.xlsx.lint.formula import MAX_DEPTH
from xlbudget.xlsx.lint.places import Formula
from xlbudget.xlsx.lint.sheet import find, unescape, utf16_length

MAX_FORMULA = 8192
_GERMAN = """
    ABRUNDEN ADRESSE ANZAHL ANZAHL2 ANZAHLLEEREZELLEN ARBEITSTAG AUFRUNDEN BEREICH.VERSCHIEBEN BEREICHE
    BLATT BLÄTTER DATUM DATWERT DBANZAHL DBSUMME EDATUM EINDEUTIG ERSETZEN ERSTERWERT FEHLER.TYP FINDEN GANZZAHL
    GERADE GLÄTTEN GROSS GROSS2 HÄUFIGKEIT HEUTE INDIREKT ISTBEZUG ISTFEHL ISTFEHLER ISTLEER ISTLOG ISTNV ISTTEXT
    ISTZAHL JAHR JETZT KALENDERWOCHE KGRÖSSTE KKLEINSTE KLEIN KÜRZEN LINKS LÄNGE MAXWENNS MINWENNS MITTELWERT
    MITTELWERTWENN MITTELWERTWENNS MONAT MONATSENDE MTRANS NETTOARBEITSTAGE NICHT NV OBERGRENZE ODER POTENZ
    PRODUKT QUARTILE.INKL RANG RANG.GLEICH RECHTS REST RUNDEN SEQUENZ SÄUBERN SORTIEREN SORTIERENNACH SPALTE
    SPALTEN STABW STUNDE SUCHEN SUMME SUMMENPRODUKT SUMMEWENN SUMMEWENNS SVERWEIS TAG TAGE TEIL TEILERGEBNIS
    TEXTKETTE TEXTVERKETTEN UND UNGERADE UNTERGRENZE VARIANZ VERGLEICH VERKETTEN VERWEIS VORZEICHEN VRUNDEN WAHL
    WECHSELN WENN WENNFEHLER WENNNV WENNS WERT WIEDERHOLEN WOCHENTAG WURZEL WVERWEIS XODER XVERGLEICH XVERWEIS
    ZEICHEN ZEILE ZEILEN ZEIT ZEITWERT ZELLE ZUFALLSBEREICH ZUFALLSZAHL ZÄHLENWENN ZÄHLENWENNS
"""
GERMAN_FUNCTIONS = frozenset(_GERMAN.split())
_GERMAN_CONSTANTS = frozenset({"WAHR", "FALSCH", "#BEZUG!", "#NV", "#WERT!", "#ZAHL!"})
_ERRORS = frozenset({"#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"})
_YOUNG_ERRORS = frozenset(
    {"#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!", "#UNKNOWN!", "#CONNECT!", "#BUSY!", "#GETTING_DATA"}
)
_YOUNG = """
    BYCOL BYROW CHOOSECOLS CHOOSEROWS CONCAT DAYS DROP EXPAND FILTER FORMULATEXT HSTACK IFNA IFS ISFORMULA
    ISOWEEKNUM LAMBDA LET MAKEARRAY MAXIFS MINIFS NUMBERVALUE PERCENTILE.EXC PERCENTILE.INC QUARTILE.EXC
    QUARTILE.INC RANDARRAY RANK.AVG RANK.EQ SCAN SEQUENCE SHEET SHEETS SORT SORTBY STDEV.P STDEV.S SWITCH TAKE
    TEXTAFTER TEXTBEFORE TEXTJOIN TEXTSPLIT TOCOL TOROW UNIQUE VAR.P VAR.S VSTACK WRAPCOLS WRAPROWS XLOOKUP XMATCH
    XOR
"""
PREFIXED_FUNCTIONS = frozenset(_YOUNG.split())
"""Functions younger than the file format; stored without `_xlfn.`, Excel shows #NAME? for them."""
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_LOCALE_DEPENDENT = re.compile(r"[tjdy.,]|standard|general", re.IGNORECASE)


def _befund(book: Book, formula: Formula, code: str, text: str, schwere: Schwere = Schwere.FEHLER) -> Befund:
    return book.befund(code, f"{formula.owner} {text}", formula.blatt, formula.zelle, schwere)


def unbalanced(book: Book) -> Iterator[Befund]:
    for formula in book.formulas:
        if formula.scan.problem:
            text = f"ist unvollständig: {formula.scan.problem} ({_short(formula)}). Bitte ergänzen."
            yield _befund(book, formula, "formel", text)


def semicolons(book: Book) -> Iterator[Befund]:
    for formula in book.formulas:
        if formula.scan.semicolon:
            text = f"trennt mit Semikolon ({_short(formula)}); in der Datei müssen Kommas stehen."
            yield _befund(book, formula, "formel_semikolon", text)


def leading_equals(book: Book) -> Iterator[Befund]:
    for formula in book.formulas:
        if formula.text.lstrip().startswith("="):
            text = f"beginnt mit = ({_short(formula)}); in der Datei steht sie ohne."
            yield _befund(book, formula, "formel_gleich", text)


def too_long(book: Book) -> Iterator[Befund]:
    for formula in book.formulas:
        if (length := utf16_length(formula.text)) > MAX_FORMULA:
            text = f"hat {length} Zeichen; Excel erlaubt {MAX_FORMULA}. Bitte auf Hilfszellen aufteilen."
            yield _befund(book, formula, "formel_lang", text)


def too_deep(book: Book) -> Iterator[Befund]:
    for formula in book.formulas:
        if formula.scan.depth > MAX_DEPTH:
            text = f"ist {formula.scan.depth}-fach verschachtelt; Excel erlaubt {MAX_DEPTH}. Bitte aufteilen."
            yield _befund(book, formula, "formel_tief", text)


def german_words(book: Book) -> Iterator[Befund]:
    names = {name.name.casefold() for name in book.names}
    for formula in book.formulas:
        parts = formula.scan
        german = {name for name in parts.functions if name.upper() in GERMAN_FUNCTIONS and name.casefold() not in names}
        german |= {
            word
            for word in (*parts.words, *parts.errors)
            if word.upper() in _GERMAN_CONSTANTS and word.casefold() not in names
        }
        if german:
            text = f"benutzt deutsche Namen ({', '.join(sorted(german))}); in der Datei müssen sie englisch sein."
            yield _befund(book, formula, "formel_deutsch", text, _unless_own_function(book))


def missing_prefix(book: Book) -> Iterator[Befund]:
    names = {name.name.casefold() for name in book.names}
    for formula in book.formulas:
        young = {name for name in formula.scan.functions if name.upper() in PREFIXED_FUNCTIONS}
        if young := {name for name in young if name.casefold() not in names}:
            text = f"benutzt {', '.join(sorted(young))} ohne den Vorsatz _xlfn.; Excel zeigt #NAME?."
            rat = "In Excel die Zelle mit F2 und Eingabe bestätigen."
            yield _befund(book, formula, "formel_vorsatz", f"{text} {rat}", _unless_own_function(book))


def _unless_own_function(book: Book) -> Schwere:
    """In a workbook with macros any name may be a function that somebody wrote."""
    return Schwere.HINWEIS if book.has_macros else Schwere.FEHLER


def locale_dependent_text(book: Book) -> Iterator[Befund]:
    for formula in book.formulas:
        for code in formula.scan.formats:
            if _LOCALE_DEPENDENT.search(_QUOTED.sub("", code)):
                text = f"benutzt TEXT mit „{code}“; das Ergebnis hängt von der Sprache des Excel ab."
                rat = "Besser den Wert stehen lassen und ein Zahlenformat setzen."
                yield _befund(book, formula, "formel_text", f"{text} {rat}", Schwere.WARNUNG)


def broken_references(book: Book) -> Iterator[Befund]:
    for formula in book.formulas:
        if "#REF!" in formula.scan.errors:
            text = f"enthält #REF!, ihr Bezug ist gelöscht ({_short(formula)}). Bezug neu setzen oder löschen."
            yield _befund(book, formula, "formel_bezug", text, Schwere.WARNUNG)


def unknown_errors(book: Book) -> Iterator[Befund]:
    for formula in book.formulas:
        for error in sorted(set(formula.scan.errors) - _ERRORS - _YOUNG_ERRORS - _GERMAN_CONSTANTS):
            if not formula.scan.problem:
                yield _befund(
                    book, formula, "formel_fehlerwert", f"enthält „{error}“, das Excel nicht kennt. Bitte löschen."
                )


def missing_sheets(book: Book) -> Iterator[Befund]:
    known = {sheet.name.casefold() for sheet in book.sheets}
    for formula in book.formulas:
        missing = {sheet for sheet in formula.scan.sheets if sheet.casefold() not in known}
        if missing:
            text = f"verweist auf das Blatt „{', '.join(sorted(missing))}“, das es nicht gibt. Bezug berichtigen."
            yield _befund(book, formula, "formel_blatt", text)


def missing_sheets_in_texts(book: Book) -> Iterator[Befund]:
    known = {sheet.name.casefold() for sheet in book.sheets}
    for formula in book.formulas:
        missing = {sheet for sheet in formula.scan.addressed if sheet.casefold() not in known}
        if missing:
            text = f"nennt in einem Text das Blatt „{', '.join(sorted(missing))}“, das es nicht gibt. Text berichtigen."
            yield _befund(book, formula, "formel_adresse", text, Schwere.WARNUNG)


def missing_books(book: Book) -> Iterator[Befund]:
    anzahl = sum(1 for _ in find(book.workbook, "externalReferences/externalReference"))
    for formula in book.formulas:
        if any(number > anzahl for number in formula.scan.books):
            text = f"verweist auf eine andere Datei, die nicht eingetragen ist ({_short(formula)}). Bezug berichtigen."
            yield _befund(book, formula, "formel_datei", text)


def missing_tables(book: Book) -> Iterator[Befund]:
    known = {table.name.casefold() for table in book.tables}
    for formula in book.formulas:
        missing = {table for table in formula.scan.tables if table.casefold() not in known}
        if missing:
            text = f"verweist auf die Tabelle „{', '.join(sorted(missing))}“, die es nicht gibt. Bezug berichtigen."
            yield _befund(book, formula, "formel_tabelle", text)


def missing_columns(book: Book) -> Iterator[Befund]:
    columns = {
        table.name.casefold(): {unescape(column).casefold() for column in table.columns} for table in book.tables
    }
    for formula in book.formulas:
        for table, column in formula.scan.columns:
            known = columns.get(table.casefold())
            if known is not None and unescape(column).casefold() not in known:
                text = (
                    f"verweist auf die Spalte „{column}“, die es in der Tabelle {table} nicht gibt. Bezug berichtigen."
                )
                yield _befund(book, formula, "formel_spalte", text)


def unknown_words(book: Book) -> Iterator[Befund]:
    known = {name.name.casefold() for name in book.names} | {table.name.casefold() for table in book.tables}
    known |= {"true", "false"} | {word.casefold() for word in _GERMAN_CONSTANTS}
    for formula in book.formulas:
        words = () if formula.scan.problem else formula.scan.words
        unknown = {word for word in words if word.casefold() not in known and not word.startswith(("_xlpm.", "_xlop."))}
        if unknown:
            text = f"benutzt den Namen „{', '.join(sorted(unknown))}“, den es nicht gibt; Excel zeigt #NAME?."
            yield _befund(book, formula, "formel_name", f"{text} Den Namen anlegen oder berichtigen.", Schwere.WARNUNG)


def _short(formula: Formula) -> str:
    return formula.text if len(formula.text) <= 60 else f"{formula.text[:57]}…"


RULES: tuple[Rule, ...] = (
    unbalanced,
    semicolons,
    leading_equals,
    too_long,
    too_deep,
    german_words,
    missing_prefix,
    locale_dependent_text,
    broken_references,
    unknown_errors,
    missing_sheets,
    missing_sheets_in_texts,
    missing_books,
    missing_tables,
    missing_columns,
    unknown_words,
)

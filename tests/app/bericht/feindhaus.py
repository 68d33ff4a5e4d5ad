"""Seeded hostile houses: a Datenmappe and its exports with something wrong, and what a plain reader makes of them.

Every mutation is drawn from a `Random` with its own seed, so a failure is repeated by its name alone.
"""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from random import Random
from types import SimpleNamespace

import openpyxl
import xlsxwriter
from app.runde.rundreise_base import FACHDIENSTE, NUR, Haus
from openpyxl.utils import range_boundaries
from sources.returns.fuzz_mutatoren import mutate_bytes, mutate_zip

Zeilen = list[list[str]]
Summen = dict[tuple[str, str, str], int]
"""(Produkt, Art, row) → cents, in the direction of the Art."""

SPALTE = {"beleg": 0, "datum": 1, "periode": 2, "produkt": 3, "konto": 4, "text": 5, "betrag": 6, "seite": 7}
BETRAEGE = (
    "", " ", "0", "0,00", "-", "1.234,56", "1.234,5-", "-12,30", "(12,30)", "12.30", "1,234.56", "1e5", "1E+05",
    "#WERT!", "#REF!", "NaN", "abc", "12,345", "1.23", "999.999.999.999,99", "9999999999999999", "١٢٣", "１２,００",
    "12,00 €", "EUR 5", "=1+1", "+5,00", "--5", "5,00-S", "1 234,56", "1\u00a0234,56", "1'234.56", "0x10", "12,30H",
    "−7,50", "5,0,0", ".5", "5,",
)  # fmt: skip
PERIODEN = (
    "0", "13", "14", "16", "17", "1", "01", "001", "Jan", "Januar", "2023001", "", "x", "-1", "1,0", "06.2023", "99",
)  # fmt: skip
CODES = (
    "", "0", "3210 ", " 3210", "3210\u00a0", "３２１０", "32\u00ad10", "03210", "3210.0", "9999", "3.210", "3210x",
    "Summe", "=3210", "\u202e0123", "3210\n",
)  # fmt: skip
KONTEN = (
    "", "433100 ", "0433100", "433100.00", "433100x", "4", "999999", "433 100", "４３３１００", "Transfer", "601000",
    "-433100",
)  # fmt: skip
TEXTE = ('"', "a;b", "a\nb", "\x00", "\ufeff", "\u202eevil", "=cmd|' /C calc'!A0", "x" * 40_000, "ä\u0308", "\x1b[2J")
DATEN = ("15.01.2022", "31.02.2023", "2023-05-15", "05/15/2023", "", "45061", "15.5.23", "heute", "01.01.1900")
SEITEN = ("", "s", "h", "X", "SH", "Soll", "Haben", "H ", "-", "0")
ZELLEN = (
    None, "", " ", "x", "=1/0", "=NA()", "=A1", -1, 0, 1, 1.5, 1e15, -1e300, 12345678901234567890, True, "1.234,56",
    "12,5", "#REF!", "A" * 40_000, "\u202eabc", "So\u00adziales", "soziales", "So\u200bziales", "gesamt", "GESAMT",
    "Erträge", "Aufwendungen", "4", "43", "43*", "40-44", "4331001234567", "2023-06", "2023-13", "06/2023", "3210",
    "3310", "x;y", "'", "!", "../../etc/passwd", "C:\\Users\\x", "\\\\server\\a.csv", "*", "buchungen.csv", "fehlt.csv",
    "S/H", "alles positiv", "Erträge negativ", "Ansatz", "Buchungen", "{x}", "a@b", "CON", "nein", "ja", "T€",
    "automatisch",
)  # fmt: skip
FORMATE = ("#,##0,", '0.0 "T€"', ";;;", "0%", "DD.MM.YYYY", "@", "[White]0", "#,##0;#,##0", "General", "#,##0.00")


@dataclass(frozen=True)
class Fall:
    """A hostile house: its Datenmappe, and a word for what was done to it."""

    datenmappe: Path
    was: str


def base_house(ordner: Path) -> Haus:
    """Two Fachdienste with one Produkt each; small, so that thousands of runs are possible."""
    haus = Haus(ordner, fachdienste={name: FACHDIENSTE[name] for name in NUR}, produkte=("10",))
    haus.verteiler = haus.verteiler[: len(NUR)]
    haus.prognosen = [
        {"Stand": "2023-06", "Objekt": "3210", "Art": "Aufwendungen", "Zeile": "Personal", "Prognose": 250_000}
    ]
    haus.write()
    return haus


def hostile(zufall: Random, haus: Haus, ordner: Path) -> Fall:
    """A copy of the house in `ordner` with something wrong in it."""
    shutil.copytree(haus.ordner, ordner)
    datenmappe = ordner / haus.datenmappe.name
    art = zufall.choices((_rows, _text, _cells, _package), (5, 2, 4, 2))[0]
    return Fall(datenmappe, f"{art.__name__[1:]}: {art(zufall, ordner, datenmappe)}")


# --- exports: lines whose meaning a plain reader knows


def _rows(zufall: Random, ordner: Path, datenmappe: Path) -> str:
    name = "buchungen.csv" if zufall.random() < 0.8 else "ansatz.csv"
    zeilen = list(csv.reader((ordner / name).read_text("cp1252").splitlines(), delimiter=";"))
    getan = []
    for _ in range(zufall.choice((1, 1, 2, 5))):
        mutation = zufall.choice(_ZEILENMUTATIONEN if name == "buchungen.csv" else _ALLGEMEINE)
        getan.append(f"{mutation.__name__[1:]} {mutation(zufall, zeilen)}")
    if zufall.random() < 0.3:
        _write_xlsx(ordner / name.replace(".csv", ".xlsx"), zeilen, zufall)
        (ordner / name).unlink()
        _set_source(datenmappe, name, name.replace(".csv", ".xlsx"))
        getan.append("als xlsx")
    else:
        puffer = io.StringIO()
        csv.writer(puffer, delimiter=";", lineterminator=zufall.choice(("\n", "\r\n"))).writerows(zeilen)
        code = zufall.choice(("cp1252", "utf-8", "utf-8-sig", "utf-16"))
        (ordner / name).write_bytes(puffer.getvalue().encode(code, "replace"))
        getan.append(code)
    return f"{name}, {', '.join(getan)}"


def _set_cell(feld: str, werte: Sequence[str]) -> Callable[[Random, Zeilen], str]:
    def mutation(zufall: Random, zeilen: Zeilen) -> str:
        nummer, wert = zufall.randrange(1, len(zeilen)), zufall.choice(werte)
        if SPALTE[feld] < len(zeilen[nummer]):
            zeilen[nummer][SPALTE[feld]] = wert
        return f"{nummer + 1} = {wert[:20]!r}"

    mutation.__name__ = f"_{feld}"
    return mutation


def _drop(zufall: Random, zeilen: Zeilen) -> str:
    nummer = zufall.randrange(len(zeilen))
    del zeilen[nummer]
    return f"{nummer + 1}"


def _double(zufall: Random, zeilen: Zeilen) -> str:
    nummer = zufall.randrange(len(zeilen))
    zeilen.insert(zufall.randrange(len(zeilen) + 1), list(zeilen[nummer]))
    return f"{nummer + 1}"


def _shuffle(zufall: Random, zeilen: Zeilen) -> str:
    zeilen[1:] = zufall.sample(zeilen[1:], len(zeilen) - 1)
    return ""


def _junk(zufall: Random, zeilen: Zeilen) -> str:
    zeile = zufall.choice(
        ([], ["", "", ""], ["Summe"], ["Landkreis", "Stand"], ["Summe", "", "", "", "", "", "1,00", "S"])
    )
    nummer = zufall.choice((0, len(zeilen), zufall.randrange(len(zeilen))))
    zeilen.insert(nummer, list(zeile))
    return f"{nummer + 1} {zeile}"


def _columns(zufall: Random, zeilen: Zeilen) -> str:
    anzahl = max(map(len, zeilen))
    if zufall.random() < 0.5:
        reihenfolge = zufall.sample(range(anzahl), anzahl)
        zeilen[:] = [[zeile[i] for i in reihenfolge if i < len(zeile)] for zeile in zeilen]
        return "vertauscht"
    for zeile in zeilen:
        zeile.append("" if zeile is not zeilen[0] else zufall.choice(("Bemerkung", "Betrag", "Produkt", "")))
    return "eine mehr"


def _cut(zufall: Random, zeilen: Zeilen) -> str:
    nummer = zufall.randrange(len(zeilen))
    zeilen[nummer] = zeilen[nummer][: zufall.randrange(len(zeilen[nummer]) + 1)]
    return f"{nummer + 1}"


def _signs(zufall: Random, zeilen: Zeilen) -> str:
    if zufall.random() < 0.5:
        for zeile in zeilen[1:]:
            zeile[-1] = {"S": "H", "H": "S"}.get(zeile[-1], zeile[-1])
        return "alle Seiten vertauscht"
    for zeile in zeilen[1:]:
        if len(zeile) > SPALTE["betrag"]:
            zeile[SPALTE["betrag"]] = "-" + zeile[SPALTE["betrag"]]
    return "alle negativ"


_ALLGEMEINE = (_drop, _double, _shuffle, _junk, _columns, _cut)
_ZEILENMUTATIONEN = (
    *_ALLGEMEINE,
    *[_set_cell("betrag", BETRAEGE)] * 4,
    *[_set_cell("produkt", CODES)] * 2,
    *[_set_cell("konto", KONTEN)] * 2,
    *[_set_cell("periode", PERIODEN)] * 2,
    _set_cell("datum", DATEN),
    *[_set_cell("seite", SEITEN)] * 2,
    _set_cell("text", TEXTE),
    _signs,
)


def _write_xlsx(datei: Path, zeilen: Zeilen, zufall: Random) -> None:
    """The lines as a sheet; amounts as numbers where they are plain, sometimes as text, codes always as text."""
    als_text = zufall.random() < 0.3
    with xlsxwriter.Workbook(datei) as mappe:
        blatt = mappe.add_worksheet("Journal")
        for nummer, zeile in enumerate(zeilen):
            for spalte, wert in enumerate(zeile):
                ist_zahl = spalte >= 2 and re.fullmatch(r"-?\d{1,9},\d\d", wert) and not als_text
                if ist_zahl:
                    blatt.write_number(nummer, spalte, float(wert.replace(",", ".")))
                else:
                    blatt.write_string(nummer, spalte, wert[:32_000])


def _set_source(datenmappe: Path, alt: str, neu: str) -> None:
    mappe = openpyxl.load_workbook(datenmappe)
    for zeile in mappe["Quellen"].iter_rows():
        for zelle in zeile:
            if zelle.value == alt:
                zelle.value = neu
    mappe.save(datenmappe)


# --- exports: bytes


def _text(zufall: Random, ordner: Path, _datenmappe: Path) -> str:
    name = zufall.choice(("buchungen.csv", "buchungen.csv", "ansatz.csv"))
    data = bytearray((ordner / name).read_bytes())
    getan = []
    for _ in range(zufall.choice((1, 1, 3))):
        stelle = zufall.randrange(len(data) + 1)
        was = zufall.choice(("kippen", "schneiden", "einfügen", "wiederholen", "ersetzen", "Zeichen"))
        if was == "kippen" and stelle < len(data):
            data[stelle] ^= 1 << zufall.randrange(8)
        elif was == "schneiden":
            del data[stelle : stelle + zufall.choice((1, 5, 100, 10**6))]
        elif was == "einfügen":
            data[stelle:stelle] = zufall.randbytes(zufall.choice((1, 4, 200)))
        elif was == "wiederholen":
            data[stelle:stelle] = data[stelle : stelle + zufall.choice((10, 500, 3_000))]
        elif was == "ersetzen":
            alt, neu = zufall.choice(
                ((b";", b","), (b";", b"\t"), (b"\n", b"\r"), (b",00", b".00"), (b"S", b"s"), (b"3", b"8"))
            )
            data[:] = data.replace(alt, neu)
        else:
            data[stelle:stelle] = zufall.choice(
                (b'"', b"\x00", b"\xef\xbb\xbf", b"\xff\xfe", b"\n\n\n", b";" * 50, b"\x1a")
            )
        getan.append(f"{was} {stelle}")
    (ordner / name).write_bytes(bytes(data))
    return f"{name}, {', '.join(getan)}"


# --- the Datenmappe


def _cells(zufall: Random, _ordner: Path, datenmappe: Path) -> str:
    mappe = openpyxl.load_workbook(datenmappe)
    getan = []
    for _ in range(zufall.choice((1, 1, 2, 4))):
        blatt = mappe[zufall.choice([name for name in mappe.sheetnames if mappe[name].tables])]
        getan.append(f"{blatt.title} {zufall.choice(_BLATTMUTATIONEN)(zufall, blatt)}")
    mappe.save(datenmappe)
    return ", ".join(getan)


def _sheet_cell(zufall: Random, blatt) -> str:
    links, oben, rechts, unten = range_boundaries(next(iter(blatt.tables.values())).ref)
    zelle = blatt.cell(zufall.randint(oben + 1, unten + 1), zufall.randint(links, rechts))
    wert = zufall.choice(ZELLEN)
    try:
        zelle.value = wert
    except (ValueError, openpyxl.utils.exceptions.IllegalCharacterError):
        zelle.value = None
    return f"{zelle.coordinate} = {str(wert)[:20]!r}"


def _sheet_format(zufall: Random, blatt) -> str:
    links, oben, rechts, unten = range_boundaries(next(iter(blatt.tables.values())).ref)
    zelle = blatt.cell(zufall.randint(oben + 1, unten), zufall.randint(links, rechts))
    zelle.number_format = zufall.choice(FORMATE)
    return f"{zelle.coordinate} Format {zelle.number_format}"


def _sheet_row(zufall: Random, blatt) -> str:
    tabelle = next(iter(blatt.tables.values()))
    links, oben, rechts, unten = range_boundaries(tabelle.ref)
    quelle, ziel = zufall.randint(oben + 1, unten), zufall.choice((unten + 1, unten + 3, zufall.randint(oben, unten)))
    for spalte in range(links, rechts + 1):
        blatt.cell(ziel, spalte).value = blatt.cell(quelle, spalte).value
    return f"Zeile {quelle} auch in {ziel}"


def _sheet_header(zufall: Random, blatt) -> str:
    links, oben, rechts, _ = range_boundaries(next(iter(blatt.tables.values())).ref)
    zelle = blatt.cell(oben, zufall.randint(links, rechts))
    zelle.value = zufall.choice(("", "x", str(zelle.value).upper(), f"{zelle.value} ", f"{zelle.value}2"))
    return f"Überschrift {zelle.coordinate} = {zelle.value!r}"


def _sheet_hidden(zufall: Random, blatt) -> str:
    blatt.row_dimensions[zufall.randint(3, 8)].hidden = True
    blatt.column_dimensions[zufall.choice("ABCDE")].width = 0.5
    return "ausgeblendet"


def _sheet_stray(zufall: Random, blatt) -> str:
    zelle = blatt.cell(zufall.choice((60, 5_000, 1_048_576)), zufall.choice((1, 30, 16_384)), 1)
    return f"verirrt {zelle.coordinate}"


_BLATTMUTATIONEN = (
    *[_sheet_cell] * 6, _sheet_format, _sheet_row, _sheet_row, _sheet_header, _sheet_hidden, _sheet_stray,
)  # fmt: skip


def _package(zufall: Random, ordner: Path, datenmappe: Path) -> str:
    """The Datenmappe or an export as a workbook that is damaged as a file."""
    mutation, datei = zufall.choice((mutate_bytes, mutate_zip)), datenmappe
    if zufall.random() < 0.5:
        datei = ordner / "ansatz.xlsx"
        zeilen = csv.reader((ordner / "ansatz.csv").read_text("cp1252").splitlines(), delimiter=";")
        _write_xlsx(datei, list(zeilen), zufall)
        _set_source(datenmappe, "ansatz.csv", datei.name)
    datei.write_bytes(mutation(zufall, SimpleNamespace(data=datei.read_bytes())).data)
    return f"{datei.name}, {mutation.__name__}"


# --- what a plain reader makes of it


class NoOpinionError(Exception):
    """The plain reader cannot say what the files mean; then a run may not be silent about them."""


def plain_sums(datenmappe: Path, name: str, bis_monat: int = 12) -> tuple[Summen, int]:
    """What an export comes to by Produkt and row, read by csv and openpyxl alone, and how many lines it cannot read.

    Raises NoOpinionError where it can read nothing.
    """
    konten, produkte, datei = _plain_tables(datenmappe, name)
    noetig, spalten, zeilen = _plain_header(_plain_lines(datei))
    ansatz = len(noetig) == len(_KOPF_ANSATZ)
    summen: Summen = defaultdict(int)
    unklar = 0
    for zeile in zeilen:
        if not any(zelle.strip() for zelle in zeile):
            continue
        werte = {titel: zeile[spalten[titel]].strip() if spalten[titel] < len(zeile) else "" for titel in noetig}
        try:
            zeichen, monat = (1, 1) if ansatz else _plain_side(werte)
            betrag_ct = _plain_amount(werte[noetig[2]])
        except NoOpinionError:
            unklar += 1
            continue
        konto = werte["sachkonto"]
        treffer = next((konten[konto[:n]] for n in range(len(konto), 0, -1) if konto[:n] in konten), None)
        if werte["produkt"] not in produkte or treffer is None:
            unklar += 1
        elif monat <= bis_monat:
            richtung = 1 if ansatz or treffer[0] == "Erträge" else -1
            summen[werte["produkt"], *treffer] += zeichen * richtung * betrag_ct
    return dict(summen), unklar


_KOPF_ANSATZ = ("produkt", "sachkonto", "ansatz 2023")
_KOPF_BUCHUNGEN = ("produkt", "sachkonto", "betrag", "s/h", "periode")


def _plain_header(alle: Zeilen) -> tuple[Sequence[str], dict[str, int], Zeilen]:
    """The headings that are needed, where all headings stand, and the lines below. Raises NoOpinionError."""
    for nummer, kopf in enumerate(alle):
        titel = ["".join(filter(str.isprintable, zelle)).strip().casefold() for zelle in kopf]
        for noetig in (_KOPF_ANSATZ, _KOPF_BUCHUNGEN):
            if set(noetig) <= set(titel):
                break
        else:
            if sum(any(z.isdigit() for z in zelle) for zelle in kopf) > 2:  # code, account, amount
                raise NoOpinionError("Zeilen über dem Kopf")
            continue
        if any(titel.count(name) > 1 for name in noetig):
            raise NoOpinionError("Kopf")
        return noetig, {name: titel.index(name) for name in titel}, alle[nummer + 1 :]
    raise NoOpinionError("Kopf")


def _plain_side(werte: dict[str, str]) -> tuple[int, int]:
    """Sign and month of a posting."""
    periode = re.fullmatch(r"(?:2023)?0{0,2}([1-9]|1[0-6])(?:\.2023)?", werte["periode"], re.ASCII)
    seite = werte["s/h"].casefold()
    if seite not in ("s", "h", "soll", "haben") or periode is None:
        raise NoOpinionError("Seite oder Periode")
    return 1 if seite[0] == "h" else -1, min(12, int(periode[1]))


def _plain_amount(text: str) -> int:
    text = re.sub(r"^(€|EUR)\s*|\s*(€|EUR)$", "", text.replace("−", "-"))
    if text[:1] + text[-1:] == "()":
        return -_plain_amount(text[1:-1])
    if re.fullmatch(r"-?\d+\.\d\d", text, re.ASCII):  # English; where that is one of a kind a run says so
        return int(Decimal(text) * 100)
    muster = r"[-+]?(\d{1,3}([. \u00a0'])\d{3}(\2\d{3})*|\d+)(,\d{1,2})?-?"
    if not re.fullmatch(muster, text, re.ASCII) or text.count("-") > 1:
        raise NoOpinionError(text)
    zahl = re.sub(r"[. \u00a0']", "", text.strip("-+")).replace(",", ".")
    return int(Decimal(zahl) * 100) * (-1 if "-" in text else 1)


def _plain_lines(datei: Path) -> list[list[str]]:
    if datei.suffix == ".xlsx":
        try:
            blatt = openpyxl.load_workbook(datei, data_only=True).worksheets[0]
        except Exception as error:  # whatever a damaged package raises: then it holds what it was made of, or nothing
            if (quelle := datei.with_suffix(".csv")).exists():
                return _plain_lines(quelle)
            raise NoOpinionError("Mappe") from error
        return [[_plain_cell(wert) for wert in zeile] for zeile in blatt.iter_rows(values_only=True)]
    data = datei.read_bytes()
    for code in ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(code)
        except UnicodeDecodeError:
            continue
        kopf = text.lstrip().split("\n", 1)[0]
        trenner = max(";,\t|", key=kopf.count)
        try:
            zeilen = list(csv.reader(io.StringIO(text, newline=""), delimiter=trenner, strict=True))
        except csv.Error as error:
            raise NoOpinionError(str(error)) from error
        if not zeilen:
            raise NoOpinionError("leer")
        return zeilen
    raise NoOpinionError("Zeichensatz")


def _plain_cell(wert: object) -> str:
    if isinstance(wert, float | int) and not isinstance(wert, bool):
        return f"{wert:.2f}".replace(".", ",")
    return "" if wert is None else str(wert)


def _plain_tables(datenmappe: Path, name: str) -> tuple[dict[str, tuple[str, str]], set[str], Path]:
    """Accounts, Produkte and the file of an export, as they stand in the Datenmappe. Raises NoOpinionError."""
    try:
        mappe = openpyxl.load_workbook(datenmappe, data_only=True)
        konten = {str(z[0]): (str(z[1]), str(z[2])) for z in _records(mappe["Kontenzuordnung"], 3)}
        produkte = {str(z[0]) for z in _records(mappe["Produkte"], 3)}
        dateien = [str(z[1]) for z in _records(mappe["Quellen"], 2) if str(z[1]).startswith(name)]
    except Exception as error:
        raise NoOpinionError("Datenmappe") from error
    if len(dateien) != 1 or not (datenmappe.parent / dateien[0]).is_file():
        raise NoOpinionError("Quelle")
    return (
        {k: v for k, v in konten.items() if v[0] in ("Erträge", "Aufwendungen")},
        produkte,
        datenmappe.parent / dateien[0],
    )


def _records(blatt, breite: int) -> list[tuple[object, ...]]:
    _, oben, _, unten = range_boundaries(next(iter(blatt.tables.values())).ref)
    zeilen = blatt.iter_rows(min_row=oben + 1, max_row=unten + 5, max_col=breite, values_only=True)
    return [zeile for zeile in zeilen if zeile[0] is not None]
